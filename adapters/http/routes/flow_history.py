"""Routes of the history of flows: every record in or out by point, case, flow and day, each as it was written."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from adapters.http.answer import json, page
from adapters.http.call import ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput
from adapters.wire.view import Page
from adapters.wire.views.exchange import FlowLineView, RecordTextView, flow_line_views
from application.exchange.file_handlers import file_handlers
from application.exchange.replay_files import Replayed, replay_files
from application.exchange.show_history import files_of, show_record


@get(
    "/history",
    summary="What came and went, record by record",
    opt=wire(response=Page[FlowLineView]),
    sync_to_thread=True,
)
def history(
    call: NamedDependency[ApiCall],
    point: Annotated[str, QueryParameter(description="POD, PDR or code of a point.")] = "",
    case: Annotated[str, QueryParameter(description="The code of a case (CP_UTENTE).")] = "",
    flow: Annotated[str, QueryParameter(description="A flow, as PDO2G or SE1.0100.")] = "",
    first: Annotated[dt.date | None, QueryParameter(description="First day the values are of.")] = None,
    last: Annotated[dt.date | None, QueryParameter(description="Last day the values are of, included.")] = None,
    after: Annotated[int, QueryParameter(ge=0, description="Only what comes after this position.")] = 0,
    limit: Limit = 50,
) -> Response[bytes]:
    """In order of time. Points compare on their first 14 characters: the check of a POD may be there or not.

    `container` is the zip the file came in, `file_outcome` what became of all of the file.
    """
    with call.reading() as uow:
        found = uow.flow_files.lines(
            point=point, case=case, flow=flow, first=first, last=last, after=after, limit=limit + 1
        )
        files = files_of(uow, found)
    return page(flow_line_views(found, files), limit, lambda shown: str(shown.line.position))


@post(
    "/replay",
    summary="Replay files into a scratch tenant and compare",
    opt=wire(
        response=Replayed,
    ),
    sync_to_thread=True,
    status_code=200,
)
def replay(
    call: NamedDependency[ApiCall],
    first: Annotated[dt.date, QueryParameter(description="First day of arrival.")],
    last: Annotated[dt.date, QueryParameter(description="Last day of arrival, included.")],
    into: Annotated[str, QueryParameter(description="Name of the scratch; its tenant is {tenant}:{name}.")],
) -> Response[bytes]:
    """What came on those days is processed again under a copy of today's registry; equal digests: the same came."""
    if not into or last < first:
        raise BadInput((("query", "give the name of a scratch, and days in order"),))
    done = replay_files(
        units=call.services.units,
        actor=call.actor,
        spool=call.services.spool,
        handlers_of=lambda actor: file_handlers(call.services, actor),
        into=into,
        first=first,
        last=last,
    )
    return json(done)


@get(
    "/{sha256:str}/records/{number:int}",
    summary="One record of a file, as it was written",
    opt=wire(response=RecordTextView),
    sync_to_thread=True,
)
def one_record(sha256: FromPath[str], number: FromPath[int], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The element of an XML, the line of a text; numbered from 1 as the history numbers them."""
    file, raw = show_record(
        units=call.services.units, tenant=call.tenant, records=call.services.records, sha256=sha256, number=number
    )
    return json(RecordTextView(sha256, file.name, number, raw))
