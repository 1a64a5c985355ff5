"""Files handed in at the command line: read in pieces, and what became of them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape

from adapters.cli.output import console, emit, table
from adapters.wire.view import views
from adapters.wire.views.exchange import HandledFileView
from application.ports.file_handlers import Handled

STANDARD_INPUT = Path("-")
LIMIT_BYTES = 4 << 30
_PIECE = 1 << 20


def chunks(file: Path) -> Iterator[bytes]:
    """The bytes of a file, or of standard input, in pieces."""
    with contextlib.nullcontext(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def show_handled(files: Sequence[Handled], *, json: bool) -> None:
    """What came of files of measures and of market messages; ends with 1 when something was rejected."""
    by_message = [each for each in files if each.messages]
    whole = [each for each in files if not each.messages]
    if json:
        emit(views(HandledFileView, files))
    if not json and (whole or not by_message):
        _list_files(whole)
    if not json and by_message:
        _list_messages(by_message)
    if not all(each.is_good for each in files):
        raise SystemExit(1)


def _list_files(files: list[Handled]) -> None:
    """What came of each file, and what is wrong."""
    table(
        "Imported",
        ("file", "flow", "outcome", "records", "accepted", "rejected"),
        [
            (each.name, each.flow, each.outcome, str(each.records), str(each.accepted), str(each.rejected))
            for each in files
        ],
        right=frozenset({3, 4, 5}),
    )
    for each in files:
        if each.detail:
            console.print(f"[red]{each.outcome}[/] {escape(each.name)}: {escape(each.detail)}", soft_wrap=True)
        for record in each.rejected_records:
            reason = f"{each.name} record {record.record}: {record.fault.message}"
            console.print(f"[red]{record.fault.code}[/] {escape(reason)}", soft_wrap=True)


def _list_messages(found: list[Handled]) -> None:
    """What became of each message, and what is wrong."""
    rows = [(f.name, str(m.position), m.code, m.case, m.point) for f in found for m in f.messages]
    table("Received", ("file", "record", "message", "case", "point"), rows)
    for file in found:
        faults = [file.fault] if file.fault else [each for message in file.messages for each in message.faults]
        for fault in faults:
            console.print(f"[red]{fault.code}[/] {escape(fault.subject)}: {escape(fault.message)}", soft_wrap=True)
        if file.records > len(file.messages):
            summary = (
                f"{file.name}: the first {len(file.messages)} of {file.records} records; {file.rejected} were refused"
            )
            console.print(escape(summary), soft_wrap=True)
