"""Deposits and indemnities by the run itself: once, and right after credit notes and reversals."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.billing.plan_run import plan_run
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill, DocumentKind
from domain.billing.run import BillingRun, ResultOutcome
from domain.contracts.contract import Contract, Deposit, DepositTerms
from domain.corrections.credit_note import Components
from domain.kernel.money import Money
from domain.kernel.validity import Period
from tests.support.correction_world import NOVEMBER, bill_month, close, credit, give, more_power, rebill
from tests.support.use_case_world import BEFORE, LAST, OCTOBER, SEPTEMBER, World, contract, contract_number, reading

K = contract_number(1)


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """Customer 1 with readings from August to November, whose contract asks for a deposit."""
    world = World(units, tenant)
    world.customers(1)
    days = (BEFORE, LAST, OCTOBER.last, NOVEMBER.last)
    give(world, *(reading(1, day, *[1000 + 100 * i] * 3) for i, day in enumerate(days)))
    change(world, deposit_terms=DepositTerms())
    return world


def change(world: World, **changes: object) -> Contract:
    with world.units(world.tenant) as uow:
        changed = attrs.evolve(uow.contracts.get(K), **changes)  # type: ignore[arg-type]
    world.register(changed)
    return changed


def executed(world: World, period: Period, issue_on: dt.date | None = None) -> BillingRun:
    day = issue_on or period.stop + dt.timedelta(days=9)
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=period,
        cycle_months=1,
        issue_on=day,
        known_on=day,
    )
    world.execute(run.id)
    return run


def issued(world: World, period: Period, issue_on: dt.date | None = None) -> Bill:
    (bill,) = world.sealed(executed(world, period, issue_on).id)
    return bill


def sums(*bills: Bill) -> list[tuple[str, str]]:
    """The deposits and indemnities of some documents, by code and amount."""
    prefixes = ("deposit", "indemnity")
    return [(line.code, str(line.amount)) for bill in bills for line in bill.lines if line.code.startswith(prefixes)]


def test_a_deposit_is_charged_on_the_first_bill_and_on_no_other(world: World) -> None:
    first = issued(world, SEPTEMBER)
    assert sums(first) == [("deposit", "34.50")]
    (line,) = [line for line in first.lines if line.code == "deposit"]
    assert (line.vat.nature, line.note) == ("N1", "11,5 EUR/kW × 3 kW")
    assert sums(issued(world, OCTOBER), issued(world, NOVEMBER)) == []


def test_a_contract_that_asks_for_none_or_pays_by_debit_or_left_one_is_charged_none(world: World) -> None:
    change(world, deposit_terms=None)
    assert sums(issued(world, SEPTEMBER)) == []
    change(world, deposit_terms=DepositTerms(), payment=contract(1, payment="direct_debit").payment)
    assert sums(issued(world, OCTOBER)) == []
    change(world, payment=contract(1).payment, deposit=Deposit(Money.of("20.00"), dt.date(2026, 1, 1)))
    assert sums(issued(world, NOVEMBER)) == []


def test_a_reversed_bill_is_billed_again_with_its_deposit(world: World) -> None:
    first = issued(world, SEPTEMBER)
    note = credit(world, first).note
    assert sums(note) == [("deposit", "-34.50")]
    again = issued(world, SEPTEMBER)
    assert sums(again, issued(world, OCTOBER)) == [("deposit", "34.50")]
    close(world, NOVEMBER.last)
    assert ("deposit_return", "-34.50") in sums(issued(world, NOVEMBER))


def test_a_deposit_that_a_credit_note_took_back_is_neither_asked_again_nor_given_back_twice(world: World) -> None:
    first = issued(world, SEPTEMBER)
    credit(world, first, Components(frozenset({"deposit"})))
    close(world, OCTOBER.last)
    assert sums(issued(world, OCTOBER)) == []


def test_what_the_bills_charged_comes_back_with_the_last_one(world: World) -> None:
    first = issued(world, SEPTEMBER)
    close(world, OCTOBER.last)
    last = issued(world, OCTOBER, dt.date(2026, 12, 1))
    assert last.kind is DocumentKind.CLOSING
    assert sums(last) == [("deposit_return", "-34.50"), ("deposit_interest", "-0.05")]
    (interest,) = [line for line in last.lines if line.code == "deposit_interest"]
    assert interest.note == f"{(dt.date(2026, 12, 1) - first.due_on).days} giorni al 1,6 %"


def test_a_closing_bill_that_was_reversed_gives_the_deposit_back_once(world: World) -> None:
    issued(world, SEPTEMBER)
    close(world, OCTOBER.last)
    credit(world, issued(world, OCTOBER))
    assert ("deposit_return", "-34.50") in sums(issued(world, OCTOBER))


def test_two_runs_executed_side_by_side_do_not_both_charge_the_deposit(world: World) -> None:
    one, other = executed(world, SEPTEMBER), executed(world, OCTOBER)
    (first,) = world.sealed(one.id)
    assert sums(first) == [("deposit", "34.50")]
    assert world.sealed(other.id) == []
    (held,) = world.results(other.id, ResultOutcome.HELD).values()
    assert [fault.code for fault in held.faults] == ["RSK-007"]
    assert sums(issued(world, OCTOBER)) == []


def test_the_sums_of_a_document_are_left_alone_when_it_is_reckoned_again(world: World) -> None:
    issued(world, SEPTEMBER)
    assert rebill(world, SEPTEMBER).bill is None
    more_power(world)
    bill = rebill(world, SEPTEMBER).bill
    assert bill is not None
    assert sums(bill) == []


LATE = dt.date(2026, 11, 26)  # 45 days after 30 September is 14 November: 12 days late


def test_a_late_bill_credits_its_indemnity_by_itself(world: World) -> None:
    change(world, deposit_terms=None)
    bill = issued(world, SEPTEMBER, LATE)
    assert sums(bill) == [("indemnity_late_bill", "-8.00")]
    (line,) = [line for line in bill.lines if line.code == "indemnity_late_bill"]
    assert (line.vat.nature, line.note, line.period) == ("N1", "12 giorni, TIF art. 16", SEPTEMBER)
    assert sums(*bill_month(world, OCTOBER)) == []


def test_a_bill_issued_on_the_last_day_of_its_term_owes_nothing(world: World) -> None:
    change(world, deposit_terms=None)
    assert sums(issued(world, SEPTEMBER, dt.date(2026, 11, 14))) == []
    assert sums(issued(world, OCTOBER, dt.date(2026, 12, 16))) == [("indemnity_late_bill", "-6.00")]


def test_a_bill_in_place_of_a_reversed_one_is_as_late_as_that_was(world: World) -> None:
    change(world, deposit_terms=None)
    credit(world, issued(world, SEPTEMBER))
    assert sums(issued(world, SEPTEMBER, LATE)) == []
    late = issued(world, OCTOBER, dt.date(2026, 12, 20))
    note = credit(world, late).note
    again = issued(world, OCTOBER, dt.date(2026, 12, 31))
    assert sums(late, note, again) == [
        ("indemnity_late_bill", "-6.00"),
        ("indemnity_late_bill", "6.00"),
        ("indemnity_late_bill", "-6.00"),
    ]


def test_a_late_last_bill_owes_the_indemnity_of_a_closing_bill_alone(world: World) -> None:
    change(world, deposit_terms=None)
    close(world, SEPTEMBER.last)  # six weeks end on 11 November
    assert sums(issued(world, SEPTEMBER, LATE)) == [("indemnity_late_closing_bill", "-6.00")]


def test_a_missing_rate_of_interest_refuses_the_contract(world: World) -> None:
    issued(world, SEPTEMBER)
    close(world, OCTOBER.last)
    run = executed(world, OCTOBER, dt.date(2030, 1, 10))
    (refused,) = world.results(run.id, ResultOutcome.REFUSED).values()
    assert [(fault.code, "interest/legal" in fault.message) for fault in refused.faults] == [("PRC-001", True)]
