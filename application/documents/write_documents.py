"""Write the documents of sealed bills: the e-invoice once and for ever, the print on demand from the stored bill."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import attrs

from application.documents.show_details import details_url
from application.journal import Actor, record
from application.ports.einvoices import CannotInvoice, EInvoice, EInvoices
from application.ports.printing import NO_PRINT_DETAILS, BillPrinter, PrintDetails
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.billing.bill import Bill, BillNumber
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault

EINVOICE_SERIES = "SDI"
PAGE = 200


@attrs.frozen
class BillDocuments:
    """One bill as it goes out."""

    bill: Bill
    einvoice: EInvoice
    pdf: bytes = attrs.field(repr=False)


@attrs.frozen
class EInvoicing:
    """What came of writing e-invoices: how many there are, and what the controls found wrong with which bill."""

    written: int
    faults: tuple[Fault, ...]


def write_einvoices(*, units: UnitsOfWork, actor: Actor, einvoices: EInvoices, run_id: str) -> EInvoicing:
    """The e-invoice of every bill of a run that has none yet, checked before it is stored.

    A bill that cannot be written, or whose file breaks a control of the exchange system, is left without: its faults
    are returned (DOC-001), and the next call tries again.
    """
    written, faults = 0, []
    with units(actor.tenant) as uow:
        bills = uow.bills.of_run(run_id)
        while page := list(itertools.islice(bills, PAGE)):
            made, found = _write_page(uow, actor, einvoices, page)
            written += made
            faults += found
        if written or faults:
            event: Plain = {"run": run_id, "written": written, "refused": len(faults)}
            events = [("einvoices.written", event)]
            record(uow, actor, use_case="write_einvoices", given={"run": run_id}, events=events)
        uow.commit()
    return EInvoicing(written, tuple(faults))


def write_einvoice(*, units: UnitsOfWork, actor: Actor, einvoices: EInvoices, number: BillNumber) -> EInvoicing:
    """The e-invoice of one document, for those that no run issues; nothing where it has one. NotFound."""
    with units(actor.tenant) as uow:
        written, faults = _write_page(uow, actor, einvoices, [uow.bills.get(number)])
        if written or faults:
            event: Plain = {"bill": str(number), "written": written, "refused": len(faults)}
            events = [("einvoices.written", event)]
            record(uow, actor, use_case="write_einvoice", given={"bill": str(number)}, events=events)
        uow.commit()
    return EInvoicing(written, tuple(faults))


def _write_page(uow: UnitOfWork, actor: Actor, einvoices: EInvoices, page: list[Bill]) -> tuple[int, list[Fault]]:
    there = uow.einvoices.of(str(bill.number) for bill in page)
    missing = [bill for bill in page if str(bill.number) not in there]
    if not missing:
        return 0, []
    today = actor.clock.today()
    progressive = uow.serials.reserve(EINVOICE_SERIES, 0, len(missing))
    files: dict[str, EInvoice] = {}
    faults: list[Fault] = []
    for i, bill in enumerate(missing):
        sent_on = max(today, bill.issued_on)
        try:
            file = einvoices.write(bill, progressive=progressive + i, sent_on=sent_on)
        except CannotInvoice as error:
            faults.append(error.fault)  # the other bills of the run do not wait for this one
            continue
        found = einvoices.check(file.xml, name=file.name, sent_on=sent_on)
        if found:
            faults += found
        else:
            files[str(bill.number)] = file
    uow.einvoices.add(files)
    return len(files), faults


def documents_of(
    *, units: UnitsOfWork, tenant: str, printer: BillPrinter, number: BillNumber, with_calls: bool = False
) -> BillDocuments:
    """The e-invoice and the print of one bill; `with_calls` for those who ask for the detail of their traffic.

    NotFound where the bill, or its e-invoice, does not exist.
    """
    with units(tenant) as uow:
        bill = uow.bills.get(number)
        return _documents(uow, printer, bill, PrintDetails(with_calls=with_calls))


def documents_of_run(*, units: UnitsOfWork, tenant: str, printer: BillPrinter, run_id: str) -> Iterator[BillDocuments]:
    """The documents of every bill of a run that has an e-invoice, in order of number."""
    with units(tenant) as uow:
        for bill in uow.bills.of_run(run_id):
            if uow.einvoices.of([str(bill.number)]):
                yield _documents(uow, printer, bill)


def _documents(
    uow: UnitOfWork, printer: BillPrinter, bill: Bill, beside: PrintDetails = NO_PRINT_DETAILS
) -> BillDocuments:
    number = str(bill.number)
    files = uow.einvoices.of([number])
    if number not in files:
        raise EInvoiceMissing(f"bill {number} has no e-invoice yet; write the e-invoices of run {bill.run} first")
    file = files[number]
    pdf = printer.render(
        bill,
        brand=uow.sellers.brand(),
        einvoice=file.xml,
        einvoice_name=file.name,
        details_url=details_url(bill),
        beside=beside,
    )
    return BillDocuments(bill, file, pdf)


class EInvoiceMissing(LookupError):
    """A bill has no e-invoice yet."""
