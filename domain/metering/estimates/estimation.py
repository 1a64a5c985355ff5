"""Estimates: consumption of days that no reading closes yet, from what was measured before (an acconto).

Norm: TIF (463/2016/R/com) art. 5-6: actual readings first, then validated readings of the customer, then an estimate
from historical consumption. The order of the methods is ours, see `estimates`. The method stays written on the
estimate, which an actual reading later replaces.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from domain.kernel.rounding import WHOLE, split
from domain.kernel.validity import Period, month_of, months_later
from domain.metering.consumption import (
    BandEnergy,
    Consumption,
    CounterWentBackwards,
    MeterChanged,
    MissingReading,
    RolloverRule,
    begins_with,
    between_readings,
    stretches,
)
from domain.metering.estimates.historical_estimate import Seed, a_year_before
from domain.metering.reading import Kind, Quality, Reading

_ONE_DAY = dt.timedelta(days=1)
_YEAR_MONTHS = 12


class NoHistory(LookupError):
    """Nothing was measured in the year before the days to be estimated, and no use of a year is known."""


@attrs.frozen
class Forecast:
    """What the days to be estimated are expected to use, where the market tells the use of a year.

    annual       CA or CAPdR
    share        how much of the year the days are, by the standard profile; None where the point has none
    band_shares  how energy falls on bands where the point's own history cannot tell
    seeded         the method in words, as it stays on the estimate
    """

    annual: Decimal
    share: Decimal | None
    band_shares: Mapping[str, Decimal]
    method: str


def estimate(history: Iterable[Consumption], period: Period) -> Consumption:
    """The consumption of `period` in whole units, from what was measured in the twelve months before it.

    Estimates in `history` do not count, nor does what lies outside those months. Raises NoHistory.
    """
    year = Period(months_later(period.start, -_YEAR_MONTHS), period.start)
    measured = [
        part
        for piece in history
        if piece.quality is not Quality.ESTIMATED
        for part in piece.cut((year.start, year.stop))
        if year.covers(part.period)
    ]
    days = sum(part.period.days for part in measured)
    if not days:
        raise NoHistory(f"no consumption was measured in the year before {period.start}: {period} cannot be estimated")
    newest = {part.band for part in max(measured, key=lambda part: part.period.stop).bands}
    sums = dict.fromkeys(sorted(newest), Decimal(0))
    counted = 0
    for piece in measured:
        if {part.band for part in piece.bands} != newest:
            continue  # another meter measured other bands
        counted += piece.period.days
        for band in piece.bands:
            sums[band.band] += band.value
    bands = tuple(BandEnergy(band, WHOLE.apply(energy * period.days / counted)) for band, energy in sums.items())
    return Consumption(
        period,
        bands,
        Quality.ESTIMATED,
        method=f"pro die sulla media di {counted} giorni misurati negli ultimi 12 mesi",
    )


ForecastOf = Callable[[Period], Forecast | None]


def estimates(
    history: Iterable[Consumption], period: Period, bands: Sequence[str], forecast: ForecastOf, seed: Seed | None
) -> tuple[Consumption, ...]:
    """The estimate of `period` in pieces, in order, each by the best method there is for its days:

    1. the same month of the year before as seeded at switching, where our own readings do not reach that month: it is
       the point's own use at that time of the year, band by band, which no mean and no expected year knows;
    2. the standard profile: the use expected of a year times the shares of the days;
    3. own history pro die, the mean of a day over the measured days of the last year;
    4. the same month of the year before where the distributor had only estimated it;
    5. the use expected of a year, all days alike.

    bands  of the meter's register, as its last reading shows them
    Raises NoHistory where nothing tells some of the days.
    """
    pieces = tuple(history)
    found: list[Consumption] = []
    for days, seeded in _seeded(pieces, period, bands, seed, actual=True):
        found += (seeded,) if seeded is not None else _without_history(pieces, days, bands, forecast, seed)
    return tuple(found)


def best_estimate(
    history: Iterable[Consumption], period: Period, bands: Sequence[str], forecast: Forecast | None
) -> Consumption:
    """The estimate of `period` where no past use is seeded: standard profile, own history, use expected of a year.

    bands  of the meter's register, as its last reading shows them
    """
    pieces = tuple(history)
    if forecast is not None and forecast.share is not None:
        return _forecast(pieces, period, bands, forecast, forecast.annual * forecast.share)
    try:
        return estimate(pieces, period)
    except NoHistory:
        if forecast is None:
            raise
        year = Period(period.start, months_later(period.start, _YEAR_MONTHS))
        return _forecast(pieces, period, bands, forecast, forecast.annual * period.days / year.days)


def _without_history(
    history: Sequence[Consumption], period: Period, bands: Sequence[str], forecast: ForecastOf, seed: Seed | None
) -> tuple[Consumption, ...]:
    """The estimate of days of which no measured past is seeded."""
    expected = forecast(period)
    if seed is None:
        return (best_estimate(history, period, bands, expected),)
    try:
        return (best_estimate(history, period, bands, expected if expected and expected.share is not None else None),)
    except NoHistory:
        return tuple(
            seeded or best_estimate(history, days, bands, forecast(days))
            for days, seeded in _seeded(history, period, bands, seed, actual=False)
        )


def _seeded(
    history: Sequence[Consumption], period: Period, bands: Sequence[str], seed: Seed | None, *, actual: bool
) -> Iterator[tuple[Period, Consumption | None]]:
    """`period` in order: its days of each month the seed tells, estimated by it, and the stretches between without."""
    measured = [piece.period for piece in history if piece.quality is not Quality.ESTIMATED]
    start = period.start
    for days in period.months() if seed is not None else ():
        assert seed is not None
        before = a_year_before(month_of(days.start))
        seeded = None
        if not any(each.overlaps(before) for each in measured):
            seeded = seed.estimate(days, bands, _weights(history, bands, seed.band_shares), actual=actual)
        if seeded is None:
            continue
        if start < days.start:
            yield Period(start, days.start), None
        yield days, seeded
        start = days.stop
    if start < period.stop:
        yield Period(start, period.stop), None


def _forecast(
    history: Sequence[Consumption], period: Period, bands: Sequence[str], forecast: Forecast, energy: Decimal
) -> Consumption:
    """Whole units, spread over the bands by the point's own use of them, else by the shares that are agreed."""
    names = sorted(bands)
    weights = _weights(history, names, forecast.band_shares)
    if not weights:
        missing = next(name for name in names if name not in forecast.band_shares)
        raise NoHistory(f"nothing tells how the energy of {period} falls on band {missing}")
    parts = split(WHOLE.apply(energy), weights, 0)
    values = tuple(BandEnergy(name, value) for name, value in zip(names, parts, strict=True))
    return Consumption(period, values, Quality.ESTIMATED, method=forecast.method)


def _weights(
    history: Sequence[Consumption], names: Sequence[str], agreed: Mapping[str, Decimal]
) -> tuple[Decimal, ...]:
    """How energy falls on bands: by the point's own use of them, else as agreed; () where nothing tells."""
    own = dict.fromkeys(names, Decimal(0))
    for piece in history:
        if piece.quality is not Quality.ESTIMATED and [part.band for part in piece.bands] == sorted(names):
            for part in piece.bands:
                own[part.band] += part.value
    if any(own.values()):
        return tuple(own.values())
    if len(names) > 1 and any(name not in agreed for name in names):
        return ()
    return tuple(agreed.get(name, Decimal(1)) for name in names)


def without_replaced_estimates(readings: Sequence[Reading], since: dt.date) -> tuple[Reading, ...]:
    """Readings in order of day, without the estimated ones that lie between two others, `since` or later.

    Between two actual readings the energy is known; an estimate of the time no longer counts (TIF art. 6.4). The one
    of an exchange stays: no difference runs across two meters. A quantity tells only of its own days: an estimate of
    days before it stays, and registers read after it do not replace one.
    """
    retained: list[Reading] = []
    opening: Reading | None = None
    waiting: list[Reading] = []  # estimates since `opening`: the next actual reading may replace them
    for reading in readings:
        if reading.quality is Quality.ESTIMATED and not reading.exchange:
            waiting.append(reading)
            continue
        if reading.quality is not Quality.ESTIMATED:
            retained += [each for each in waiting if not _replaced(each, opening, reading)]
            waiting = []
            if reading.day + _ONE_DAY >= since:
                opening = reading
        retained.append(reading)
    return tuple(sorted((*retained, *waiting), key=lambda each: each.day))


def _replaced(estimated: Reading, opening: Reading | None, closing: Reading) -> bool:
    """Whether what was read before and after an estimate tells the use of its days."""
    start = closing.rebuilt.start if closing.rebuilt is not None else None
    if start is not None and (closing.is_quantity or start == estimated.day + _ONE_DAY):
        return start <= estimated.day
    return opening is not None and not opening.onwards.is_quantity


def proved(readings: Sequence[Reading], rollover: RolloverRule, available_kw: Decimal) -> tuple[Consumption, ...]:
    """What each pair of neighbouring readings and each quantity gives; what proves nothing is left out."""
    found: list[Consumption] = []
    for some, span in stretches(readings):
        try:
            found += between_readings(some, span, rollover, available_kw)
        except (MissingReading, CounterWentBackwards, MeterChanged):
            continue  # billing its days refuses it by name; here only what is proved counts
    return tuple(found)


def over(pieces: Iterable[Consumption], period: Period, edges: Iterable[dt.date] = ()) -> tuple[Consumption, ...]:
    """The pieces cut to `period` (and at `edges`), in order; none at all unless they cover every day of it."""
    days = (*edges, period.start, period.stop)
    parts = sorted(
        (part for piece in pieces for part in piece.cut(days) if period.covers(part.period)),
        key=lambda part: part.period.start,
    )
    day = period.start
    for part in parts:
        if part.period.start != day:
            return ()
        day = part.period.stop
    return tuple(parts) if day == period.stop else ()


def up_to_the_end(
    readings: Sequence[Reading],
    period: Period,
    *,
    charged_from: dt.date,
    edges: Iterable[dt.date],
    rollover: RolloverRule,
    available_kw: Decimal,
    allow_estimates: bool,
    forecast: ForecastOf = lambda _: None,
    seed: Seed | None = None,
) -> tuple[Consumption, ...]:
    """The consumption of `period` where no reading opens or closes it.

    charged_from  the first of the days before it that were charged: a reading there opens the stretch (the period
                  itself where none were)
    edges         where those days were cut by documents, so that the same energy is always cut the same
    forecast      what some days are expected to use, where the market tells the use of a year
    seed          what the point used before it was ours, where that was seeded

    MissingReading where nothing opens it, or where nothing closes it and estimates are not allowed; NoHistory.
    """
    before = [each.day for each in readings if charged_from - _ONE_DAY <= each.day < period.start]
    if any(begins_with(each, period) for each in readings):
        before.append(period.start - _ONE_DAY)
    if not before and charged_from == period.start:
        raise MissingReading(
            f"no reading at the end of {period.start - _ONE_DAY}; import it or bill a period that readings close"
        )
    opened = before[-1] if before else period.last
    closed = max((each.day for each in readings if opened <= each.day <= period.last), default=opened)
    pieces: tuple[Consumption, ...] = ()
    known = Period(opened + _ONE_DAY, closed + _ONE_DAY).meet(period) if opened < closed else None
    if known is not None:
        stretch = between_readings(readings, Period(opened + _ONE_DAY, closed + _ONE_DAY), rollover, available_kw)
        pieces = over(stretch, known, edges)
    rest = period if known is None else Period(known.stop, period.stop) if known.stop < period.stop else None
    if rest is None:
        return pieces
    if not allow_estimates:
        raise MissingReading(f"no reading at the end of {period.last}; import it or bill a period that readings close")
    history = proved([each for each in readings if each.day < rest.start], rollover, available_kw)
    shown = next((each for each in reversed(readings) if each.day < rest.start and each.states_use), None)
    bands = tuple(shown.onwards.bands(Kind.ACTIVE) or shown.stated(Kind.ACTIVE)) if shown else ()
    if not bands:
        return (*pieces, best_estimate(history, rest, bands, None))
    return (*pieces, *estimates(history, rest, bands, forecast, seed))
