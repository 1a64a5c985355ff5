"""Commands on case files: simulate, estimate and recalculate."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.output import emit, errors
from application.ports.case_files import BadCase
from domain.kernel.digest import Plain

CaseFile = Annotated[
    Path | None,
    Parameter(
        help="a JSON case, or - for standard input; see --schema and docs/cases",
        allow_leading_hyphen=True,  # without it a lone - is an unknown option
    ),
]
Schema = Annotated[bool, Parameter(name="--schema", negative="", help="print the JSON Schema of the case and end")]


def add_case_commands(app: App, entry: Entry) -> None:
    """bollettario simulate, bollettario estimate, bollettario recalculate"""

    @app.command
    def simulate(case: CaseFile = None, *, schema: Schema = False) -> None:
        """Price one supply for one period; print lines, blocks, VAT, total and scontrino as JSON.

        Everything needed is in the file: supply, offer, period, consumption, and values that lay over the tariff book.
        Ends with 1 when the supply is refused, 2 when the file cannot be read.
        """
        _answer("simulate", entry.cases().simulate, entry, case, schema)

    @app.command
    def estimate(case: CaseFile = None, *, schema: Schema = False) -> None:
        """Give the annual spend of an offer by the rules of the Portale Offerte, as JSON.

        Ends with 1 when the spend cannot be computed, 2 when the file cannot be read.
        """
        _answer("estimate", entry.cases().estimate, entry, case, schema)

    @app.command
    def recalculate(case: CaseFile = None, *, schema: Schema = False) -> None:
        """Give what documents cost as now known less what they charged, or a credit note, as JSON.

        The documents are cases to simulate, as billed then; what is known otherwise now is a patch over each. Ends with
        1 when a document cannot be priced, 2 when the file cannot be read.
        """
        _answer("recalculate", entry.cases().recalculate, entry, case, schema)


def _answer(kind: str, ask: Callable[[bytes], Plain], entry: Entry, case: Path | None, schema: bool) -> None:
    if schema:
        emit(entry.cases().schema(kind))
        return
    if case is None:
        errors.print(f"[bold red]error[/] give a case file, or --schema: bollettario {kind} CASE.json")
        raise SystemExit(2)
    try:
        data = sys.stdin.buffer.read() if str(case) == "-" else case.read_bytes()
    except OSError as error:
        errors.print(f"[bold red]error[/] {escape(str(case))}: {error.strerror}")
        raise SystemExit(2) from error
    try:
        answer = ask(data)
    except BadCase as error:
        for problem in error.problems:
            errors.print(f"[bold red]error[/] {escape(str(problem))}", soft_wrap=True)
        raise SystemExit(2) from error
    emit(answer)
    if isinstance(answer, dict) and "refused" in answer:
        raise SystemExit(1)
