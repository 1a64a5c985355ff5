"""Errors as problem details (RFC 9457). What `wire.anticipated_errors` does not know is a 500 without its inside."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Mapping
from typing import Any

import attrs
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from adapters.wire.anticipated_errors import ANTICIPATED, anticipated
from adapters.wire.converter import BadInput, write
from application.ports.case_files import BadCase
from application.ports.einvoices import CannotInvoice
from domain.kernel.digest import Plain
from domain.tariffs.parameter import NotInForce

PROBLEM = "application/problem+json"
_log = structlog.stdlib.get_logger("bollettario.http")


@attrs.frozen
class PlaceProblem:
    """What is wrong at one place of the request, with a fault code where one stands for it."""

    place: str
    problem: str
    code: str | None = None


@attrs.frozen
class ProblemDetails:
    """What is wrong, where, and what to do (RFC 9457).

    request  as in X-Request-Id
    code     a fault code, where there is one
    parameter, key, day  of a parameter that has no value in force
    """

    type: str
    title: str
    status: int
    detail: str
    request: str | None = None
    code: str | None = None
    problems: tuple[PlaceProblem, ...] | None = None
    parameter: str | None = None
    key: tuple[str, ...] | None = None
    day: dt.date | None = None


_TITLES = {
    400: "The request cannot be read",
    401: "An API key is needed",
    404: "There is nothing at this address",
    405: "The method is not allowed here",
    413: "The request is too large",
    429: "Too many failed attempts",
}
_NAMES = {401: "unauthorized", 404: "no-such-address", 405: "method-not-allowed", 413: "too-large", 429: "wait"}
STATUSES = tuple(sorted({refusal.status for refusal in ANTICIPATED} | set(_TITLES) | {500}))


def answer_known(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The problem details of an error that is anticipated; else of an error of ours, which is logged without data."""
    refusal = anticipated(error)
    if refusal is not None:
        more = _more(error) | ({"code": refusal.code} if refusal.code else {})
        return _problem(request, refusal.status, refusal.name, refusal.title, str(error), more)
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
    more: dict[str, Any] = {}
    detail = error.detail
    if isinstance(error, ValidationException):
        more["problems"] = tuple(_parameter_problem(each) for each in error.extra or () if isinstance(each, dict))
        detail = "a parameter cannot be read" if more["problems"] else detail
    if status == 413:
        detail = "the body is larger than this address accepts"
    name = _NAMES.get(status, "bad-input")
    return _problem(request, status, name, _TITLES.get(status, "The request is refused"), detail, more, error.headers)


def request_id(request: Request[Any, Any, Any]) -> str:
    """The identifier of the request, as in the header X-Request-Id and in the log."""
    return str(request.scope["state"].get("request_id", ""))


def _parameter_problem(found: Mapping[str, Any]) -> PlaceProblem:
    source = str(getattr(found.get("source"), "value", found.get("source", "query")))
    return PlaceProblem(f"{source} {found.get('key', '')}".strip(), str(found["message"]))


def _more(error: Exception) -> dict[str, Any]:
    """The members of a problem that an error has beside its message."""
    if isinstance(error, BadInput):
        problems = tuple(PlaceProblem(place, problem) for place, problem in error.problems)
        return {"code": error.code or None, "problems": problems}
    if isinstance(error, BadCase):
        found = tuple(PlaceProblem(each.field, each.problem, each.code or None) for each in error.problems)
        return {"code": next((each.code for each in found if each.code), None), "problems": found}
    if isinstance(error, CannotInvoice):
        return {"code": error.fault.code}
    if isinstance(error, NotInForce):
        return {"parameter": error.path, "key": error.key, "day": error.day}
    return {}


def _problem(
    request: Request[Any, Any, Any],
    status: int,
    name: str,
    title: str,
    detail: str,
    more: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    kind, known = f"urn:bollettario:problem:{name}", request_id(request) or None
    problem = ProblemDetails(kind, title, status, detail, known, **more)
    content = msgspec.json.encode(_without_null(write(problem)))
    return Response(content, status_code=status, media_type=PROBLEM, headers=dict(headers or {}))


def _without_null(value: Plain) -> Plain:
    """Members that a problem does not have are left out."""
    if isinstance(value, dict):
        return {key: _without_null(each) for key, each in value.items() if each is not None}
    return [_without_null(each) for each in value] if isinstance(value, list) else value
