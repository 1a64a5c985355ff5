"""bollettario flows formats: every declared format, or one with its fields and rules."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry, FlowFormat
from adapters.cli.options import AsJson
from adapters.cli.output import console, emit, fail, table
from adapters.wire.view import view, views
from adapters.wire.views.exchange import FormatFieldView, FormatRuleView, FormatView, WholeFormatView

FormatCode = Annotated[str, Parameter(help="the code of a flow, e.g. PNO2G or TML; without it all are listed")]


def add_format_commands(app: App, entry: Entry) -> None:
    """bollettario flows formats [CODE]."""

    @app.command
    def formats(
        code: FormatCode = "", *, json: Annotated[AsJson, tuple[FormatView, ...] | tuple[WholeFormatView, ...]] = False
    ) -> None:
        """List the declared formats: first day, carrier, way. With a code, its fields, rules and source.

        Source: C seen in a source, I inferred, R recalled and to be verified.
        """
        found = [each for each in entry.flow_formats() if not code or each.code == code.strip().upper()]
        if not found:
            fail(f"no format is declared for the flow {code!r}; see them all with: bollettario flows formats", code=2)
        if json:
            emit(tuple(_whole(each) for each in found) if code else views(FormatView, found))
        elif code:
            for each in found:
                _show(each)
        else:
            table(
                "Formats",
                ("code", "since", "carrier", "way", "title"),
                [(f.code, f.version, f.carrier, f.direction, f.title) for f in found],
            )
            console.print("fields, rules and source of one: bollettario flows formats CODE", style="dim")


def _show(each: FlowFormat) -> None:
    console.print(f"[bold]{each.code}[/] {each.title} ({each.commodity}, {each.carrier}, since {each.version})")
    console.print(f"{each.record}; source {each.source}", style="dim", markup=False)
    table("Fields", ("element", "type", "unit", "required", "label", "source"), list(each.fields))
    if each.checks:
        table("Rules", ("rule", "label", "severity"), list(each.checks))


def _whole(each: FlowFormat) -> WholeFormatView:
    return view(
        WholeFormatView,
        each,
        fields=tuple(FormatFieldView(*row) for row in each.fields),
        rules=tuple(FormatRuleView(*row) for row in each.checks),
    )
