"""Routes of proofs: the proof of a bill, and computing one again."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from adapters.http.answer import JSON, AnyRequest, json, tagged
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import ANY, wire
from adapters.http.routes.bills import bill_number
from adapters.wire.view import view
from adapters.wire.views.billing import VerdictView
from application.documents.prove_bill import prove_bill
from domain.kernel.digest import Plain, digest_of_bytes

_EXAMPLE: Plain = {"proof": 2, "bill": {"number": "E2026/0000042"}, "parts": []}


@get("/bills/{number:str}/proof", summary="What proves a bill", opt=wire(response=ANY), sync_to_thread=True)
def proof(number: FromPath[str], request: AnyRequest, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Facts, parameter rows with their acts, lines, totals, digest; no names, no addresses. See POST /verify."""
    services = call.services
    data = prove_bill(units=services.units, tenant=call.tenant, proofs=services.proofs, number=bill_number(number))
    return tagged(request, digest_of_bytes(data), lambda: (data, JSON))


@post(
    "/verify",
    summary="Compute a proof again",
    opt=wire(request=ANY, example=_EXAMPLE, response=VerdictView),
    sync_to_thread=True,
    status_code=200,
)
def verify(
    body: RawBody,
    call: NamedDependency[ApiCall],
    digest: Annotated[str, QueryParameter(description="The digest on the paper bill, or its first characters.")] = "",
) -> Response[bytes]:
    """Right to the cent (`whole`), or the first line that differs, or which lines the file alone does not prove.

    Nothing of the tenant is read.
    """
    verdict = call.services.proofs.verify(body, digest=digest)
    return json(view(VerdictView, verdict))


def proof_routes() -> Router:
    """Every route of proofs."""
    return Router("/", route_handlers=[proof, verify], tags=["Bills"])
