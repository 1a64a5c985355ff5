"""The demonstration: the main job of the platform on the demo utility of examples/demo, from files to bills."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import App, Parameter
from rich.markup import escape
from rich.text import Text

from adapters.cli.entry import Entry
from adapters.cli.flows import import_folder
from adapters.cli.money_in import collect_due
from adapters.cli.output import console, euro, fail, progress, table
from adapters.cli.readings import read_readings
from adapters.cli.registry import load_registry, read_seller
from adapters.cli.runs import execute_with_progress
from adapters.cli.service import journal_csv
from adapters.system_clock import StandingClock
from adapters.wire.converter import loads, read
from application.ports.clock import Clock
from application.recording import Actor
from application.services import Services
from application.use_cases.collect_payments import Collected
from application.use_cases.import_calls import import_calls
from application.use_cases.import_measures import IMPORTED, Intake
from application.use_cases.load_parameters import load_parameters
from application.use_cases.plan_run import plan_run
from application.use_cases.record_readings import record_readings
from application.use_cases.seal_run import seal_run
from application.use_cases.set_up_tenant import set_up_tenant
from application.use_cases.write_documents import documents_of_run, write_einvoices
from domain.commodities.registry import COMMODITIES
from domain.invoices.bill import Bill
from domain.invoices.priced import Priced
from domain.invoices.run import BillingRun, Outcome, RunResult
from domain.kernel.digest import digest
from domain.kernel.money import total
from domain.kernel.validity import Period
from domain.tariffs.component import Block

_WRITTEN = frozenset({"bills", "einvoices", "journal.csv"})
OutFolder = Annotated[
    Path, Parameter(help="where PDFs, e-invoices, the direct-debit file and the journal go; emptied first")
]
DemoFolder = Annotated[Path, Parameter(help="the utility to bill: demo.json and what it names")]


@attrs.frozen
class DemoRun:
    """A run of the demo."""

    commodity: str
    period: Period
    cycle_months: int


@attrs.frozen
class DemoScript:
    """demo.json: what the demo does, in order; `clock` is the instant it all happens at.

    readings  a file of readings that come in no flow, if any; calls: files of call records, read by `calls_mapping`
    """

    clock: str
    issue_on: dt.date
    known_on: dt.date
    registry: tuple[str, ...]
    folders: tuple[str, ...]
    runs: tuple[DemoRun, ...]
    due_until: dt.date
    readings: str = ""
    calls: tuple[str, ...] = ()
    calls_mapping: str = ""


@attrs.frozen
class RunOutcome:
    """What came of one run of the demo."""

    run: BillingRun
    bills: tuple[Bill, ...]
    waiting: tuple[RunResult, ...]


def add_demo_command(app: App, entry: Entry) -> None:
    """bollettario demo"""

    @app.command
    def demo(*, out: OutFolder = Path("out/demo"), folder: DemoFolder = entry.examples / "demo") -> None:
        """Bill the demo utility: registry, two months of flow files, runs, documents, direct debit.

        Safe to run again: what is there is recognised, nothing is done twice. Start afresh by deleting var/.
        """
        _check_is_ours(out)
        script = read(DemoScript, loads((folder / "demo.json").read_bytes()))
        clock = StandingClock(dt.datetime.fromisoformat(script.clock))
        with entry.open_services(clock) as services:
            _Demo(entry, services, clock, script, folder, out).play()


def _check_is_ours(out: Path) -> None:
    """Ends with 2 where `out`, which is emptied, holds anything a demo does not write."""
    if out.exists() and not out.is_dir():
        fail(f"{out} is a file; give a folder", code=2)
    payments = {path.name for path in out.glob("*.xml")} if (out / "bills").is_dir() else set()
    foreign = [path.name for path in sorted(out.glob("*")) if path.name not in _WRITTEN | payments]
    if foreign:
        fail(f"{out} holds {foreign[0]}, which no demo wrote, and would be emptied; give another folder", code=2)


@attrs.frozen(eq=False)
class _Demo:
    entry: Entry
    services: Services
    clock: Clock
    script: DemoScript
    folder: Path
    out: Path

    def play(self) -> None:
        """Do everything and say what happened."""
        started = time.monotonic()
        seller, brand = read_seller(self.folder / "seller.json")
        actor = Actor(seller.tenant, "demo", self.clock, self.entry.ids)
        console.rule(f"[bold]{escape(seller.name)}")
        set_up_tenant(units=self.services.units, actor=actor, seller=seller, brand=brand)
        heads, rows, hourly = self.entry.read_parameters(self.folder / "parameters")
        load_parameters(
            units=self.services.units, books=self.services.books, actor=actor, heads=heads, rows=rows, hourly=hourly
        )
        count = load_registry(self.services, actor, tuple(self.folder / name for name in self.script.registry))
        console.print(f"registry: {count} offers, customers, points, contracts and mandates")
        folders = [self.folder / name for name in self.script.folders]
        intakes = import_folder(self.services, actor, folders, "importing measures")
        self._take_in_more(actor)
        outcomes = [self._bill(actor, each) for each in self.script.runs]
        files = self._write(actor, outcomes)
        collected = self._collect(actor)
        self._show(intakes, outcomes, collected)
        run_digest = digest([outcome.run.digest for outcome in outcomes])
        console.print(f"\ndigest of the demo  [bold]{run_digest}[/]")
        console.print(f"{files} documents in [bold]{escape(str(self.out))}[/] after {time.monotonic() - started:.1f} s")

    def _take_in_more(self, actor: Actor) -> None:
        """The readings that come in no flow, and the call records."""
        units = self.services.units
        if self.script.readings:
            readings = read_readings(self.folder / self.script.readings)
            done = record_readings(units=units, books=self.services.books, actor=actor, readings=readings)
            console.print(f"readings without a flow: {done.taken} recorded, {done.known} known before")
        for name in self.script.calls:
            intake = import_calls(
                units=units,
                actor=actor,
                files=self.services.calls,
                name=Path(name).name,
                data=(self.folder / name).read_bytes(),
                mapping=self.script.calls_mapping,
            )
            counts = f"{intake.taken} calls taken, {intake.known} known before, {len(intake.suspended)} in suspense"
            console.print(f"{intake.name}: {counts}", markup=False)
            for fault in (*(each.fault for each in intake.suspended), *intake.warnings):
                console.print(f"  [red]{fault.code}[/] {escape(fault.message)}", soft_wrap=True)

    def _bill(self, actor: Actor, wanted: DemoRun) -> RunOutcome:
        services = self.services
        run = plan_run(
            units=services.units,
            books=services.books,
            actor=actor,
            commodity_code=wanted.commodity,
            period=wanted.period,
            cycle_months=wanted.cycle_months,
            issue_on=self.script.issue_on,
            known_on=self.script.known_on,
            key=f"demo-{wanted.period.start}-{wanted.cycle_months}",
        )
        if run.status.value == "planned":
            execute_with_progress(services, actor, run)
        sealed = seal_run(units=services.units, books=services.books, actor=actor, run_id=run.id)
        written = write_einvoices(units=services.units, actor=actor, einvoices=services.einvoices, run_id=run.id)
        for fault in written.faults:
            console.print(f"[red]{escape(str(fault))}[/]", soft_wrap=True)
        with services.units(actor.tenant) as uow:
            waiting = [r for outcome in (Outcome.HELD, Outcome.REFUSED) for r in uow.runs.results(run.id, outcome)]
            return RunOutcome(sealed, tuple(uow.bills.of_run(run.id)), tuple(waiting))

    def _write(self, actor: Actor, outcomes: list[RunOutcome]) -> int:
        shutil.rmtree(self.out, ignore_errors=True)
        pdfs, invoices = self.out / "bills", self.out / "einvoices"
        for path in (pdfs, invoices):
            path.mkdir(parents=True)
        count = 0
        with progress() as bar:
            task = bar.add_task("printing bills", total=sum(len(outcome.bills) for outcome in outcomes))
            for outcome in outcomes:
                for document in documents_of_run(
                    units=self.services.units, tenant=actor.tenant, printer=self.services.printer, run_id=outcome.run.id
                ):
                    number = str(document.bill.number).replace("/", "-")
                    (pdfs / f"{number}.pdf").write_bytes(document.pdf)
                    (invoices / document.einvoice.name).write_bytes(document.einvoice.xml)
                    count += 2
                    bar.advance(task)
        return count

    def _collect(self, actor: Actor) -> Collected:
        collected = collect_due(self.services, actor, self.script.due_until, "demo-collection")
        for file in collected.files:
            (self.out / file.name).write_bytes(file.content)
        with self.services.units(actor.tenant) as uow:
            (self.out / "journal.csv").write_text(journal_csv(uow), "utf-8")
        return collected

    def _show(self, intakes: list[Intake], outcomes: list[RunOutcome], collected: Collected) -> None:
        _show_intakes(intakes)
        _show_bills(outcomes)
        _show_waiting(outcomes)
        console.print()
        rows = [(file.name, str(file.count), euro(file.total)) for file in collected.files]
        table("Direct debits", ("file", "collections", "euro"), rows, right=frozenset({1, 2}))
        for fault in collected.refused:
            console.print(f"  [red]{fault.code}[/] {escape(fault.message)}", soft_wrap=True)


def _show_intakes(intakes: list[Intake]) -> None:
    by_flow: dict[str, list[Intake]] = {}
    for each in intakes:
        by_flow.setdefault(each.flow or each.outcome, []).append(each)
    console.print()
    table(
        "What came in",
        ("flow", "files", "records", "taken", "refused"),
        [
            (
                flow,
                str(len(group)),
                str(sum(each.records for each in group)),
                str(sum(each.taken for each in group)),
                str(sum(len(each.refused) for each in group)),
            )
            for flow, group in sorted(by_flow.items())
        ],
        right=frozenset({1, 2, 3, 4}),
    )
    again = sum(each.outcome == "SII-004" for each in intakes)
    if again:
        console.print(f"  {again} files were imported before: nothing changed")
    for each in intakes:
        if each.outcome not in (IMPORTED, "SII-004"):
            console.print(f"  [red]{each.outcome}[/] {escape(each.name)}: {escape(each.detail)}", soft_wrap=True)
        for record in each.refused:
            told = f"{each.name} #{record.record}: {record.fault.message}"
            console.print(f"  [red]{record.fault.code}[/] {escape(told)}", soft_wrap=True)


def _show_bills(outcomes: list[RunOutcome]) -> None:
    bills = [bill for outcome in outcomes for bill in outcome.bills]
    console.print()
    table(
        "What was billed",
        ("commodity", "period", "every", "due", "bills", "held", "refused", "euro"),
        [
            (
                o.run.commodity,
                f"{o.run.period.start:%d/%m}-{o.run.period.last:%d/%m/%Y}",
                f"{o.run.cycle_months} m",
                str(o.run.contracts),
                str(len(o.bills)),
                str(Counter(r.outcome for r in o.waiting)[Outcome.HELD]),
                str(Counter(r.outcome for r in o.waiting)[Outcome.REFUSED]),
                euro(total(bill.total for bill in o.bills)),
            )
            for o in outcomes
        ],
        right=frozenset({3, 4, 5, 6, 7}),
    )
    priced = [part.priced for bill in bills for part in bill.parts]
    _show_commodities(priced)
    rows: list[tuple[str | Text, ...]] = [
        (block.value, euro(total(each.block(block) for each in priced))) for block in Block
    ]
    rows.append(("IVA", euro(total(vat.tax for bill in bills for vat in bill.vat))))
    whole = euro(total(bill.total for bill in bills))
    rows.append((Text("totale", style="bold"), Text(whole, style="bold")))
    console.print()
    table("Totals by block", ("block", "euro"), rows, right=frozenset({1}))


def _show_commodities(priced: list[Priced]) -> None:
    """What was supplied of each commodity, and what it costs without VAT."""
    rows = []
    for kind in COMMODITIES:
        mine = [each for each in priced if each.commodity == kind.code]
        used = sum((piece.total for each in mine for piece in each.consumption), Decimal(0))
        quantity = f"{used:,.0f} {kind.energy.value}".replace(",", ".") if used else ""
        charged = total(each.block(block) for each in mine for block in Block)
        rows += [(kind.label, str(len(mine)), quantity, euro(charged))] if mine else []
    console.print()
    table(
        "Totals by commodity",
        ("commodity", "supplies", "quantity", "euro without IVA"),
        rows,
        right=frozenset({1, 2, 3}),
    )


def _show_waiting(outcomes: list[RunOutcome]) -> None:
    waiting = [result for outcome in outcomes for result in outcome.waiting]
    if waiting:
        console.print()
        table(
            "What was not billed, and why",
            ("contract", "outcome", "code", "reason"),
            [
                (result.contract, result.outcome.value, fault.code, fault.message)
                for result in waiting
                for fault in result.faults
            ],
        )
    _show_unofficial(outcomes)


def _show_unofficial(outcomes: list[RunOutcome]) -> None:
    """The parameters with values that are not official, and how many bills use them; each value stands on its bill."""
    bills = [bill for outcome in outcomes for bill in outcome.bills]
    counts = Counter(
        name
        for bill in bills
        for name in {
            warning.message.partition(" = ")[0].partition("[")[0]
            for part in bill.parts
            for warning in part.priced.warnings
            if warning.code != "PRC-103"
        }
    )
    for name, count in sorted(counts.items()):
        console.print(f"  [yellow]{count} bills use unofficial or unverified values:[/] {escape(name)}", soft_wrap=True)
