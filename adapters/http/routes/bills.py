"""Routes of issued bills: the list, one bill as JSON, PDF or e-invoice, its explanation, its scontrino.

A number is written with a dash in an address: bill E2026/0000042 is /bills/E2026-0000042.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from adapters.http.answer import JSON, AnyRequest, page, tagged
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput, write
from adapters.wire.view import Page
from adapters.wire.views.billing import BillView, bill_view
from application.documents.explain_bill import explain_bill
from application.documents.write_documents import EInvoiceMissing, documents_of
from application.ports.bills import BillHead
from domain.billing.bill import Bill, BillNumber
from domain.billing.explanation import Explanation
from domain.billing.explanation_text import as_text
from domain.billing.scontrino import Scontrino, scontrino
from domain.kernel.digest import digest_of_bytes

WithCalls = Annotated[bool, QueryParameter(description="Print the calls one by one, their last digits hidden.")]
PDF, XML, TEXT = "application/pdf", "application/xml", "text/plain"
_SUFFIXES = {".pdf": PDF, ".xml": XML, ".json": JSON}


@get("/", summary="The bills in order of number", opt=wire(response=Page[BillHead]), sync_to_thread=True)
def bills(
    call: NamedDependency[ApiCall],
    contract: Annotated[str | None, QueryParameter(description="Only bills of this contract.")] = None,
    run: Annotated[str | None, QueryParameter(description="Only bills of this run.")] = None,
    after: After = "",
    limit: Limit = 100,
) -> Response[bytes]:
    """Heads: number, contract, customer, point, period, dates, amounts. `after` is a number, with slash or dash."""
    last = str(bill_number(after)) if after else ""
    with call.reading() as uow:
        found = uow.bills.page(last, limit + 1, contract=contract, run=run)
    return page(found, limit, lambda head: head.number)


@get(
    "/{number:str}",
    summary="One bill: JSON, PDF or e-invoice",
    opt=wire(response=BillView, media=(JSON, PDF, XML)),
    sync_to_thread=True,
)
def bill(
    number: FromPath[str], request: AnyRequest, call: NamedDependency[ApiCall], calls: WithCalls = False
) -> Response[bytes]:
    """The suffix .json, .pdf or .xml decides, else the Accept header, else it is JSON.

    PDF and XML need the e-invoice to be written (409 before). With `calls` the PDF ends with the traffic of telephony.
    """
    stem, dot, suffix = number.rpartition(".")
    if dot and f".{suffix}" not in _SUFFIXES:
        raise BadInput((("path number", f"ends in .{suffix}; expected .json, .pdf or .xml"),))
    wanted = _SUFFIXES[f".{suffix}"] if dot else request.accept.best_match([JSON, PDF, XML], default=JSON)
    parsed = bill_number(stem if dot else number)
    if wanted == PDF:
        return _pdf(parsed, request, call, with_calls=calls)
    if wanted == XML:
        return _einvoice(parsed, request, call)
    found = _get(call, parsed)
    return tagged(request, found.digest, lambda: (msgspec.json.encode(write(bill_view(found))), JSON))


@get(
    "/{number:str}/explanation",
    summary="Why each amount is what it is",
    opt=wire(response=Explanation, media=(JSON, TEXT)),
    sync_to_thread=True,
)
def explanation(number: FromPath[str], request: AnyRequest, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Every line in plain Italian with its calculation and the act behind it; as text where Accept says text/plain."""
    explained = explain_bill(
        units=call.services.units, tenant=call.tenant, number=bill_number(number), glossary=call.services.glossary
    )
    if request.accept.best_match([JSON, TEXT], default=JSON) == TEXT:
        content, media_type = as_text(explained).encode(), TEXT
    else:
        content, media_type = msgspec.json.encode(write(explained)), JSON
    return tagged(request, digest_of_bytes(content), lambda: (content, media_type))


@get(
    "/{number:str}/scontrino",
    summary="The bill on half a page",
    opt=wire(response=tuple[Scontrino, ...]),
    sync_to_thread=True,
)
def scontrino_of_bill(number: FromPath[str], request: AnyRequest, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Quantity x average price = amount, by quota, for each supply (315/2024/R/com, annex A, article 6)."""
    found = _get(call, bill_number(number))
    shown = [write(scontrino(part.priced)) for part in found.parts]
    return tagged(request, f"{found.digest}-scontrino", lambda: (msgspec.json.encode(shown), JSON))


def bill_routes() -> Router:
    """Every route of bills."""
    return Router("/bills", route_handlers=[bills, bill, explanation, scontrino_of_bill], tags=["Bills"])


def bill_number(text: str) -> BillNumber:
    """A number as written in an address, with a dash or a slash; BadInput otherwise."""
    try:
        return BillNumber.parse(text.replace("-", "/", 1))
    except ValueError as error:
        raise BadInput(
            (("number", f"{text!r}: expected series and year, a dash, the serial: E2026-0000042"),)
        ) from error


def _get(call: ApiCall, number: BillNumber) -> Bill:
    with call.reading() as uow:
        return uow.bills.get(number)


def _pdf(number: BillNumber, request: AnyRequest, call: ApiCall, *, with_calls: bool) -> Response[bytes]:
    services = call.services
    made = documents_of(
        units=services.units, tenant=call.tenant, printer=services.printer, number=number, with_calls=with_calls
    )
    name = f"{str(number).replace('/', '-')}.pdf"
    return tagged(request, digest_of_bytes(made.pdf), lambda: (made.pdf, PDF), name)


def _einvoice(number: BillNumber, request: AnyRequest, call: ApiCall) -> Response[bytes]:
    with call.reading() as uow:
        found = uow.bills.get(number)
        file = uow.einvoices.of([str(number)]).get(str(number))
    if file is None:
        raise EInvoiceMissing(f"bill {number} has no e-invoice yet; write the e-invoices of run {found.run} first")
    return tagged(request, file.sha256, lambda: (file.xml, XML), file.name)
