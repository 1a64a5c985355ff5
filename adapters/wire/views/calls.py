"""Call records as they are shown: numbers are masked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import attrs

from adapters.wire.view import At, view
from adapters.wire.views.fault import FaultView
from application.metering.import_calls import CallIntake
from domain.kernel.telephone import masked
from domain.metering.call import SuspendedCdr


@attrs.frozen
class SuspendedCallView:
    """A record that waits, and why; `file` is the SHA-256 of its file."""

    source: str
    file: Annotated[str, At("raw.sha256")]
    line: Annotated[int, At("raw.line")]
    caller: str
    fault: FaultView


@attrs.frozen
class CallIntakeView:
    """What became of a file of call records."""

    name: str
    sha256: str
    outcome: str
    detail: str
    records: int
    taken: int
    known: int
    skipped: int
    suspended: tuple[SuspendedCallView, ...]
    warnings: tuple[FaultView, ...]


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
    taken: int
    known: int
    skipped: int
    suspended: int


def suspended_views(records: Iterable[SuspendedCdr]) -> tuple[SuspendedCallView, ...]:
    """The views of records that wait."""
    return tuple(view(SuspendedCallView, each, caller=masked_caller(each)) for each in records)


def call_intake_view(intake: CallIntake) -> CallIntakeView:
    """The view of an intake."""
    return view(CallIntakeView, intake, suspended=suspended_views(intake.suspended))


def masked_caller(record: SuspendedCdr) -> str:
    """Who called, its last digits hidden; empty where the record cannot be read."""
    return masked(record.call.a_number) if record.call else ""
