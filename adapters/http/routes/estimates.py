"""The route of scored estimates."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import json
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput
from adapters.wire.view import view
from adapters.wire.views.billing import ScoredEstimatesView
from application.metering.score_estimates import score_estimates
from domain.kernel.validity import Period


def estimate_routes() -> Router:
    """Every route of scored estimates."""
    return Router("/estimate-scores", route_handlers=[scores], tags=["Runs"])


@get(
    "/",
    summary="How near the estimates on bills came to what was measured later",
    opt=wire(response=ScoredEstimatesView),
    sync_to_thread=True,
)
def scores(
    call: NamedDependency[ApiCall],
    start: Annotated[dt.date, QueryParameter(description="The first day.")],
    stop: Annotated[dt.date, QueryParameter(description="The day after the last.")],
) -> Response[bytes]:
    """By commodity, half-year and method (TIF art. 10), and estimate by estimate. Days not measured yet wait."""
    if not start < stop:
        raise BadInput((("stop", f"expected a day after {start}, got {stop}"),))
    services = call.services
    period = Period(start, stop)
    return json(
        view(
            ScoredEstimatesView,
            score_estimates(
                units=services.units, books=services.books, clock=services.clock, tenant=call.tenant, period=period
            ),
        )
    )
