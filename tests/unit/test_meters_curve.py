"""Load curves: every quarter-hour in one band, nothing lost, a missing day missing."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands
from domain.kernel.calendar import last_sunday, quarters_in
from domain.kernel.validity import Period
from domain.metering.curve import DayCurve, MonthCurve, band_totals, current_curves, hourly, kwh
from domain.metering.reading import Action, Kind
from tests.support.strategies.kernel import days, unhurried
from tests.support.strategies.meters import OCTOBER, day_curves, month_curves

BANDS = load_bands()
CLOCK_CHANGES = st.builds(last_sunday, st.integers(2022, 2032), st.sampled_from((3, 10)))
curves = st.one_of(days(), CLOCK_CHANGES).flatmap(day_curves)


@unhurried
@given(st.lists(curves, min_size=1, max_size=4))
def test_bands_add_up_to_the_quarter_hours(found: list[DayCurve]) -> None:
    totals = band_totals(found, BANDS)
    assert sum(totals.values()) == kwh(sum(sum(curve.values) for curve in found))
    assert list(totals) == sorted(totals)
    assert all(value.as_tuple().exponent == -3 for value in totals.values())


@unhurried
@given(curves)
def test_a_band_has_the_quarter_hours_of_its_hours(curve: DayCurve) -> None:
    bands = BANDS.quarter_bands(curve.day)
    for band, total in band_totals([curve], BANDS).items():
        mine = [value for value, where in zip(curve.values, bands, strict=True) if where == band]
        assert Fraction(total) == Fraction(sum(mine), 1000)


@unhurried
@given(curves)
def test_hours_add_up_to_the_day(curve: DayCurve) -> None:
    hours = hourly(curve)
    assert len(hours) == quarters_in(curve.day) // 4
    assert sum(hours) == sum(curve.values)
    assert hours[0] == sum(curve.values[:4])
    assert hours[-1] == sum(curve.values[-4:])


@given(st.integers(0, 10**15))
def test_watt_hours_are_kwh_exactly(watt_hours: int) -> None:
    assert Fraction(kwh(watt_hours)) == Fraction(watt_hours, 1000)


@unhurried
@given(st.one_of(days(), CLOCK_CHANGES), st.sampled_from((0, 91, 92, 95, 96, 97, 100, 101)))
def test_a_day_has_all_its_quarter_hours_and_no_more(day: dt.date, count: int) -> None:
    if count == quarters_in(day):
        assert DayCurve(day, (0,) * count).values == (0,) * count
        return
    with pytest.raises(ValueError, match=f"{day} has {quarters_in(day)} quarter-hours, got {count}"):
        DayCurve(day, (0,) * count)


@unhurried
@given(curves, st.data())
def test_a_quarter_hour_is_never_below_zero(curve: DayCurve, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(curve.values) - 1))
    with pytest.raises(ValueError, match="a quarter-hour is >= 0 Wh, got -1"):
        attrs.evolve(curve, values=(*curve.values[:place], -1, *curve.values[place + 1 :]))


@unhurried
@given(month_curves(action=Action.NEW))
def test_days_are_there_or_missing(curve: MonthCurve) -> None:
    have = [day.day for day in curve.days]
    assert sorted([*have, *curve.missing_days]) == [
        curve.month.start + dt.timedelta(days=number) for number in range(curve.month.days)
    ]


@unhurried
@given(month_curves(action=Action.NEW), month_curves(action=Action.CANCEL))
def test_a_month_curve_is_of_one_month_in_order(curve: MonthCurve, cancel: MonthCurve) -> None:
    first = curve.days[0]
    with pytest.raises(ValueError, match="days must be distinct, in order and of the month"):
        attrs.evolve(curve, days=(*curve.days, first))
    with pytest.raises(ValueError, match="of one calendar month"):
        attrs.evolve(curve, month=Period(curve.month.start, curve.month.last))
    with pytest.raises(ValueError, match="a cancellation has no days, any other has some"):
        attrs.evolve(curve, days=())
    with pytest.raises(ValueError, match="a cancellation has no days"):
        attrs.evolve(cancel, month=curve.month, days=curve.days)


@unhurried
@given(month_curves(action=Action.NEW))
def test_a_day_of_another_month_is_refused(curve: MonthCurve) -> None:
    before = curve.month.start - dt.timedelta(days=1)
    with pytest.raises(ValueError, match="of the month"):
        attrs.evolve(curve, days=(DayCurve(before, (1,) * quarters_in(before)),))


@st.composite
def crowded(draw: st.DrawFn) -> list[MonthCurve]:
    """Curves of one point and two kinds for October, no two from the same record."""
    found = draw(st.lists(month_curves(kinds=(Kind.ACTIVE, Kind.REACTIVE)), max_size=8))
    return [
        attrs.evolve(
            curve,
            point="IT001E00000001",
            month=OCTOBER,
            days=(DayCurve(OCTOBER.start, (number,) * 96),) if curve.days else (),
            origin=attrs.evolve(curve.origin, record=number + 1),
        )
        for number, curve in enumerate(found)
    ]


@unhurried
@given(crowded(), st.randoms(use_true_random=False))
def test_the_curve_sent_last_counts_in_any_order_of_arrival(found: list[MonthCurve], shuffler: random.Random) -> None:
    expected = []
    for kind in (Kind.ACTIVE, Kind.REACTIVE):
        mine = [curve for curve in found if curve.validated and curve.kind is kind]
        if mine and (last := max(mine, key=lambda curve: curve.origin)).action is not Action.CANCEL:
            expected.append(last)
    mixed = list(found)
    shuffler.shuffle(mixed)
    assert list(current_curves(mixed)) == list(current_curves(found)) == expected


def test_a_day_of_nothing_is_zero_in_each_of_its_bands() -> None:
    friday = DayCurve(dt.date(2026, 7, 3), (0,) * 96)
    assert band_totals([friday], BANDS) == {"F1": Decimal(0), "F2": Decimal(0), "F3": Decimal(0)}
    assert band_totals([], BANDS) == {}
