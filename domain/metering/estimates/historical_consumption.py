"""What a distributor tells of a point's past and of the point itself, for estimates and for the record.

None of it is a measure of a supply of ours: it is never billed (reference on SII flows, section 1.5: SOS, SNS, S2G;
SOF, SNF, F2G). The past is told a month at a time; like a measure, a month may be told again, and the last one sent
counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.metering.curve import DayCurve
from domain.metering.reading import Origin, Quality


@attrs.frozen
class HistoricalConsumption:
    """The energy a point used in a calendar month before it was ours, in the unit of its commodity.

    bands      by band, in order of band; may be empty where there are days
    days       quarter-hours of days of the month, by day
    standard   in the standard bands F1, F2, F3, where they are told beside
    starts_on  the first day the bands are of, where it is told
    is_doubted whether the bands may be what registers showed instead of energy, so that they tell no use
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
    validated: bool = True
    starts_on: dt.date | None = None
    is_doubted: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.period.is_whole_month:
            raise ValueError(f"past use of {self.point}: told by calendar month, got {self.period}")
        if not self.bands and not self.days and not self.standard:
            raise ValueError(f"past use of {self.point} over {self.period}: neither energy by band nor a curve")
        if any(value < 0 for _, value in (*self.bands, *self.standard)):
            raise ValueError(f"past use of {self.point} over {self.period}: energy is >= 0 kWh")
        if any(curve.day not in self.period for curve in self.days):
            raise ValueError(f"past use of {self.point}: a day of the curve is outside of {self.period}")

    @property
    def energy(self) -> tuple[tuple[str, Decimal], ...]:
        """The bands, where they are energy without a doubt."""
        return () if self.is_doubted else self.bands

    @property
    def is_whole(self) -> bool:
        """Whether every day of the month is told of: energy by band from its first day on, else a whole curve."""
        if self.energy or self.standard:
            return self.starts_on is None or self.starts_on == self.period.start
        return self.has_whole_curve

    @property
    def has_whole_curve(self) -> bool:
        """Whether there are quarter-hours of every day of the month."""
        return len({curve.day for curve in self.days}) == self.period.days


def current_history(uses: Iterable[HistoricalConsumption]) -> tuple[HistoricalConsumption, ...]:
    """The past use that counts, by point and month: of each month the one sent last; one not validated never counts."""
    latest: dict[tuple[str, dt.date], HistoricalConsumption] = {}
    for use in uses:
        key = (use.point, use.period.start)
        if use.validated and (key not in latest or latest[key].origin < use.origin):
            latest[key] = use
    return tuple(latest[key] for key in sorted(latest))


@attrs.frozen
class PointNotice:
    """What was told of a point from a day on: pairs of name and text, named as the flow does, in its order."""

    point: str
    day: dt.date
    facts: tuple[tuple[str, str], ...]
    flow: str
    origin: Origin
    case: str | None = None
