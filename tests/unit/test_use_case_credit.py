"""Crediting bills and closing contracts, through the use cases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from application.billing.bill_store import CreditSettlement
from application.corrections.credit_bill import credit_bill
from application.documents.write_documents import write_einvoice
from application.payments.answer_collection import Answered, answer_collection
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from application.registry.close_contract import BilledBeyond, CannotClose, Closed
from application.registry.set_up_tenant import set_up_tenant
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.contracts.contract import Contract, Deposit
from domain.corrections.credit_note import Amount, Components, NotCreditable, Whole
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import Period
from domain.metering.reading import Quality
from domain.payments.receivable import NoSuchStep, Receivable, ReceivableStatus
from tests.support.correction_world import bill_month, close, credit, first_bill, give, more_power, owed, rebill
from tests.support.strategies import documents as samples
from tests.support.use_case_world import BRAND, LAST, OCTOBER, SEPTEMBER, World, contract, contract_number, reading


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def put(world: World, receivable: Receivable) -> None:
    with world.units(world.tenant) as uow:
        uow.receivables.update([receivable])
        uow.commit()


def test_a_whole_credit_note_cancels_the_debt_and_frees_the_days(world: World) -> None:
    bill = first_bill(world)
    done = credit(world, bill)
    assert done.note.kind is DocumentKind.REVERSAL
    assert done.note.total == -bill.total
    assert [each.number for each in done.note.references] == [str(bill.number)]
    assert (done.settlement.cancelled, done.settlement.to_refund) == (bill.payable, ZERO)
    assert owed(world, bill).status is ReceivableStatus.CANCELLED
    assert world.events()[-1] == "bill.credited"
    (again,) = bill_month(world, SEPTEMBER)
    assert again.number.serial == 3
    assert again.total == bill.total


def test_a_bill_reversed_and_issued_again_is_the_one_a_later_correction_goes_by(world: World) -> None:
    credit(world, first_bill(world))
    (again,) = bill_month(world, SEPTEMBER)
    more_power(world)
    difference = rebill(world, SEPTEMBER).bill
    assert difference is not None
    assert [each.number for each in difference.references] == [str(again.number)]
    with pytest.raises(NotCreditable, match="was corrected by"):
        credit(world, again)
    credit(world, difference)
    assert credit(world, again).note.total == -again.total


def test_a_bill_is_reversed_once(world: World) -> None:
    bill = first_bill(world)
    first = credit(world, bill, key="one")
    assert credit(world, bill, key="one") == first
    with pytest.raises(NotCreditable, match="reversed"):
        credit(world, bill)
    with pytest.raises(NotCreditable, match="credit note"):
        credit(world, first.note)


def test_a_credit_by_component_lowers_the_debt_by_it_and_its_vat(world: World) -> None:
    bill = first_bill(world)
    note = credit(world, bill, Components(frozenset({"sigma1"}))).note
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert note.net == -sum((line.amount for line in bill.lines if line.code == "sigma1"), ZERO)
    assert owed(world, bill).amount == bill.payable + note.payable
    with pytest.raises(NotCreditable, match="before"):
        credit(world, bill, Components(frozenset({"sigma1"})))
    with pytest.raises(NotCreditable, match="no component"):
        credit(world, bill, Components(frozenset({"sigma9"})))


def test_a_component_credited_by_decision_is_neither_charged_nor_credited_again(world: World) -> None:
    bill = first_bill(world)
    credit(world, bill, Components(frozenset({"sigma3"})))
    assert rebill(world, SEPTEMBER).bill is None
    more_power(world)
    difference = rebill(world, SEPTEMBER).bill
    assert difference is not None
    assert {line.code for line in difference.lines}.isdisjoint({"sigma3"})
    assert {line.code for line in difference.lines} & {line.code for line in bill.lines}


def test_a_credit_by_amount_never_passes_what_is_left(world: World) -> None:
    bill = first_bill(world)
    note = credit(world, bill, Amount(Money.of("10"))).note
    assert note.net == Money.of("-10.00")
    assert note.total == Money.of("-11.00")
    with pytest.raises(NotCreditable, match="left to credit"):
        credit(world, bill, Amount(bill.net))
    credit(world, bill, Amount(bill.net - Money.of("10")))
    assert owed(world, bill).status is ReceivableStatus.CANCELLED


def test_what_is_left_after_credits_in_part_is_credited_whole_and_the_days_are_free(world: World) -> None:
    bill = first_bill(world)
    first = credit(world, bill, Amount(Money.of("10"))).note
    whole = credit(world, bill)
    assert whole.note.net + first.net + bill.net == ZERO
    assert [each.number for each in whole.note.references] == [str(bill.number), str(first.number)]
    assert owed(world, bill).status is ReceivableStatus.CANCELLED
    assert whole.settlement.to_refund == ZERO
    (again,) = bill_month(world, SEPTEMBER)
    assert again.total == bill.total
    assert rebill(world, SEPTEMBER).bill is None


def test_a_bill_corrected_downwards_is_credited_whole_with_its_correction(world: World) -> None:
    bill = first_bill(world)
    give(world, reading(1, LAST, 1050, 1050, 1050), sent=40)
    correction = rebill(world, SEPTEMBER).bill
    assert correction is not None
    assert correction.kind is DocumentKind.CREDIT_NOTE
    note = credit(world, bill).note
    assert note.net + correction.net + bill.net == ZERO
    (again,) = bill_month(world, SEPTEMBER)
    assert again.net == bill.net + correction.net


def test_what_was_paid_is_to_be_refunded(world: World) -> None:
    bill = first_bill(world)
    put(world, owed(world, bill).moved_to(ReceivableStatus.PAID))
    done = credit(world, bill)
    assert (done.settlement.cancelled, done.settlement.to_refund) == (ZERO, bill.payable)
    assert owed(world, bill).status is ReceivableStatus.PAID


def answer(world: World, bill: Bill, *, is_paid: bool) -> Answered:
    return answer_collection(units=world.units, actor=world.actor, receivable=owed(world, bill).id, is_paid=is_paid)


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_credit_of_a_debit_under_way_waits_for_the_bank(world: World, is_paid: bool) -> None:
    bill = first_bill(world)
    put(world, owed(world, bill).moved_to(ReceivableStatus.COLLECTING))
    done = credit(world, bill, Components(frozenset({"sigma1"})))
    assert done.settlement == CreditSettlement(ZERO, -done.note.payable, ZERO)
    assert owed(world, bill).amount == bill.payable
    answered = answer(world, bill, is_paid=is_paid)
    assert answered.to_refund == (-done.note.payable if is_paid else ZERO)
    left = owed(world, bill)
    assert left.credited == ZERO
    assert left.status is (ReceivableStatus.PAID if is_paid else ReceivableStatus.OPEN)
    assert left.amount == (bill.payable if is_paid else bill.payable + done.note.payable)


def test_a_debit_that_came_back_after_its_bill_was_credited_whole_leaves_nothing_owed(world: World) -> None:
    bill = first_bill(world)
    put(world, owed(world, bill).moved_to(ReceivableStatus.COLLECTING))
    assert credit(world, bill).settlement == CreditSettlement(ZERO, bill.payable, ZERO)
    assert answer(world, bill, is_paid=False).receivable.status is ReceivableStatus.CANCELLED
    with pytest.raises(NoSuchStep, match="no debit of it is under way"):
        answer(world, bill, is_paid=True)


def test_credit_notes_have_a_series_of_their_own_where_the_seller_keeps_one(world: World) -> None:
    bill = first_bill(world)
    seller = attrs.evolve(samples.seller(world.tenant), credit_series="NC")
    set_up_tenant(units=world.units, actor=world.actor, seller=seller, brand=BRAND)
    assert str(credit(world, bill).note.number) == "NC2026/0000001"


def test_a_credit_needs_a_bill_and_a_reason(world: World) -> None:
    bill = first_bill(world)
    with pytest.raises(ValueError, match="reason"):
        credit_bill(
            units=world.units, books=world.books, actor=world.actor, number=bill.number, scope=Whole(), reason=" "
        )
    with pytest.raises(NotFound):
        credit_bill(
            units=world.units,
            books=world.books,
            actor=world.actor,
            number=BillNumber("E", 2026, 99),
            scope=Whole(),
            reason="wrong",
        )


def test_a_credit_note_gets_an_e_invoice_outside_any_run(world: World) -> None:
    note = credit(world, first_bill(world)).note
    writer = FatturaPA(Layout())
    for count in (1, 0):
        done = write_einvoice(units=world.units, actor=world.actor, einvoices=writer, number=note.number)
        assert (done.written, done.faults) == (count, ())


def closed_contract(world: World) -> Contract:
    with world.units(world.tenant) as uow:
        return uow.contracts.get(contract_number(1))


def test_a_closed_contract_gets_a_closing_bill_with_its_deposit(world: World) -> None:
    first_bill(world)
    deposit = Deposit(Money.of("34.50"), dt.date(2026, 1, 1))
    world.register(attrs.evolve(contract(1), deposit=deposit))
    last_day = dt.date(2026, 10, 15)
    assert close(world, last_day).deliver_by == dt.date(2026, 11, 26)
    give(world, reading(1, last_day, 1150, 1150, 1150), sent=30)
    (bill,) = bill_month(world, OCTOBER)
    assert bill.kind is DocumentKind.CLOSING
    assert bill.period.last == last_day
    (back,) = [line for line in bill.lines if line.code == "deposit_return"]
    assert back.amount == Money.of("-34.50")
    assert back.vat.nature == "N1"
    assert [line for line in bill.lines if line.code == "deposit_interest"]


def test_an_estimated_last_bill_returns_the_deposit_but_is_no_closing_bill(world: World) -> None:
    first_bill(world)
    world.register(attrs.evolve(contract(1), deposit=Deposit(Money.of("34.50"), dt.date(2026, 1, 1))))
    close(world, dt.date(2026, 10, 15))
    (bill,) = bill_month(world, OCTOBER, allow_estimates=True)
    assert bill.kind is DocumentKind.BILL
    assert any(line.code == "deposit_return" for line in bill.lines)
    assert bill.main.priced.consumption[-1].quality is Quality.ESTIMATED


def test_a_contract_closes_only_on_a_day_it_supplies_and_that_was_not_billed_beyond(world: World) -> None:
    first_bill(world)
    with pytest.raises(CannotClose):
        close(world, dt.date(2025, 12, 31))
    with pytest.raises(BilledBeyond):
        close(world, dt.date(2026, 9, 15))
    assert close(world, dt.date(2026, 12, 31)).was is None
    assert close(world, LAST) == Closed(closed_contract(world), LAST + dt.timedelta(weeks=6), dt.date(2026, 12, 31))
    entries = world.recorded()
    assert close(world, LAST).was == LAST
    assert world.recorded() == entries, "nothing was left to do"
    with pytest.raises(CannotClose, match="register it again with the later end"):
        close(world, dt.date(2026, 10, 31))
    with world.units(world.tenant) as uow:
        assert uow.contracts.get(contract_number(1)).period == Period(dt.date(2026, 1, 1), SEPTEMBER.stop)


def test_a_deposit_is_more_than_zero() -> None:
    with pytest.raises(ValueError, match="more than zero"):
        Deposit(Money(Decimal("0.00")), dt.date(2026, 1, 1))
