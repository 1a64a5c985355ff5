"""Routes of call records: take them in, see what waits in suspense, rate it again. Numbers are masked."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from adapters.http.answer import download, json, listed
from adapters.http.call import ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, accepts_files, upload_router
from adapters.wire.view import Files, Page, views
from adapters.wire.views.calls import (
    CallFileView,
    ImportedCallsView,
    SuspendedCallView,
    imported_calls_view,
    suspended_views,
)
from adapters.wire.views.registry import MappingView
from application.metering.import_calls import import_calls, rate_suspended

Mapping = Annotated[str, QueryParameter(description="The mapping of the operator, see /calls/mappings.")]


def call_routes(settings: HttpSettings) -> Router:
    """Every route of call records."""

    return Router(
        "/calls",
        route_handlers=[
            upload_router("/", import_files, settings),
            mappings,
            files,
            content,
            suspended,
            again,
        ],
        tags=["Calls"],
    )


@post(
    "/",
    summary="Take in call records",
    opt=accepts_files(Files[ImportedCallsView]),
    sync_to_thread=True,
    status_code=200,
)
def import_files(
    call: NamedDependency[ApiCall],
    uploads: NamedDependency[Any],
    mapping: Mapping,
    name: FileName = "",
) -> Response[bytes]:
    """CSV as the operator sent it. Calls known before change nothing; what cannot be used waits with its reason."""
    accepted = tuple(
        import_calls(
            units=call.services.units,
            actor=call.actor,
            files=call.services.calls,
            name=upload.name,
            data=upload.data,
            mapping=mapping,
        )
        for upload in uploads
    )
    return json(Files(tuple(imported_calls_view(each) for each in accepted)))


@get("/mappings", summary="The mappings of operators", opt=wire(response=Page[MappingView]))
async def mappings(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """By name."""
    known = call.services.calls.mappings()
    return listed(MappingView(name, label) for name, label in known.items())


@get(
    "/files",
    summary="The files received last, newest first",
    opt=wire(response=Page[CallFileView]),
    sync_to_thread=True,
)
def files(call: NamedDependency[ApiCall], limit: Limit = 50) -> Response[bytes]:
    """Without their content."""
    with call.reading() as uow:
        return listed(views(CallFileView, uow.calls.files(limit)))


@get(
    "/files/{sha256:str}/content",
    summary="The bytes of a file of call records, as they came",
    opt=wire(media=("application/octet-stream",)),
    sync_to_thread=True,
)
def content(sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Byte for byte; their SHA-256 is the address."""
    with call.reading() as uow:
        file = uow.calls.file(sha256)
    return download(file.content, file.name)


@get("/suspended", summary="The records in suspense", opt=wire(response=Page[SuspendedCallView]), sync_to_thread=True)
def suspended(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """In the order they came, each with its reason."""
    with call.reading() as uow:
        return listed(suspended_views(uow.calls.suspended()))


@post(
    "/suspended/rate-again",
    summary="Rate the records in suspense again",
    opt=wire(response=ImportedCallsView),
    sync_to_thread=True,
    status_code=200,
)
def again(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """For example after a contract was recorded or a prefix was added to a plan."""
    intake = rate_suspended(units=call.services.units, actor=call.actor, files=call.services.calls)
    return json(imported_calls_view(intake))
