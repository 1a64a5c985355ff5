"""Seal a run: number its bills without gaps, store them, open what is owed, and say so in the outbox."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import attrs

from application.gathering import ValidationRules, book_of
from application.issuing import Issuing
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.recording import Actor, record
from application.use_cases.execute_run import WrongStep
from domain.credits.receivable import Receivable
from domain.invoices.bill import Bill, BillNumber
from domain.invoices.run import BillingRun, Outcome, RunResult, RunStatus
from domain.kernel.digest import Plain, digest
from domain.kernel.money import ZERO

PAGE = 500
RECEIVABLE_SERIES = "RECEIVABLE"
_RECEIVABLE_DIGITS = 13


def seal_run(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    run_id: str,
    on_bills: Callable[[int], None] = lambda count: None,
) -> BillingRun:
    """One transaction: every priced result becomes a bill, in order of contract; held and refused ones stay behind.

    Serials have no gaps: they are taken in the transaction that stores the bills. A sealed run is returned as it is.
    WrongStep for a run that was not executed. `on_bills` is called with the number of bills of each page.
    """
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        if run.status is RunStatus.SEALED:
            return run
        if run.status is not RunStatus.EXECUTED:
            raise WrongStep(f"run {run_id} is {run.status.value}, only an executed run can be sealed")
        rules = ValidationRules.on(book_of(uow, books, run.known_on), run.period.start)
        series = uow.sellers.get().series
        ready = uow.runs.counts(run_id).get(Outcome.PRICED, 0)
        serial = uow.serials.take(series, run.issue_on.year, ready) if ready else 0
        digests: list[str] = []
        for page in _pages(uow.runs.results(run_id, Outcome.PRICED)):
            issuing = Issuing.load(uow, run, [result.contract for result in page], rules.rollover, books.bands())
            bills = []
            for result in page:
                assert result.priced is not None, f"{result.contract} is priced"
                bills.append(issuing.bill(result.priced, BillNumber(series, run.issue_on.year, serial)))
                serial += 1
            _issue(uow, actor, issuing, bills)
            digests += [bill.digest for bill in bills]
            on_bills(len(bills))
        sealed = attrs.evolve(run, status=RunStatus.SEALED, digest=digest(digests))
        uow.runs.update(sealed)
        event: Plain = {"run": run_id, "bills": len(digests), "digest": sealed.digest}
        record(uow, actor, use_case="seal_run", given={"run": run_id}, events=[("run.sealed", event)])
        uow.commit()
    return sealed


def _pages(results: Iterator[RunResult]) -> Iterator[list[RunResult]]:
    while page := list(itertools.islice(results, PAGE)):
        yield page


def _issue(uow: UnitOfWork, actor: Actor, issuing: Issuing, bills: list[Bill]) -> None:
    uow.bills.add(bills)
    owed = [bill for bill in bills if bill.payable > ZERO]
    first = uow.serials.take(RECEIVABLE_SERIES, 0, len(owed)) if owed else 0
    uow.receivables.add(
        Receivable(
            id=str(first + i).zfill(_RECEIVABLE_DIGITS),
            document=str(bill.number),
            contract=bill.contract.number,
            party=bill.customer.id,
            amount=bill.payable,
            issued_on=bill.issued_on,
            due_date=bill.due_on,
            method=issuing.contracts[bill.contract.number].payment,
        )
        for i, bill in enumerate(owed)
    )
    issued: Plain = [{"bill": str(bill.number), "digest": bill.digest} for bill in bills]
    record(uow, actor, use_case="issue_bills", given={"run": issuing.run.id}, events=[("bills.issued", issued)])
