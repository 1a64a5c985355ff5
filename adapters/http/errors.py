"""Errors as problem details (RFC 9457), mapped once. What is not known here is a 500 without its inside."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import attrs
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from adapters.wire.converter import BadInput
from application.billing.execute_run import BookChanged, WrongStep
from application.documents.write_documents import EInvoiceMissing
from application.exchange.replay_files import NotScratch
from application.market.enter_message import CannotEnter
from application.offers.publish_offer import NotPublishable
from application.ports.calls import UnknownMapping
from application.ports.case_files import BadCase, CaseProblem
from application.ports.channels import BadChannels
from application.ports.einvoices import CannotInvoice
from application.ports.market_flows import UnwritableMessage
from application.ports.processes import UnknownProcess
from application.ports.proofs import BadProof
from application.ports.reading_lists import UnknownForm, UnknownListMapping
from application.ports.record import SameKeyOtherInput
from application.ports.registry import NotFound, OfferIsPublished, ValidityOverlaps
from application.registry.close_contract import BilledBeyond, CannotClose
from application.registry.record_impediment import NoSuchImpediment
from application.registry.register_customers import DoesNotFit
from domain.billing.proof import NotProvable
from domain.billing.run import NotReviewable
from domain.commodities.registry import UnknownCommodity
from domain.contracts.supply_terms import TermsContradict
from domain.corrections.credit_note import NotCreditable
from domain.corrections.invoiced_position import NothingInvoiced
from domain.kernel.digest import Plain
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.validity import NoValueOnDay
from domain.market.permission import CannotAsk
from domain.metering.estimation import NoHistory
from domain.metering.validation.finding import NotDecidable
from domain.metering.validation.rule import UnknownRule
from domain.offers.catalogue import WrongOfferStep
from domain.payments.collection import NotCollectable
from domain.payments.receivable import NoSuchStep
from domain.tariffs.parameter import NotInForce, RowsOverlap, UnknownParameter

PROBLEM = "application/problem+json"
_log = structlog.stdlib.get_logger("bollettario.http")


@attrs.frozen
class _Rule:
    error: type[Exception]
    status: int
    name: str
    title: str
    code: str = ""


_RULES = (
    _Rule(BadInput, 400, "bad-input", "The request cannot be read"),
    _Rule(BadProof, 400, "bad-proof", "The file is no proof of a bill"),
    _Rule(BadCase, 400, "bad-case", "The case cannot be read"),
    _Rule(InvalidIdentifier, 400, "invalid-identifier", "An identifier is malformed", "REG-002"),
    _Rule(TermsContradict, 409, "terms-contradict", "The terms of a supply contradict each other", "REG-003"),
    _Rule(UnknownMapping, 422, "unknown-mapping", "The mapping of call records is not known"),
    _Rule(UnknownForm, 400, "unknown-form", "A walk list is not written so"),
    _Rule(UnknownListMapping, 422, "unknown-list-mapping", "The mapping of lists of readings is not known"),
    _Rule(UnknownCommodity, 422, "unknown-commodity", "The commodity is not known"),
    _Rule(BadChannels, 409, "bad-channels", "The channels are not configured right"),
    _Rule(NotFound, 404, "not-found", "There is no such thing"),
    _Rule(UnknownParameter, 404, "unknown-parameter", "The tariff book has no such parameter"),
    _Rule(ValidityOverlaps, 409, "validity-overlaps", "Two validities overlap", "REG-001"),
    _Rule(RowsOverlap, 409, "rows-overlap", "Two values are in force on the same day"),
    _Rule(DoesNotFit, 409, "does-not-fit", "It contradicts what it refers to"),
    _Rule(SameKeyOtherInput, 409, "same-key-other-input", "The idempotency key was used for another request"),
    _Rule(WrongStep, 409, "wrong-step", "The run is not at this step"),
    _Rule(WrongOfferStep, 409, "wrong-offer-step", "The version of the offer cannot take this step"),
    _Rule(OfferIsPublished, 409, "offer-is-published", "A published offer is not replaced"),
    _Rule(NotPublishable, 409, "not-publishable", "The offer cannot be published"),
    _Rule(BookChanged, 409, "book-changed", "The tariff book is not the one of the plan"),
    _Rule(NotCreditable, 409, "not-creditable", "The bill cannot be credited like this"),
    _Rule(NothingInvoiced, 404, "nothing-invoiced", "Nothing that stands was billed for these days"),
    _Rule(NotScratch, 409, "not-scratch", "The replay would write into a tenant in use"),
    _Rule(BilledBeyond, 409, "billed-beyond", "Days after the end of the contract were billed"),
    _Rule(NoSuchImpediment, 409, "no-such-impediment", "Limitation cannot be upheld or released for those days"),
    _Rule(CannotClose, 409, "cannot-close", "The contract does not supply on that day"),
    _Rule(UnknownProcess, 422, "unknown-process", "The market process cannot be asked"),
    _Rule(CannotAsk, 409, "cannot-ask", "The market process cannot be asked as things are"),
    _Rule(CannotEnter, 409, "cannot-tell", "The message cannot be told by hand as things are"),
    _Rule(UnwritableMessage, 422, "unwritable-message", "The message does not fit its format"),
    _Rule(NotReviewable, 409, "not-reviewable", "Only a held result is reviewed"),
    _Rule(NotDecidable, 409, "not-decidable", "The finding cannot be decided like this"),
    _Rule(NoHistory, 409, "no-history", "Nothing was measured to estimate from"),
    _Rule(UnknownRule, 404, "unknown-rule", "There is no such rule, or it cannot be set like this"),
    _Rule(NoSuchStep, 409, "no-such-step", "The receivable cannot take this step"),
    _Rule(NotCollectable, 409, "not-collectable", "The receivable cannot be collected"),
    _Rule(EInvoiceMissing, 409, "e-invoice-missing", "The bill has no e-invoice yet"),
    _Rule(NotProvable, 409, "not-provable", "The facts of the bill were not kept"),
    _Rule(CannotInvoice, 409, "cannot-invoice", "The bill cannot be written as an e-invoice"),
    _Rule(NotInForce, 422, "not-in-force", "A parameter has no value in force", "PRC-001"),
    _Rule(NoValueOnDay, 422, "no-value-on-day", "A history has no value on the day", "PRC-003"),
)
_TITLES = {
    400: "The request cannot be read",
    401: "An API key is needed",
    404: "There is nothing at this address",
    405: "The method is not allowed here",
    413: "The request is too large",
    429: "Too many failed attempts",
}
_NAMES = {401: "unauthorized", 404: "no-such-address", 405: "method-not-allowed", 413: "too-large", 429: "wait"}
STATUSES = tuple(sorted({rule.status for rule in _RULES} | set(_TITLES) | {500}))


def answer_known(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem details of an error that is anticipated; else of an error of ours, which is logged without data."""
    for rule in _RULES:
        if isinstance(error, rule.error):
            return _problem(request, rule.status, rule.name, rule.title, str(error), _more(error, rule.code))
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    _log.error(
        "http.fault",
        error=type(error).__name__,
        where=[f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames],
    )
    detail = f"an error of ours, not of the request; report it with {request_id(request)}"
    return _problem(request, 500, "internal", "An unexpected error", detail, {})


def answer_http(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem details of an error of the protocol: no such address, no key, a parameter that cannot be read."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status >= 500:
        return answer_known(request, error.__cause__ if isinstance(error.__cause__, Exception) else error)
    more: dict[str, Plain] = {}
    detail = error.detail
    if isinstance(error, ValidationException):
        more["problems"] = [_parameter_problem(each) for each in error.extra or () if isinstance(each, dict)]
        detail = "a parameter cannot be read" if more["problems"] else detail
    if status == 413:
        detail = "the body is larger than this address takes"
    name = _NAMES.get(status, "bad-input")
    return _problem(request, status, name, _TITLES.get(status, "The request is refused"), detail, more, error.headers)


def request_id(request: Request[Any, Any, Any]) -> str:
    """The identifier of the request, as in the header X-Request-Id and in the log."""
    return str(request.scope["state"].get("request_id", ""))


def _parameter_problem(found: Mapping[str, Any]) -> Plain:
    source = str(getattr(found.get("source"), "value", found.get("source", "query")))
    return {"place": f"{source} {found.get('key', '')}".strip(), "problem": str(found["message"])}


def _case_problem(found: CaseProblem) -> Plain:
    told: dict[str, Plain] = {"place": found.field, "problem": found.problem}
    return told | ({"code": found.code} if found.code else {})


def _more(error: Exception, code: str) -> dict[str, Plain]:
    if isinstance(error, BadInput):
        named: dict[str, Plain] = {"code": error.code} if error.code else {}
        return named | {"problems": [{"place": place, "problem": problem} for place, problem in error.problems]}
    if isinstance(error, BadCase):
        codes = [each.code for each in error.problems if each.code]
        named = {"code": codes[0]} if codes else {}
        return named | {"problems": [_case_problem(each) for each in error.problems]}
    if isinstance(error, CannotInvoice):
        return {"code": error.fault.code}
    if isinstance(error, NotInForce):
        return {"code": code, "parameter": error.path, "key": list(error.key), "day": error.day.isoformat()}
    return {"code": code} if code else {}


def _problem(
    request: Request[Any, Any, Any],
    status: int,
    name: str,
    title: str,
    detail: str,
    more: Mapping[str, Plain],
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    body: dict[str, Plain] = {
        "type": f"urn:bollettario:problem:{name}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    known = request_id(request)
    content = msgspec.json.encode(body | ({"request": known} if known else {}) | dict(more))
    return Response(content, status_code=status, media_type=PROBLEM, headers=dict(headers or {}))
