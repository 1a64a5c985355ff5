"""The route of scored estimates."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import json
from adapters.http.call import Call
from adapters.http.describe import many, obj, wire
from adapters.wire.converter import BadInput
from adapters.wire.estimates import scored_json
from application.metering.score_estimates import score_estimates
from domain.kernel.digest import Plain
from domain.kernel.validity import Period

_DAY: Plain = {"type": "string", "format": "date"}
_UNKNOWN: Plain = {"type": ["string", "null"]}
_INDEX = obj(
    commodity=str,
    start=_DAY,
    stop=_DAY,
    method=str,
    scored=int,
    waiting=int,
    estimated=str,
    actual=str,
    index=_UNKNOWN,
)
_SCORE = obj(
    contract=str,
    point=str,
    commodity=str,
    bill=str,
    start=_DAY,
    stop=_DAY,
    method=str,
    estimated=str,
    actual=_UNKNOWN,
)


def estimate_routes() -> Router:
    """Every route of scored estimates."""
    return Router("/estimate-scores", route_handlers=[scores], tags=["Runs"])


@get(
    "/",
    summary="How near the estimates on bills came to what was measured later",
    opt=wire(gives=obj(standard=str, indices=many(_INDEX), estimates=many(_SCORE))),
    sync_to_thread=True,
)
def scores(
    call: NamedDependency[Call],
    start: Annotated[dt.date, QueryParameter(description="The first day.")],
    stop: Annotated[dt.date, QueryParameter(description="The day after the last.")],
) -> Response[bytes]:
    """By commodity, half-year and method (TIF art. 10), and estimate by estimate. Days not measured yet wait."""
    if not start < stop:
        raise BadInput((("stop", f"expected a day after {start}, got {stop}"),))
    services = call.services
    period = Period(start, stop)
    return json(
        scored_json(
            score_estimates(
                units=services.units, books=services.books, clock=services.clock, tenant=call.tenant, period=period
            )
        )
    )
