"""Commands on call records: import, list, show what waits in suspense, rate it again. Numbers are masked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Limit, Tenant
from adapters.cli.output import console, emit, fail, table
from adapters.wire.view import views
from adapters.wire.views.calls import (
    CallFileView,
    ImportedCallsView,
    SuspendedCallView,
    imported_calls_view,
    masked_caller,
    suspended_views,
)
from adapters.wire.views.registry import MappingView
from application.metering.import_calls import HandledCalls, import_calls, rate_suspended

CallFile = Annotated[Path, Parameter(help="CSV files as the operator sent them")]
Mapping = Annotated[str, Parameter(help="the mapping of the operator, see `calls mappings`")]


def call_commands(entry: Entry) -> App:
    """bollettario calls ..."""
    app = App(name="calls", help="Call records of telephone operators (CDR).")

    @app.command(name="import")
    def import_(
        *paths: CallFile,
        mapping: Mapping,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[ImportedCallsView, ...]] = False,
    ) -> None:
        """Import files of call records by the MAPPING of their operator. Calls known before change nothing.

        What cannot be used waits in suspense with its reason. Ends with 1 where something waits or a file was refused.
        """
        if not paths:
            fail("give at least one file of call records", code=2)
        for path in paths:
            if not path.is_file():
                fail(f"{path}: there is no such file", code=2)
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            intakes = [
                import_calls(
                    units=services.units,
                    actor=actor,
                    files=services.calls,
                    name=path.name,
                    data=path.read_bytes(),
                    mapping=mapping,
                )
                for path in paths
            ]
        _show(intakes, json=json)

    @app.command
    def again(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[ImportedCallsView, ...]] = False) -> None:
        """Rate the records in suspense again, e.g. after a contract was recorded or a prefix added to a plan."""
        with entry.open_services(entry.clock) as services:
            intake = rate_suspended(units=services.units, actor=entry.actor(tenant), files=services.calls)
        _show([intake], json=json)

    @app.command
    def suspended(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[SuspendedCallView, ...]] = False) -> None:
        """Show the records that wait, each with its reason."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            records = uow.calls.suspended()
        if json:
            emit(suspended_views(records))
            return
        table(
            "In suspense",
            ("source", "line", "caller", "code", "reason"),
            [
                (each.source, str(each.raw.line), masked_caller(each), each.fault.code, each.fault.message)
                for each in records
            ],
            right=frozenset({1}),
        )

    @app.command(name="list")
    def list_(
        *, tenant: Tenant = "", limit: Limit = 50, json: Annotated[AsJson, tuple[CallFileView, ...]] = False
    ) -> None:
        """List the files received last, newest first."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            files = uow.calls.files(limit)
        if json:
            emit(views(CallFileView, files))
            return
        shown = ("name", "mapping", "outcome", "accepted", "suspended")
        rows = [(file.sha256[:12], *(str(getattr(file, column)) for column in shown)) for file in files]
        table("Files", ("sha256", *shown), rows, right=frozenset({4, 5}))

    @app.command
    def mappings(*, json: Annotated[AsJson, tuple[MappingView, ...]] = False) -> None:
        """List the mappings of operators."""
        with entry.open_services(entry.clock) as services:
            known = services.calls.mappings()
        if json:
            emit(tuple(MappingView(name, label) for name, label in known.items()))
            return
        table("Mappings", ("name", "label"), list(known.items()))

    return app


def _show(imports: list[HandledCalls], *, json: bool) -> None:
    if json:
        emit(tuple(imported_calls_view(each) for each in imports))
    else:
        table(
            "Imported",
            ("file", "outcome", "records", "accepted", "known", "skipped", "suspended"),
            [_shown(each) for each in imports],
            right=frozenset(range(2, 7)),
        )
        for each in imports:
            file = each.file
            if file.detail:
                console.print(f"[red]{file.outcome}[/] {escape(file.name)}: {escape(file.detail)}", soft_wrap=True)
            for fault in (*(record.fault for record in each.suspended), *file.warnings):
                console.print(f"[red]{fault.code}[/] {escape(fault.subject)}: {escape(fault.message)}", soft_wrap=True)
    if not all(each.file.is_good for each in imports):
        raise SystemExit(1)


def _shown(each: HandledCalls) -> tuple[str, ...]:
    counts = (each.file.records, each.file.accepted, each.file.known, each.skipped, len(each.suspended))
    return (each.file.name, each.file.outcome, *map(str, counts))
