"""Routes of cases: price a supply described whole, estimate a year's spend, correct documents, and the schemas."""

from __future__ import annotations

import enum

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http.answer import json
from adapters.http.call import ApiCall
from adapters.http.openapi import examples
from adapters.http.openapi.describe import ANY, wire
from application.corrections.recalculate_case import recalculate_case
from application.offers.estimate_spend import estimate_case
from application.offers.simulate_supply import simulate_case
from application.ports.case_files import CaseFiles

_SCHEMA_JSON = "application/schema+json"


class CaseKind(enum.Enum):
    """The kinds of case."""

    SIMULATE = "simulate"
    ESTIMATE = "estimate"
    RECALCULATE = "recalculate"


def case_routes(cases: CaseFiles) -> Router:
    """Every route of cases; the schemas of their bodies come from the reader of the cases."""

    @post(
        "/simulate",
        summary="Price a supply described in the body",
        opt=wire(request=cases.schema("simulate"), example=examples.SIMULATE, response=ANY),
        sync_to_thread=True,
        status_code=200,
    )
    def simulate(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
        """Lines, totals, scontrino and the parameters used. Nothing is stored."""
        return json(simulate_case(cases=call.services.cases, data=body))

    @post(
        "/estimate",
        summary="Estimate a year's spend",
        opt=wire(request=cases.schema("estimate"), example=examples.ESTIMATE, response=ANY),
        sync_to_thread=True,
        status_code=200,
    )
    def estimate(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
        """By the rules of the Portale Offerte. Nothing is stored."""
        return json(estimate_case(cases=call.services.cases, data=body))

    @post(
        "/recalculate",
        summary="Correct documents described in the body",
        opt=wire(request=cases.schema("recalculate"), example=examples.RECALCULATE, response=ANY),
        sync_to_thread=True,
        status_code=200,
    )
    def recalculate(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
        """What documents cost as now known less what they charged, or a credit note. Nothing is stored."""
        return json(recalculate_case(cases=call.services.cases, data=body))

    return Router("/", route_handlers=[simulate, estimate, recalculate, case_schema], tags=["Cases"])


@get(
    "/schemas/{kind:str}",
    summary="The JSON Schema of a case",
    opt=wire(response=ANY, media=(_SCHEMA_JSON,)),
    sync_to_thread=True,
)
def case_schema(kind: FromPath[CaseKind], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """For editors and for checks before sending."""
    answer = json(call.services.cases.schema(kind.value))
    answer.media_type = _SCHEMA_JSON
    return answer
