"""Use between the readings of a point, as far as they prove it, and what of it some days are to be held against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from domain.kernel.rounding import WHOLE
from domain.kernel.validity import Period, months_later
from domain.metering.consumption import stated_from, stretches
from domain.metering.reading import Kind, Quality, Reading

_ONE_DAY = dt.timedelta(days=1)
_YEARS_BACK = (12, 24)  # months


@attrs.frozen
class Span:
    """The use of the days between two neighbouring readings, in the unit of the commodity."""

    period: Period
    total: Decimal
    estimated: bool = False

    def over(self, days: Period) -> Decimal:
        """Its share of some days, pro die."""
        common = self.period.meet(days)
        return Decimal(0) if common is None else self.total * common.days / self.period.days


def spans(readings: Sequence[Reading]) -> tuple[Span, ...]:
    """The use of each pair of neighbours that proves it, of one meter no register of which fell, and of quantities."""
    found = (_span(some, days) for some, days in stretches([each for each in readings if each.states_use]))
    return tuple(each for each in found if each is not None)


def between(first: Reading, last: Reading) -> Span | None:
    """The use between two readings; None where they prove none."""
    return _span((first, last), Period(first.day + _ONE_DAY, last.day + _ONE_DAY)) if first.day < last.day else None


def _span(some: tuple[Reading, ...], days: Period) -> Span | None:
    first, last = some[0], some[-1]
    opened = first.onwards
    stated = stated_from(first, last) if len(some) > 1 else days.start
    if stated is not None:
        used = last.stated(Kind.ACTIVE) if stated == days.start else {}
    else:
        used = _differences(opened, last)
    if not used:
        return None
    total = sum(used.values(), Decimal(0)) * last.multiplier
    if last.coefficient is not None:
        total *= last.coefficient
    depends_on = (last,) if last.is_quantity or opened.is_quantity else (first, last)
    return Span(days, total, any(each.quality is Quality.ESTIMATED for each in depends_on))


def _differences(opened: Reading, last: Reading) -> dict[str, Decimal]:
    before, after = opened.bands(Kind.ACTIVE), last.bands(Kind.ACTIVE)
    one_meter = not (opened.serial and last.serial and opened.serial != last.serial)
    same = one_meter and opened.multiplier == last.multiplier and before.keys() == after.keys()
    if not same or any(after[band] < before[band] for band in after):
        return {}
    return {band: after[band] - before[band] for band in after}


@attrs.frozen
class Usual:
    """What use of some days would be usual: from `low` to `high`, and where that is taken from."""

    low: Decimal
    high: Decimal
    where: str


def usual(history: Iterable[Span], days: Period, *, least_days: int, needs_year: bool) -> Usual | None:
    """What is usual for `days`: by the same months of the last two years; else by the spans of the year before.

    needs_year  the use follows the season: only the same months tell. None where too little is known.
    """
    known = [each for each in history if each.period.stop <= days.start]
    levels = []
    for months in _YEARS_BACK:
        then = Period(months_later(days.start, -months), months_later(days.stop, -months))
        mine = [each for each in known if each.period.overlaps(then)]
        common = (each.period.meet(then) for each in mine)
        if sum(each.days for each in common if each is not None) == then.days:
            levels.append(sum((each.over(then) for each in mine), Decimal(0)) * days.days / then.days)
    if levels:
        years = "year" if len(levels) == 1 else f"{len(levels)} years"
        return _usual(levels, f"in the same months of the last {years}")
    if needs_year:
        return None
    year = Period(months_later(days.start, -_YEARS_BACK[0]), days.start)
    recent = [each for each in known if year.covers(each.period)]
    measured = sum(each.period.days for each in recent)
    if not recent or measured < least_days:
        return None
    return _usual([each.total * days.days / each.period.days for each in recent], f"in {measured} days before")


def _usual(levels: Sequence[Decimal], where: str) -> Usual:
    return Usual(WHOLE.apply(min(levels)), WHOLE.apply(max(levels)), where)
