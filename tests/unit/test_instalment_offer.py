"""The duty to offer instalments, case by case."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from domain.contracts.contract import Market
from domain.invoices.duties.instalment_offer import (
    BillInQuestion,
    InstalmentCase,
    InstalmentOffer,
    InstalmentRules,
    PastBill,
    instalment_offer,
)
from domain.kernel.money import Money
from tests.strategies_supply import packaged_book

RULES = InstalmentRules(Decimal(150), Money.of("50"), 2, 10)
DUE = dt.date(2026, 11, 30)
ESTIMATED = PastBill(Money.of("100"), estimated=True)
ACTUAL = PastBill(Money.of("100"), estimated=False)


def question(amount: str, market: Market = Market.VULNERABLE, **more: object) -> BillInQuestion:
    return attrs.evolve(BillInQuestion(Money.of(amount), DUE, market), **more)  # type: ignore[arg-type]


def case_of(found: InstalmentOffer | None) -> InstalmentCase | None:
    return found.case if found else None


@pytest.mark.parametrize(("recalculated", "case"), [("150.00", None), ("150.01", InstalmentCase.RECALCULATION)])
def test_a_recalculation_above_half_as_much_again_as_the_mean_estimate_is_paid_by_instalments(
    recalculated: str, case: InstalmentCase | None
) -> None:
    bill = question("140", recalculated=Money.of(recalculated))
    assert case_of(instalment_offer(bill, [ESTIMATED] * 3, RULES)) is case


def test_there_are_as_many_instalments_as_estimated_bills_since_the_last_recalculation() -> None:
    before = PastBill(Money.of("1000"), estimated=False, recalculates=True)
    found = instalment_offer(
        question("400", recalculated=Money.of("300")), [ESTIMATED, ESTIMATED, before, *[ESTIMATED] * 4], RULES
    )
    assert found is not None
    assert (found.count, found.request_by) == (4, dt.date(2026, 12, 10))
    assert "entro il 10/12/2026" in found.words
    assert "almeno 4 rate" in found.words


def test_there_are_never_fewer_instalments_than_the_least() -> None:
    found = instalment_offer(question("400", recalculated=Money.of("300")), [ESTIMATED], RULES)
    assert found is not None
    assert found.count == 2


def test_a_meter_fault_and_a_missed_bill_give_the_right_by_themselves() -> None:
    fault = instalment_offer(question("80", is_meter_fault=True), [ESTIMATED] * 3, RULES)
    missed = instalment_offer(question("80", missed=3), [], RULES)
    assert case_of(fault) is InstalmentCase.METER_FAULT
    assert case_of(missed) is InstalmentCase.MISSED_BILLING
    assert missed is not None
    assert missed.count == 3


def test_a_bill_out_of_the_ordinary_is_paid_by_instalments() -> None:
    assert case_of(instalment_offer(question("151"), [ACTUAL] * 6, RULES)) is InstalmentCase.ANOMALOUS
    assert instalment_offer(question("150"), [ACTUAL] * 6, RULES) is None


def test_the_free_market_owes_it_only_for_missed_and_anomalous_bills() -> None:
    free = question("140", Market.FREE, recalculated=Money.of("300"), is_meter_fault=True)
    assert instalment_offer(free, [ESTIMATED] * 3, RULES) is None
    assert case_of(instalment_offer(attrs.evolve(free, missed=1), [ESTIMATED] * 3, RULES)) is (
        InstalmentCase.MISSED_BILLING
    )
    assert case_of(instalment_offer(question("151", Market.FREE), [ACTUAL], RULES)) is InstalmentCase.ANOMALOUS


def test_small_bills_are_paid_at_once() -> None:
    assert instalment_offer(question("50.00", missed=2), [], RULES) is None
    assert instalment_offer(question("50.01", missed=2), [], RULES) is not None


def test_nothing_is_out_of_the_ordinary_without_a_past() -> None:
    assert instalment_offer(question("5000", recalculated=Money.of("5000")), [], RULES) is None


def test_the_percentage_depends_on_the_customer() -> None:
    book, day = packaged_book(), dt.date(2026, 11, 1)
    assert InstalmentRules.on(book, day, "domestic") == RULES
    assert InstalmentRules.on(book, day, "other").percent == 250
