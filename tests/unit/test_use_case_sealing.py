"""Sealing a run, writing its e-invoices, explaining its bills."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from application.billing import seal_run as sealing
from application.billing.execute_run import WrongStep
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.documents.explain_bill import explain_bill
from application.documents.write_documents import (
    EInvoiceMissing,
    EInvoicing,
    documents_of,
    documents_of_run,
    write_einvoices,
)
from application.ports.einvoices import CannotInvoice, EInvoice, EInvoices
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill, BillNumber
from domain.billing.run import BillingRun, ResultOutcome, RunStatus
from domain.kernel.fault import Fault
from tests.fakes.printer import TextPrinter
from tests.support.use_case_world import USED, World, contract_number

FATTURAPA = FatturaPA(Layout())


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


@attrs.frozen
class OneIsRejected:
    """E-invoices of which one bill's breaks a control, or cannot even be written."""

    inner: EInvoices
    bill: str
    early: bool

    def write(self, bill: Bill, *, progressive: int, sent_on: dt.date, pdf: bytes | None = None) -> EInvoice:
        if self.early and str(bill.number) == self.bill:
            raise CannotInvoice(Fault("DOC-001", self.bill, "00400"))
        return self.inner.write(bill, progressive=progressive, sent_on=sent_on, pdf=pdf)

    def check(self, xml: bytes, *, name: str, sent_on: dt.date) -> tuple[Fault, ...]:
        return (Fault("DOC-001", self.bill, "00400"),) if self.bill.encode() in xml else ()


def seal(world: World, run: BillingRun) -> BillingRun:
    return seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)


def bills(world: World) -> list[Bill]:
    with world.units(world.tenant) as uow:
        return [uow.bills.get(BillNumber.parse(str(head.number))) for head in uow.bills.page("", 100)]


def ready(world: World, count: int = 3) -> BillingRun:
    """An executed run of so many customers."""
    world.customers(*range(1, count + 1))
    world.measure(dict.fromkeys(range(1, count + 1), USED))
    return world.executed()


def einvoices(world: World, run: BillingRun, writer: EInvoices = FATTURAPA) -> EInvoicing:
    return write_einvoices(units=world.units, actor=world.actor, einvoices=writer, run_id=run.id)


def test_every_priced_result_becomes_a_bill_in_order_of_contract(world: World) -> None:
    world.customers(1, 2, 3, 4)
    world.measure({1: USED, 2: (0, 0, 0), 4: USED})
    run = seal(world, world.executed())
    found = bills(world)
    assert [(str(bill.number)[-1], bill.main.contract.number) for bill in found] == [
        ("1", contract_number(1)),
        ("2", contract_number(4)),
    ]
    for bill in found:
        assert bill.main.priced == world.results(run.id)[bill.main.contract.number].priced
        assert bill.run == run.id
    assert run.status is RunStatus.SEALED
    assert world.recorded()[-2:] == ["issue_bills", "seal_run"]
    assert world.events()[-2:] == ["bills.issued", "run.sealed"]


def test_what_a_person_released_is_sealed_too(world: World) -> None:
    world.customers(1)
    world.measure({1: (0, 0, 0)})
    run = world.executed()
    review_result(
        units=world.units, actor=world.actor, run_id=run.id, contract=contract_number(1), release=True, reason="empty"
    )
    seal(world, run)
    assert [bill.main.contract.number for bill in bills(world)] == [contract_number(1)]


def test_each_bill_opens_what_is_owed(world: World) -> None:
    seal(world, ready(world))
    with world.units(world.tenant) as uow:
        owed = uow.receivables.page("", 10)
    assert [(item.document, item.amount, item.due_date) for item in owed] == [
        (str(bill.number), bill.payable, bill.due_on) for bill in bills(world)
    ]


def test_a_sealed_run_sealed_again_is_as_it_was(world: World) -> None:
    run = seal(world, ready(world))
    before, entries = bills(world), world.journal()
    assert seal(world, run) == run
    assert (bills(world), world.journal()) == (before, entries)


def test_only_an_executed_run_is_sealed(world: World) -> None:
    world.customers(1)
    with pytest.raises(WrongStep, match="planned"):
        seal(world, world.plan())
    with pytest.raises(NotFound):
        seal_run(units=world.units, books=world.books, actor=world.actor, run_id="none")


def test_an_attempt_that_breaks_off_loses_no_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "PAGE", 2)
    run = ready(world, 5)
    entries, events, pages = world.journal(), world.events(), []

    def breaks_off(count: int) -> None:
        pages.append(count)
        if len(pages) == 2:
            raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id, on_bills=breaks_off)
    assert bills(world) == []
    assert (world.journal(), world.events()) == (entries, events)
    assert world.run(run.id) == run
    counted: list[int] = []
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id, on_bills=counted.append)
    assert counted == [2, 2, 1]
    assert [bill.number.serial for bill in bills(world)] == [1, 2, 3, 4, 5]
    with world.units(world.tenant) as uow:
        assert [item.id[-1] for item in uow.receivables.page("", 10)] == ["1", "2", "3", "4", "5"]


def test_the_serials_go_on_from_run_to_run(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED})
    seal(world, world.executed())
    world.measure({2: USED})
    seal(world, world.executed())
    assert [(bill.number.serial, bill.main.contract.number) for bill in bills(world)] == [
        (1, contract_number(1)),
        (2, contract_number(2)),
    ]


def test_days_are_billed_once_whatever_runs_were_planned(world: World) -> None:
    first = ready(world, 2)
    second = world.executed()
    seal(world, first)
    before = bills(world)
    with pytest.raises(ValueError, match=contract_number(1)):
        seal(world, second)
    assert bills(world) == before
    assert world.run(second.id).status is RunStatus.EXECUTED


def test_an_e_invoice_is_written_once(world: World) -> None:
    run = seal(world, ready(world))
    assert einvoices(world, run) == EInvoicing(3, ())
    with world.units(world.tenant) as uow:
        files = uow.einvoices.of(str(bill.number) for bill in bills(world))
    assert len({file.name for file in files.values()}) == 3
    assert world.recorded()[-1] == "write_einvoices"
    entries = world.journal()
    assert einvoices(world, run) == EInvoicing(0, ())
    assert world.journal() == entries
    with world.units(world.tenant) as uow:
        assert uow.einvoices.of(str(bill.number) for bill in bills(world)) == files


@pytest.mark.parametrize("early", [True, False])
def test_a_file_that_breaks_a_control_is_not_stored_and_is_told(world: World, early: bool) -> None:
    run = seal(world, ready(world))
    bad = str(bills(world)[1].number)
    told = einvoices(world, run, OneIsRejected(FATTURAPA, bad, early))
    assert told == EInvoicing(2, (Fault("DOC-001", bad, "00400"),))
    with world.units(world.tenant) as uow:
        kept = uow.einvoices.of(str(bill.number) for bill in bills(world))
    assert bad not in kept
    with pytest.raises(EInvoiceMissing, match=bad):
        documents_of(units=world.units, tenant=world.tenant, printer=TextPrinter(), number=BillNumber.parse(bad))
    assert einvoices(world, run) == EInvoicing(1, ())
    with world.units(world.tenant) as uow:
        assert bad in uow.einvoices.of([bad])
        assert uow.einvoices.of(kept) == kept


def test_the_documents_of_a_run_are_those_of_its_bills_in_order(world: World) -> None:
    run = seal(world, ready(world))
    assert list(documents_of_run(units=world.units, tenant=world.tenant, printer=TextPrinter(), run_id=run.id)) == []
    einvoices(world, run)
    written = list(documents_of_run(units=world.units, tenant=world.tenant, printer=TextPrinter(), run_id=run.id))
    assert [each.bill for each in written] == bills(world)
    for each in written:
        assert each == documents_of(
            units=world.units, tenant=world.tenant, printer=TextPrinter(), number=each.bill.number
        )
        assert each.bill.digest[:16] in each.pdf.decode()


def test_a_bill_explains_every_line_and_changes_nothing(world: World) -> None:
    seal(world, ready(world, 1))
    (bill,) = bills(world)
    entries = world.journal()
    told = explain_bill(units=world.units, tenant=world.tenant, number=bill.number, glossary={})
    assert len(told.lines) == len(bill.main.priced.lines)
    assert world.journal() == entries
    with pytest.raises(NotFound, match="9999999"):
        explain_bill(units=world.units, tenant=world.tenant, number=BillNumber("E", 2026, 9999999), glossary={})


def test_a_run_in_which_nothing_was_priced_is_sealed_without_a_bill_and_takes_no_number(world: World) -> None:
    world.customers(1, 2)
    run = seal(world, world.executed())
    assert run.status is RunStatus.SEALED
    assert bills(world) == []
    assert world.results(run.id, ResultOutcome.REFUSED)
    world.measure({1: USED})
    seal(world, world.executed())
    assert [bill.number.serial for bill in bills(world)] == [1]
