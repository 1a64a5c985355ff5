"""Commands on issued bills: list, show, print, e-invoice, explanation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, BillText, Limit, Tenant
from adapters.cli.output import console, emit, euro, fail, table
from adapters.wire.views.billing import bill_view
from application.documents.explain_bill import explain_bill
from application.documents.write_documents import documents_of
from application.ports.bills import BillHead
from domain.billing.bill import BillNumber
from domain.billing.explanation import Explanation
from domain.billing.explanation_text import as_text

OfContract = Annotated[str, Parameter(help="only the bills of this contract")]
After = Annotated[str, Parameter(help="the number of the bill after which the list goes on")]
WithCalls = Annotated[bool, Parameter(help="print the calls one by one, the last digits of their numbers hidden")]
Folder = Annotated[Path, Parameter(help="the folder to write into; made where it is missing")]


def bill_commands(entry: Entry) -> App:
    """bollettario bill ..."""
    app = App(name="bill", help="Issued bills.")

    @app.command(name="list")
    def list_(
        *,
        contract: OfContract = "",
        limit: Limit = 100,
        after: After = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[BillHead, ...]] = False,
    ) -> None:
        """List bills in order of number."""
        if after:
            _number(after)
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            heads = uow.bills.page(after, limit, contract=contract or None)
        if json:
            emit(heads)
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
    def show(number: BillText, *, tenant: Tenant = "") -> None:
        """Print a bill with every line, and its scontrino, as JSON."""
        wanted = _number(number)
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            bill = uow.bills.get(wanted)
        emit(bill_view(bill))

    @app.command(name="write")
    def write_(number: BillText, *, out: Folder = Path(), calls: WithCalls = False, tenant: Tenant = "") -> None:
        """Write the PDF and the e-invoice of a bill into a folder."""
        wanted = _number(number)
        with entry.open_services(entry.clock) as services:
            documents = documents_of(
                units=services.units,
                tenant=tenant or entry.tenant,
                printer=services.printer,
                number=wanted,
                with_calls=calls,
            )
        out.mkdir(parents=True, exist_ok=True)
        pdf = out / f"{str(wanted).replace('/', '-')}.pdf"
        pdf.write_bytes(documents.pdf)
        (out / documents.einvoice.name).write_bytes(documents.einvoice.xml)
        console.print(f"{pdf}\n{out / documents.einvoice.name}", soft_wrap=True)

    @app.command
    def explain(number: BillText, *, tenant: Tenant = "", json: Annotated[AsJson, Explanation] = False) -> None:
        """Tell, line by line, quantity, price, period, formula, parameter, act and link, in plain words."""
        wanted = _number(number)
        with entry.open_services(entry.clock) as services:
            explained = explain_bill(
                units=services.units, tenant=tenant or entry.tenant, number=wanted, glossary=services.glossary
            )
        emit(explained) if json else print_explanation(explained)

    return app


def _number(text: str) -> BillNumber:
    try:
        return BillNumber.parse(text)
    except ValueError as error:
        fail(str(error), code=2)


def print_explanation(explained: Explanation) -> None:
    """An explanation for a person."""
    for text in as_text(explained).splitlines():
        console.print(text, soft_wrap=True, markup=False)
