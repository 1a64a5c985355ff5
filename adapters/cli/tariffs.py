"""Commands on the tariff book: check, show, list, load a tenant's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, table
from adapters.wire.view import views
from adapters.wire.views.registry import ParameterFindingView, ParameterRowView, ParameterView
from application.tariffs.load_parameters import load_parameters
from domain.kernel.validity import FOREVER
from domain.tariffs.parameter import NotInForce, ParameterHead, ParameterRow, UnknownParameter

BookFolder = Annotated[Path | None, Parameter(help="a tariff data directory; the packaged one when left out")]
OwnFolder = Annotated[
    Path, Parameter(help="laid out like the packaged data, with its own sources.toml; hourly/ holds hourly series")
]
Prefix = Annotated[str, Parameter(help="the beginning of a path, e.g. electricity/")]
ParameterPath = Annotated[str, Parameter(help="the path of a parameter, e.g. electricity/sigma1")]
OnDay = Annotated[dt.date | None, Parameter(help="the day, YYYY-MM-DD; today when left out")]
RowKey = Annotated[
    tuple[str, ...],
    Parameter(
        consume_multiple=True,
        negative="",
        help="the key of the row, where the parameter has one, e.g. --key BTA3; every key when left out",
    ),
]


def tariff_commands(entry: Entry) -> App:
    """bollettario parameters ..."""
    app = App(name="parameters", help="The tariff book: every value with its act, its validity and its history.")

    @app.command
    def check(
        directory: BookFolder = None, *, json: Annotated[AsJson, tuple[ParameterFindingView, ...]] = False
    ) -> None:
        """Validate every parameter file: overlaps, gaps, sources, decimals, stale checks. Ends with 1 on errors."""
        findings = entry.check_parameters(directory)
        bad = [finding for finding in findings if finding.is_error]
        if json:
            emit(tuple(ParameterFindingView(finding.is_error, str(finding)) for finding in findings))
        else:
            for finding in findings:
                console.print(str(finding), soft_wrap=True, markup=False, style="red" if finding.is_error else "yellow")
            console.print(f"{len(bad)} errors, {len(findings) - len(bad)} warnings")
        if bad:
            raise SystemExit(1)

    @app.command(name="list")
    def list_(prefix: Prefix = "", *, json: Annotated[AsJson, tuple[ParameterHead, ...]] = False) -> None:
        """List the parameters whose path begins with PREFIX."""
        book = entry.books().book(entry.clock.today())
        heads = [head for path, head in sorted(book.heads.items()) if path.startswith(prefix)]
        if json:
            emit(heads)
            return
        table(
            "Parameters",
            ("path", "unit", "key", "label"),
            [(head.path, head.unit, " ".join(head.dimensions), head.label) for head in heads],
        )

    @app.command
    def show(
        path: ParameterPath,
        *,
        on: OnDay = None,
        key: RowKey = (),
        json: Annotated[AsJson, ParameterView] = False,
    ) -> None:
        """Print a value, its act and its history."""
        wanted = on or entry.clock.today()
        book = entry.books().book(entry.clock.today())
        try:
            history = book.history(path)
            head = book.heads[path]
            keys = [key] if key else sorted({row.key for row in history})
            found = [
                (each, book.value(path, each, wanted)) for each in keys if key or _in_force(entry, path, each, wanted)
            ]
        except (UnknownParameter, NotInForce) as error:
            fail(str(error))
        rows = [row for row in history if not key or row.key == key]
        if json:
            values = views(ParameterRowView, (row for _, row in found))
            emit(ParameterView(head, wanted, book.known_on, values, views(ParameterRowView, rows)))
            return
        console.print(f"[bold]{path}[/]  {escape(head.label)}  ({head.unit})")
        console.print(f"{head.description}\nNorma: {head.norm}", markup=False)
        if not found:
            console.print(f"[yellow]no value in force on {wanted}[/]")
        for _, row in found:
            console.print(
                f"\n[bold green]{' '.join((*row.key, str(row.value)))} {head.unit}[/] on {wanted} ({row.status.value})"
            )
            console.print(f"{row.source.title}\n{row.source.link}", soft_wrap=True, markup=False)
        console.print()
        table(
            "History",
            ("key", "from", "to (excluded)", "value", "known from", "status", "source"),
            [
                (
                    " ".join(row.key),
                    str(row.period.start),
                    _stop(row),
                    str(row.value),
                    str(row.known_from),
                    row.status.value,
                    row.source.id,
                )
                for row in rows
            ],
            right=frozenset({3}),
        )

    @app.command
    def load(directory: OwnFolder, *, tenant: Tenant = "") -> None:
        """Lay a tenant's own parameters and hourly prices over the common book."""
        try:
            heads, rows, hourly = entry.read_parameters(directory)
        except ValueError as error:
            fail(str(error), code=2)
        with entry.open_services(entry.clock) as services:
            digest = load_parameters(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                heads=heads,
                rows=rows,
                hourly=hourly,
            )
        console.print(f"{len(rows)} values and {len(hourly)} hourly series loaded; book {digest[:16]}")

    return app


def _in_force(entry: Entry, path: str, key: tuple[str, ...], wanted: dt.date) -> bool:
    try:
        entry.books().book(entry.clock.today()).value(path, key, wanted)
    except NotInForce:
        return False
    return True


def _stop(row: ParameterRow) -> str:
    return "open" if row.period.stop == FOREVER else str(row.period.stop)
