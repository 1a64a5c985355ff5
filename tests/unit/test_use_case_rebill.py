"""Corrections through the use cases: estimates and actuals, superseded readings, exchanges, volture, rebilling."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.corrections.rebill_contract import Rebilled
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.billing.run import ResultOutcome
from domain.contracts.contract import ContractTerms, Market, PaymentMethod, VatTerms
from domain.corrections.conguaglio import conguagli, conguaglio_text
from domain.corrections.invoiced_position import NothingInvoiced
from domain.kernel.money import ZERO
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.reading import Kind, NewMeter, Quality, RegisterValue
from domain.payments.receivable import ReceivableStatus
from domain.pricing.correction import CorrectionReason
from domain.pricing.rights.instalment_rules import InstalmentCase
from tests.support.correction_world import NOVEMBER, bill_month, curve, first_bill, give, more_power, rebill
from tests.support.strategies import documents as samples
from tests.support.use_case_world import (
    BEFORE,
    LAST,
    OCTOBER,
    SEPTEMBER,
    USED,
    World,
    contract,
    contract_number,
    party,
    reading,
)


def test_a_reading_superseded_after_its_bill_is_settled_on_the_next_one(world: World) -> None:
    first = first_bill(world)
    give(world, reading(1, LAST, 1120, 1100, 1100), reading(1, OCTOBER.last, 1200, 1200, 1200), sent=40)
    (second,) = bill_month(world, OCTOBER)
    (correction,) = second.main.priced.corrections
    assert correction.reason is CorrectionReason.MEASURE_CORRECTED
    assert correction.documents == (str(first.number),)
    assert correction.period == SEPTEMBER
    assert [each.day for each in correction.readings] == [BEFORE, LAST]
    assert [(each.day, each.bands[0].value) for each in correction.replaced] == [(LAST, Decimal(1100))]
    assert correction.paid == ZERO
    more = [line for line in second.lines if line.correction and line.code == "energy"]
    assert sum((line.quantity.value for line in more), Decimal(0)) == 20
    assert sum((piece.total for piece in second.main.priced.consumption), Decimal(0)) == 280
    (third,) = bill_november(world, 1300)
    assert third.main.priced.corrections == ()


def bill_november(world: World, shown: int) -> list[Bill]:
    give(world, reading(1, NOVEMBER.last, shown, shown, shown), sent=70)
    return bill_month(world, NOVEMBER)


def test_a_run_with_nothing_changed_corrects_nothing(world: World) -> None:
    first_bill(world)
    give(world, reading(1, OCTOBER.last, 1200, 1200, 1200), sent=40)
    (second,) = bill_month(world, OCTOBER)
    assert second.main.priced.corrections == ()
    assert second.kind is DocumentKind.BILL


def test_an_estimate_is_replaced_by_the_next_actual_reading(world: World) -> None:
    """September used 100 kWh a band in 30 days: October is estimated at 103. The reading at the end of November tells
    200 a band for October and November together, which the days share out."""
    first_bill(world)
    (estimated,) = bill_month(world, OCTOBER, allow_estimates=True)
    (piece,) = estimated.main.priced.consumption
    assert (piece.quality, piece.total) == (Quality.ESTIMATED, Decimal(309))  # 103 in each of three bands
    assert "30 giorni" in piece.method
    (actual,) = bill_november(world, 1300)
    (correction,) = actual.main.priced.corrections
    assert correction.reason is CorrectionReason.ESTIMATE_REPLACED
    assert correction.documents == (str(estimated.number),)
    october = sum((each.value for each in correction.after), Decimal(0))
    november = sum((each.total for each in actual.main.priced.consumption), Decimal(0))
    assert october + november == 600
    charged = [line.quantity.value for bill in (estimated, actual) for line in bill.lines if line.code == "energy"]
    assert sum(charged, Decimal(0)) == 600
    assert [each.day for each in correction.readings] == [LAST, NOVEMBER.last]


def test_without_leave_to_estimate_a_missing_reading_refuses_the_contract(world: World) -> None:
    first_bill(world)
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=OCTOBER,
        cycle_months=1,
        issue_on=OCTOBER.stop,
        known_on=OCTOBER.stop,
    )
    world.execute(run.id)
    (result,) = world.results(run.id, ResultOutcome.REFUSED).values()
    assert [fault.code for fault in result.faults] == ["MET-001"]


def test_an_estimate_without_any_history_refuses_the_contract(world: World) -> None:
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000))
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=SEPTEMBER,
        cycle_months=1,
        issue_on=SEPTEMBER.stop,
        known_on=SEPTEMBER.stop,
        allow_estimates=True,
    )
    world.execute(run.id)
    (result,) = world.results(run.id, ResultOutcome.REFUSED).values()
    assert [fault.code for fault in result.faults] == ["MET-001"]


def test_a_meter_exchanged_in_the_period_is_never_differenced_across(world: World) -> None:
    world.customers(1)
    new = NewMeter("B-88", tuple(RegisterValue(Kind.ACTIVE, band, Decimal(5)) for band in ("F1", "F2", "F3")), digits=6)
    exchange = attrs.evolve(reading(1, dt.date(2026, 9, 12), 1040, 1040, 1040), exchange=new)
    last = attrs.evolve(reading(1, LAST, 65, 65, 65), serial="B-88")
    give(world, reading(1, BEFORE, 1000, 1000, 1000), exchange, last)
    (bill,) = bill_month(world, SEPTEMBER)
    assert [(piece.period.days, piece.total) for piece in bill.main.priced.consumption] == [
        (12, Decimal(120)),
        (18, Decimal(180)),
    ]


def test_a_voltura_in_the_period_bills_each_customer_for_its_days(world: World) -> None:
    day = dt.date(2026, 9, 11)
    world.customers(1)
    old = attrs.evolve(contract(1), period=Period(dt.date(2026, 1, 1), day))
    new = attrs.evolve(contract(2, period=Period(day)), number=contract_number(2), point=old.point, party="C-OTHER")
    world.register(old, party("C-OTHER"), new)
    give(
        world,
        reading(1, BEFORE.replace(day=1) - dt.timedelta(days=1), 900, 900, 900),
        reading(1, BEFORE, 1000, 1000, 1000),
        reading(1, day - dt.timedelta(days=1), 1050, 1050, 1050),
        reading(1, LAST, 1100, 1100, 1100),
    )
    first, second = bill_month(world, SEPTEMBER)
    assert (first.customer.id, second.customer.id) == (old.party, "C-OTHER")
    assert (first.period.days, second.period.days) == (10, 20)
    assert [sum(piece.total for piece in bill.main.priced.consumption) for bill in (first, second)] == [150, 150]
    assert (first.kind, second.kind) == (DocumentKind.CLOSING, DocumentKind.BILL)
    months = [[use.month.start.month for use in bill.main.history] for bill in (first, second)]
    assert months == [[8, 9], [9]], "nobody reads what another used"


def test_rebilling_a_contract_of_which_nothing_changed_issues_nothing(world: World) -> None:
    first_bill(world)
    assert rebill(world, SEPTEMBER) == Rebilled(None)


def test_rebilling_after_a_change_of_terms_issues_the_difference_by_itself(world: World) -> None:
    first = first_bill(world)
    more_power(world)
    bill = rebill(world, SEPTEMBER, key="once").bill
    assert bill is not None
    assert bill.kind is DocumentKind.CORRECTION
    assert [each.number for each in bill.references] == [str(first.number)]
    (correction,) = bill.main.priced.corrections
    assert correction.reason is CorrectionReason.TERMS_CHANGED
    assert {"sigma2", "excise"} <= {line.code for line in bill.lines}
    with world.units(world.tenant) as uow:
        (owed,) = uow.receivables.of_document(str(bill.number))
    assert owed.amount == bill.payable
    assert rebill(world, SEPTEMBER, key="once").bill == bill
    assert rebill(world, SEPTEMBER).bill is None


def test_a_difference_in_favour_of_the_customer_is_a_credit_taken_off_what_is_owed(world: World) -> None:
    first = first_bill(world)
    give(world, reading(1, LAST, 1050, 1050, 1050), sent=40)
    bill = rebill(world, SEPTEMBER, reason=CorrectionReason.WRONG_READING).bill
    assert bill is not None
    assert bill.kind is DocumentKind.CREDIT_NOTE
    assert bill.total < ZERO
    with world.units(world.tenant) as uow:
        (owed,) = uow.receivables.of_document(str(first.number))
    assert owed.amount == first.payable + bill.payable
    assert owed.status is ReceivableStatus.OPEN
    (view,) = conguagli(bill)
    assert view.reason is CorrectionReason.WRONG_READING
    assert view.difference == bill.total
    assert "a tuo credito" in conguaglio_text(view)


def test_days_that_were_never_billed_cannot_be_rebilled(world: World) -> None:
    first_bill(world)
    with pytest.raises(NothingInvoiced):
        rebill(world, OCTOBER)


def test_what_is_older_than_two_years_is_never_debited(world: World) -> None:
    """Issued on 10 January 2029, days before 26 November 2026 are too old: all of September is."""
    world.customers(1, payment="direct_debit")
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, *(1000 + kwh for kwh in USED)))
    bill_month(world, SEPTEMBER)
    base = contract(1, payment="direct_debit")
    supply = attrs.evolve(samples.TERMS, committed_kw=Decimal(6), available_kw=Decimal("6.6"))
    terms = ContractTerms("FISSA", supply, VatTerms("domestic"))
    world.register(attrs.evolve(base, terms=History.of("terms", [Dated(Period(base.period.start), terms)])))
    late = world.at(dt.datetime(2029, 1, 10, 8, tzinfo=dt.UTC))
    bill = rebill(late, SEPTEMBER).bill
    assert bill is not None
    assert bill.limited is not None
    assert bill.limited.payable == bill.payable
    assert bill.collectable == ZERO
    with world.units(world.tenant) as uow:
        (owed,) = uow.receivables.of_document(str(bill.number))
    assert owed.method is PaymentMethod.TRANSFER
    assert owed.amount == bill.limited.payable


def test_a_correction_that_came_too_late_is_held_when_its_run_is_sealed(world: World) -> None:
    """The run of October is executed with a correction of September; before it is sealed September is rebilled."""
    first_bill(world)
    give(world, reading(1, LAST, 1120, 1100, 1100), reading(1, OCTOBER.last, 1200, 1200, 1200), sent=40)
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=OCTOBER,
        cycle_months=1,
        issue_on=OCTOBER.stop,
        known_on=OCTOBER.stop,
    )
    world.execute(run.id)
    assert rebill(world, SEPTEMBER).bill is not None
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)
    (result,) = world.results(run.id, ResultOutcome.HELD).values()
    assert [fault.code for fault in result.faults] == ["RSK-004"]
    with world.units(world.tenant) as uow:
        assert list(uow.bills.of_run(run.id)) == []
    (bill,) = bill_month(world, OCTOBER)
    assert bill.main.priced.corrections == ()


def test_numbers_of_bills_and_credits_stay_without_gaps(world: World) -> None:
    first_bill(world)
    more_power(world)
    rebill(world, SEPTEMBER)
    with world.units(world.tenant) as uow:
        numbers = [BillNumber.parse(head.number) for head in uow.bills.page("", 10)]
    assert [each.serial for each in numbers] == [1, 2]


def test_a_load_curve_superseded_after_its_bill_is_settled_on_the_next_one(world: World) -> None:
    world.customers(1)
    for month, watt_hours, sent in ((SEPTEMBER, 100, 1), (SEPTEMBER, 110, 40), (OCTOBER, 100, 40)):
        with world.units(world.tenant) as uow:
            uow.measures.add(readings=[], curves=[curve(month, watt_hours, sent=sent)])
            uow.commit()
        if sent == 1:
            bill_month(world, SEPTEMBER)
    (second,) = bill_month(world, OCTOBER)
    (correction,) = second.main.priced.corrections
    assert correction.reason is CorrectionReason.MEASURE_CORRECTED
    before, after = (sum((each.value for each in side), Decimal(0)) for side in (correction.before, correction.after))
    assert (before, after) == (Decimal(288), Decimal("316.8"))
    assert all(not piece.days for piece in correction.consumption)


def test_a_large_conguaglio_after_estimates_must_offer_instalments(world: World) -> None:
    """October was estimated at 309 kWh; October and November used 2700. The recalculation of October alone is above
    half as much again as the one estimated bill."""
    world.customers(1)
    world.register(attrs.evolve(contract(1), market=Market.VULNERABLE))
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    (first,) = bill_month(world, SEPTEMBER)
    (estimated,) = bill_month(world, OCTOBER, allow_estimates=True)
    (last,) = bill_november(world, 2000)
    assert first.instalments is None
    assert estimated.instalments is None
    assert last.instalments is not None
    assert last.instalments.case is InstalmentCase.RECALCULATION
    assert last.instalments.request_by == last.due_on + dt.timedelta(days=10)


def test_a_large_recalculation_by_itself_is_compared_with_the_estimates_it_corrects(world: World) -> None:
    """October was estimated at 309 kWh and used 1500. Nothing but the difference is on the document, whose days are
    October's; the estimated bill it is compared with is October's own (TIV art. 14.2 a)."""
    world.customers(1)
    world.register(attrs.evolve(contract(1), market=Market.VULNERABLE))
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    bill_month(world, SEPTEMBER)
    bill_month(world, OCTOBER, allow_estimates=True)
    give(world, reading(1, OCTOBER.last, 1600, 1600, 1600), sent=40)
    found = rebill(world, OCTOBER)
    assert found.bill is not None
    assert found.bill.instalments is not None
    assert found.bill.instalments.case is InstalmentCase.RECALCULATION


def test_bills_of_the_free_market_in_their_cycle_offer_no_instalments(world: World) -> None:
    assert first_bill(world).instalments is None
    (october,) = bill_month(world, OCTOBER, allow_estimates=True)
    assert october.instalments is None


def test_a_correction_by_itself_is_compared_with_the_estimates_it_replaces(world: World) -> None:
    """August to October are estimated; the reading at their end asks for ten times as much, and they are rebilled.

    TIV art. 14.2 a and 14.4: as many instalments as estimated bills since the last recalculation.
    """
    july, august = (month_of(dt.date(2026, month, 1)) for month in (7, 8))
    world.customers(1)
    world.register(attrs.evolve(contract(1), market=Market.VULNERABLE))
    give(world, reading(1, dt.date(2026, 6, 30), 700, 700, 700), reading(1, july.last, 800, 800, 800))
    bill_month(world, july)
    for month in (august, SEPTEMBER, OCTOBER):
        (estimated,) = bill_month(world, month, allow_estimates=True)
        assert estimated.instalments is None
    give(world, reading(1, OCTOBER.last, 3800, 3800, 3800), sent=40)
    autumn = Period(august.start, OCTOBER.stop)
    assert {fault.code for fault in rebill(world, autumn).faults} == {"RSK-001"}, "so much wants a look"
    bill = rebill(world, autumn, release="lettura verificata").bill
    assert bill is not None
    assert bill.kind is DocumentKind.CORRECTION
    assert bill.instalments is not None
    assert (bill.instalments.case, bill.instalments.count) == (InstalmentCase.RECALCULATION, 3)
    assert "almeno 3 rate" in bill.instalments.words
