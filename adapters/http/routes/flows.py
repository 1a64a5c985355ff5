"""Routes of measure files: take them in, see what became of them, give the bytes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from adapters.http.answer import json, listed, streamed
from adapters.http.call import ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.http.routes.flow_history import history, one_record, replay
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, accepts_files, upload_router
from adapters.wire.view import Files, Page, views
from adapters.wire.views.exchange import HandledFileView, RawRejectedRecordView
from application.exchange.file_handlers import handle_again
from application.metering.import_measures import import_measures
from application.ports.flow_files import Direction, FlowFile


def flow_routes(settings: HttpSettings) -> Router:
    """Every route of measure files."""

    return Router(
        "/flows",
        route_handlers=[
            upload_router("/", import_files, settings),
            files,
            history,
            one_record,
            replay,
            one_file,
            content,
            rejected_records,
            again,
        ],
        tags=["Measure files"],
    )


@post(
    "/",
    summary="Take in measure files",
    opt=accepts_files(Files[HandledFileView]),
    sync_to_thread=True,
    status_code=200,
)
def import_files(
    call: NamedDependency[ApiCall],
    uploads: NamedDependency[Any],
    name: FileName = "",
) -> Response[bytes]:
    """XML or zip as the distributor sent it. Good records are stored, bad ones come back with their reason."""
    accepted = [
        intake
        for upload in uploads
        for intake in import_measures(
            units=call.services.units,
            actor=call.actor,
            flows=call.services.flows,
            containers=call.services.containers,
            name=upload.name,
            data=upload.data,
            books=call.services.books,
        )
    ]
    return json(Files(views(HandledFileView, accepted)))


@get("/", summary="The files received last, newest first", opt=wire(response=Page[FlowFile]), sync_to_thread=True)
def files(
    call: NamedDependency[ApiCall],
    direction: Annotated[Direction | None, QueryParameter(description="Only what came in, or went out.")] = None,
    flow: Annotated[str, QueryParameter(description="Only of this flow.")] = "",
    outcome: Annotated[str, QueryParameter(description="Only of this outcome: imported, sent, a fault code.")] = "",
    counterpart: Annotated[str, QueryParameter(description="Only from or for this VAT number.")] = "",
    channel: Annotated[str, QueryParameter(description="Only through this channel.")] = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Without their content."""
    with call.reading() as uow:
        found = uow.flow_files.files(
            limit, direction=direction, flow=flow, outcome=outcome, counterpart=counterpart, channel=channel
        )
    return listed(found)


@get("/{sha256:str}", summary="One file, without its content", opt=wire(response=FlowFile), sync_to_thread=True)
def one_file(sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """What became of it."""
    with call.reading() as uow:
        return json(uow.flow_files.file(sha256))


@get(
    "/{sha256:str}/content",
    summary="The bytes of a file, as they came",
    opt=wire(media=("application/octet-stream",)),
    sync_to_thread=True,
)
def content(sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Stream:
    """Byte for byte; their SHA-256 is the address."""
    with call.reading() as uow:
        file = uow.flow_files.file(sha256)

    def pieces() -> Iterator[bytes]:
        with call.reading() as uow:
            yield from uow.flow_files.content(sha256)

    return streamed(pieces(), file.name)


@get(
    "/{sha256:str}/rejected",
    summary="The rejected records of a file",
    opt=wire(response=Page[RawRejectedRecordView]),
    sync_to_thread=True,
)
def rejected_records(sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """With their raw text, in order."""
    with call.reading() as uow:
        uow.flow_files.file(sha256)
        found = uow.flow_files.refused(sha256)
    return listed(views(RawRejectedRecordView, found))


@post(
    "/{sha256:str}/import-again",
    summary="Read a stored file again",
    opt=wire(response=Files[HandledFileView]),
    sync_to_thread=True,
    status_code=200,
)
def again(sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """For example after its points were registered. What was accepted before stays as it is.

    A measure file comes back as POST /flows gives it, market messages as POST /cases/received does; of a zip each file
    in it.
    """
    accepted = handle_again(call.services, call.actor, sha256)
    return json(Files(views(HandledFileView, accepted)))
