"""Credits of what is below zero, of deposits, and of bills that were corrected more than once: no debt disappears."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

import attrs
import pytest

from application.billing.bill_store import CreditSettlement
from application.registry.close_contract import close_contract
from domain.billing.bill import Bill, DocumentKind
from domain.contracts.contract import DepositTerms
from domain.corrections.credit_note import Amount, Components, NotCreditable
from domain.kernel.money import ZERO, Money, total
from domain.payments.receivable import ReceivableStatus
from tests.support.bonus_supply import BONUS, assert_settled, by_component, credit, grant, supply_of
from tests.support.yearly_supply import ENDS, MONTHS, Supply, electricity


def owed(supply: Supply, *bills: Bill) -> Money:
    """What of some documents is open."""
    with supply.world.units(supply.world.tenant) as uow:
        every = [each for bill in bills for each in uow.receivables.of_document(str(bill.number))]
    return total(each.amount for each in every if each.status is ReceivableStatus.OPEN)


def pay(supply: Supply, bill: Bill) -> Money:
    """Pay what is owed of a bill; how much that is."""
    with supply.world.units(supply.world.tenant) as uow:
        paid = [each.moved_to(ReceivableStatus.PAID) for each in uow.receivables.of_document(str(bill.number))]
        uow.receivables.update(paid)
        uow.commit()
    return total(each.amount for each in paid)


def with_bonus() -> tuple[Supply, Bill]:
    supply = electricity()
    grant(supply, BONUS)
    supply.read(ENDS[0], 0, 1)
    supply.read(ENDS[1], 300, 2)
    (bill,) = supply.bill(MONTHS[0])
    return supply, bill


def corrected_up_and_down() -> tuple[Supply, Bill, Bill, Bill]:
    supply = supply_of(0, 300)
    (bill,) = supply.bill(MONTHS[0])
    supply.read(ENDS[1], 350, 10)
    (upward,) = supply.rebill(MONTHS[0])
    supply.read(ENDS[1], 320, 11)
    (downward,) = supply.rebill(MONTHS[0])
    assert (upward.kind, downward.kind) == (DocumentKind.CORRECTION, DocumentKind.CREDIT_NOTE)
    return supply, bill, upward, downward


def test_a_bonus_taken_back_from_a_paid_bill_is_owed_within_the_term_of_the_bill() -> None:
    supply, bill = with_bonus()
    pay(supply, bill)
    done = credit(supply, bill, Components(frozenset({"bonus"})))
    assert done.note.payable > ZERO
    assert done.settlement == CreditSettlement(ZERO, ZERO, ZERO)
    assert owed(supply, done.note) == done.note.payable
    assert done.note.due_on - done.note.issued_on == bill.due_on - bill.issued_on


def test_a_bill_credited_whole_after_its_bonus_was_taken_back_leaves_nothing_owed() -> None:
    supply, bill = with_bonus()
    note = by_component(supply, bill, "bonus")
    whole = credit(supply, bill)
    assert whole.note.payable == -bill.payable - note.payable
    assert whole.settlement == CreditSettlement(bill.payable + note.payable, ZERO, ZERO)
    assert owed(supply, bill, note, whole.note) == ZERO


def test_the_reversal_of_a_document_below_zero_is_owed() -> None:
    supply = supply_of(0, 300)
    (bill,) = supply.bill(MONTHS[0])
    pay(supply, bill)
    supply.read(ENDS[1], 250, 10)
    (downward,) = supply.rebill(MONTHS[0])
    done = credit(supply, downward)
    assert done.note.kind is DocumentKind.REVERSAL
    assert done.note.payable == -downward.payable
    assert done.settlement == CreditSettlement(ZERO, ZERO, ZERO)
    assert owed(supply, done.note) == done.note.payable
    (again,) = supply.rebill(MONTHS[0])
    assert again.net == downward.net
    assert_settled(supply, bill, downward, done.note, again)


@pytest.mark.parametrize("paid", ["", "bill", "upward"])
def test_a_bill_corrected_upwards_and_downwards_is_taken_back_from_its_last_correction_on(paid: str) -> None:
    supply, bill, upward, downward = corrected_up_and_down()
    money = pay(supply, {"bill": bill, "upward": upward}[paid]) if paid else ZERO
    for each in (bill, upward):
        with pytest.raises(NotCreditable, match=f"corrected by {downward.number}; credit that one whole first"):
            credit(supply, each)
    done = [credit(supply, downward)]
    with pytest.raises(NotCreditable, match=f"corrected by {upward.number}; credit that one whole first"):
        credit(supply, bill)
    done += [credit(supply, each) for each in (upward, bill)]
    every = (bill, upward, downward, *(each.note for each in done))
    assert total(each.payable for each in every) == ZERO
    assert owed(supply, *every) == ZERO
    assert total(each.settlement.to_refund for each in done) == money
    (again,) = supply.bill(MONTHS[0])
    assert again.net == bill.net + upward.net + downward.net
    assert_settled(supply, *every, again)


def test_a_correction_below_zero_is_taken_back_whole_and_once_and_a_credit_by_decision_never() -> None:
    supply, bill, _, downward = corrected_up_and_down()
    with pytest.raises(NotCreditable, match="credit it whole"):
        credit(supply, downward, Components(frozenset({"energy"})))
    credit(supply, downward)
    with pytest.raises(NotCreditable, match="was reversed"):
        credit(supply, downward)
    note = by_component(supply, bill, "sigma1")
    with pytest.raises(NotCreditable, match=f"credit {bill.number} whole, and bill its days again"):
        credit(supply, note)


def deposits(bills: Iterable[Bill]) -> Money:
    return total(line.amount for bill in bills for line in bill.lines if line.code in ("deposit", "deposit_return"))


def with_deposit() -> tuple[Supply, Bill]:
    supply = supply_of(0, 300, 700)
    with supply.world.units(supply.world.tenant) as uow:
        contract = uow.contracts.get(supply.number)
    supply.world.register(attrs.evolve(contract, deposit_terms=DepositTerms()))
    (bill,) = supply.bill(MONTHS[0])
    return supply, bill


def close(supply: Supply, last_day: dt.date) -> None:
    there = supply.world.at(dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC))
    close_contract(units=there.units, books=there.books, actor=there.actor, number=supply.number, last_day=last_day)


def test_a_credit_by_amount_leaves_the_deposit_to_its_own_lines() -> None:
    supply, bill = with_deposit()
    deposit = deposits([bill])
    assert deposit > ZERO
    with pytest.raises(NotCreditable, match="the sums of deposit are credited by component"):
        credit(supply, bill, Amount(bill.net))
    note = credit(supply, bill, Amount(bill.net - deposit)).note
    assert {line.vat for line in note.lines}.isdisjoint(line.vat for line in bill.lines if line.code == "deposit")
    rest = by_component(supply, bill, "deposit")
    assert bill.net + note.net + rest.net == ZERO


@pytest.mark.parametrize(
    "scope", [lambda bill: Amount(bill.net - deposits([bill])), lambda bill: Amount(Money.of("5"))]
)
def test_a_deposit_is_given_back_once_whatever_was_credited_by_amount(scope: Callable[[Bill], Amount]) -> None:
    supply, bill = with_deposit()
    note = credit(supply, bill, scope(bill)).note
    bills = [bill, note, *supply.bill(MONTHS[1])]
    supply.read(ENDS[3], 900, 60)
    close(supply, ENDS[3])
    bills += supply.bill(MONTHS[2])
    assert deposits(bills) == ZERO
    assert not [line for line in note.lines if line.vat.nature]
