"""The truth of the simulation: quarter-hours, registers and bands tell the same energy, on any day of the year."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands
from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Period
from domain.simulation.chance import chance
from domain.simulation.point import Installed, Measured, Mishap, Shape, SimulatedEvent, SimulatedPoint
from domain.simulation.truth import Truth

FIRST = dt.date(2025, 12, 1)
SHAPE = Shape((98, 84, 82, 73, 70, 80, 96, 88, 74, 78, 84, 93), tuple(range(1, 25)), tuple(range(24, 0, -1)))
DAYS = st.dates(FIRST, dt.date(2026, 12, 31))
ONE_DAY = dt.timedelta(days=1)


def truth(*, ratio: int = 1, digits: int = 6, shown: int = 1200, yearly: int = 2700, seed: str = "a") -> Truth:
    meters = (
        Installed("A", FIRST, digits=digits, shown=shown, ratio=ratio),
        Installed("B", dt.date(2026, 5, 13), digits=digits, ratio=ratio),
    )
    point = SimulatedPoint(
        "IT999E00000001", "electricity", "09999990022", Measured.CURVE, yearly, "home", meters, (Period(FIRST),)
    )
    return Truth(seed, point, SHAPE, load_bands())


def gas(coefficient: str | None) -> Truth:
    meter = Installed("G", FIRST, digits=5, shown=99_990, coefficient=Decimal(coefficient) if coefficient else None)
    point = SimulatedPoint(
        "99999000000001", "gas", "09999990022", Measured.REGISTERS, 1000, "home", (meter,), (Period(FIRST),)
    )
    return Truth("a", point, SHAPE, load_bands())


@given(st.lists(DAYS, min_size=2, max_size=2, unique=True).map(sorted), st.sampled_from([1, 20, 50]))
def test_quarters_registers_and_bands_are_the_same_energy(days: list[dt.date], ratio: int) -> None:
    found = truth(ratio=ratio)
    period = Period(days[0], days[1])
    quarters = sum(sum(found.curve(days[0] + dt.timedelta(days=i)).values) for i in range(period.days))
    assert sum(found.used(period).values()) == Decimal(quarters).scaleb(-3)
    eve = period.start - ONE_DAY
    if eve >= FIRST and found.point.meter_on(eve) == found.point.meter_on(period.last):
        before, after = found.shown(eve)[1], found.shown(period.last)[1]
        assert {band: (after[band] - before[band]) * ratio for band in after} == found.used(period)


@given(st.lists(DAYS, min_size=3, max_size=3, unique=True).map(sorted))
def test_what_was_used_adds_up_over_any_cut(days: list[dt.date]) -> None:
    found = truth()
    parts = [found.used(Period(a, b)) for a, b in itertools.pairwise(days)]
    whole = found.used(Period(days[0], days[2]))
    assert {band: sum((part[band] for part in parts), Decimal(0)) for band in whole} == whole


@pytest.mark.parametrize("day", [dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 7, 1)])
def test_the_days_of_the_clock_changes_have_their_quarters(day: dt.date) -> None:
    found = truth()
    assert len(found.curve(day).values) == quarters_in(day)
    assert sum(found.curve(day).values) == found.units(day)


@given(DAYS, st.sampled_from([20, 40]))
def test_every_quarter_is_a_whole_turn_of_the_register(day: dt.date, ratio: int) -> None:
    assert all(value % ratio == 0 for value in truth(ratio=ratio).curve(day).values)


def test_a_new_meter_begins_from_what_it_showed() -> None:
    found = truth()
    meter, values = found.shown(dt.date(2026, 5, 13))
    assert (meter.serial, values) == ("B", found.used(Period(dt.date(2026, 5, 13), dt.date(2026, 5, 14))))
    assert found.shown(dt.date(2026, 5, 12))[0].serial == "A"


def test_a_short_counter_rolls_over() -> None:
    found = truth(digits=5, shown=99_999)
    _, values = found.shown(dt.date(2026, 2, 28))
    assert all(0 <= value < 1000 for value in values.values())


def test_gas_is_worth_its_cubic_metres_times_c() -> None:
    january = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    metres = sum(gas(None).units(january.start + dt.timedelta(days=i)) for i in range(31))
    assert gas(None).used(january) == {"M": Decimal(metres)}
    assert gas("1.027235").used(january) == {"M": metres * Decimal("1.027235")}
    assert gas(None).shown(january.last)[1]["M"] < 99_990


def test_another_seed_is_another_use() -> None:
    year = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    assert truth(seed="a").used(year) == truth(seed="a").used(year) != truth(seed="b").used(year)
    assert 2500 < sum(truth().used(year).values()) < 2900


def test_chance_stays_below_its_bound() -> None:
    assert {chance("x", i, below=3) for i in range(60)} == {0, 1, 2}
    with pytest.raises(ValueError, match="cannot be drawn"):
        chance("x", below=0)


def test_impossible_points_are_refused() -> None:
    with pytest.raises(ValueError, match="too high by something"):
        SimulatedEvent(Mishap.LATE, dt.date(2026, 1, 1), by=3)
    with pytest.raises(ValueError, match="12 months"):
        Shape((1,))
    with pytest.raises(ValueError, match="not measured by"):
        SimulatedPoint("IT999E00000001", "electricity", "x", Measured.DAILY, 1, "home", (Installed("A", FIRST),), ())
