"""What a person reads and what a program parses: tables and progress on a terminal, JSON with --json."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NoReturn

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from adapters.wire.converter import write
from domain.kernel.money import Money

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def emit(value: Any) -> None:
    """A value, or a tuple of them, as one JSON document on standard output."""
    sys.stdout.write(json.dumps(write(value), indent=2, ensure_ascii=False) + "\n")


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, right: frozenset[int] = frozenset()
) -> None:
    """A table of texts as they are, or styled; the columns numbered in `right` are aligned to the right."""
    drawn = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for i, column in enumerate(columns):
        drawn.add_column(column, justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(escape(cell) if isinstance(cell, str) else cell for cell in row))
    console.print(drawn)


def progress() -> Progress:
    """A progress bar for long work, on standard error: what a program reads stays clean."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=32),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=errors,
        transient=False,
    )


def fail(message: str, *, code: int = 1) -> NoReturn:
    """Say what is wrong on standard error, as it is written, and end with a status."""
    errors.print(f"[bold red]error[/] {escape(message)}", soft_wrap=True)
    raise SystemExit(code)


def euro(money: Money | Decimal) -> str:
    """An amount the Italian way: 1.274,92."""
    amount = money.amount if isinstance(money, Money) else money
    return f"{amount:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
