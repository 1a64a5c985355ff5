"""Days that count: Easter, working days, the interbank calendar, quarter-hours and bands."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands, load_holidays
from domain.kernel.calendar import (
    BandCalendar,
    BandHours,
    HolidayRule,
    Holidays,
    easter,
    last_sunday,
    quarter_hours,
    quarters_in,
)
from domain.kernel.validity import Period
from tests.support.strategies.kernel import days, unhurried

DAY = dt.timedelta(days=1)
ROME = ZoneInfo("Europe/Rome")
YEAR = [dt.date(2026, 1, 1) + DAY * number for number in range(365)]
BANDS = load_bands()
LISTS = [load_holidays(name) for name in ("holidays_working", "holidays_target", "holidays_bands")]
lists = st.sampled_from(LISTS)
AUGUST = HolidayRule("Ferragosto", Period(dt.date(1948, 1, 1)), month=8, day=15)


def easter_by_epact(year: int) -> dt.date:
    """Easter from golden number and epact (Clavius), as Knuth gives it: 1.3.2, exercise 14."""
    golden, century = year % 19 + 1, year // 100 + 1
    leap_years_dropped, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moon - leap_years_dropped) % 30
    epact += (epact == 25 and golden > 11) or epact == 24
    full_moon = 44 - epact if 44 - epact >= 21 else 74 - epact
    sunday = full_moon + 7 - (5 * year // 4 - leap_years_dropped - 10 + full_moon) % 7
    return dt.date(year, 3, 1) + DAY * (sunday - 1)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(1818, 3, 22),
        dt.date(1943, 4, 25),
        dt.date(1954, 4, 18),
        dt.date(1981, 4, 19),
        dt.date(2000, 4, 23),
        dt.date(2008, 3, 23),
        dt.date(2011, 4, 24),
        dt.date(2024, 3, 31),
        dt.date(2025, 4, 20),
        dt.date(2026, 4, 5),
        dt.date(2027, 3, 28),
        dt.date(2038, 4, 25),
        dt.date(2049, 4, 18),
        dt.date(2076, 4, 19),
    ],
    ids=str,
)
def test_easter_is_on_the_day_it_was_or_will_be(day: dt.date) -> None:
    assert easter(day.year) == day


@unhurried
@given(st.integers(1583, 9999))
def test_easter_is_the_day_golden_number_and_epact_give(year: int) -> None:
    assert easter(year) == easter_by_epact(year)
    assert easter(year).weekday() == 6


def test_the_interbank_calendar_closes_on_six_days_of_2026_beside_the_weekends() -> None:
    target = load_holidays("holidays_target")
    closed = [(1, 1), (4, 3), (4, 6), (5, 1), (12, 25), (12, 26)]
    assert [day for day in YEAR if target.is_holiday(day)] == [dt.date(2026, *parts) for parts in closed]
    assert [day for day in YEAR if not target.is_working(day)] == [
        day for day in YEAR if day.weekday() >= 5 or (day.month, day.day) in closed
    ]
    italian = [(1, 6), (6, 2), (12, 8)]  # those of the Italian holidays that are week days in 2026
    assert all(target.is_working(dt.date(2026, *parts)) for parts in italian)


@unhurried
@given(lists, days())
def test_a_working_day_is_neither_a_holiday_nor_of_the_weekend(holidays: Holidays, day: dt.date) -> None:
    assert holidays.is_working(day) == (day.weekday() not in holidays.weekend and not holidays.is_holiday(day))


@unhurried
@given(lists, days())
def test_rolling_forward_reaches_the_first_working_day(holidays: Holidays, day: dt.date) -> None:
    reached = holidays.roll_forward(day)
    assert holidays.is_working(reached)
    assert not any(holidays.is_working(day + DAY * number) for number in range((reached - day).days))
    assert holidays.roll_forward(reached) == reached


@unhurried
@given(lists, days(), st.integers(-60, 60))
def test_shifting_back_undoes_shifting_from_a_working_day(holidays: Holidays, day: dt.date, count: int) -> None:
    start = holidays.roll_forward(day)
    assert holidays.shift(holidays.shift(start, count), -count) == start


@unhurried
@given(lists, days(), st.integers(1, 60))
def test_a_shift_passes_so_many_working_days(holidays: Holidays, day: dt.date, count: int) -> None:
    later, earlier = holidays.shift(day, count), holidays.shift(day, -count)
    assert sum(holidays.is_working(day + DAY * number) for number in range(1, (later - day).days + 1)) == count
    assert sum(holidays.is_working(day - DAY * number) for number in range(1, (day - earlier).days + 1)) == count
    assert holidays.is_working(later)
    assert holidays.is_working(earlier)


@unhurried
@given(lists, days(), st.integers(-30, 30), st.integers(-30, 30))
def test_shifts_of_one_direction_add_up(holidays: Holidays, day: dt.date, one: int, other: int) -> None:
    if one * other >= 0:
        assert holidays.shift(holidays.shift(day, one), other) == holidays.shift(day, one + other)
    assert holidays.shift(day, 0) == day


def test_a_plain_sunday_is_no_holiday_but_does_not_work() -> None:
    holidays = Holidays("own", (AUGUST,))
    sunday, saint = dt.date(2026, 8, 16), dt.date(2026, 8, 15)
    assert (holidays.is_holiday(sunday), holidays.is_working(sunday)) == (False, False)
    assert holidays.is_holiday(saint)
    assert Holidays("shops", (AUGUST,), weekend=frozenset()).is_working(sunday)


@pytest.mark.parametrize(
    ("month", "day", "offset"), [(None, None, None), (8, 15, 1), (8, None, None), (None, 15, None)]
)
def test_a_holiday_has_a_month_and_day_or_an_offset_from_easter(
    month: int | None, day: int | None, offset: int | None
) -> None:
    with pytest.raises(ValueError, match="holiday 'own': give month and day, or an offset from Easter"):
        HolidayRule("own", Period(dt.date(2000, 1, 1)), month, day, offset)


@unhurried
@given(st.integers(1996, 2040), st.sampled_from((1, 3, 5, 7, 8, 10, 12)))
def test_the_last_sunday_is_a_sunday_of_the_last_week(year: int, month: int) -> None:
    day = last_sunday(year, month)
    assert (day.month, day.weekday()) == (month, 6)
    assert (day + DAY * 7).month != month


@unhurried
@given(
    st.one_of(
        days(dt.date(1997, 1, 1), dt.date(2036, 12, 31)),
        st.builds(last_sunday, st.integers(1997, 2036), st.sampled_from((3, 10))),
    )
)
def test_quarter_hours_are_those_of_the_clock_in_rome(day: dt.date) -> None:
    begin, end = (dt.datetime.combine(each, dt.time(), ROME).astimezone(dt.UTC) for each in (day, day + DAY))
    count = (end - begin) // dt.timedelta(minutes=15)
    clock = [(begin + dt.timedelta(minutes=15) * number).astimezone(ROME).hour for number in range(count)]
    assert quarter_hours(day) == tuple(clock)
    assert quarters_in(day) == count


def test_a_year_has_one_day_of_92_quarter_hours_and_one_of_100() -> None:
    counts = [quarters_in(day) for day in YEAR]
    assert (counts.count(92), counts.count(100), counts.count(96)) == (1, 1, 363)
    assert sum(counts) == 365 * 96


@unhurried
@given(days())
def test_every_quarter_hour_has_the_band_of_its_hour(day: dt.date) -> None:
    by_hour = BANDS.bands_of(day)
    assert len(by_hour) == 24
    assert BANDS.quarter_bands(day) == tuple(by_hour[hour] for hour in quarter_hours(day))


@unhurried
@given(days())
def test_sundays_and_holidays_are_all_of_the_third_band(day: dt.date) -> None:
    kind = BANDS.day_type(day)
    expected = "holiday" if day.weekday() == 6 or BANDS.holidays.is_holiday(day) else None
    expected = expected or ("saturday" if day.weekday() == 5 else "weekday")
    assert kind == expected
    assert (set(BANDS.bands_of(day)) == {"F3"}) == (kind == "holiday")


def test_a_kind_of_day_without_rule_is_not_guessed() -> None:
    weekdays = BandHours("weekday", Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), ("F1",) * 24)
    calendar = BandCalendar((weekdays,), Holidays("own", ()))
    assert calendar.bands_of(dt.date(2026, 8, 14)) == ("F1",) * 24
    with pytest.raises(LookupError, match="no band hours for a saturday on 2026-08-15"):
        calendar.bands_of(dt.date(2026, 8, 15))
    with pytest.raises(LookupError, match="no band hours for a weekday on 2027-01-01"):
        calendar.bands_of(dt.date(2027, 1, 1))


@pytest.mark.parametrize("count", [0, 23, 25, 96])
def test_band_hours_are_of_24_hours(count: int) -> None:
    with pytest.raises(ValueError, match=f"24 hours need 24 bands, got {count}"):
        BandHours("weekday", Period(dt.date(2026, 1, 1)), ("F1",) * count)
