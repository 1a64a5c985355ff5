"""Files of the market and their records as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE
from adapters.wire.views.fault import FaultView
from application.ports.flow_files import FlowFile, FlowLine


@attrs.frozen
class RefusedRecordView:
    """A record that was not taken, and why."""

    record: int
    point: str | None
    fault: FaultView


@attrs.frozen
class RawRefusedRecordView:
    """A record that was not taken, why, and as it was written."""

    record: int
    point: str | None
    fault: FaultView
    raw: str


@attrs.frozen
class IntakeView:
    """What became of a measure file."""

    name: str
    sha256: str
    flow: str
    outcome: str
    detail: str
    records: int
    taken: int
    refused: tuple[RefusedRecordView, ...]
    warnings: tuple[FaultView, ...]


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
