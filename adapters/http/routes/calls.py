"""Routes of call records: take them in, see what waits in suspense, rate it again. Numbers are masked."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from adapters.http.answer import download, fault, json, listed
from adapters.http.call import Call, Limit
from adapters.http.describe import FAULT, many, obj, pages_of, wire
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, takes_files, upload_router
from application.metering.import_calls import HandledCalls, import_calls, rate_suspended
from application.ports.calls import CallFile
from domain.kernel.digest import Plain
from domain.kernel.telephone import masked
from domain.metering.call import SuspendedCdr

_RECORD = obj(source=str, file=str, line=int, caller=str, fault=FAULT)
_COUNTS = {"records": int, "taken": int, "known": int, "skipped": int}
_INTAKE = obj(name=str, sha256=str, outcome=str, detail=str, **_COUNTS, suspended=many(_RECORD), warnings=many(FAULT))
_FILE = obj(
    sha256=str,
    name=str,
    mapping=str,
    received_at={"type": "string", "format": "date-time"},
    outcome=str,
    detail=str,
    **_COUNTS,
    suspended=int,
)
Mapping = Annotated[str, QueryParameter(description="The mapping of the operator, see /calls/mappings.")]


def call_routes(settings: HttpSettings) -> Router:
    """Every route of call records."""

    return Router(
        "/calls",
        route_handlers=[
            upload_router("/", take_in, settings),
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
    """CSV as the operator sent it. Calls known before change nothing; what cannot be used waits with its reason."""
    taken = [
        import_calls(
            units=call.services.units,
            actor=call.actor,
            files=call.services.calls,
            name=upload.name,
            data=upload.data,
            mapping=mapping,
        )
        for upload in uploads
    ]
    return json({"files": [_intake(each) for each in taken]})


@get("/mappings", summary="The mappings of operators", opt=wire(gives=pages_of(obj(name=str, label=str))))
async def mappings(call: NamedDependency[Call]) -> Response[bytes]:
    """By name."""
    known = call.services.calls.mappings()
    return listed({"name": name, "label": label} for name, label in known.items())


@get("/files", summary="The files received last, newest first", opt=wire(gives=pages_of(_FILE)), sync_to_thread=True)
def files(call: NamedDependency[Call], limit: Limit = 50) -> Response[bytes]:
    """Without their content."""
    with call.reading() as uow:
        return listed(_head(file) for file in uow.calls.files(limit))


@get(
    "/files/{sha256:str}/content",
    summary="The bytes of a file of call records, as they came",
    opt=wire(media=("application/octet-stream",)),
    sync_to_thread=True,
)
def content(sha256: FromPath[str], call: NamedDependency[Call]) -> Response[bytes]:
    """Byte for byte; their SHA-256 is the address."""
    with call.reading() as uow:
        file = uow.calls.file(sha256)
    return download(file.content, file.name)


@get("/suspended", summary="The records in suspense", opt=wire(gives=pages_of(_RECORD)), sync_to_thread=True)
def suspended(call: NamedDependency[Call]) -> Response[bytes]:
    """In the order they came, each with its reason."""
    with call.reading() as uow:
        return listed(_record(each) for each in uow.calls.suspended())


@post(
    "/suspended/rate-again",
    summary="Rate the records in suspense again",
    opt=wire(gives=_INTAKE),
    sync_to_thread=True,
    status_code=200,
)
def again(call: NamedDependency[Call]) -> Response[bytes]:
    """For example after a contract was recorded or a prefix was added to a plan."""
    intake = rate_suspended(units=call.services.units, actor=call.actor, files=call.services.calls)
    return json(_intake(intake))


def _record(record: SuspendedCdr) -> Plain:
    return {
        "source": record.source,
        "file": record.raw.sha256,
        "line": record.raw.line,
        "caller": masked(record.call.a_number) if record.call else "",
        "fault": fault(record.fault),
    }


def _intake(intake: HandledCalls) -> Plain:
    return {
        "name": intake.file.name,
        "sha256": intake.file.sha256,
        "outcome": intake.file.outcome,
        "detail": intake.file.detail,
        "records": intake.file.records,
        "taken": intake.file.accepted,
        "known": intake.file.known,
        "skipped": intake.skipped,
        "suspended": [_record(each) for each in intake.suspended],
        "warnings": [fault(each) for each in intake.file.warnings],
    }


def _head(file: CallFile) -> Plain:
    return {
        "sha256": file.sha256,
        "name": file.name,
        "mapping": file.mapping,
        "received_at": file.received_at.isoformat(),
        "outcome": file.outcome,
        "detail": file.detail,
        "records": file.records,
        "taken": file.taken,
        "known": file.known,
        "skipped": file.skipped,
        "suspended": file.suspended,
    }
