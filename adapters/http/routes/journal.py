"""Routes of the journal: everything that was changed, by whom, chained by hashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Stream

from adapters.http.answer import NDJSON, json
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.wire.converter import write
from adapters.wire.views.registry import JournalCheckView
from application.ports.record import JournalEntry

_BATCH = 200


@get("/", summary="The journal, one JSON object a line", opt=wire(media=(NDJSON,)), sync_to_thread=True)
def journal(
    call: NamedDependency[ApiCall],
    after: Annotated[int, QueryParameter(ge=0, description="Only entries with a number above this.")] = 0,
) -> Stream:
    """In order, streamed: seq, at, actor, use_case, input_hash, events, previous, hash."""
    return Stream(_lines(call, after), media_type=NDJSON)


@get(
    "/verify",
    summary="Whether the chain of the journal holds",
    opt=wire(response=JournalCheckView),
    sync_to_thread=True,
)
def verify(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Recomputes every hash; `first_broken` is the number of the first entry that does not follow."""
    with call.reading() as uow:
        broken = uow.journal.first_broken()
    return json(JournalCheckView(broken is None, broken))


def journal_routes() -> Router:
    """Every route of the journal."""
    return Router("/journal", route_handlers=[journal, verify], tags=["Journal"])


def _lines(call: ApiCall, after: int) -> Iterator[bytes]:
    batch: list[bytes] = []
    with call.reading() as uow:
        for entry in uow.journal.entries():
            if entry.seq > after:
                batch.append(_line(entry))
            if len(batch) == _BATCH:
                yield b"".join(batch)
                batch = []
    yield b"".join(batch)


def _line(entry: JournalEntry) -> bytes:
    return msgspec.json.encode(write(entry)) + b"\n"
