"""A year of an invented utility against simulated counterparts, and what was invoiced against what was used."""

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
from adapters.cli.output import console, fail
from adapters.cli.registry import load_registry, read_seller
from adapters.cli.runs import execute_with_progress
from adapters.cli.simulated.files import ArrivedFile, collect_deliveries
from adapters.cli.simulated.simulator import read_book
from adapters.cli.simulated.year_cases_report import show_cases, show_what_to_try
from adapters.cli.simulated.year_market import MarketOfYear, morning, read_requests
from adapters.cli.simulated.year_report import YearOutcome, YearRunOutcome, YearStep, show_year
from adapters.system_clock import FixedClock
from application.billing.plan_run import plan_run
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.journal import Actor
from application.market.watch_cases import ShownCase
from application.registry.set_up_tenant import set_up_tenant
from application.services import Services
from application.simulation.compare_with_truth import compare_with_truth
from application.tariffs.load_parameters import load_parameters
from domain.billing.faults import RSK_002
from domain.billing.run import ResultOutcome, RunKind, RunStatus
from domain.kernel.validity import Period, months_later
from domain.simulation.distributor import SimulatedMarket

BELOW_ZERO = RSK_002.code
_CYCLES = (1, 2)
_BILLING_DAY = 22
_LAST_CORRECTIONS = 3  # months after the last bill in which corrections still come
YearFolder = Annotated[Path, Parameter(help="the utility: seller, offers, customers, and the book of the simulation")]
FilesFolder = Annotated[
    Path, Parameter(help="where the files of the counterparts are put and picked up; emptied first")
]
Months = Annotated[int, Parameter(help="how many months of the year to run")]


def add_year_command(app: App, entry: Entry) -> None:
    """bollettario year"""

    @app.command
    def year(
        *,
        folder: YearFolder = entry.examples / "year",
        files: FilesFolder = Path("out/year"),
        months: Months = 12,
        start: Annotated[dt.date, Parameter(help="the first month, by its first day")] = dt.date(2026, 1, 1),
    ) -> None:
        """Run a year in minutes: measures by simulated distributors, bills, corrections; compare with the truth.

        Every file comes through a folder, as a real one would. Ends with 1 where an invoiced quantity of a closed
        period is not exactly what was used. Needs a tenant that does not exist yet: `make year` starts afresh.
        """
        if not 1 <= months <= 12 or start.day != 1:
            fail(f"a year has 1 to 12 months and starts on the first of one, got {months} from {start}", code=2)
        if files.exists() and not files.is_dir():
            fail(f"{files} is a file; give a folder", code=2)
        span = Period(start, months_later(start, months))
        opening = FixedClock(morning(start))
        with entry.open_services(opening) as services:
            outcome, cases = _Year(entry, services, folder, files, span).play()
        show_cases(cases, _last_day(span))
        show_year(outcome)
        show_what_to_try(cases)
        if not outcome.is_right:
            raise SystemExit(1)


def _last_day(span: Period) -> dt.date:
    """The day of the last corrections."""
    return months_later(span.stop, _LAST_CORRECTIONS).replace(day=_BILLING_DAY)


@attrs.frozen(eq=False)
class _Year:
    entry: Entry
    services: Services
    folder: Path
    files: Path
    span: Period

    def play(self) -> tuple[YearOutcome, tuple[ShownCase, ...]]:
        """Everything in order of day: what is sent, taken in and billed month by month, then what corrects it."""
        started = time.monotonic()
        seller, brand = read_seller(self.folder / "seller.json")
        console.rule(f"[bold]{escape(seller.name)}[/], {self.span.start} to {self.span.last}")
        actor = self._actor(seller.tenant, self.span.start)
        set_up_tenant(units=self.services.units, actor=actor, seller=seller, brand=brand)
        self._load_parameters(actor)
        load_registry(self.services, actor, tuple(self.folder / name for name in ("offers.json", "customers.json")))
        shutil.rmtree(self.files, ignore_errors=True)
        market = SimulatedMarket(read_book(self.folder / "book.json"), self.services.books.bands())
        side = self._market(seller.tenant, market)
        sent_until = market.book.first_reading
        steps: list[YearStep] = []
        for month in self.span.months():
            day = month.stop.replace(day=_BILLING_DAY)
            market_files = side.play(Period(sent_until, day))
            steps.append(self._step(seller.tenant, market, Period(sent_until, day), month.stop, market_files))
            sent_until = day
        market_files = side.play(Period(sent_until, self._last_day))
        steps.append(self._last_step(seller.tenant, market, Period(sent_until, self._last_day), market_files))
        compared = compare_with_truth(units=self.services.units, tenant=seller.tenant, market=market, billed=self.span)
        cases = side.cases(self._last_day)
        stuck = tuple(each.case.code for each in cases if each.case.blocked or each.case.waiting)
        return YearOutcome(tuple(steps), compared, time.monotonic() - started, stuck), cases

    @property
    def _last_day(self) -> dt.date:
        return _last_day(self.span)

    def _market(self, tenant: str, market: SimulatedMarket) -> MarketOfYear:
        """Both sides of the market, over the same folder as the measures."""
        return MarketOfYear(
            services=self.services,
            tenant=tenant,
            ids=self.entry.ids,
            book=market.book,
            requests=read_requests(self.folder / "requests.json"),
            channel=self.entry.drop(self.files),
            root=self.files,
        )

    def _load_parameters(self, actor: Actor) -> None:
        """The seller's own values, among them those of the days after the last that the book knows."""
        heads, rows, hourly = self.entry.read_parameters(self.folder / "parameters")
        services = self.services
        load_parameters(units=services.units, books=services.books, actor=actor, heads=heads, rows=rows, hourly=hourly)

    def _actor(self, tenant: str, day: dt.date) -> Actor:
        return Actor(tenant, "year", FixedClock(morning(day)), self.entry.ids)

    def _step(
        self, tenant: str, market: SimulatedMarket, sent_in: Period, billed_to: dt.date, market_files: list[ArrivedFile]
    ) -> YearStep:
        """One month: what the market told, the measures that came until the day of billing, then the bills of every
        cycle that ends, and of any period before that waited for its measures."""
        actor = self._actor(tenant, sent_in.stop)
        sent = collect_deliveries(self.entry, self.services, actor, market=market, days=sent_in, root=self.files)
        arrived = [*market_files, *sent]
        runs: list[tuple[Period, int]] = []
        for cycle in _CYCLES:
            edges = [months_later(self.span.start, cycle * i) for i in range(1, 12)]
            runs += [(period, cycle) for period in self.span.cut(edges) if period.stop <= billed_to]
        done = [self._bill(actor, period, cycle) for period, cycle in runs]
        return YearStep(sent_in.stop, tuple(arrived), tuple(run for run in done if run is not None))

    def _last_step(
        self, tenant: str, market: SimulatedMarket, sent_in: Period, market_files: list[ArrivedFile]
    ) -> YearStep:
        """What comes after the last bill: the periods that waited, then what stands billed is recalculated."""
        step = self._step(tenant, market, sent_in, self.span.stop, market_files)
        actor = self._actor(tenant, sent_in.stop)
        again = [self._bill(actor, self.span, cycle, kind=RunKind.REBILLING) for cycle in _CYCLES]
        return attrs.evolve(step, runs=(*step.runs, *(run for run in again if run is not None)))

    def _bill(
        self, actor: Actor, period: Period, cycle: int, *, kind: RunKind = RunKind.PERIOD
    ) -> YearRunOutcome | None:
        """A run over a period; None where nothing is left to bill in it."""
        services = self.services
        today = actor.clock.today()
        run = plan_run(
            units=services.units,
            books=services.books,
            actor=actor,
            commodity_code="all",
            period=period,
            cycle_months=cycle,
            issue_on=today,
            known_on=self._last_day,  # the values of the book were typed in after the days they are of
            allow_estimates=True,
            kind=kind,
        )
        if not run.contracts:
            return None
        if run.status is RunStatus.PLANNED:
            execute_with_progress(services, actor, run)
        self._release_credits(actor, run.id)
        sealed = seal_run(units=services.units, books=services.books, actor=actor, run_id=run.id)
        with services.units(actor.tenant) as uow:
            waiting = [
                each
                for outcome in (ResultOutcome.HELD, ResultOutcome.REFUSED)
                for each in uow.runs.results(run.id, outcome)
            ]
            return YearRunOutcome(sealed, tuple(uow.bills.of_run(run.id)), tuple(waiting))

    def _release_credits(self, actor: Actor, run_id: str) -> None:
        """What a person does who reviews: a bill below zero is let go where a correction of days before explains it."""
        with self.services.units(actor.tenant) as uow:
            held = list(uow.runs.results(run_id, ResultOutcome.HELD))
        for result in held:
            codes = {fault.code for fault in result.faults}
            if codes == {BELOW_ZERO} and result.priced is not None and result.priced.corrections:
                review_result(
                    units=self.services.units,
                    actor=actor,
                    run_id=run_id,
                    contract=result.contract,
                    release=True,
                    reason="una rettifica rende quanto era stato fatturato in più",
                )
