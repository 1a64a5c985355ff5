"""Credits by component, and days that are reckoned again after them: what was credited stays credited, once."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.registry.set_up_tenant import set_up_tenant
from domain.billing.bill import Bill, DocumentKind
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import UNSTEPPED
from tests.support.bonus_supply import BONUS, assert_settled, by_component, grant, supply_of
from tests.support.use_case_world import BRAND
from tests.support.yearly_supply import ENDS, MONTHS, electricity, few


def energy(bills: Iterable[Bill], code: str = "energy") -> Money:
    return total(line.amount for bill in bills for line in bill.lines if line.code == code)


def cost_of(kwh: int) -> Money:
    (bill,) = supply_of(0, kwh).bill(MONTHS[0])
    return energy([bill])


def test_what_a_correction_charged_and_was_credited_leaves_the_month_open_to_later_readings() -> None:
    supply = supply_of(0, 300)
    (bill,) = supply.bill(MONTHS[0])
    supply.read(ENDS[1], 320, 10)
    (upward,) = supply.rebill(MONTHS[0])
    note = by_component(supply, upward, "energy")
    supply.read(ENDS[1], 250, 11)
    (downward,) = supply.rebill(MONTHS[0])
    assert energy([downward]) == cost_of(250) - cost_of(320)
    assert_settled(supply, bill, upward, note, downward)


@pytest.mark.parametrize("shown", [299, 301])
def test_after_a_component_was_credited_in_full_only_more_of_it_is_charged(shown: int) -> None:
    supply = supply_of(0, 300)
    (bill,) = supply.bill(MONTHS[0])
    note = by_component(supply, bill, "energy")
    supply.read(ENDS[1], shown, 10)
    (difference,) = supply.rebill(MONTHS[0])
    assert energy([bill, note, difference]) == max(cost_of(shown) - cost_of(300), ZERO)
    assert_settled(supply, bill, note, difference)


@few
@given(first=st.integers(50, 600), shown=st.lists(st.integers(50, 600), min_size=1, max_size=3), late=st.booleans())
def test_a_component_comes_to_what_is_right_less_what_was_credited_and_never_below_zero(
    first: int, shown: list[int], late: bool
) -> None:
    supply = supply_of(0, first)
    bills = supply.bill(MONTHS[0])
    if late:
        supply.read(ENDS[1], 650, 9)
        bills += supply.rebill(MONTHS[0])
    note = by_component(supply, bills[0], "energy")
    for record, value in enumerate(shown, 10):
        supply.read(ENDS[1], value, record)
        bills += supply.rebill(MONTHS[0])
    assert energy([*bills, note]) == max(cost_of(shown[-1]) + energy([note]), ZERO)
    assert_settled(supply, *bills, note)


def test_a_bonus_that_was_taken_back_by_decision_is_not_taken_back_again_when_it_is_withdrawn() -> None:
    supply = electricity()
    grant(supply, BONUS)
    supply.read(ENDS[0], 0, 1)
    supply.read(ENDS[1], 300, 2)
    (bill,) = supply.bill(MONTHS[0])
    note = by_component(supply, bill, "bonus")
    assert energy([bill, note], "bonus") == ZERO
    grant(supply, None)
    differences = supply.rebill(MONTHS[0])
    assert energy([bill, note, *differences], "bonus") == ZERO
    assert_settled(supply, bill, note, *differences)


def test_another_rounding_of_the_seller_is_no_reason_to_correct_what_was_issued() -> None:
    supply = supply_of(0, 333, 700)
    (bill,) = supply.bill(MONTHS[0])
    world = supply.world
    with world.units(world.tenant) as uow:
        seller = attrs.evolve(uow.sellers.get(), bill_rounding=UNSTEPPED.name)
    set_up_tenant(units=world.units, actor=world.actor, seller=seller, brand=BRAND)
    assert supply.rebill(MONTHS[0]) == []
    supply.read(ENDS[1], 340, 10)
    (difference,) = supply.rebill(MONTHS[0])
    assert difference.kind is DocumentKind.CORRECTION
    assert {line.code for line in difference.lines if line.step} == set(), "the power did not change"
    (next_bill,) = supply.bill(MONTHS[1])
    assert not next_bill.main.priced.corrections
    assert_settled(supply, bill, difference, next_bill)
