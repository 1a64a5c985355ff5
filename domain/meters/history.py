"""What a distributor tells of a point's past and of the point itself, for estimates and for the record.

None of it is a measure of a supply of ours: it is never billed (reference on SII flows, section 1.5: SOS, SNS, S2G;
SOF, SNF, F2G).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.meters.curve import DayCurve
from domain.meters.reading import Origin, Quality


@attrs.frozen
class PastUse:
    """The energy a point used over a period before it was ours.

    bands     kWh by band, in order of band; may be empty where there are days
    days      quarter-hours of days of the period, by day
    standard  kWh in the standard bands F1, F2, F3, where they are told beside
    """

    point: str
    period: Period
    bands: tuple[tuple[str, Decimal], ...]
    quality: Quality
    flow: str
    origin: Origin
    days: tuple[DayCurve, ...] = ()
    standard: tuple[tuple[str, Decimal], ...] = ()
    max_power_kw: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if not self.bands and not self.days and not self.standard:
            raise ValueError(f"past use of {self.point} over {self.period}: neither energy by band nor a curve")
        if any(value < 0 for _, value in (*self.bands, *self.standard)):
            raise ValueError(f"past use of {self.point} over {self.period}: energy is >= 0 kWh")
        if any(curve.day not in self.period for curve in self.days):
            raise ValueError(f"past use of {self.point}: a day of the curve is outside of {self.period}")


@attrs.frozen
class PointNotice:
    """What was told of a point from a day on: pairs of name and text, named as the flow does, in its order."""

    point: str
    day: dt.date
    facts: tuple[tuple[str, str], ...]
    flow: str
    origin: Origin
    case: str | None = None
