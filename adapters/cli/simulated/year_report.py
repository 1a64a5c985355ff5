"""What a simulated year says at its end: what came in, what was billed and corrected, and whether it is the truth."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import attrs
from rich.markup import escape

from adapters.cli.output import console, euro, table
from adapters.cli.simulated.files import ArrivedFile, show_arrived
from application.simulation.compare_with_truth import Comparison
from domain.billing.bill import Bill, DocumentKind
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.kernel.digest import digest
from domain.kernel.money import total


@attrs.frozen
class YearRunOutcome:
    """What came of one run."""

    run: BillingRun
    bills: tuple[Bill, ...]
    waiting: tuple[RunResult, ...]


@attrs.frozen
class YearStep:
    """One day of the year on which files were accepted in and bills made."""

    day: dt.date
    arrived: tuple[ArrivedFile, ...]
    runs: tuple[YearRunOutcome, ...]

    @property
    def bills(self) -> tuple[Bill, ...]:
        """The documents of all runs."""
        return tuple(bill for run in self.runs for bill in run.bills)


@attrs.frozen
class YearOutcome:
    """The whole year; `seconds` is how long it took, `stuck` the market cases that something blocks."""

    steps: tuple[YearStep, ...]
    compared: Comparison
    seconds: float
    stuck: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether every closed period is invoiced as used, no contract was left unbilled and no case is stuck."""
        return self.compared.is_right and not self.stuck


def show_year(outcome: YearOutcome) -> None:
    """The year as a person reads it."""
    _show_steps(outcome)
    show_arrived([each for step in outcome.steps for each in step.arrived])
    _show_waiting(outcome.steps)
    compared = outcome.compared
    if compared.findings:
        rows = ", ".join(f"{code} {count}" for code, count in sorted(compared.findings.items()))
        console.print(f"\nfindings of validation: {rows}", soft_wrap=True)
    bills = [bill for step in outcome.steps for bill in step.bills]
    console.print(
        f"\n{len(bills)} documents, {euro(total(bill.total for bill in bills))} euro, "
        f"digest [bold]{digest([bill.digest for bill in bills])}[/]",
        soft_wrap=True,
    )
    console.print(
        f"[bold]{len(compared.periods)} closed periods[/] of {compared.contracts} contracts compared with the truth, "
        f"{compared.open_days} days not closed; {len(compared.differences)} differ; {outcome.seconds:.0f} s",
        soft_wrap=True,
    )
    for each in compared.differences:
        console.print(f"  [red]SIM-001[/] {escape(str(each))}", soft_wrap=True)
    for code in outcome.stuck:
        console.print(f"  [red]MKT-005[/] case {code} is stuck: `cases show {code}` shows why", soft_wrap=True)
    for fault in compared.unbilled:
        console.print(f"  [red]{fault.code}[/] {escape(fault.message)}", soft_wrap=True)


def _show_steps(outcome: YearOutcome) -> None:
    rows = []
    for step in outcome.steps:
        kinds = Counter(bill.kind for bill in step.bills)
        corrections = sum(len(part.priced.corrections) for bill in step.bills for part in bill.parts)
        outcomes = Counter(result.outcome for run in step.runs for result in run.waiting)
        rows.append(
            (
                f"{step.day:%d/%m/%y}",
                str(len(step.arrived)),
                str(sum(each.file.accepted for each in step.arrived)),
                str(sum(each.file.rejected for each in step.arrived)),
                str(len(step.bills)),
                str(kinds[DocumentKind.CLOSING]),
                str(corrections),
                str(outcomes[ResultOutcome.HELD]),
                str(outcomes[ResultOutcome.REFUSED]),
                euro(total(bill.total for bill in step.bills)),
            )
        )
    heads = ("day", "files", "accepted", "rejected", "bills", "closing", "mended", "held", "none", "euro")
    console.print()
    table("The year", heads, rows, right=frozenset(range(1, len(heads))))


def _show_waiting(steps: tuple[YearStep, ...]) -> None:
    found = [
        (step.day, run.run.period, result, fault)
        for step in steps
        for run in step.runs
        for result in run.waiting
        for fault in result.faults
    ]
    if found:
        console.print("\n[bold]What waited, and why[/]")
    for day, period, result, fault in found:
        who = f"{result.contract} of {period.start:%d/%m/%y}-{period.last:%d/%m/%y}"
        console.print(f"{day:%d/%m/%y}  [yellow]{result.outcome.value}[/]  {who}  [red]{fault.code}[/]")
        console.print(f"  {fault.message}", style="dim", markup=False, soft_wrap=True)
