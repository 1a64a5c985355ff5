"""Contracts: terms from the first day on, a cycle that divides the year, a due date after the issue."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import Dated, History, NoValueOnDay, Period
from tests.support.strategies.supply import resident

START = dt.date(2026, 7, 1)
DAY = dt.timedelta(days=1)
TERMS = ContractTerms("offer", resident("3"), VatTerms("domestic"))


def contract(terms: History[ContractTerms] | None = None) -> Contract:
    """A contract from START on."""
    return Contract(
        number="C1",
        party="P1",
        point="IT001E00000001",
        commodity="electricity",
        period=Period(START),
        terms=terms or History.always("terms", START, TERMS),
        payment=PaymentMethod.TRANSFER,
        cycle_months=2,
        due_days=20,
    )


@given(st.integers(-40, 40))
def test_the_terms_begin_no_later_than_the_contract(offset: int) -> None:
    first = START + DAY * offset
    if offset <= 0:
        assert contract(History.always("terms", first, TERMS)).terms.on(START) == TERMS
        return
    with pytest.raises(ValueError, match=f"contract C1: begins on {START}, its first terms on {first}"):
        contract(History.always("terms", first, TERMS))


def test_a_contract_without_terms_is_refused() -> None:
    with pytest.raises(ValueError, match="contract C1: has no terms"):
        attrs.evolve(contract(), terms=History("terms", ()))


@pytest.mark.parametrize("months", range(-1, 14))
def test_a_bill_covers_months_that_divide_the_year(months: int) -> None:
    if months > 0 and 12 % months == 0:
        assert attrs.evolve(contract(), cycle_months=months).cycle_months == months
        return
    with pytest.raises(ValueError, match=f"a bill covers 1, 2, 3, 4, 6 or 12 months, got {months}"):
        attrs.evolve(contract(), cycle_months=months)


@pytest.mark.parametrize("due_days", [0, -1])
def test_a_bill_is_due_at_least_a_day_after_its_issue(due_days: int) -> None:
    with pytest.raises(ValueError, match=f"due days must be at least 1, got {due_days}"):
        attrs.evolve(contract(), due_days=due_days)


@given(st.integers(1, 400), st.integers(0, 800))
def test_new_terms_hold_from_their_day_and_old_ones_until_it(change: int, asked: int) -> None:
    day = START + DAY * change
    new = attrs.evolve(TERMS, rai_fee=True)
    history = History.of("terms", [Dated(Period(day), new), Dated(Period(START, day), TERMS)])
    assert contract(history).terms.on(START + DAY * asked).rai_fee == (asked >= change)
    with pytest.raises(NoValueOnDay):
        history.on(START - DAY)
