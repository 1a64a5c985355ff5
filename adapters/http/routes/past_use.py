"""The route of what points used before they were ours."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import json
from adapters.http.call import Call
from adapters.http.describe import many, obj, wire
from adapters.wire.past_use import past_json
from application.metering.show_historical_consumption import Standing, show_past_use
from domain.kernel.digest import Plain

_BANDS: Plain = {"type": "object", "additionalProperties": {"type": "string"}}
_MONTH = obj(
    month={"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    standing={"type": "string", "enum": [each.value for each in Standing]},
    quality={"type": "string", "enum": ["E", "A", "S"]},
    starts_on={"type": ["string", "null"], "format": "date"},
    bands=_BANDS,
    standard=_BANDS,
    curve_days=int,
    curve_wh=int,
    flow=str,
    sent_at={"type": "string", "format": "date-time"},
    file=str,
    sha256=str,
    record=int,
)


def past_use_routes() -> Router:
    """Every route of past use."""
    return Router("/past-use", route_handlers=[past_use], tags=["Measures"])


@get(
    "/",
    summary="What a point used before it was ours",
    opt=wire(gives=obj(point=str, months=many(_MONTH))),
    sync_to_thread=True,
)
def past_use(
    call: NamedDependency[Call], point: Annotated[str, QueryParameter(description="POD or PDR of a point.")]
) -> Response[bytes]:
    """Month by month, as told at switching, superseded ones included. It seeds estimates and is never billed."""
    told = show_past_use(units=call.services.units, tenant=call.tenant, point=point)
    return json({"point": point, "months": [past_json(each) for each in told]})
