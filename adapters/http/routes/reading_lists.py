"""Routes of lists of readings: take one in by the mapping of who wrote it, and see the mappings there are."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import download, fault, json, listed
from adapters.http.call import Call
from adapters.http.describe import FAULT, many, obj, pages_of, wire
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, takes_files, upload_router
from application.metering.import_reading_list import HandledList, import_reading_list
from application.metering.list_reading_route import list_walk
from domain.kernel.digest import Plain
from domain.metering.delivery import RefusedRecord

_NULLABLE: Plain = {"type": ["string", "null"]}
_ROW = obj(line=int, point=_NULLABLE, fault=FAULT)
_INTAKE = obj(
    name=str,
    sha256=str,
    outcome=str,
    detail=str,
    rows=int,
    taken=int,
    known=int,
    refused=many(_ROW),
    unread=many(_ROW),
    findings=many(FAULT),
)
Mapping = Annotated[str, QueryParameter(description="The mapping of who wrote the list, see /readings/lists/mappings.")]


def list_routes(settings: HttpSettings) -> Router:
    """Every route of lists of readings."""

    taking = upload_router("/", take_in, settings)
    lists = Router("/lists", route_handlers=[taking, mappings])
    return Router("/readings", route_handlers=[lists, walk], tags=["Measures"])


@post(
    "/",
    summary="Take in lists of readings",
    opt=takes_files(obj(files=many(_INTAKE))),
    sync_to_thread=True,
    status_code=200,
)
def take_in(
    call: NamedDependency[Call],
    uploads: NamedDependency[Any],
    mapping: Mapping,
    name: FileName = "",
) -> Response[bytes]:
    """CSV as the operator sent it. Good rows are recorded, bad ones come back by line and code; twice does no harm."""
    taken = [
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
    return json({"files": [_intake(each) for each in taken]})


@get(
    "/walk-list",
    summary="A walk list for a meter reader",
    opt=wire(media=("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    sync_to_thread=True,
)
def walk(
    call: NamedDependency[Call],
    on: Annotated[dt.date, QueryParameter(description="The day of the walk.")],
    zone: Annotated[str, QueryParameter(description="Only points of a postcode or a town.")] = "",
    commodity: Annotated[str, QueryParameter(description="Only points of a commodity.")] = "",
    form: Annotated[str, QueryParameter(description="csv or xlsx.")] = "csv",
) -> Response[bytes]:
    """The meters in order of address, to be filled in and sent to /readings/lists?mapping=walk_list."""
    services = call.services
    stops = list_walk(
        units=services.units, books=services.books, actor=call.actor, on=on, zone=zone, commodity_code=commodity
    )
    return download(services.lists.walk_list(stops, on, form), f"giro-{on}.{form}")


@get("/mappings", summary="The mappings of lists of readings", opt=wire(gives=pages_of(obj(name=str, label=str))))
async def mappings(call: NamedDependency[Call]) -> Response[bytes]:
    """By name."""
    known = call.services.lists.mappings()
    return listed({"name": name, "label": label} for name, label in known.items())


def _intake(intake: HandledList) -> Plain:
    return {
        "name": intake.file.name,
        "sha256": intake.file.sha256,
        "outcome": intake.file.outcome,
        "detail": intake.file.detail,
        "rows": intake.file.records,
        "taken": intake.file.accepted,
        "known": intake.file.known,
        "refused": [_row(each) for each in intake.file.rejected_records],
        "unread": [_row(each) for each in intake.unread],
        "findings": [fault(each) for each in intake.file.warnings],
    }


def _row(row: RefusedRecord) -> Plain:
    return {"line": row.record, "point": row.point, "fault": fault(row.fault)}
