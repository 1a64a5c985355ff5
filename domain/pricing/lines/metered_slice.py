"""Cutting metered commodities whose tariffs scale with days: days on which every value stays the same, and their use.

For water and heat, whose periods are not cut at months. A slice ends where one of the rows it was priced with ends:
nobody lists those rows, they are seen as they are asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

import attrs

from domain.kernel.rounding import places_of, split
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.line import Share
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.cuts import TermsPiece
from domain.tariffs.lookup import Lookup
from domain.tariffs.proration import YearShare

R = TypeVar("R")
_MONTHS, _DAYS = 12, 365


@attrs.frozen(eq=False)
class MeteredSlice:
    """Days with one set of rates, and what was used on them."""

    piece: TermsPiece
    period: Period
    used: Decimal


def constant(
    context: LineContext, piece: TermsPiece, rates: Callable[[Lookup, dt.date], R], edges: Iterable[dt.date] = ()
) -> Iterator[tuple[Period, R]]:
    """The days of `piece` cut where a row that `rates` asks for changes, and at `edges`, with the rates of each."""
    for whole in piece.period.cut(edges):
        start = whole.start
        while start < whole.stop:
            seen = Lookup(context.lookup.book)
            found = rates(seen, start)
            rest = Period(start, whole.stop)
            ends = [day for row in seen.rows for day in context.lookup.book.changes(row.path, row.key, rest)[:1]]
            stop = min(ends, default=whole.stop)
            for row in seen.rows:
                context.lookup.note(row)
            yield Period(start, stop), found
            start = stop


def used_by_slice(consumption: Iterable[Consumption], periods: tuple[Period, ...], places: int) -> tuple[Decimal, ...]:
    """What was used in each of the periods, which are in order and cover the consumption: by readings, else pro die.

    Parts have `places` decimals, or as many as a measure has; they sum to what was measured.
    """
    sums = dict.fromkeys(periods, Decimal(0))
    for whole in consumption:
        shared = [(period, part) for period in periods if (part := period.meet(whole.period))]
        parts = split(whole.total, [part.days for _, part in shared], max(places, places_of(whole.total)))
        for (period, _), value in zip(shared, parts, strict=True):
            sums[period] += value
    return tuple(sums[period] for period in periods)


def year_share(period: Period, how: YearShare) -> Share:
    """The part of a year that `period` is; under CALENDAR it must lie in one year (cut it at `new_years`)."""
    if how is YearShare.MONTHS and period.start.day == period.stop.day == 1:
        months = (period.stop.year - period.start.year) * _MONTHS + period.stop.month - period.start.month
        return Share(months, _MONTHS)
    if how is YearShare.CALENDAR:
        year = Period(dt.date(period.start.year, 1, 1), dt.date(period.start.year + 1, 1, 1))
        assert year.covers(period), f"{period} is cut at new years before its share is taken"
        return Share(period.days, year.days)
    return Share(period.days, _DAYS)


def new_years(period: Period) -> tuple[dt.date, ...]:
    """The first days of years inside a closed period."""
    return tuple(dt.date(year, 1, 1) for year in range(period.start.year + 1, period.stop.year + 1))
