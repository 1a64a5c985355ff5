"""The route of what points used before they were ours."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import json
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.wire.views.metering import HistoricalConsumptionView, historical_consumption_view
from application.metering.show_historical_consumption import show_historical_consumption


def historical_consumption_routes() -> Router:
    """Every route of historical consumption."""
    return Router("/historical-consumption", route_handlers=[historical_consumption], tags=["Measures"])


@get(
    "/",
    summary="The historical consumption of a point before it was ours",
    opt=wire(response=HistoricalConsumptionView),
    sync_to_thread=True,
)
def historical_consumption(
    call: NamedDependency[ApiCall], point: Annotated[str, QueryParameter(description="POD or PDR of a point.")]
) -> Response[bytes]:
    """Month by month, as received at switching, superseded ones included. It seeds estimates and is never billed."""
    history = show_historical_consumption(units=call.services.units, tenant=call.tenant, point=point)
    return json(historical_consumption_view(point, history))
