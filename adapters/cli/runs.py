"""Commands on billing runs: plan, execute, review, seal."""

from __future__ import annotations

from cyclopts import App

from adapters.cli.entry import Entry, day
from adapters.cli.output import console, emit, euro, fail, progress, table
from application.recording import Actor
from application.services import Services
from application.use_cases.execute_run import BookChanged, WrongStep, execute_run, preview
from application.use_cases.plan_run import plan_run
from application.use_cases.review_run import review_result
from application.use_cases.seal_run import seal_run
from application.use_cases.write_documents import write_einvoices
from domain.invoices.run import BillingRun, NotReviewable, Outcome, RunResult
from domain.kernel.digest import Plain
from domain.kernel.validity import Period


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
        start: str,
        stop: str,
        *,
        cycle: int,
        issue: str,
        commodity: str = "electricity",
        known: str = "",
        key: str = "",
        tenant: str = "",
        json: bool = False,
    ) -> None:
        """Plan a run for the period START .. STOP (STOP is the day after the last).

        cycle: contracts billed every so many months are selected
        issue: the day of issue, YYYY-MM-DD
        known: the day of knowledge of the tariff book; today when left out
        key: an idempotency key: the same key gives the same run
        """
        with entry.open_services(entry.clock) as services:
            run = plan_run(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                commodity_code=commodity,
                period=Period(day(start), day(stop)),
                cycle_months=cycle,
                issue_on=day(issue),
                known_on=day(known) if known else entry.clock.today(),
                key=key,
            )
        emit(run_json(run)) if json else console.print(f"run [bold]{run.id}[/]: {run.contracts} contracts")

    @app.command
    def execute(run: str, *, tenant: str = "") -> None:
        """Price every contract of a planned run; may be started again after any interruption."""
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            with services.units(actor.tenant) as uow:
                planned = uow.runs.get(run)
            try:
                execute_with_progress(services, actor, planned)
            except (WrongStep, BookChanged) as error:
                fail(str(error))
            _show(services, actor.tenant, run, json=False)

    @app.command
    def seal(run: str, *, tenant: str = "", json: bool = False) -> None:
        """Number the bills, store them, write their e-invoices."""
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            try:
                sealed = seal_run(units=services.units, books=services.books, actor=actor, run_id=run)
            except WrongStep as error:
                fail(str(error))
            written = write_einvoices(units=services.units, actor=actor, einvoices=services.einvoices, run_id=run)
        if json:
            emit(run_json(sealed))
            return
        console.print(f"sealed, digest [bold]{sealed.digest}[/]; {written.written} e-invoices")
        for fault in written.faults:
            console.print(f"[red]{fault}[/]", soft_wrap=True)

    @app.command(name="list")
    def list_(*, tenant: str = "", json: bool = False) -> None:
        """List the runs, newest first."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            runs = uow.runs.all()
        if json:
            emit([run_json(run) for run in runs])
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
    def show(run: str, *, tenant: str = "", json: bool = False) -> None:
        """Show a run: outcomes, and every held or refused contract with its reason."""
        with entry.open_services(entry.clock) as services:
            _show(services, tenant or entry.tenant, run, json=json)

    @app.command
    def release(run: str, contract: str, *, reason: str, tenant: str = "") -> None:
        """Release a held bill, with a reason."""
        _review(entry, run, contract, release=True, reason=reason, tenant=tenant)

    @app.command(name="send-back")
    def send_back(run: str, contract: str, *, reason: str, tenant: str = "") -> None:
        """Send a held bill back, with a reason; the contract is not billed by this run."""
        _review(entry, run, contract, release=False, reason=reason, tenant=tenant)

    @app.command(name="preview")
    def preview_(run: str, *contracts: str, tenant: str = "") -> None:
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
        emit([result_json(result) for result in results])

    return app


def _review(entry: Entry, run: str, contract: str, *, release: bool, reason: str, tenant: str) -> None:
    with entry.open_services(entry.clock) as services:
        try:
            result = review_result(
                units=services.units,
                actor=entry.actor(tenant),
                run_id=run,
                contract=contract,
                release=release,
                reason=reason,
            )
        except (NotReviewable, WrongStep, LookupError) as error:
            fail(str(error))
    console.print(f"{contract}: {result.outcome.value}")


def _show(services: Services, tenant: str, run_id: str, *, json: bool) -> None:
    with services.units(tenant) as uow:
        run = uow.runs.get(run_id)
        counts = uow.runs.counts(run_id)
        waiting = [r for outcome in (Outcome.HELD, Outcome.REFUSED) for r in uow.runs.results(run_id, outcome)]
    if json:
        outcomes = {outcome.value: count for outcome, count in counts.items()}
        emit(run_json(run) | {"outcomes": outcomes, "waiting": [result_json(result) for result in waiting]})
        return
    console.print(
        f"run [bold]{run.id}[/] {run.period} {run.status.value}: "
        + ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
    )
    for result in waiting:
        for fault in result.faults:
            console.print(
                f"[yellow]{result.outcome.value}[/] {result.contract} [red]{fault.code}[/] {fault.message}",
                soft_wrap=True,
            )


def run_json(run: BillingRun) -> dict[str, Plain]:
    """A run as JSON."""
    return {
        "id": run.id,
        "commodity": run.commodity,
        "start": run.period.start.isoformat(),
        "stop": run.period.stop.isoformat(),
        "cycle_months": run.cycle_months,
        "issue_on": run.issue_on.isoformat(),
        "contracts": run.contracts,
        "status": run.status.value,
        "book_digest": run.book_digest,
        "digest": run.digest,
    }


def result_json(result: RunResult) -> Plain:
    """A result as JSON, without its lines."""
    return {
        "contract": result.contract,
        "outcome": result.outcome.value,
        "total": str(result.priced.total) if result.priced else None,
        "total_text": euro(result.priced.total) if result.priced else None,
        "faults": [{"code": fault.code, "message": fault.message} for fault in result.faults],
    }
