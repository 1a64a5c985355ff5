"""Days, periods and histories. A period is half open: `start` belongs to it, `stop` does not.

Days are dates in Europe/Rome. Whatever law or contract can change is a History.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import attrs

T = TypeVar("T")
FOREVER = dt.date.max


@attrs.frozen(order=True)
class Period:
    """The days from `start` up to but without `stop`. An open end is FOREVER. Never empty.

    >>> Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1)).days
    31
    """

    start: dt.date
    stop: dt.date = FOREVER

    def __attrs_post_init__(self) -> None:
        if not self.start < self.stop:
            raise ValueError(f"a period needs start < stop, got {self.start} .. {self.stop}")

    def __str__(self) -> str:
        return f"{self.start} .. {'open' if self.stop == FOREVER else self.stop}"

    def __contains__(self, day: dt.date) -> bool:
        return self.start <= day < self.stop

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.stop - self.start).days

    @property
    def last(self) -> dt.date:
        """Its last day, for print: the day before `stop`."""
        return self.stop - dt.timedelta(days=1)

    def covers(self, other: Period) -> bool:
        """Whether every day of `other` is in this period."""
        return self.start <= other.start and other.stop <= self.stop

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start < other.stop and other.start < self.stop

    def meet(self, other: Period) -> Period | None:
        """The days in both, or None when they share none."""
        start, stop = max(self.start, other.start), min(self.stop, other.stop)
        return Period(start, stop) if start < stop else None

    def cut(self, days: Iterable[dt.date]) -> tuple[Period, ...]:
        """This period split so that a piece begins on each of `days`; days outside or at the edges change nothing."""
        edges = sorted({self.start, self.stop, *(day for day in days if self.start < day < self.stop)})
        return tuple(Period(a, b) for a, b in itertools.pairwise(edges))

    def months(self) -> tuple[Period, ...]:
        """This period split at each first of a month. Needs a closed period."""
        return _months(self)

    @property
    def is_whole_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        start, stop = self.start, self.stop
        return start.day == 1 == stop.day and (stop.year - start.year) * 12 + stop.month - start.month == 1


def next_month(day: dt.date) -> dt.date:
    """The first day of the month after `day`'s."""
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later or earlier, or the last day of that month where it has no such day.

    >>> months_later(dt.date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.year * 12 + day.month - 1 + months
    first = dt.date(month // 12, month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), next_month(first) - dt.timedelta(days=1))


def month_of(day: dt.date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, next_month(first))


@functools.lru_cache(maxsize=4096)
def _months(period: Period) -> tuple[Period, ...]:
    return period.cut(_month_starts(period.start, period.stop))


def _month_starts(start: dt.date, stop: dt.date) -> Iterator[dt.date]:
    day = next_month(start)
    while day < stop:
        yield day
        day = next_month(day)


class NoValueOnDay(LookupError):
    """A history has no value on the day asked for."""


class ValuesOverlap(ValueError):
    """Two values of one history are in force on the same day."""


@attrs.frozen
class Dated(Generic[T]):
    """A value and the period it is in force."""

    period: Period
    value: T


@attrs.frozen
class History(Generic[T]):
    """Values in force one after the other: sorted, never overlapping, gaps allowed."""

    name: str = attrs.field(eq=False)  # for messages
    entries: tuple[Dated[T], ...]

    def __attrs_post_init__(self) -> None:
        for before, after in zip(self.entries, self.entries[1:], strict=False):
            if before.period.stop > after.period.start:
                raise ValuesOverlap(
                    f"{self.name}: {before.period} overlaps {after.period}; close the first before the second begins"
                )

    @classmethod
    def of(cls, name: str, entries: Iterable[Dated[T]]) -> History[T]:
        """A history from entries in any order."""
        return cls(name, tuple(sorted(entries, key=lambda entry: entry.period.start)))

    @classmethod
    def always(cls, name: str, start: dt.date, value: T) -> History[T]:
        """One value from `start` on."""
        return cls(name, (Dated(Period(start), value),))

    def on(self, day: dt.date) -> T:
        """The value in force on `day`; NoValueOnDay where there is none."""
        for entry in self.entries:
            if day in entry.period:
                return entry.value
        raise NoValueOnDay(f"{self.name}: no value in force on {day}")

    def changes(self) -> tuple[dt.date, ...]:
        """The days on which a value begins or ends (an open end is none)."""
        edges = {entry.period.start for entry in self.entries}
        edges |= {entry.period.stop for entry in self.entries if entry.period.stop != FOREVER}
        return tuple(sorted(edges))
