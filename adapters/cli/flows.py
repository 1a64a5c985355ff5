"""Commands on measure files: import, list, show what was rejected, describe the formats."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.flow_formats import add_format_commands
from adapters.cli.flow_history import add_history_commands
from adapters.cli.options import AsJson, Limit, Tenant
from adapters.cli.output import console, emit, fail, progress, table
from adapters.cli.received_files import LIMIT_BYTES, STANDARD_INPUT, chunks, show_handled
from adapters.wire.view import views
from adapters.wire.views.exchange import HandledFileView, RawRejectedRecordView
from application.exchange.file_handlers import handle_again
from application.journal import Actor
from application.metering.import_measures import import_measures
from application.ports.channels import ChannelFault
from application.ports.file_handlers import Handled
from application.ports.flow_files import Direction, FlowFile
from application.services import Services

MeasureFiles = Annotated[
    Path, Parameter(help="XML files, zips, or folders of them; - is standard input", allow_leading_hyphen=True)
]
InputName = Annotated[str, Parameter(help="the name of what comes by standard input, as the distributor gave it")]
FileHash = Annotated[str, Parameter(help="the SHA-256 of a file, whole, as list --json shows it")]


def import_folder(
    services: Services, actor: Actor, paths: Iterable[Path], title: str, *, name: str = ""
) -> list[Handled]:
    """Import files, and the files of folders in order of name, with a progress bar by files and one by bytes.

    name  what standard input (the path "-") is called
    """
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    files = [file for file in files if file.is_file() or file == STANDARD_INPUT]
    handled: list[Handled] = []
    with progress() as bar:
        task, bytes_read = bar.add_task(title, total=len(files)), bar.add_task("bytes", total=None)
        for file in files:
            with services.spool(chunks(file), limit_bytes=LIMIT_BYTES) as content:
                handled += import_measures(
                    units=services.units,
                    actor=actor,
                    flows=services.flows,
                    containers=services.containers,
                    name=name if file == STANDARD_INPUT and name else file.name,
                    data=content,
                    books=services.books,
                    progress=lambda _, done, size: bar.update(bytes_read, completed=done, total=size),
                )
            bar.advance(task)
        bar.remove_task(bytes_read)
    return handled


def flow_commands(entry: Entry) -> App:
    """bollettario flows ..."""
    app = App(name="flows", help="Measure files of distributors (SII).")

    @app.command(name="import")
    def import_(
        *paths: MeasureFiles,
        name: InputName = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[HandledFileView, ...]] = False,
    ) -> None:
        """Import measure files or folders (XML or zip). Good records are accepted, bad ones kept with their reason.

        Files of any size are read a part at a time. The same content a second time changes nothing. Ends with 1 when
        something was rejected.
        """
        if not paths:
            fail("give at least one measure file or folder", code=2)
        for path in paths:
            if not path.exists() and path != STANDARD_INPUT:
                fail(f"{path}: there is no such file or folder", code=2)
        with entry.open_services(entry.clock) as services:
            try:
                handled = import_folder(services, entry.actor(tenant), paths, "importing", name=name)
            except ChannelFault as fault:
                fail(str(fault))
        show_handled(handled, json=json)

    @app.command
    def again(
        sha256: FileHash, *, tenant: Tenant = "", json: Annotated[AsJson, tuple[HandledFileView, ...]] = False
    ) -> None:
        """Take a stored file again, of measures or of market messages, e.g. after its points were registered."""
        with entry.open_services(entry.clock) as services:
            handled = handle_again(services, entry.actor(tenant), sha256)
        show_handled(handled, json=json)

    @app.command(name="list")
    def list_(
        *,
        outcome: Annotated[str, Parameter(help='only of this outcome: imported, "to be sent", sent, or a code')] = "",
        flow: Annotated[str, Parameter(help="only of this flow")] = "",
        direction: Annotated[Direction | None, Parameter(help="only what came in, or went out")] = None,
        counterpart: Annotated[str, Parameter(help="only from or for this VAT number")] = "",
        channel: Annotated[str, Parameter(help="only through this channel")] = "",
        tenant: Tenant = "",
        limit: Limit = 50,
        json: Annotated[AsJson, tuple[FlowFile, ...]] = False,
    ) -> None:
        """List the files that came or went last, newest first."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            files = uow.flow_files.files(
                limit, direction=direction, flow=flow, outcome=outcome, counterpart=counterpart, channel=channel
            )
        if json:
            emit(files)
            return
        table(
            "Files",
            ("sha256", "name", "flow", "outcome", "records", "accepted", "rejected"),
            [
                (f.sha256[:12], _within(f), f.flow, f.outcome, str(f.records), str(f.accepted), str(f.rejected))
                for f in files
            ],
            right=frozenset({4, 5, 6}),
        )

    @app.command
    def rejected(
        sha256: FileHash, *, tenant: Tenant = "", json: Annotated[AsJson, tuple[RawRejectedRecordView, ...]] = False
    ) -> None:
        """Show the records of a file that were not accepted, with the raw text."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            uow.flow_files.file(sha256)
            records = uow.flow_files.refused(sha256)
        if json:
            emit(views(RawRejectedRecordView, records))
            return
        for r in records:
            console.print(
                f"[bold]record {r.record}[/] {escape(r.point or '')} [red]{r.fault.code}[/] {escape(r.fault.message)}",
                soft_wrap=True,
            )
            console.print(r.raw, soft_wrap=True, markup=False, style="dim")

    add_history_commands(app, entry)
    add_format_commands(app, entry)
    return app


def _within(file: FlowFile) -> str:
    return f"{file.container}: {file.name}" if file.container else file.name
