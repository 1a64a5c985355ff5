"""The truth of a simulated point: what it really used, quarter-hour by quarter-hour or day by day.

Whole numbers throughout: watt-hours of electricity, cubic metres (or Smc with a converter) of gas. The sum of the
quarter-hours of some days, the difference of the registers over them and the sum of the bands are the same quantity,
also over both clock changes, so that what is invoiced can be compared exactly.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.kernel.calendar import BandCalendar, quarter_hours
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve
from domain.metering.gas import standard_volume
from domain.simulation.chance import chance, noise
from domain.simulation.point import Installed, Shape, SimulatedPoint

_ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_WATT_HOURS = 1000


@attrs.frozen(eq=False)
class Truth:
    """What one point really used. The same seed and point always give the same figures."""

    seed: str
    point: SimulatedPoint
    shape: Shape
    bands: BandCalendar

    @property
    def is_electric(self) -> bool:
        """Whether it counts by quarter-hour and band; gas counts by day."""
        return bool(self.point.flows.curve)

    def curve(self, day: dt.date) -> DayCurve:
        """The quarter-hours of a day, each a multiple of the transformer ratio."""
        ratio = self.point.meter_on(day).ratio
        hours = self.shape.weekend if day.weekday() >= _SATURDAY else self.shape.weekday
        spread = noise(self.seed, self.point.code, day, "quarters")
        weights = [hours[hour] * (96 + spread[i % len(spread)]) for i, hour in enumerate(quarter_hours(day))]
        turns = self.units(day) // ratio
        whole = sum(weights)
        shares = [turns * weight // whole for weight in weights]
        left = turns - sum(shares)
        return DayCurve(day, tuple((share + (i < left)) * ratio for i, share in enumerate(shares)))

    def units(self, day: dt.date) -> int:
        """Watt-hours, cubic metres or Smc of a day, before the transformer ratio makes them whole turns."""
        month = month_of(day)
        scale = _WATT_HOURS if self.is_electric else 1
        share = self.point.yearly * scale * self.shape.months[day.month - 1] * self._luck(day)
        return share // (sum(self.shape.months) * month.days * 100)

    def used(self, period: Period) -> dict[str, Decimal]:
        """What is right to invoice over some days, by band: kWh with three decimals, or Smc."""
        sums: dict[str, Decimal] = {}
        for meter, days in self._meters_over(period):
            for band, units in self._counted(days).items():
                sums[band] = sums.get(band, Decimal(0)) + self._worth(units, meter)
        return sums

    def shown(self, day: dt.date) -> tuple[Installed, dict[str, Decimal]]:
        """The meter that counted on a day and what its registers show at the end of it, by band."""
        meter = self.point.meter_on(day)
        turned = self._counted(Period(meter.since, day + _ONE_DAY))
        scale = -3 if self.is_electric else 0
        values = {
            band: (meter.shown + Decimal(turned[band] // meter.ratio).scaleb(scale)) % 10**meter.digits
            for band in sorted(turned)
        }
        return meter, values

    def max_power_kw(self, period: Period) -> Decimal:
        """The highest quarter-hour of some days as power, three decimals."""
        days = (period.start + dt.timedelta(days=i) for i in range(period.days))
        return Decimal(max(max(self.curve(day).values) for day in days) * 4).scaleb(-3)

    def _luck(self, day: dt.date) -> int:
        return 80 + chance(self.seed, self.point.code, day, below=41)

    def _meters_over(self, period: Period) -> list[tuple[Installed, Period]]:
        pieces = period.cut(meter.since for meter in self.point.meters)
        return [(self.point.meter_on(piece.start), piece) for piece in pieces]

    def _counted(self, period: Period) -> dict[str, int]:
        """Units by band over some days of one meter."""
        sums: dict[str, int] = {}
        for month in period.months():
            found = _of_month(self, month) if month.is_whole_month else _of_days(self, month)
            for band, units in found.items():
                sums[band] = sums.get(band, 0) + units
        return sums

    def _worth(self, units: int, meter: Installed) -> Decimal:
        if self.is_electric:
            return Decimal(units).scaleb(-3)
        return Decimal(units) if meter.coefficient is None else standard_volume(Decimal(units), meter.coefficient)


@functools.lru_cache(maxsize=4096)
def _of_month(truth: Truth, month: Period) -> Mapping[str, int]:
    return _of_days(truth, month)


def _of_days(truth: Truth, period: Period) -> dict[str, int]:
    sums: dict[str, int] = {}
    for i in range(period.days):
        for band, units in _of_day(truth, period.start + dt.timedelta(days=i)).items():
            sums[band] = sums.get(band, 0) + units
    return sums


@functools.lru_cache(maxsize=65536)
def _of_day(truth: Truth, day: dt.date) -> Mapping[str, int]:
    if not truth.is_electric:
        return {"M": truth.units(day)}
    sums = {"F1": 0, "F2": 0, "F3": 0}
    for band, units in zip(truth.bands.quarter_bands(day), truth.curve(day).values, strict=True):
        sums[band] += units
    return sums
