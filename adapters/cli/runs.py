"""Commands on billing runs: plan, execute, review, seal."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Key, RunId, Tenant
from adapters.cli.output import console, emit, fail, progress, table
from adapters.wire.view import view
from adapters.wire.views.billing import (
    EInvoicingView,
    RunReviewView,
    RunView,
    SealedRunView,
    priced_result_view,
    result_view,
    run_view,
)
from application.billing.execute_run import execute_run, preview
from application.billing.plan_run import LOOKBACK_MONTHS, plan_run
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.documents.write_documents import write_einvoices
from application.journal import Actor
from application.services import Services
from domain.billing.run import BillingRun, ResultOutcome, RunKind, RunStatus
from domain.kernel.validity import Period

FirstDay = Annotated[dt.date, Parameter(help="the first day to bill, YYYY-MM-DD")]
StopDay = Annotated[dt.date, Parameter(help="the day after the last, YYYY-MM-DD")]
Cycle = Annotated[int, Parameter(help="contracts that are billed every so many months are selected")]
IssueDay = Annotated[dt.date, Parameter(help="the day of issue of the bills, YYYY-MM-DD")]
KnownDay = Annotated[
    dt.date | None, Parameter(help="the tariff book as known on this day, YYYY-MM-DD; today when left out")
]
Lookback = Annotated[
    int, Parameter(help="days billed up to so many months before are recalculated where they are known otherwise")
]
Estimates = Annotated[bool, Parameter(negative="", help="estimate from history the days that no reading closes")]
Rebill = Annotated[bool, Parameter(negative="", help="recalculate what was billed, and issue the differences")]
CommodityCode = Annotated[str, Parameter(help="what is billed, by its code; `all` for every commodity")]
ContractNumber = Annotated[str, Parameter(help="the number of a contract")]
WrittenReason = Annotated[str, Parameter(help="why, in words; stored with the name of who decides")]


def execute_with_progress(services: Services, actor: Actor, run: BillingRun) -> None:
    """Carry out the chunks of a run under a progress bar."""
    with progress() as bar:
        task = bar.add_task(f"pricing {run.period.start}", total=run.contracts)
        steps = execute_run(
            units=services.units, runner=services.runner, actor=actor, work=services.work, run_id=run.id
        )
        for done in steps:
            bar.advance(task, done)


def run_commands(entry: Entry) -> App:
    """bollettario run ..."""
    app = App(name="run", help="Billing runs: plan, execute, review, seal.")

    @app.command
    def plan(
        start: FirstDay,
        stop: StopDay,
        *,
        cycle: Cycle,
        issue: IssueDay,
        commodity: CommodityCode = "electricity",
        known: KnownDay = None,
        lookback: Lookback = LOOKBACK_MONTHS,
        estimates: Estimates = False,
        rebill: Rebill = False,
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, RunView] = False,
    ) -> None:
        """Plan a run: select the contracts that supply in the period and are not billed for it, freeze the tariff book.

        With --rebill the run recalculates what was billed of the period, with all that is known now, and gives the
        differences by themselves: after a tariff or terms that came late, or for ended contracts billed on an estimate.

        e.g. bollettario run plan 2026-10-01 2026-11-01 --cycle 1 --issue 2026-11-10
        """
        if not start < stop:
            fail(f"the period needs START before STOP, got {start} and {stop}; STOP is the day after the last", code=2)
        with entry.open_services(entry.clock) as services:
            run = plan_run(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                commodity_code=commodity,
                period=Period(start, stop),
                cycle_months=cycle,
                issue_on=issue,
                known_on=known or entry.clock.today(),
                lookback_months=lookback,
                allow_estimates=estimates,
                kind=RunKind.REBILLING if rebill else RunKind.PERIOD,
                key=key,
            )
        emit(run_view(run, {})) if json else console.print(f"run [bold]{run.id}[/]: {run.contracts} contracts")

    @app.command
    def execute(run: RunId, *, tenant: Tenant = "") -> None:
        """Price every contract of a planned run; may be started again after any interruption."""
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            with services.units(actor.tenant) as uow:
                planned = uow.runs.get(run)
            execute_with_progress(services, actor, planned)
            _show(services, actor.tenant, run, json=False)

    @app.command
    def seal(run: RunId, *, tenant: Tenant = "", json: Annotated[AsJson, SealedRunView] = False) -> None:
        """Number the bills, store them, write their e-invoices. Safe to run again.

        Ends with 1 when a bill was left without its e-invoice; its faults are reported.
        """
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            sealed = seal_run(units=services.units, books=services.books, actor=actor, run_id=run)
            einvoices = services.of(actor.tenant).einvoices
            written = write_einvoices(units=services.units, actor=actor, einvoices=einvoices, run_id=run)
            with services.units(actor.tenant) as uow:
                counts = uow.runs.counts(run)
        if json:
            emit(SealedRunView(run_view(sealed, counts), view(EInvoicingView, written)))
        else:
            console.print(f"sealed, digest [bold]{sealed.digest}[/]; {written.written} e-invoices", soft_wrap=True)
            for fault in written.faults:
                console.print(f"[red]{escape(str(fault))}[/]", soft_wrap=True)
        if written.faults:
            raise SystemExit(1)

    @app.command(name="list")
    def list_(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[BillingRun, ...]] = False) -> None:
        """List the runs, newest first."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            runs = uow.runs.all()
        if json:
            emit(runs)
            return
        table(
            "Runs",
            ("id", "period", "cycle", "contracts", "status", "digest"),
            [
                (run.id, str(run.period), str(run.cycle_months), str(run.contracts), run.status.value, run.digest[:16])
                for run in runs
            ],
            right=frozenset({2, 3}),
        )

    @app.command
    def show(run: RunId, *, tenant: Tenant = "", json: Annotated[AsJson, RunReviewView] = False) -> None:
        """Show a run: outcomes, and every held or refused contract with its reason."""
        with entry.open_services(entry.clock) as services:
            _show(services, tenant or entry.tenant, run, json=json)

    @app.command
    def release(run: RunId, contract: ContractNumber, *, reason: WrittenReason, tenant: Tenant = "") -> None:
        """Release a held bill, with a reason."""
        _review(entry, run, contract, release=True, reason=reason, tenant=tenant)

    @app.command(name="send-back")
    def send_back(run: RunId, contract: ContractNumber, *, reason: WrittenReason, tenant: Tenant = "") -> None:
        """Send a held bill back, with a reason; the contract is not billed by this run."""
        _review(entry, run, contract, release=False, reason=reason, tenant=tenant)

    @app.command(name="preview")
    def preview_(run: RunId, *contracts: ContractNumber, tenant: Tenant = "") -> None:
        """Show what a run would give for some contracts, without storing anything."""
        with entry.open_services(entry.clock) as services:
            name = tenant or entry.tenant
            with services.units(name) as uow:
                planned = uow.runs.get(run)
            results = preview(
                units=services.units,
                books=services.books,
                tenant=name,
                run=planned,
                contracts=contracts,
                today=planned.issue_on,
            )
        emit(tuple(priced_result_view(result) for result in results))

    return app


def _review(entry: Entry, run: str, contract: str, *, release: bool, reason: str, tenant: str) -> None:
    if not reason.strip():
        fail("--reason: a decision needs a reason in words", code=2)
    with entry.open_services(entry.clock) as services:
        result = review_result(
            units=services.units,
            actor=entry.actor(tenant),
            run_id=run,
            contract=contract,
            release=release,
            reason=reason,
        )
    console.print(f"{contract}: {result.outcome.value}", markup=False)


def _show(services: Services, tenant: str, run_id: str, *, json: bool) -> None:
    with services.units(tenant) as uow:
        run = uow.runs.get(run_id)
        counts = uow.runs.counts(run_id)
        waiting = [
            r for outcome in (ResultOutcome.HELD, ResultOutcome.REFUSED) for r in uow.runs.results(run_id, outcome)
        ]
    if json:
        emit(RunReviewView(run_view(run, counts), tuple(result_view(result) for result in waiting)))
        return
    counted = [f"{count} {outcome.value}" for outcome, count in counts.items()]
    if run.kind is RunKind.REBILLING and run.status is not RunStatus.PLANNED:
        counted.append(f"{run.contracts - sum(counts.values())} unchanged")
    console.print(f"run [bold]{run.id}[/] {run.period} {run.status.value}: {', '.join(counted)}", soft_wrap=True)
    for result in waiting:
        for fault in result.faults:
            contract, message = escape(result.contract), escape(fault.message)
            console.print(
                f"[yellow]{result.outcome.value}[/] {contract} [red]{fault.code}[/] {message}", soft_wrap=True
            )
