"""Yearly counters through billing runs: whatever order readings are corrected in, what stands charged is the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.billing.bill import Bill
from domain.kernel.validity import Period
from tests.support.yearly_supply import (
    ENDS,
    LIMIT,
    MONTHS,
    Supply,
    billed_at_once,
    every,
    few,
    heat,
    lines_at,
    net,
    tiered,
)


def test_no_kilowatt_hour_has_the_first_tier_twice_when_an_earlier_month_is_corrected() -> None:
    """300 and 300 are billed, 500 of them at the first price; then October turns out to be 400 and November 300."""
    supply = tiered()
    for record, (day, shown) in enumerate(zip(ENDS[:3], (0, 300, 600), strict=True), 1):
        supply.read(day, shown, record)
    bills = supply.bill(MONTHS[0]) + supply.bill(MONTHS[1])
    supply.read(ENDS[1], 400, 10)
    supply.read(ENDS[2], 700, 11)
    supply.read(ENDS[3], 800, 12)
    bills += supply.bill(MONTHS[2])
    lines = [line for bill in bills for line in bill.lines]
    assert lines_at(lines, "energy", "0.10") == LIMIT
    assert lines_at(lines, "energy", "0.30") == 300


def test_rebilling_a_month_moves_the_tiers_of_the_months_after_it() -> None:
    """October is corrected from 300 to 400 by a document of its own: of November's 300 only 100 stay at 0.10."""
    supply = tiered()
    for record, (day, shown) in enumerate(zip(ENDS[:3], (0, 300, 600), strict=True), 1):
        supply.read(day, shown, record)
    bills = supply.bill(MONTHS[0]) + supply.bill(MONTHS[1])
    supply.read(ENDS[1], 400, 10)
    supply.read(ENDS[2], 700, 11)
    bills += supply.rebill(MONTHS[0])
    assert [str(each.period) for bill in bills for each in bill.main.priced.corrections] == ["2026-10-01 .. 2026-12-01"]
    lines = [line for bill in bills for line in bill.lines]
    assert lines_at(lines, "energy", "0.10") == LIMIT
    assert lines_at(lines, "energy", "0.30") == 200


def test_heat_with_yearly_tiers_goes_on_from_bill_to_bill() -> None:
    supply = heat()
    for record, (day, shown) in enumerate(zip(ENDS[:3], (0, 300, 700), strict=True), 1):
        supply.read(day, shown, record)
    first, second = supply.bill(MONTHS[0]) + supply.bill(MONTHS[1])
    assert [(line.band, line.quantity.value) for line in first.lines if line.code == "heat"] == [("1", Decimal(300))]
    assert [(line.band, line.quantity.value) for line in second.lines if line.code == "heat"] == [
        ("1", Decimal(200)),
        ("2", Decimal(200)),
    ]
    supply.read(ENDS[1], 400, 10)
    supply.read(ENDS[2], 800, 11)
    supply.read(ENDS[3], 800 + 50, 12)
    (third,) = supply.bill(MONTHS[2])
    lines = [line for each in (first, second, third) for line in each.lines]
    assert lines_at(lines, "heat", "0.10") == LIMIT
    assert lines_at(lines, "heat", "0.08") == 350


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """What the meter showed at the ends of the months, what it was first said to show, and how many bills were out
    when the right reading of each month came. Any mix of the two rises."""
    steps = [draw(st.integers(40, 700)) for _ in MONTHS]
    right = [1000 + sum(steps[:i]) for i in range(len(steps) + 1)]
    after = [*steps[1:], 200]
    off = [draw(st.integers(-(step // 3), next_step // 3)) for step, next_step in zip(steps, after, strict=True)]
    wrong = [right[0], *(value + each for value, each in zip(right[1:], off, strict=True))]
    return right, wrong, [draw(st.integers(i, len(MONTHS))) for i in range(len(MONTHS))]


@every
@few
@given(story=stories(), order=st.permutations(MONTHS))
def test_corrections_in_any_order_of_arrival_end_in_the_same_bills(
    make: Callable[[], Supply], story: tuple[list[int], list[int], list[int]], order: Sequence[Period]
) -> None:
    """A right reading arrives before any bill from its month's on, or after all of them; what the bills did not settle
    by themselves is settled month by month, in any order."""
    right, wrong, arrives = story
    supply = make()
    supply.read(ENDS[0], right[0], 1)
    bills: list[Bill] = []
    for i in range(len(MONTHS) + 1):
        if i < len(MONTHS):
            supply.read(ENDS[i + 1], wrong[i + 1], 10 + i)
        for late in (late for late, when in enumerate(arrives) if when == i):
            supply.read(ENDS[late + 1], right[late + 1], 20 + late)
        if i < len(MONTHS):
            bills += supply.bill(MONTHS[i])
    for month in order:
        bills += supply.rebill(month)
    assert net(bills) == billed_at_once(make, right)
