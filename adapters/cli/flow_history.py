"""Commands on the history of flows: what came and went for a point or a case, one file, one record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, progress, table
from adapters.wire.converter import write
from adapters.wire.views.exchange import FlowLineView, RecordTextView, StoredFileView, flow_line_views
from application.exchange.file_handlers import file_handlers
from application.exchange.replay_files import Replayed, replay_files
from application.exchange.show_history import files_of, show_record, whole_hash
from application.ports.flow_files import Direction, FlowLine

_SHORT_HASH = 10
FileStart = Annotated[str, Parameter(help="the SHA-256 of a file, or its beginning")]


def add_history_commands(app: App, entry: Entry) -> None:
    """bollettario flows history, flows replay, flows show."""

    @app.command
    def history(
        point: Annotated[str, Parameter(help="POD, PDR or code of a point; a POD with or without its check")] = "",
        *,
        case: Annotated[str, Parameter(help="the code of a case (CP_UTENTE)")] = "",
        flow: Annotated[str, Parameter(help="a flow, e.g. PDO2G or SE1.0100")] = "",
        from_: Annotated[dt.date | None, Parameter(name="--from", help="first day the values are of")] = None,
        to: Annotated[dt.date | None, Parameter(help="last day the values are of, included")] = None,
        limit: Annotated[int, Parameter(help="how many lines at most")] = 500,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[FlowLineView, ...]] = False,
    ) -> None:
        """Everything that came and went for a point or a case, in order of time, with file, record and outcome.

        `flows show FILE --record N` prints a record as it was written.
        """
        if not (point or case or flow or from_ or to):
            fail("give a point, or --case, --flow, --from, --to", code=2)
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            lines = uow.flow_files.lines(point=point, case=case, flow=flow, first=from_, last=to, limit=limit)
            files = files_of(uow, lines)
        if json:
            emit(flow_line_views(lines, files))
            return
        _show(f"History of {point or case or flow or 'all flows'}", lines, with_point=not point)
        for sha256, file in files.items():
            where = f"{file.container}: {file.name}" if file.container else file.name
            console.print(f"[dim]{sha256[:_SHORT_HASH]}[/] {escape(where)}: {escape(file.outcome)}", soft_wrap=True)
        if len(lines) == limit:
            console.print(f"the first {limit} lines; --limit shows more", style="dim")

    @app.command
    def replay(
        *,
        from_: Annotated[dt.date, Parameter(name="--from", help="first day of arrival")],
        to: Annotated[dt.date, Parameter(help="last day of arrival, included")],
        into: Annotated[str, Parameter(help="the name of the scratch: its tenant is TENANT:NAME")],
        tenant: Tenant = "",
        json: Annotated[AsJson, Replayed] = False,
    ) -> None:
        """Process again what came on some days, in a scratch tenant, and compare with what is stored.

        The registry of today is copied first. Ends with 1 where the replay gives something else.
        """
        with entry.open_services(entry.clock) as services, progress() as bar:
            task = bar.add_task("replaying", total=None)
            done = replay_files(
                units=services.units,
                actor=entry.actor(tenant),
                spool=services.spool,
                handlers_of=lambda actor: file_handlers(services, actor),
                into=into,
                first=from_,
                last=to,
                progress=lambda _: bar.advance(task),
            )
        if json:
            emit(done)
        else:
            same = "the same" if done.is_same else "[red]SII-039[/] something else than"
            console.print(f"{done.files} files replayed into {escape(done.scratch)}: {same} as is stored")
            console.print(f"stored   {done.stored_digest}\nreplayed {done.replayed_digest}", style="dim")
            for each in done.differences:
                summary = f"{each.what} of {each.subject}: {each.stored} only stored, {each.replayed} only replayed"
                console.print(escape(summary), soft_wrap=True)
            for name in done.unhandled:
                console.print(f"no handler recognises {escape(name)}", soft_wrap=True)
        if not done.is_same:
            raise SystemExit(1)

    @app.command
    def show(
        file: FileStart,
        *,
        record: Annotated[int, Parameter(help="print this record, as it was written; the first is 1")] = 0,
        tenant: Tenant = "",
        json: Annotated[AsJson, StoredFileView | RecordTextView] = False,
    ) -> None:
        """Show what became of a file, or one record of it as it was written."""
        chosen = tenant or entry.tenant
        with entry.open_services(entry.clock) as services:
            sha256 = whole_hash(units=services.units, tenant=chosen, start=file)
            if record:
                found, raw = show_record(
                    units=services.units, tenant=chosen, records=services.records, sha256=sha256, number=record
                )
                if json:
                    emit(RecordTextView(sha256, found.name, record, raw))
                else:
                    console.print(raw, soft_wrap=True, markup=False)
                return
            with services.units(chosen) as uow:
                found, size = uow.flow_files.file(sha256), uow.flow_files.size(sha256)
        stored = StoredFileView(found, size)
        if json:
            emit(stored)
            return
        shown = write(stored)
        assert isinstance(shown, dict)
        for name, value in shown.items():
            console.print(f"[dim]{name:12}[/] {escape(str(value))}", soft_wrap=True)


def _show(title: str, lines: Sequence[FlowLine], *, with_point: bool) -> None:
    """Lines in 80 columns: the arrow says in or out, the record is named as FILE#NUMBER."""
    with_case = any(line.case for line in lines)
    columns = ("at", "flow", "of", "what", "outcome", *(("point",) * with_point), *(("case",) * with_case), "record")
    rows = [
        (
            f"{line.at:%y-%m-%d}" if with_case else f"{line.at:%y-%m-%d %H:%M}",
            f"{'<' if line.direction is Direction.IN else '>'} {line.flow}",
            line.day.isoformat(),
            line.what.value,
            f"{line.outcome} {line.code}".rstrip(),
            *((line.point,) * with_point),
            *((line.case,) * with_case),
            f"{line.sha256[:_SHORT_HASH]}#{line.record}",
        )
        for line in lines
    ]
    table(title, columns, rows)
