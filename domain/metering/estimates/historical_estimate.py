"""The seed of estimates: what a point used before it was ours, as the months of the year that is estimated.

A month told at switching stands for the same month a year later, band by band; days of it take their part by days. It
is never billed: it only says what an estimate is made of, and the estimate says so. A month that is not whole seeds
nothing. Energy is rounded where a stretch ends, not piece by piece, so that the days of a month give its whole units
however they are cut.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from domain.kernel.calendar import ITALIAN_MONTHS, BandCalendar
from domain.kernel.rounding import WHOLE, places_of, split
from domain.kernel.validity import Period, month_of, months_later
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.curve import band_totals
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Quality

_ONE = "M"
_YEAR_MONTHS = 12


@attrs.frozen
class HistoricalBands:
    """A past month as the bands of a register; `how` says what of it was taken, empty for the bands as told."""

    bands: tuple[BandEnergy, ...]
    how: str


def historical_bands(
    historical: HistoricalConsumption, names: Sequence[str], calendar: BandCalendar, weights: Sequence[Decimal] = ()
) -> HistoricalBands | None:
    """The energy of a past month by the bands `names` of a register; None where what was told does not give them.

    The bands as told go before the standard ones, these before the quarter-hours of a whole month by `calendar`. A
    single register takes the total of the first of them. Where none has the bands of the register, the total is
    spread by `weights`, one for each name, where they are known.
    """
    wanted = sorted(names)
    first: tuple[str, Mapping[str, Decimal]] | None = None
    for how, stated in _band_splits(historical, calendar):
        first = first or (how, stated)
        if set(wanted) <= stated.keys() and not any(value for band, value in stated.items() if band not in wanted):
            return HistoricalBands(tuple(BandEnergy(band, stated[band]) for band in wanted), how)
    if first is None:
        return None
    how, stated = first
    total = sum(stated.values(), Decimal(0))
    if wanted == [_ONE]:
        return HistoricalBands((BandEnergy(_ONE, total),), how)
    if not any(weights):
        return None
    parts = split(total, weights, places_of(total))
    shares = dict(zip(names, parts, strict=True))
    return HistoricalBands(tuple(BandEnergy(band, shares[band]) for band in wanted), "totale ripartito sulle fasce")


def _band_splits(
    historical: HistoricalConsumption, calendar: BandCalendar
) -> Iterator[tuple[str, Mapping[str, Decimal]]]:
    """Every way a month that is whole tells its energy by band, the best first."""
    if not historical.is_whole:
        return
    if historical.energy:
        yield "", _once(dict(historical.energy))
    if historical.standard:
        yield "fasce standard", dict(historical.standard)
    if historical.has_whole_curve:
        yield "curva", band_totals(historical.days, calendar)


def _once(stated: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """The bands without the single register that counts them all, where both are told."""
    bands = {band: value for band, value in stated.items() if band != _ONE}
    if _ONE not in stated or any(bands.values()):
        return bands
    return {_ONE: stated[_ONE]}


@attrs.frozen
class Seed:
    """The past use of a point that counts, by first day of its month.

    band_shares  how energy falls on bands where neither the past nor the point's own history tells
    """

    months: Mapping[dt.date, HistoricalConsumption]
    calendar: BandCalendar
    band_shares: Mapping[str, Decimal] = attrs.field(factory=dict)

    def estimate(
        self, days: Period, names: Sequence[str], weights: Sequence[Decimal], *, actual: bool
    ) -> Consumption | None:
        """The estimate of some days of one calendar month, in whole units; None where no month before tells them.

        actual  whether the month must have been measured, or must be an estimate of the distributor's
        """
        month = month_of(days.start)
        historical = self.months.get(a_year_before(month).start)
        if historical is None or actual == (historical.quality is Quality.ESTIMATED):
            return None
        stated = historical_bands(historical, names, self.calendar, weights)
        if stated is None:
            return None
        before = (days.start - month.start).days
        upto = before + days.days

        def until(energy: Decimal, count: int) -> Decimal:
            return WHOLE.apply(energy * count / month.days)

        bands = tuple(
            BandEnergy(each.band, until(each.value, upto) - until(each.value, before)) for each in stated.bands
        )
        return Consumption(days, bands, Quality.ESTIMATED, method=_method(historical, stated, days, month))


def a_year_before(month: Period) -> Period:
    """The same calendar month a year earlier."""
    return month_of(months_later(month.start, -_YEAR_MONTHS))


def _method(historical: HistoricalConsumption, stated: HistoricalBands, days: Period, month: Period) -> str:
    """The method in words: which month of the past, from which flow, what it says, and which part of it was taken."""
    start = historical.period.start
    name = "storico stimato dello switching" if historical.quality is Quality.ESTIMATED else "storico dello switching"
    source = ", ".join(filter(None, (historical.flow, stated.how)))
    energy = " ".join(f"{each.band} {_italian(each.value)}" for each in stated.bands)
    part = "" if days == month else f", {days.days} giorni su {month.days}"
    return f"{name}: {ITALIAN_MONTHS[start.month - 1]} {start.year} ({source}), {energy}{part}"


def _italian(value: Decimal) -> str:
    """As many decimals as it has without the zeros at the end: 70,5."""
    text = f"{value:f}".replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text
