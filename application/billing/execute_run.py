"""Execute a planned run: price every contract, chunk by chunk. May be started again after any interruption."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import attrs

from application.billing.bill_groups import regroup_all
from application.billing.billing_facts import billing_inputs, recalculation_inputs
from application.journal import Actor, record
from application.ports.chunk_runner import ChunkRunner
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.due_sums import with_due_sums
from domain.billing.risk import ValidationRules, findings
from domain.billing.run import BillingRun, RunKind, RunResult, RunStatus, digest_of_results
from domain.corrections.recalculation import alone, with_recalculation
from domain.corrections.recalculation_input import BillingInput, RecalculationInput
from domain.kernel.calendar import BandCalendar
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.pricing.price import price
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


class BookChanged(ValueError):
    """The tariff book is not the one the run was planned with."""


class WrongStep(ValueError):
    """A run is not at the step asked for."""


def execute_chunk(*, units: UnitsOfWork, books: TariffBooks, tenant: str, run_id: str, number: int) -> int:
    """Price the contracts of one chunk and store the results, in one transaction. Done chunks are left alone.

    Returns how many contracts the chunk has. BookChanged where the book differs from the plan's.
    """
    with units(tenant) as uow:
        run = uow.runs.get(run_id)
        numbers = uow.runs.chunk(run_id, number)
        if uow.runs.is_done(run_id, number):
            return len(numbers)
        book = book_of(uow, books, run.known_on)
        if book.digest != run.book_digest:
            raise BookChanged(
                f"run {run_id} was planned with book {run.book_digest[:12]}, this is {book.digest[:12]}; plan it again"
            )
        if uow.parameters.hourly_digest(run.lookback_period) != run.hourly_digest:
            raise BookChanged(f"run {run_id}: hourly prices of {run.lookback_period} were loaded since; plan it again")
        rules = ValidationRules.on(book, run.period.start)
        uow.runs.finish_chunk(run_id, number, _results(uow, run, numbers, book, rules, books.bands()))
        uow.commit()
    return len(numbers)


def _results(
    uow: UnitOfWork,
    run: BillingRun,
    numbers: Sequence[str],
    book: TariffBook,
    rules: ValidationRules,
    bands: BandCalendar,
) -> list[RunResult]:
    """What comes of some contracts; a contract of which nothing is billed otherwise has no result in a rebilling."""
    if run.kind is RunKind.REBILLING:
        again = recalculation_inputs(
            uow,
            numbers=numbers,
            period=run.period,
            issue_day=run.issue_on,
            rounding=run.rounding,
            rules=rules,
            bands=bands,
        )
        found = (difference_of(run, recalculation, book, rules) for recalculation in again if recalculation is not None)
        return [result for result in found if result is not None]
    facts = billing_inputs(
        uow,
        numbers=numbers,
        period=run.period,
        issue_day=run.issue_on,
        rounding=run.rounding,
        rules=rules,
        bands=bands,
        lookback_months=run.lookback_months,
        allow_estimates=run.allow_estimates,
    )
    return [result_of(run, each, book, rules) for each in facts]


def difference_of(
    run: BillingRun, recalculation: RecalculationInput, book: TariffBook, rules: ValidationRules
) -> RunResult | None:
    """The difference of one contract by itself, passed through the risk gate; None where there is none."""
    found = recalculation.recalculated(book)
    if found is None:
        return None
    if isinstance(found, Refused):
        return RunResult.of(run.id, found, ())
    contract = recalculation.facts[0].contract
    priced = alone(
        found,
        contract=contract.number,
        commodity=contract.commodity,
        rounding=run.rounding,
        book_digest=book.digest,
    )
    return RunResult.of(run.id, priced, recalculation.findings(rules.risk))


def result_of(
    run: BillingRun, billing_input: BillingInput | Refused, book: TariffBook, rules: ValidationRules
) -> RunResult:
    """The result of one contract: priced with the sums due on its bill and passed through the risk gate, or refused.

    A recalculation of earlier days comes on the same bill; one that cannot be priced holds the bill with its faults.
    """
    if isinstance(billing_input, Refused):
        return RunResult.of(run.id, billing_input, ())
    due = with_due_sums(billing_input.facts, billing_input.sums, book)
    if isinstance(due, Refused):
        return RunResult.of(run.id, due, ())
    facts = due.facts
    priced = price(facts, book)
    if isinstance(priced, Refused):
        return RunResult.of(run.id, priced, ())
    again = billing_input.recalculation.recalculated(book) if billing_input.recalculation else None
    if isinstance(again, Refused):
        return RunResult.of(run.id, priced, (*due.held_for, *again.faults))
    found: tuple[Fault, ...] = ()
    if again is not None and billing_input.recalculation:
        priced = with_recalculation(priced, again)
        found = billing_input.recalculation.findings(rules.risk)
    power = facts.contract.available_kw(facts.period)
    return RunResult.of(run.id, priced, (*due.held_for, *findings(priced, power, rules.risk), *found))


def execute_run(
    *,
    units: UnitsOfWork,
    runner: ChunkRunner,
    actor: Actor,
    work: Callable[[str, str, int], int],
    run_id: str,
) -> Iterator[int]:
    """Carry out the chunks that are not done; yields the contracts done as chunks end, then closes the step.

    Supplies of a bill group wait where one of them is held or refused (RSK-005).

    `work` carries out one chunk (tenant, run, number) wherever the runner puts it. WrongStep for a sealed or cancelled
    run; an executed one is left as it is.
    """
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        chunks = uow.runs.open_chunks(run_id)
    if run.status is RunStatus.EXECUTED:
        return
    if run.status is not RunStatus.PLANNED:
        raise WrongStep(f"run {run_id} is {run.status.value}, only a planned run can be executed")
    yield from runner.run(work, actor.tenant, run_id, chunks)
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        left = uow.runs.open_chunks(run_id)
        if left:
            raise WrongStep(f"run {run_id}: {len(left)} chunks are not done; execute it again")
        digest = digest_of_results(uow.runs.digests(run_id))
        uow.runs.update(attrs.evolve(run, status=RunStatus.EXECUTED, digest=digest))
        waiting: Plain = [result.contract for result in regroup_all(uow, run)]
        event: Plain = {"run": run_id, "digest": digest, "waiting": waiting}
        record(uow, actor, use_case="execute_run", given={"run": run_id}, events=[("run.executed", event)])
        uow.commit()


def preview(
    *, units: UnitsOfWork, books: TariffBooks, tenant: str, run: BillingRun, contracts: tuple[str, ...], today: dt.date
) -> tuple[RunResult, ...]:
    """What a run would give for some contracts, without storing anything.

    NotFound where a contract does not exist or does not supply in the run's period.
    """
    with units(tenant) as uow:
        found = uow.contracts.of(contracts)
        for number in contracts:
            if number not in found or not found[number].period.overlaps(run.period):
                raise NotFound(f"contract supplying in {run.period}", number)
        book = book_of(uow, books, run.known_on)
        rules = ValidationRules.on(book, run.period.start)
        facts = billing_inputs(
            uow,
            numbers=contracts,
            period=run.period,
            issue_day=today,
            rounding=run.rounding,
            rules=rules,
            bands=books.bands(),
            lookback_months=run.lookback_months,
            allow_estimates=run.allow_estimates,
        )
    return tuple(result_of(run, each, book, rules) for each in facts)
