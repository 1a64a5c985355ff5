"""Days that count: holidays, working days, time bands, and the quarter-hours of a day.

Which days are holidays and which hours are F1, F2, F3 is dated data, handed in; this module only knows how to
reckon with it. Three calendars differ and must not be mixed: the bands (TIV table 6), working-day terms, and the
interbank TARGET days.
Clock changes: directive 2000/84/EC, last Sunday of March and of October.
"""

from __future__ import annotations

import datetime as dt
import functools

import attrs

from domain.kernel.validity import Period

QUARTERS = 96
ITALIAN_MONTHS = (
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
)
_SATURDAY, _SUNDAY = 5, 6
_COMMON_YEAR = 2025


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm of Meeus).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


@attrs.frozen
class HolidayRule:
    """A holiday that returns each year: on a month and day, or so many days after Easter.

    >>> HolidayRule("Lunedì dell'Angelo", Period(dt.date(1948, 1, 1)), easter_offset=1).day_in(2026)
    datetime.date(2026, 4, 6)
    """

    name: str
    period: Period
    month: int | None = None
    day: int | None = None
    easter_offset: int | None = None

    def __attrs_post_init__(self) -> None:
        fixed = self.month is not None and self.day is not None
        if fixed == (self.easter_offset is not None) or (self.month is None) != (self.day is None):
            raise ValueError(f"holiday {self.name!r}: give month and day, or an offset from Easter")
        if self.month is not None and self.day is not None:
            dt.date(_COMMON_YEAR, self.month, self.day)  # a day that every year has, else ValueError

    def day_in(self, year: int) -> dt.date:
        """The day it falls on in `year`, whether or not it is in force."""
        if self.easter_offset is not None:
            return easter(year) + dt.timedelta(days=self.easter_offset)
        assert self.month is not None
        assert self.day is not None
        return dt.date(year, self.month, self.day)


@attrs.frozen
class Holidays:
    """A named list of holidays, and the week days that never work (0 Monday .. 6 Sunday)."""

    name: str
    rules: tuple[HolidayRule, ...]
    weekend: frozenset[int] = frozenset({_SATURDAY, _SUNDAY})

    def __attrs_post_init__(self) -> None:
        if not self.weekend < frozenset(range(7)):
            raise ValueError(f"holidays {self.name!r}: some day of the week must work, got weekend {set(self.weekend)}")

    def is_holiday(self, day: dt.date) -> bool:
        """Whether a rule in force falls on `day`; a plain Sunday is not a holiday."""
        return day in _holidays_of(self, day.year)

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` is neither a holiday nor of the weekend."""
        return day.weekday() not in self.weekend and not self.is_holiday(day)

    def roll_forward(self, day: dt.date) -> dt.date:
        """`day`, or the next working day if it is none."""
        while not self.is_working(day):
            day += dt.timedelta(days=1)
        return day

    def shift(self, day: dt.date, working_days: int) -> dt.date:
        """The day that is so many working days after `day` (before it when negative); `day` itself is not counted."""
        step = dt.timedelta(days=1 if working_days > 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day


@functools.lru_cache(maxsize=256)
def _holidays_of(holidays: Holidays, year: int) -> frozenset[dt.date]:
    days = ((rule.day_in(year), rule.period) for rule in holidays.rules)
    return frozenset(day for day, period in days if day in period)


@attrs.frozen
class BandHours:
    """The band of each of the 24 hours of one kind of day, in one period."""

    day_type: str  # weekday, saturday or holiday (Sundays included)
    period: Period
    bands: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.bands) != 24:
            raise ValueError(f"{self.day_type}: 24 hours need 24 bands, got {len(self.bands)}")


@attrs.frozen
class BandCalendar:
    """Which time band an hour belongs to. Hours are local (Europe/Rome), hour h runs from h:00 to h+1:00."""

    hours: tuple[BandHours, ...]
    holidays: Holidays

    def day_type(self, day: dt.date) -> str:
        """weekday, saturday or holiday."""
        if day.weekday() == _SUNDAY or self.holidays.is_holiday(day):
            return "holiday"
        return "saturday" if day.weekday() == _SATURDAY else "weekday"

    def bands_of(self, day: dt.date) -> tuple[str, ...]:
        """The bands of the 24 clock hours of `day`; LookupError where the calendar has no rule for it."""
        kind = self.day_type(day)
        for rule in self.hours:
            if rule.day_type == kind and day in rule.period:
                return rule.bands
        raise LookupError(f"no band hours for a {kind} on {day}")

    def quarter_bands(self, day: dt.date) -> tuple[str, ...]:
        """The band of each quarter-hour of `day`, in order of time: 92, 96 or 100 of them."""
        bands = self.bands_of(day)
        return tuple(bands[hour] for hour in quarter_hours(day))


def last_sunday(year: int, month: int) -> dt.date:
    """The last Sunday of a month of 31 days."""
    day = dt.date(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


@functools.lru_cache(maxsize=4096)
def quarters_in(day: dt.date) -> int:
    """How many quarter-hours `day` has: 92 when clocks go forward, 100 when they go back, else 96.

    >>> quarters_in(dt.date(2026, 3, 29)), quarters_in(dt.date(2026, 10, 25)), quarters_in(dt.date(2026, 11, 1))
    (92, 100, 96)
    """
    if day.month == 3 and day == last_sunday(day.year, 3):
        return QUARTERS - 4
    if day.month == 10 and day == last_sunday(day.year, 10):
        return QUARTERS + 4
    return QUARTERS


def quarter_hours(day: dt.date) -> tuple[int, ...]:
    """The clock hour (0..23) of each quarter-hour of `day`, in order of time.

    In March the hour 2 is missing; in October it comes twice.
    """
    count = quarters_in(day)
    if count < QUARTERS:
        hours = [0, 1, *range(3, 24)]
    elif count > QUARTERS:
        hours = [0, 1, 2, *range(2, 24)]
    else:
        hours = list(range(24))
    return tuple(hour for hour in hours for _ in range(4))
