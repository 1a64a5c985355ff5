"""The demonstration: the main job of the platform on the demo utility of examples/demo, from files to bills."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.output import console, euro, fail, progress, table
from adapters.cli.readings import read_readings
from adapters.cli.receivables import collect_due
from adapters.cli.registry import load_registry, read_seller
from adapters.cli.runs import execute_with_progress
from adapters.cli.service import journal_csv
from adapters.cli.simulated.demo_report import DemoRunOutcome, show_bills, show_waiting
from adapters.cli.simulated.files import ArrivedFile, collect_deliveries, show_arrived
from adapters.cli.simulated.simulator import read_book
from adapters.system_clock import FixedClock
from adapters.wire.converter import loads, read
from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.documents.write_documents import documents_of_run, write_einvoices
from application.journal import Actor
from application.metering.import_calls import import_calls
from application.metering.record_readings import record_readings
from application.payments.collect_payments import CollectedPayments
from application.ports.clock import Clock
from application.registry.set_up_tenant import set_up_tenant
from application.services import Services
from application.tariffs.load_parameters import load_parameters
from domain.billing.run import ResultOutcome
from domain.kernel.digest import digest
from domain.kernel.validity import Period
from domain.simulation.distributor import SimulatedMarket

_WRITTEN = frozenset({"bills", "einvoices", "exchange", "journal.csv"})
OutFolder = Annotated[
    Path, Parameter(help="where PDFs, e-invoices, the direct-debit file and the journal go; emptied first")
]
DemoFolder = Annotated[Path, Parameter(help="the utility to bill: demo.json and what it names")]


@attrs.frozen
class DemoRun:
    """A run of the demo; `issue_on` is the day of its bills, where it is not that of the script."""

    commodity: str
    period: Period
    cycle_months: int
    issue_on: dt.date | None = None


@attrs.frozen
class DemoFeed:
    """The measures that the simulated distributors send before the day `stop`, and who else puts a file there.

    strays  a folder of such files, if any
    """

    stop: dt.date
    strays: str = ""


@attrs.frozen
class DemoScript:
    """demo.json: what the demo does, in order; `clock` is the instant it all happens at.

    book      the book of the simulation; feeds: in order of day, each followed by the runs that issue on its `stop`
    readings  a file of readings that come in no flow, if any; calls: files of call records, read by `calls_mapping`
    """

    clock: str
    issue_on: dt.date
    known_on: dt.date
    registry: tuple[str, ...]
    book: str
    feeds: tuple[DemoFeed, ...]
    runs: tuple[DemoRun, ...]
    due_until: dt.date
    readings: str = ""
    calls: tuple[str, ...] = ()
    calls_mapping: str = ""


def add_demo_command(app: App, entry: Entry) -> None:
    """bollettario demo"""

    @app.command
    def demo(*, out: OutFolder = Path("out/demo"), folder: DemoFolder = entry.examples / "demo") -> None:
        """Bill the demo utility: registry, files of simulated distributors, runs, documents, direct debit.

        Safe to run again: what is there is recognised, nothing is done twice. Start afresh by deleting var/.
        """
        _check_is_ours(out)
        script = read(DemoScript, loads((folder / "demo.json").read_bytes()))
        clock = FixedClock(dt.datetime.fromisoformat(script.clock))
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
        shutil.rmtree(self.out, ignore_errors=True)
        market = SimulatedMarket(read_book(self.folder / self.script.book), self.services.books.bands())
        arrived: list[ArrivedFile] = []
        outcomes: list[DemoRunOutcome] = []
        sent_until = market.book.first_reading
        for feed in self.script.feeds:
            arrived += self._collect_files(actor, market, Period(sent_until, feed.stop), feed.strays)
            outcomes += [self._bill(actor, each) for each in self.script.runs if each.issue_on == feed.stop]
            sent_until = feed.stop
        self._import_more(actor)
        outcomes += [self._bill(actor, each) for each in self.script.runs if each.issue_on is None]
        files = self._write(actor, outcomes)
        collected = self._collect(actor)
        self._show(arrived, outcomes, collected)
        run_digest = digest([outcome.run.digest for outcome in outcomes])
        console.print(f"\ndigest of the demo  [bold]{run_digest}[/]")
        console.print(f"{files} documents in [bold]{escape(str(self.out))}[/] after {time.monotonic() - started:.1f} s")

    def _collect_files(self, actor: Actor, market: SimulatedMarket, days: Period, strays: str) -> list[ArrivedFile]:
        """The files of some days, through a folder that is kept beside the bills."""
        return collect_deliveries(
            self.entry,
            self.services,
            actor,
            market=market,
            days=days,
            root=self.out / "exchange",
            strays=sorted((self.folder / strays).iterdir()) if strays else (),
        )

    def _import_more(self, actor: Actor) -> None:
        """The readings that come in no flow, and the call records."""
        units = self.services.units
        if self.script.readings:
            readings = read_readings(self.folder / self.script.readings)
            done = record_readings(units=units, books=self.services.books, actor=actor, readings=readings)
            console.print(f"readings without a flow: {done.accepted} recorded, {done.known} known before")
        for name in self.script.calls:
            intake = import_calls(
                units=units,
                actor=actor,
                files=self.services.calls,
                name=Path(name).name,
                data=(self.folder / name).read_bytes(),
                mapping=self.script.calls_mapping,
            )
            file = intake.file
            counts = f"{file.accepted} calls accepted, {file.known} known before, {file.rejected} in suspense"
            console.print(f"{file.name}: {counts}", markup=False)
            for fault in (*(each.fault for each in intake.suspended), *file.warnings):
                console.print(f"  [red]{fault.code}[/] {escape(fault.message)}", soft_wrap=True)

    def _bill(self, actor: Actor, wanted: DemoRun) -> DemoRunOutcome:
        services = self.services
        run = plan_run(
            units=services.units,
            books=services.books,
            actor=actor,
            commodity_code=wanted.commodity,
            period=wanted.period,
            cycle_months=wanted.cycle_months,
            issue_on=wanted.issue_on or self.script.issue_on,
            known_on=wanted.issue_on or self.script.known_on,
            key=f"demo-{wanted.period.start}-{wanted.cycle_months}",
        )
        if run.status.value == "planned":
            execute_with_progress(services, actor, run)
        sealed = seal_run(units=services.units, books=services.books, actor=actor, run_id=run.id)
        einvoices = services.of(actor.tenant).einvoices
        written = write_einvoices(units=services.units, actor=actor, einvoices=einvoices, run_id=run.id)
        for fault in written.faults:
            console.print(f"[red]{escape(str(fault))}[/]", soft_wrap=True)
        with services.units(actor.tenant) as uow:
            waiting = [
                r for outcome in (ResultOutcome.HELD, ResultOutcome.REFUSED) for r in uow.runs.results(run.id, outcome)
            ]
            return DemoRunOutcome(sealed, tuple(uow.bills.of_run(run.id)), tuple(waiting))

    def _write(self, actor: Actor, outcomes: list[DemoRunOutcome]) -> int:
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

    def _collect(self, actor: Actor) -> CollectedPayments:
        collected = collect_due(self.services, actor, self.script.due_until, "demo-collection")
        for file in collected.files:
            (self.out / file.name).write_bytes(file.content)
        with self.services.units(actor.tenant) as uow:
            (self.out / "journal.csv").write_text(journal_csv(uow), "utf-8")
        return collected

    def _show(self, arrived: list[ArrivedFile], outcomes: list[DemoRunOutcome], collected: CollectedPayments) -> None:
        show_arrived(arrived)
        show_bills(outcomes)
        show_waiting(outcomes)
        console.print()
        rows = [(file.name, str(file.count), euro(file.total)) for file in collected.files]
        table("Direct debits", ("file", "collections", "euro"), rows, right=frozenset({1, 2}))
        for fault in collected.refused:
            console.print(f"  [red]{fault.code}[/] {escape(fault.message)}", soft_wrap=True)
