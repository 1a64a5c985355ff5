"""Call records as they are shown: numbers are masked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import attrs

from adapters.wire.view import At, view
from adapters.wire.views.fault import FaultView
from application.metering.import_calls import HandledCalls
from domain.kernel.telephone import masked
from domain.metering.calls.call import SuspendedCdr


@attrs.frozen
class SuspendedCallView:
    """A record that waits, and why; `file` is the SHA-256 of its file."""

    source: str
    file: Annotated[str, At("raw.sha256")]
    line: Annotated[int, At("raw.line")]
    caller: str
    fault: FaultView


@attrs.frozen
class ImportedCallsView:
    """What became of a file of call records."""

    name: Annotated[str, At("file.name")]
    sha256: Annotated[str, At("file.sha256")]
    outcome: Annotated[str, At("file.outcome")]
    detail: Annotated[str, At("file.detail")]
    records: Annotated[int, At("file.records")]
    accepted: Annotated[int, At("file.accepted")]
    known: Annotated[int, At("file.known")]
    skipped: int
    suspended: tuple[SuspendedCallView, ...]
    warnings: Annotated[tuple[FaultView, ...], At("file.warnings")]


@attrs.frozen
class CallFileView:
    """A file of call records that was received, without its content."""

    sha256: str
    name: str
    mapping: str
    received_at: dt.datetime
    outcome: str
    detail: str
    records: int
    accepted: int
    known: int
    skipped: int
    suspended: int


def suspended_views(records: Iterable[SuspendedCdr]) -> tuple[SuspendedCallView, ...]:
    """The views of records that wait."""
    return tuple(view(SuspendedCallView, each, caller=masked_caller(each)) for each in records)


def imported_calls_view(handled: HandledCalls) -> ImportedCallsView:
    """The view of what came of a file of calls."""
    return view(ImportedCallsView, handled, suspended=suspended_views(handled.suspended))


def masked_caller(record: SuspendedCdr) -> str:
    """Who called, its last digits hidden; empty where the record cannot be read."""
    return masked(record.call.a_number) if record.call else ""
