"""Files of the market and their records as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE, At
from adapters.wire.views.fault import FaultView
from application.ports.flow_files import FlowFile, FlowLine


@attrs.frozen
class RejectedRecordView:
    """A record that was rejected, and why."""

    record: int
    point: str | None
    fault: FaultView


@attrs.frozen
class RawRejectedRecordView:
    """A record that was rejected, why, and as it was written."""

    record: int
    point: str | None
    fault: FaultView
    raw: str


@attrs.frozen
class ReceivedMessageView:
    """What became of one market message."""

    record: Annotated[int, At("position")]
    message: Annotated[str, At("code")]
    case: str
    point: str
    faults: tuple[FaultView, ...]


@attrs.frozen
class HandledFileView:
    """What came of a file, of measures or of market messages; of a long one what is listed first, the rest is in the
    history."""

    name: str
    sha256: str
    container: str
    flow: str
    outcome: str
    detail: str
    records: int
    accepted: int
    known: int
    rejected: int
    rejected_records: tuple[RejectedRecordView, ...]
    warnings: tuple[FaultView, ...]
    messages: tuple[ReceivedMessageView, ...]
    fault: FaultView | None


@attrs.frozen
class CollectedFileView:
    """A file that was collected, by its counts; what was rejected of it is asked for by its hash."""

    channel: str
    name: str
    outcome: str
    detail: str
    sha256: str
    records: int
    accepted: int
    rejected: int


@attrs.frozen
class SentFileView:
    """A file that was sent, or why not, and what came back at once."""

    channel: str
    name: str
    sha256: str
    outcome: str
    detail: str
    returned: tuple[CollectedFileView, ...]


@attrs.frozen
class FlowLineView:
    """A record that came or went, the container of its file and what became of that; empty while it is taken in."""

    line: Annotated[FlowLine, WHOLE]
    container: str
    file_outcome: str


def flow_line_views(lines: Iterable[FlowLine], files: Mapping[str, FlowFile]) -> tuple[FlowLineView, ...]:
    """The views of lines, with their files by SHA-256."""
    return tuple(_line(line, files.get(line.sha256)) for line in lines)


def _line(line: FlowLine, file: FlowFile | None) -> FlowLineView:
    return FlowLineView(line, file.container if file else "", file.outcome if file else "")


@attrs.frozen
class StoredFileView:
    """What became of a file, and how many bytes it has."""

    file: Annotated[FlowFile, WHOLE]
    size: int


@attrs.frozen
class RecordTextView:
    """A record of a file as it was written, numbered from 1."""

    sha256: str
    name: str
    record: int
    raw: str


@attrs.frozen
class FormatView:
    """A version of a declared flow format."""

    code: str
    title: str
    version: str
    carrier: str
    commodity: str
    record: str
    direction: str
    source: str


@attrs.frozen
class FormatFieldView:
    """A field of a format; `source`: C seen in a source, I inferred, R recalled."""

    element: str
    type: str
    unit: str
    required: str
    label: str
    source: str


@attrs.frozen
class FormatRuleView:
    """A rule that the records of a format are held against."""

    rule: str
    label: str
    severity: str


@attrs.frozen
class WholeFormatView:
    """A version of a format with its fields and its rules."""

    format: Annotated[FormatView, WHOLE]
    fields: tuple[FormatFieldView, ...]
    rules: tuple[FormatRuleView, ...]
