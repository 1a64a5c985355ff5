"""The address on the paper of a bill: its details and its proof, for whoever holds it. No key but the digits.

A wrong number and wrong digits get the same answer, and many of them in a minute are told to wait.
"""

from __future__ import annotations

from typing import Annotated, Any

import attrs
from litestar import Response, Router, get
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath, QueryParameter

from adapters.http.answer import JSON, AnyRequest, download
from adapters.http.auth import PUBLIC, FailedAttempts
from adapters.http.detail_page import POLICY, detail_page, nothing_page
from adapters.http.openapi.describe import ANY, wire
from adapters.http.traffic import PAGE_POLICY
from application.documents.show_details import NotOnPaper, Shown, details_name, show_details
from application.services import Services

HTML = "text/html"
_OPEN: dict[str, Any] = {PUBLIC: True, PAGE_POLICY: POLICY}
_HIDDEN = {"X-Robots-Tag": "noindex"}
_Digits = Annotated[str, QueryParameter(description="The first 16 digits, or more, of the digest on the paper.")]


@attrs.frozen(eq=False)
class _Paper:
    """What stands behind the address."""

    services: Services
    failed_attempts: FailedAttempts

    def shown(self, request: AnyRequest, tenant: str, number: str, digits: str) -> Shown | None:
        """The bill; None where number and digits do not go together, after many of which the caller waits."""
        services = self.services
        try:
            return show_details(
                units=services.units, proofs=services.proofs, tenant=tenant, number=number, digits=digits
            )
        except NotOnPaper:
            minute = int(services.clock.now().timestamp()) // 60
            if self.failed_attempts.note(request.client.host if request.client else "", minute):
                raise TooManyRequestsException("wait a minute", headers={"Retry-After": "60"}) from None
            return None


def detail_routes(services: Services, failed_attempts: FailedAttempts) -> Router:
    """The page of a bill and its proof."""
    paper = _Paper(services, failed_attempts)

    @get(
        "/{tenant:str}/{number:str}",
        summary="The page of a bill, for whoever holds its paper",
        opt=_OPEN | wire(media=(HTML,)),
        sync_to_thread=True,
    )
    def details(tenant: FromPath[str], number: FromPath[str], request: AnyRequest, d: _Digits = "") -> Response[bytes]:
        """The address of the QR code: what came of computing the proof again, the lines with their acts."""
        found = paper.shown(request, tenant, number, d)
        if found is None:
            return _nothing()
        return Response(detail_page(found, services.glossary), media_type=HTML, headers=_HIDDEN)

    @get(
        "/{tenant:str}/{number:str}/prova.json",
        summary="The proof of a bill, for whoever holds its paper",
        opt=_OPEN | wire(response=ANY),
        sync_to_thread=True,
    )
    def proof_on_paper(
        tenant: FromPath[str], number: FromPath[str], request: AnyRequest, d: _Digits = ""
    ) -> Response[bytes]:
        """The same as the proof of the bill; not of one with calls, whose numbers are for the customer alone."""
        found = paper.shown(request, tenant, number, d)
        if found is None or found.proof is None or found.names_others:
            return _nothing()
        return download(found.proof, f"{details_name(found.bill)}.proof.json", JSON)

    return Router("/dettaglio", route_handlers=[details, proof_on_paper], tags=["Bills"])


def _nothing() -> Response[bytes]:
    return Response(nothing_page(), media_type=HTML, status_code=404, headers=_HIDDEN)
