"""Files handed in at the command line: read in pieces, and what became of them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.markup import escape

from adapters.cli.output import console, emit, table
from adapters.wire.views.incoming import taken_file_view
from application.market.receive_messages import ReceivedFile
from application.metering.import_measures import Intake
from application.ports.flow_files import IMPORTED

STANDARD_INPUT = Path("-")
LIMIT_BYTES = 4 << 30
_PIECE = 1 << 20


def chunks(file: Path) -> Iterator[bytes]:
    """The bytes of a file, or of standard input, in pieces."""
    with contextlib.nullcontext(sys.stdin.buffer) if file == STANDARD_INPUT else file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def show_taken(taken: Sequence[Intake | ReceivedFile], *, json: bool) -> None:
    """What became of files of measures and of market messages; ends with 1 when something was refused."""
    intakes = [each for each in taken if isinstance(each, Intake)]
    received = [each for each in taken if isinstance(each, ReceivedFile)]
    if json:
        emit(tuple(taken_file_view(each) for each in taken))
    if not json and (intakes or not received):
        _list_intakes(intakes)
    if not json and received:
        _list_received(received)
    if any(map(_is_wanting, intakes)) or any(each.refused or each.fault for each in received):
        raise SystemExit(1)


def _list_intakes(intakes: list[Intake]) -> None:
    """What became of each file, and what is wrong."""
    table(
        "Imported",
        ("file", "flow", "outcome", "records", "taken", "refused"),
        [
            (each.name, each.flow, each.outcome, str(each.records), str(each.taken), str(len(each.refused)))
            for each in intakes
        ],
        right=frozenset({3, 4, 5}),
    )
    for each in intakes:
        if each.detail:
            console.print(f"[red]{each.outcome}[/] {escape(each.name)}: {escape(each.detail)}", soft_wrap=True)
        for record in each.refused:
            told = f"{each.name} record {record.record}: {record.fault.message}"
            console.print(f"[red]{record.fault.code}[/] {escape(told)}", soft_wrap=True)


def _list_received(found: list[ReceivedFile]) -> None:
    """What became of each message, and what is wrong."""
    rows = [(f.name, str(m.position), m.code, m.case, m.point) for f in found for m in f.messages]
    table("Received", ("file", "record", "message", "case", "point"), rows)
    for file in found:
        faults = [file.fault] if file.fault else [each for message in file.messages for each in message.faults]
        for fault in faults:
            console.print(f"[red]{fault.code}[/] {escape(fault.subject)}: {escape(fault.message)}", soft_wrap=True)
        if file.records > len(file.messages):
            told = f"{file.name}: the first {len(file.messages)} of {file.records} records; {file.refused} were refused"
            console.print(escape(told), soft_wrap=True)


def _is_wanting(each: Intake) -> bool:
    return each.outcome not in (IMPORTED, "SII-004") or bool(each.refused)
