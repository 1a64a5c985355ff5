"""Rebilling runs: what stands billed of a period reckoned again, the differences issued by themselves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.proof.proofs import JsonProofs
from application.billing.plan_run import plan_run
from application.billing.review_run import review_result
from application.ports.unit_of_work import UnitsOfWork
from application.registry.close_contract import close_contract
from application.tariffs.load_parameters import load_parameters
from domain.billing.bill import BillNumber, DocumentKind
from domain.billing.run import BillingRun, ResultOutcome, RunKind
from domain.kernel.money import ZERO
from domain.kernel.validity import Period
from domain.metering.reading import Quality
from domain.payments.receivable import ReceivableStatus
from domain.pricing.correction import CorrectionReason
from domain.tariffs.parameter import ParameterRow
from tests.support.correction_world import NOVEMBER, bill_month, credit, give, more_power, owed, rebill
from tests.support.use_case_world import BEFORE, LAST, OCTOBER, SEPTEMBER, World, contract_number, reading

ISSUE = dt.date(2026, 12, 10)
AUTUMN = Period(SEPTEMBER.start, OCTOBER.stop)


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def rebilling(world: World, period: Period = AUTUMN) -> BillingRun:
    """A rebilling of a period, executed."""
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=period,
        cycle_months=1,
        issue_on=ISSUE,
        known_on=ISSUE,
        kind=RunKind.REBILLING,
    )
    world.execute(run.id)
    return world.run(run.id)


def two_months_of(world: World, *numbers: int) -> None:
    """Bills of September and October of some customers, who used 100 kWh a band and month."""
    world.customers(*numbers)
    for day, shown in ((BEFORE, 1000), (LAST, 1100), (OCTOBER.last, 1200)):
        give(world, *(reading(n, day, shown, shown, shown) for n in numbers))
    bill_month(world, SEPTEMBER)
    bill_month(world, OCTOBER)


def dearer_sigma3(world: World) -> ParameterRow:
    """The tariff of the meter, approved again with a higher value from September on."""
    now = world.books.book(ISSUE).value("electricity/sigma3", (), SEPTEMBER.start)
    row = attrs.evolve(now, value=now.value + Decimal("0.001"), period=Period(SEPTEMBER.start, OCTOBER.stop))
    load_parameters(
        units=world.units,
        books=world.books,
        actor=world.actor,
        heads=[world.books.book(ISSUE).heads["electricity/sigma3"]],
        rows=[row],
        hourly=[],
    )
    return row


def test_nothing_that_differs_is_no_result_and_no_document(world: World) -> None:
    two_months_of(world, 1, 2)
    run = rebilling(world)
    assert run.contracts == 2
    assert world.results(run.id) == {}
    assert world.sealed(run.id) == []


def test_terms_that_came_late_are_settled_for_every_contract_by_itself(world: World) -> None:
    two_months_of(world, 1, 2)
    more_power(world, 2)
    run = rebilling(world)
    assert list(world.results(run.id)) == [contract_number(2)]
    (bill,) = world.sealed(run.id)
    assert bill.kind is DocumentKind.CORRECTION
    assert len(bill.references) == 2, "one document for both months"
    (correction,) = bill.main.priced.corrections
    assert correction.reason is CorrectionReason.TERMS_CHANGED
    assert owed(world, bill).amount == bill.payable
    assert rebill(world, AUTUMN, n=2).bill is None
    assert world.sealed(rebilling(world).id) == []


def test_a_tariff_approved_late_is_settled_in_bulk(world: World) -> None:
    two_months_of(world, 1, 2, 3)
    dearer_sigma3(world)
    bills = world.sealed(rebilling(world).id)
    assert [bill.main.contract.number for bill in bills] == [contract_number(n) for n in (1, 2, 3)]
    for bill in bills:
        assert {line.code for line in bill.lines} == {"sigma3"}
        assert bill.net.amount == Decimal("0.60"), "600 kWh at 0.001 more"
        assert bill.main.priced.corrections[0].reason is CorrectionReason.PRICE_CHANGED
    numbers = [bill.number.serial for bill in bills]
    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_a_difference_in_favour_of_the_customer_is_a_credit_note_taken_off_what_is_owed(world: World) -> None:
    two_months_of(world, 1)
    with world.units(world.tenant) as uow:
        october = next(head for head in uow.bills.page("", 10) if head.period == OCTOBER)
    give(world, reading(1, OCTOBER.last, 1150, 1150, 1150), sent=40)
    (note,) = world.sealed(rebilling(world, OCTOBER).id)
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert note.payable < ZERO
    with world.units(world.tenant) as uow:
        (debt,) = uow.receivables.of_document(october.number)
    assert debt.amount == october.payable + note.payable


def test_an_implausible_difference_waits_for_a_person(world: World) -> None:
    two_months_of(world, 1)
    give(world, reading(1, OCTOBER.last, 9000, 9000, 9000), sent=40)
    run = rebilling(world, OCTOBER)
    (held,) = world.results(run.id, ResultOutcome.HELD).values()
    assert [fault.code for fault in held.faults] == ["RSK-001"]
    assert world.sealed(run.id) == []
    assert [fault.code for fault in rebill(world, OCTOBER).faults] == ["RSK-001"]
    again = rebilling(world, OCTOBER)
    review_result(
        units=world.units,
        actor=world.actor,
        run_id=again.id,
        contract=contract_number(1),
        release=True,
        reason="lettura verificata",
    )
    assert len(world.sealed(again.id)) == 1


def test_a_difference_that_is_no_longer_right_is_held_when_its_run_is_sealed(world: World) -> None:
    two_months_of(world, 1)
    more_power(world)
    run = rebilling(world)
    assert rebill(world, AUTUMN).bill is not None
    assert world.sealed(run.id) == []
    (held,) = world.results(run.id, ResultOutcome.HELD).values()
    assert [fault.code for fault in held.faults] == ["RSK-004"]


def estimated_autumn(world: World) -> None:
    """August was read, September and October are billed on estimates."""
    world.customers(1)
    first = BEFORE.replace(day=1) - dt.timedelta(days=1)
    give(world, reading(1, first, 900, 900, 900), reading(1, BEFORE, 1000, 1000, 1000))
    bill_month(world, SEPTEMBER, allow_estimates=True)
    bill_month(world, OCTOBER, allow_estimates=True)


@pytest.mark.parametrize("asked", [SEPTEMBER, OCTOBER, AUTUMN])
def test_a_reading_replaces_every_estimate_back_to_the_reading_before_it(world: World, asked: Period) -> None:
    estimated_autumn(world)
    give(world, reading(1, OCTOBER.last, 1400, 1400, 1400), sent=40)
    difference = rebill(world, asked).bill
    assert difference is not None
    (correction,) = difference.main.priced.corrections
    assert (correction.period, correction.reason) == (AUTUMN, CorrectionReason.ESTIMATE_REPLACED)
    assert sum(each.value for each in correction.after) == 1200
    assert rebill(world, AUTUMN).bill is None


def test_the_balance_of_an_estimated_last_bill_closes_the_contract(world: World) -> None:
    estimated_autumn(world)
    close_contract(
        units=world.units, books=world.books, actor=world.actor, number=contract_number(1), last_day=OCTOBER.last
    )
    assert world.sealed(rebilling(world).id) == [], "no reading has come yet"
    give(world, reading(1, OCTOBER.last, 1400, 1400, 1400), sent=40)
    (closing,) = world.sealed(rebilling(world, OCTOBER).id)
    assert closing.kind is DocumentKind.CLOSING_BALANCE
    assert closing.main.priced.corrections[0].reason is CorrectionReason.ESTIMATE_REPLACED
    assert world.sealed(rebilling(world).id) == []
    assert credit(world, closing).note.total == -closing.total, "and it can be taken back like any other"


def test_a_document_over_corrections_alone_shows_the_use_up_to_its_issue_as_corrected(world: World) -> None:
    world.customers(1)
    days = [Period(dt.date(2025 + (9 + i) // 12, (9 + i) % 12 + 1, 1)).start - dt.timedelta(days=1) for i in range(14)]
    give(world, *(reading(1, day, *(100 * i for _ in range(3))) for i, day in enumerate(days)))
    bill_month(world, SEPTEMBER)
    bill_month(world, OCTOBER)
    give(world, reading(1, LAST, 1250, 1200, 1200), sent=40)
    (bill,) = world.sealed(rebilling(world, SEPTEMBER).id)
    assert not bill.main.priced.consumption
    used = {use.month.start: sum(each.value for each in use.bands) for use in bill.main.history}
    assert list(used) == [dt.date(2026, month, 1) for month in range(1, 11)], "those of the contract that are known"
    assert (used[SEPTEMBER.start], used[OCTOBER.start]) == (350, 250)


def test_days_that_were_not_billed_are_not_of_a_rebilling(world: World) -> None:
    two_months_of(world, 1)
    give(world, reading(1, NOVEMBER.last, 1300, 1300, 1300))
    assert rebilling(world, NOVEMBER).contracts == 0


def test_a_document_that_moves_energy_between_months_and_nets_to_nothing_is_still_told(world: World) -> None:
    two_months_of(world, 1)
    give(world, reading(1, LAST, 1110, 1100, 1100), sent=40)
    (bill,) = world.sealed(rebilling(world).id)
    (correction,) = bill.main.priced.corrections
    assert correction.before == correction.after
    with world.units(world.tenant) as uow:
        owed_now = uow.receivables.of_document(str(bill.number))
    assert (bill.payable == ZERO) is (owed_now == ())
    assert all(each.status is ReceivableStatus.OPEN for each in owed_now)
    assert Quality.ESTIMATED not in {piece.quality for piece in correction.consumption}


def test_a_bill_by_a_value_of_the_tenant_proves_itself_with_a_correction_of_days_before_it(world: World) -> None:
    world.customers(1)
    for day, shown in ((BEFORE, 1000), (LAST, 1100), (OCTOBER.last, 1200)):
        give(world, reading(1, day, shown, shown, shown))
    bill_month(world, SEPTEMBER)
    dearer_sigma3(world)
    give(world, reading(1, LAST, 1110, 1100, 1100), sent=40)
    (october,) = bill_month(world, OCTOBER)
    assert october.main.priced.corrections
    assert october.main.priced.rows
    proofs = JsonProofs()
    with world.units(world.tenant) as uow:
        corrected = [uow.bills.get(BillNumber.parse(number)) for number in october.corrected]
    verdict = proofs.verify(proofs.write(october, corrected))
    assert verdict.is_whole, str(verdict)


def test_a_balance_taken_back_and_issued_again_is_taken_off_what_is_owed_since(world: World) -> None:
    estimated_autumn(world)
    close_contract(
        units=world.units, books=world.books, actor=world.actor, number=contract_number(1), last_day=OCTOBER.last
    )
    give(world, reading(1, OCTOBER.last, 1010, 1010, 1010), sent=40)
    first = rebill(world, OCTOBER).bill
    assert first is not None
    assert first.payable < ZERO
    back = credit(world, first).note
    assert owed(world, back).amount == back.payable
    again = rebill(world, OCTOBER).bill
    assert again is not None
    assert again.payable == first.payable
    with world.units(world.tenant) as uow:
        every = [uow.bills.get(BillNumber.parse(head.number)) for head in uow.bills.page("", 20)]
        debts = [each for bill in every for each in uow.receivables.of_document(str(bill.number))]
    still = sum((each.amount for each in debts if each.status is ReceivableStatus.OPEN), ZERO)
    assert still == sum((bill.payable for bill in every), ZERO), "what is owed is what the documents come to"
