"""Periods and histories: half-open, cut without gap or overlap, one value a day."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.validity import (
    FOREVER,
    Dated,
    History,
    NoValueOnDay,
    Period,
    ValuesOverlap,
    month_of,
    next_month,
)
from tests.support.strategies.kernel import days, near_periods, periods

DAY = dt.timedelta(days=1)


def days_of(period: Period) -> list[dt.date]:
    return [period.start + DAY * number for number in range(period.days)]


@given(periods())
def test_a_period_holds_its_first_day_and_not_its_stop(period: Period) -> None:
    assert period.start in period
    assert period.last in period
    assert period.stop not in period
    assert period.start - DAY not in period
    assert (period.stop - period.start).days == period.days >= 1


@pytest.mark.parametrize("length", [0, -1])
def test_a_period_is_never_empty(length: int) -> None:
    start = dt.date(2026, 7, 1)
    with pytest.raises(ValueError, match="start < stop, got 2026-07-01"):
        Period(start, start + DAY * length)


@given(periods(), st.lists(days(), max_size=10))
def test_a_cut_partitions_the_period(period: Period, cuts: list[dt.date]) -> None:
    pieces = period.cut(cuts)
    assert [day for piece in pieces for day in days_of(piece)] == days_of(period)


@given(periods(), st.lists(days(), max_size=10))
def test_pieces_begin_on_the_days_of_the_cut_that_are_inside(period: Period, cuts: list[dt.date]) -> None:
    inside = {day for day in cuts if day in period}
    assert {piece.start for piece in period.cut(cuts)} == inside | {period.start}


@given(periods(), st.lists(days(), max_size=6), st.lists(days(), max_size=6))
def test_cutting_twice_is_cutting_once_at_all_days(period: Period, one: list[dt.date], other: list[dt.date]) -> None:
    twice = tuple(piece for part in period.cut(one) for piece in part.cut(other))
    assert twice == period.cut([*one, *other]) == period.cut([*other, *one])


@given(periods())
def test_months_partition_the_period_and_none_spans_two(period: Period) -> None:
    months = period.months()
    assert [day for month in months for day in days_of(month)] == days_of(period)
    assert all((month.start.year, month.start.month) == (month.last.year, month.last.month) for month in months)
    assert all(month.is_whole_month for month in months[1:-1])
    assert len({(month.start.year, month.start.month) for month in months}) == len(months)


@given(days())
def test_the_month_of_a_day_is_its_calendar_month(day: dt.date) -> None:
    month = month_of(day)
    assert day in month
    assert month.days == calendar.monthrange(day.year, day.month)[1]
    assert month.is_whole_month
    assert month.months() == (month,)
    assert next_month(day) == month.stop


@given(periods(60))
def test_a_whole_month_is_the_month_of_its_first_day(period: Period) -> None:
    assert period.is_whole_month == (period == month_of(period.start))


@given(near_periods(), near_periods())
def test_meeting_overlapping_and_covering_agree_with_the_days(one: Period, other: Period) -> None:
    common = sorted(set(days_of(one)) & set(days_of(other)))
    met = one.meet(other)
    assert (days_of(met) if met else []) == common
    assert one.overlaps(other) == bool(common)
    assert one.covers(other) == (common == days_of(other))
    assert one.meet(other) == other.meet(one)


def test_an_open_period_has_no_last_day_to_print() -> None:
    period = Period(dt.date(2026, 7, 1))
    assert period.stop == FOREVER
    assert str(period) == "2026-07-01 .. open"
    assert str(Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1))) == "2026-07-01 .. 2026-08-01"


@st.composite
def _entries(draw: st.DrawFn) -> list[Dated[int]]:
    edges = sorted(draw(st.sets(days(), min_size=2, max_size=12)))
    pieces = [Period(start, stop) for start, stop in itertools.pairwise(edges)]
    kept = [piece for piece in pieces if draw(st.booleans())]
    if draw(st.booleans()):
        kept.append(Period(edges[-1]))
    return [Dated(period, number) for number, period in enumerate(kept)]


@given(_entries(), days(), st.randoms(use_true_random=False))
def test_the_value_on_a_day_is_what_a_search_by_hand_finds(
    entries: list[Dated[int]], day: dt.date, shuffler: random.Random
) -> None:
    mixed = list(entries)
    shuffler.shuffle(mixed)
    history = History.of("price", mixed)
    assert history.entries == tuple(entries)
    found = [entry.value for entry in entries if entry.period.start <= day < entry.period.stop]
    if found:
        assert [history.on(day)] == found
    else:
        with pytest.raises(NoValueOnDay, match=f"price: no value in force on {day}"):
            history.on(day)


@given(_entries())
def test_a_value_changes_only_on_the_days_a_history_names(entries: list[Dated[int]]) -> None:
    changes = History.of("price", entries).changes()
    assert list(changes) == sorted(set(changes))
    assert FOREVER not in changes
    for entry in entries:
        assert entry.period.cut(changes) == (entry.period,)
        assert entry.period.start in changes


@given(_entries().filter(bool), st.data())
def test_values_that_share_a_day_are_refused(entries: list[Dated[int]], data: st.DataObject) -> None:
    taken = data.draw(st.sampled_from(entries))
    intruder = Dated(Period(taken.period.start, taken.period.start + DAY), -1)
    with pytest.raises(ValuesOverlap, match=r"price: .* overlaps .*; close the first"):
        History.of("price", [*entries, intruder])


def test_a_value_that_is_always_in_force_begins_on_its_day() -> None:
    start = dt.date(2026, 7, 1)
    history = History.always("offer", start, "A")
    assert history.on(start) == history.on(FOREVER - DAY) == "A"
    with pytest.raises(NoValueOnDay):
        history.on(start - DAY)


def test_the_name_of_a_history_is_only_for_messages() -> None:
    start = dt.date(2026, 7, 1)
    assert History.always("one", start, 1) == History.always("other", start, 1)
