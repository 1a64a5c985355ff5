"""Load curves: energy by quarter-hour, as whole watt-hours.

A day has 92, 96 or 100 quarters in order of time (on the October Sunday the repeated hour 02-03 comes twice).
A missing day is missing, never zero.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

import attrs

from domain.kernel.calendar import BandCalendar, quarters_in
from domain.kernel.validity import Period
from domain.metering.reading import Action, Kind, Origin, Quality


@attrs.frozen
class DayCurve:
    """The quarter-hours of one local day, in watt-hours, in order of time."""

    day: dt.date
    values: tuple[int, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.values) != quarters_in(self.day):
            raise ValueError(f"{self.day} has {quarters_in(self.day)} quarter-hours, got {len(self.values)}")
        if min(self.values) < 0:
            raise ValueError(f"{self.day}: a quarter-hour is >= 0 Wh, got {min(self.values)}")


@attrs.frozen
class MonthCurve:
    """The days of one calendar month that one delivery brought for one point and kind of energy, by day."""

    point: str
    kind: Kind
    month: Period
    days: tuple[DayCurve, ...]
    quality: Quality
    action: Action
    flow: str
    origin: Origin
    validated: bool = True
    max_power_kw: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if not self.month.is_whole_month:
            raise ValueError(f"a month curve is of one calendar month, got {self.month}")
        days = [curve.day for curve in self.days]
        if days != sorted(set(days)) or any(day not in self.month for day in days):
            raise ValueError(f"{self.point} {self.month}: days must be distinct, in order and of the month")
        if (self.action is Action.CANCEL) == bool(self.days):
            raise ValueError(f"{self.point} {self.month}: a cancellation has no days, any other has some")

    @property
    def missing_days(self) -> tuple[dt.date, ...]:
        """The days of the month without values."""
        have = {curve.day for curve in self.days}
        days = (self.month.start + dt.timedelta(days=i) for i in range(self.month.days))
        return tuple(day for day in days if day not in have)


@attrs.frozen
class FlatCurve:
    """A stored month curve with its values as they lie: for sums over very many, where no day is looked at alone.

    values   the quarter-hours of `days` in order of time, each four bytes, little endian
    version  the how many-th it is of its point, kind and month, from 1
    """

    point: str
    kind: Kind
    month: Period
    days: tuple[dt.date, ...]
    values: bytes = attrs.field(repr=False)
    quality: Quality
    action: Action
    origin: Origin
    version: int
    validated: bool = True

    def __attrs_post_init__(self) -> None:
        wanted = 4 * _quarters_of(self.days)
        if len(self.values) != wanted:
            raise ValueError(f"{self.point} {self.month}: {wanted} bytes of values expected, got {len(self.values)}")

    @classmethod
    def of(cls, curve: MonthCurve, version: int) -> FlatCurve:
        """The same curve, flat."""
        return cls(
            curve.point,
            curve.kind,
            curve.month,
            tuple(day.day for day in curve.days),
            b"".join(value.to_bytes(4, "little") for day in curve.days for value in day.values),
            curve.quality,
            curve.action,
            curve.origin,
            version,
            curve.validated,
        )


@functools.lru_cache(maxsize=1024)
def _quarters_of(days: tuple[dt.date, ...]) -> int:
    return sum(map(quarters_in, days))


AnyCurve = TypeVar("AnyCurve", MonthCurve, FlatCurve)


def current_curves(curves: Iterable[AnyCurve]) -> tuple[AnyCurve, ...]:
    """The curves that count: of each point, kind and month the one sent last; none where the last one cancels."""
    latest: dict[tuple[str, Kind, dt.date], AnyCurve] = {}
    for curve in curves:
        key = (curve.point, curve.kind, curve.month.start)
        if curve.validated and (key not in latest or latest[key].origin < curve.origin):
            latest[key] = curve
    alive = [curve for curve in latest.values() if curve.action is not Action.CANCEL]
    return tuple(sorted(alive, key=lambda curve: (curve.point, curve.kind.value, curve.month.start)))


def band_totals(days: Iterable[DayCurve], calendar: BandCalendar) -> dict[str, Decimal]:
    """kWh by band over some days, three decimals, bands in order of name."""
    sums: dict[str, int] = {}
    for curve in days:
        for band, watt_hours in zip(calendar.quarter_bands(curve.day), curve.values, strict=True):
            sums[band] = sums.get(band, 0) + watt_hours
    return {band: kwh(sums[band]) for band in sorted(sums)}


def kwh(watt_hours: int) -> Decimal:
    """Watt-hours as kWh, exactly."""
    return Decimal(watt_hours).scaleb(-3)


def hourly(curve: DayCurve) -> tuple[int, ...]:
    """The watt-hours of each elapsed hour of the day: 23, 24 or 25 of them."""
    return tuple(sum(curve.values[i : i + 4]) for i in range(0, len(curve.values), 4))


HourlyPrices = Mapping[dt.date, tuple[Decimal, ...]]
"""The price of each elapsed hour of a day: 23, 24 or 25 of them, EUR/kWh."""
