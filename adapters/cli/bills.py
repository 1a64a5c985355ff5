"""Commands on issued bills: list, show, print, e-invoice, explanation."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from adapters.cli.entry import Entry
from adapters.cli.output import console, emit, euro, fail, table
from adapters.wire.converter import write
from application.ports.registry import NotFound
from application.use_cases.explain_bill import explain_bill
from application.use_cases.write_documents import EInvoiceMissing, documents_of
from domain.invoices.bill import BillNumber
from domain.invoices.explanation import Explanation
from domain.invoices.explanation_text import as_text
from domain.invoices.scontrino import scontrino


def bill_commands(entry: Entry) -> App:
    """bollettario bill ..."""
    app = App(name="bill", help="Issued bills.")

    @app.command(name="list")
    def list_(*, contract: str = "", limit: int = 100, after: str = "", tenant: str = "", json: bool = False) -> None:
        """List bills in order of number."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            heads = uow.bills.page(after, limit, contract=contract or None)
        if json:
            emit([write(head) for head in heads])
            return
        table(
            "Bills",
            ("number", "contract", "customer", "period", "due", "total"),
            [
                (h.number, h.contract, h.customer, f"{h.period.start} .. {h.period.last}", str(h.due_on), euro(h.total))
                for h in heads
            ],
            right=frozenset({5}),
        )

    @app.command
    def show(number: str, *, tenant: str = "") -> None:
        """Print a bill with every line, and its scontrino, as JSON."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            try:
                bill = uow.bills.get(BillNumber.parse(number))
            except (NotFound, ValueError) as error:
                fail(str(error))
        document = write(bill)
        assert isinstance(document, dict)
        emit(document | {"digest": bill.digest, "scontrino": write(scontrino(bill.priced)), "total": str(bill.total)})

    @app.command(name="write")
    def write_(number: str, *, out: Path = Path(), tenant: str = "") -> None:
        """Write the PDF and the e-invoice of a bill into a folder."""
        with entry.open_services(entry.clock) as services:
            try:
                documents = documents_of(
                    units=services.units,
                    tenant=tenant or entry.tenant,
                    printer=services.printer,
                    number=BillNumber.parse(number),
                )
            except (NotFound, EInvoiceMissing, ValueError) as error:
                fail(str(error))
        out.mkdir(parents=True, exist_ok=True)
        pdf = out / f"{number.replace('/', '-')}.pdf"
        pdf.write_bytes(documents.pdf)
        (out / documents.einvoice.name).write_bytes(documents.einvoice.xml)
        console.print(f"{pdf}\n{out / documents.einvoice.name}", soft_wrap=True)

    @app.command
    def explain(number: str, *, tenant: str = "", json: bool = False) -> None:
        """Tell, line by line, quantity, price, period, formula, parameter, act and link, in plain words."""
        with entry.open_services(entry.clock) as services:
            try:
                told = explain_bill(
                    units=services.units,
                    tenant=tenant or entry.tenant,
                    number=BillNumber.parse(number),
                    glossary=services.glossary,
                )
            except (NotFound, ValueError) as error:
                fail(str(error))
        emit(write(told)) if json else tell(told)

    return app


def tell(told: Explanation) -> None:
    """An explanation for a person."""
    for text in as_text(told).splitlines():
        console.print(text, soft_wrap=True, markup=False)
