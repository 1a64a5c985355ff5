"""Routes of lists of readings: take one in by the mapping of who wrote it, and see the mappings there are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import download, json, listed
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, accepts_files, upload_router
from adapters.wire.view import Files, Page, views
from adapters.wire.views.metering import ImportedListView
from adapters.wire.views.registry import MappingView
from application.metering.import_reading_list import import_reading_list
from application.metering.list_reading_route import list_reading_route

Mapping = Annotated[str, QueryParameter(description="The mapping of who wrote the list, see /readings/lists/mappings.")]


def list_routes(settings: HttpSettings) -> Router:
    """Every route of lists of readings."""

    imports = upload_router("/", import_files, settings)
    lists = Router("/lists", route_handlers=[imports, mappings])
    return Router("/readings", route_handlers=[lists, route_list], tags=["Measures"])


@post(
    "/",
    summary="Import lists of readings",
    opt=accepts_files(Files[ImportedListView]),
    sync_to_thread=True,
    status_code=200,
)
def import_files(
    call: NamedDependency[ApiCall],
    uploads: NamedDependency[Any],
    mapping: Mapping,
    name: FileName = "",
) -> Response[bytes]:
    """CSV as the operator sent it. Good rows are recorded, bad ones come back by line and code; twice does no harm."""
    accepted = [
        import_reading_list(
            units=call.services.units,
            books=call.services.books,
            actor=call.actor,
            lists=call.services.lists,
            name=upload.name,
            data=upload.data,
            mapping=mapping,
        )
        for upload in uploads
    ]
    return json(Files(views(ImportedListView, accepted)))


@get(
    "/reading-route",
    summary="The reading route of a meter reader",
    opt=wire(media=("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    sync_to_thread=True,
)
def route_list(
    call: NamedDependency[ApiCall],
    on: Annotated[dt.date, QueryParameter(description="The day of the reading route.")],
    zone: Annotated[str, QueryParameter(description="Only points of a postcode or a town.")] = "",
    commodity: Annotated[str, QueryParameter(description="Only points of a commodity.")] = "",
    form: Annotated[str, QueryParameter(description="csv or xlsx.")] = "csv",
) -> Response[bytes]:
    """The meters in order of address, to be filled in and sent to /readings/lists?mapping=walk_list."""
    services = call.services
    stops = list_reading_route(
        units=services.units, books=services.books, actor=call.actor, on=on, zone=zone, commodity_code=commodity
    )
    return download(services.lists.reading_route(stops, on, form), f"giro-{on}.{form}")


@get("/mappings", summary="The mappings of lists of readings", opt=wire(response=Page[MappingView]))
async def mappings(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """By name."""
    known = call.services.lists.mappings()
    return listed(MappingView(name, label) for name, label in known.items())
