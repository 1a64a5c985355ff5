"""Plan a billing run: select the contracts, freeze what they will be priced with, cut the work into chunks."""

from __future__ import annotations

import datetime as dt

from application.gathering import book_of
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor, once, record
from domain.commodities.registry import commodity
from domain.invoices.run import BillingRun
from domain.kernel.digest import Plain
from domain.kernel.validity import Period

CHUNK = 500


def plan_run(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    commodity_code: str,
    period: Period,
    cycle_months: int,
    issue_on: dt.date,
    known_on: dt.date,
    key: str = "",
    chunk_size: int = CHUNK,
) -> BillingRun:
    """A run over the contracts of a commodity and billing cycle that supply in `period` and are not billed for it yet.

    The same idempotency key with the same input gives the run planned first. The run remembers the digest of the
    tariff book as known on `known_on`; executing it with another is refused.
    """
    commodity(commodity_code)
    given: Plain = {
        "commodity": commodity_code,
        "period": str(period),
        "cycle_months": cycle_months,
        "issue_on": issue_on.isoformat(),
        "known_on": known_on.isoformat(),
        "chunk_size": chunk_size,
    }
    with units(actor.tenant) as uow:

        def plan() -> Plain:
            due = uow.contracts.due(commodity=commodity_code, cycle_months=cycle_months, period=period)
            done = uow.runs.billed_before(due, period)
            numbers = [number for number in due if number not in done]
            run = BillingRun(
                id=actor.ids.new(),
                commodity=commodity_code,
                period=period,
                cycle_months=cycle_months,
                issue_on=issue_on,
                known_on=known_on,
                book_digest=book_of(uow, books, known_on).digest,
                rounding=uow.sellers.get().bill_rounding,
                chunk_size=chunk_size,
                contracts=len(numbers),
            )
            chunks = [numbers[i : i + chunk_size] for i in range(0, len(numbers), chunk_size)]
            uow.runs.add(run, chunks)
            event: Plain = {"run": run.id, "contracts": run.contracts}
            record(uow, actor, use_case="plan_run", given=given, events=[("run.planned", event)])
            return run.id

        run_id = once(uow, key, given, plan)
        assert isinstance(run_id, str)
        run = uow.runs.get(run_id)
        uow.commit()
    return run
