"""What a simulated year says of its market cases: each with its days and its terms, how many ended how, one drawn."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from rich.markup import escape

from adapters.cli.market_cases import timeline_text
from adapters.cli.output import console, table
from application.market.watch_cases import ShownCase


def show_cases(cases: Sequence[ShownCase], today: dt.date) -> None:
    """Every case, the counts, and the longest one as a line of time; nothing where the year had none."""
    if not cases:
        return
    rows = [
        (
            each.case.code,
            each.case.process,
            each.case.point,
            each.case.state,
            str(_days(each, today)),
            str(_entered_by_hand(each) or ""),
            "late" if _is_late(each, today) else "",
        )
        for each in cases
    ]
    columns = ("case", "process", "point", "state", "days", "by hand", "term")
    console.print()
    table("Market cases", columns, rows, right=frozenset({4, 5}))
    for each in cases:
        if each.case.reason:
            console.print(f"  {each.case.code}  {escape(each.case.reason)}", soft_wrap=True)
    _show_counts(cases, today)
    longest = max(cases, key=lambda each: (len(each.moments), each.case.process))
    console.print("\n[bold]One of them in time[/]")
    for line in timeline_text(longest):
        console.print(escape(line), soft_wrap=True)


def show_what_to_try(cases: Sequence[ShownCase]) -> None:
    """The commands that show the same again, on the database the year leaves."""
    if not cases:
        return
    longest = max(cases, key=lambda each: (len(each.moments), each.case.process)).case
    console.print("\nto look closer, with the BOLLETTARIO_DATA_DIR of this year (make year: var/year):")
    for command in ("cases list", f"cases show {longest.code}", "cases late", f"flows history {longest.point}"):
        console.print(f"  bollettario {command} --tenant year", markup=False)


def _show_counts(cases: Sequence[ShownCase], today: dt.date) -> None:
    counts = Counter((each.case.process, each.process.state(each.case.state).outcome.value) for each in cases)
    late = Counter(
        (each.case.process, each.process.state(each.case.state).outcome.value)
        for each in cases
        if _is_late(each, today)
    )
    rows = [(*key, str(count), str(late[key])) for key, count in sorted(counts.items())]
    console.print()
    table("How they ended", ("process", "outcome", "cases", "late"), rows, right=frozenset({2, 3}))


def _days(shown: ShownCase, today: dt.date) -> int:
    """From the day it was opened to its last step; to today where it is open."""
    is_final = shown.process.state(shown.case.state).is_final
    last = shown.moments[-1].day if is_final and shown.moments else today
    return (last - shown.case.opened_on).days


def _entered_by_hand(shown: ShownCase) -> int:
    """How often a person told what no file could say: a message, or the day of one."""
    return sum(bool(step.entered_by) or step.is_again for step in shown.case.steps)


def _is_late(shown: ShownCase, today: dt.date) -> bool:
    """Whether any of its terms was missed, by us or by the other side."""
    return any(due.is_late(today) for due in shown.due)
