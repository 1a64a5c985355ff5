"""What load curves are worth: energy and value of whole months by band, at a price of each quarter-hour.

Exact: prices are whole numbers of a power of ten, so every sum is one of whole numbers, and a Decimal is made at the
end. Nothing is rounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import attrs

from domain.kernel.calendar import BandCalendar, quarters_in
from domain.kernel.validity import NoValueOnDay, Period
from domain.metering.curve import FlatCurve, HourlyPrices, kwh
from domain.metering.reading import Quality

_QUARTERS_AN_HOUR = 4
_SINGLE = "M"


@attrs.frozen
class PriceGrid:
    """The price and the band of each quarter-hour of a calendar month, by day, in order of time.

    prices    EUR/kWh times 10**decimals; all 0 where only energy is asked for
    decimals  how many the prices had
    """

    month: Period
    decimals: int
    prices: tuple[tuple[int, ...], ...]
    bands: tuple[tuple[str, ...], ...]

    def __attrs_post_init__(self) -> None:
        wanted = [quarters_in(day) for day in _days(self.month)]
        if [len(day) for day in self.prices] != wanted or [len(day) for day in self.bands] != wanted:
            raise ValueError(f"{self.month}: a price and a band for each quarter-hour of each day are needed")

    @classmethod
    def by_time(cls, month: Period, prices: HourlyPrices, calendar: BandCalendar) -> PriceGrid:
        """By the price of each hour or quarter-hour. NoValueOnDay where a day has none."""
        days: list[tuple[Decimal, ...]] = []
        for day in _days(month):
            quarters, found = quarters_in(day), prices.get(day, ())
            if len(found) * _QUARTERS_AN_HOUR == quarters:
                found = tuple(price for price in found for _ in range(_QUARTERS_AN_HOUR))
            if len(found) != quarters:
                raise NoValueOnDay(f"{day} needs a price for each hour or quarter-hour, got {len(found)}: load them")
            days.append(found)
        return cls._of(month, days, calendar)

    @classmethod
    def by_band(cls, month: Period, prices: Mapping[str, Decimal], calendar: BandCalendar) -> PriceGrid:
        """By a price for each band, or one under "M" for every hour. NoValueOnDay where a band has none."""
        days: list[tuple[Decimal, ...]] = []
        for day in _days(month):
            bands = calendar.quarter_bands(day)
            missing = sorted({band for band in bands if band not in prices and _SINGLE not in prices})
            if missing:
                raise NoValueOnDay(f"{day} has hours of band {', '.join(missing)}, which has no price: give one")
            days.append(tuple(prices[band] if band in prices else prices[_SINGLE] for band in bands))
        return cls._of(month, days, calendar)

    @classmethod
    def of_energy(cls, month: Period, calendar: BandCalendar) -> PriceGrid:
        """No price: only the energy of each band."""
        return cls.by_band(month, {_SINGLE: Decimal(0)}, calendar)

    @classmethod
    def _of(cls, month: Period, days: Iterable[tuple[Decimal, ...]], calendar: BandCalendar) -> PriceGrid:
        held = tuple(days)
        decimals = max(_decimals(price) for price in {price for day in held for price in day})
        whole = {price: int(price.scaleb(decimals)) for day in held for price in day}
        return cls(
            month,
            decimals,
            tuple(tuple(whole[price] for price in day) for day in held),
            tuple(calendar.quarter_bands(day) for day in _days(month)),
        )


@attrs.frozen
class BandSum:
    """What one curve sums up to in one band: watt-hours, and watt-hours times the whole price of their time."""

    band: str
    watt_hours: int
    weighted: int


@attrs.frozen
class BandValue:
    """Energy in one band in kWh, and its value in EUR, exact."""

    band: str
    energy: Decimal
    value: Decimal


@attrs.frozen
class CurveValue:
    """The energy and the value of one point in one month, by band in order of name.

    missing_days  how many days of the month have no values: they count for nothing here
    """

    point: str
    month: Period
    quality: Quality
    missing_days: int
    bands: tuple[BandValue, ...]

    @property
    def energy(self) -> Decimal:
        """kWh of all bands."""
        return sum((band.energy for band in self.bands), Decimal(0))

    @property
    def value(self) -> Decimal:
        """EUR of all bands."""
        return sum((band.value for band in self.bands), Decimal(0))


def sums_of(curve: FlatCurve, grid: PriceGrid) -> tuple[BandSum, ...]:
    """The sums of one curve by band, in order of name: the definition, value by value."""
    assert curve.month == grid.month, f"a grid of {grid.month} for a curve of {curve.month}"
    energy: dict[str, int] = {}
    weighted: dict[str, int] = {}
    values = _values(curve)
    for day in curve.days:
        place = day.day - 1
        for band, price in zip(grid.bands[place], grid.prices[place], strict=True):
            watt_hours = next(values)
            energy[band] = energy.get(band, 0) + watt_hours
            weighted[band] = weighted.get(band, 0) + watt_hours * price
    return tuple(BandSum(band, energy[band], weighted[band]) for band in sorted(energy))


def value_of(curve: FlatCurve, sums: Iterable[BandSum], grid: PriceGrid) -> CurveValue:
    """The sums of a curve as kWh and EUR."""
    scale = -3 - grid.decimals
    bands = tuple(BandValue(s.band, kwh(s.watt_hours), Decimal(s.weighted).scaleb(scale)) for s in sums)
    return CurveValue(curve.point, curve.month, curve.quality, curve.month.days - len(curve.days), bands)


def _values(curve: FlatCurve) -> Iterator[int]:
    return (int.from_bytes(curve.values[i : i + 4], "little") for i in range(0, len(curve.values), 4))


def _days(month: Period) -> list[dt.date]:
    return [month.start + dt.timedelta(days=i) for i in range(month.days)]


def _decimals(price: Decimal) -> int:
    exponent = price.as_tuple().exponent
    assert isinstance(exponent, int), f"a price is finite, got {price}"
    return max(0, -exponent)
