"""Plan a billing run: select the contracts, freeze what they will be priced with, cut the work into chunks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.journal import Actor, once, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.run import EVERY_COMMODITY, BillingRun, RunKind
from domain.commodities.registry import COMMODITIES, commodity
from domain.kernel.digest import Plain
from domain.kernel.validity import Period

CHUNK = 500
LOOKBACK_MONTHS = 12


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
    lookback_months: int = LOOKBACK_MONTHS,
    allow_estimates: bool = False,
    kind: RunKind = RunKind.PERIOD,
) -> BillingRun:
    """A run over the contracts of a commodity and billing cycle that supply in `period` and are not billed for it yet;
    over those that are, where it is a rebilling.

    The same idempotency key with the same input gives the run planned first. The run remembers the digest of the
    tariff book as known on `known_on`; executing it with another is refused. Days charged in the `lookback_months`
    before are recalculated where their energy is now known otherwise; `allow_estimates` bills days that no reading
    closes. Services of the bill group of a supply are of its run; supplies of several commodities come on one bill only
    by a run over EVERY_COMMODITY.
    """
    if commodity_code != EVERY_COMMODITY:
        commodity(commodity_code)
    given: Plain = {
        "commodity": commodity_code,
        "period": str(period),
        "cycle_months": cycle_months,
        "issue_on": issue_on.isoformat(),
        "known_on": known_on.isoformat(),
        "chunk_size": chunk_size,
        "lookback_months": lookback_months,
        "allow_estimates": allow_estimates,
        **({"kind": kind.value} if kind is not RunKind.PERIOD else {}),
    }
    with units(actor.tenant) as uow:

        def plan() -> Plain:
            due = contracts_due(uow, commodity_code, cycle_months, period)
            done = uow.runs.billed_before(due, period)
            numbers = [number for number in due if (number in done) is (kind is RunKind.REBILLING)]
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
                lookback_months=lookback_months,
                allow_estimates=allow_estimates,
                kind=kind,
            )
            chunks = [numbers[i : i + chunk_size] for i in range(0, len(numbers), chunk_size)]
            run = attrs.evolve(run, hourly_digest=uow.parameters.hourly_digest(run.lookback_period))
            uow.runs.add(run, chunks)
            event: Plain = {"run": run.id, "contracts": run.contracts}
            record(uow, actor, use_case="plan_run", given=given, events=[("run.planned", event)])
            return run.id

        run_id = once(uow, key, given, plan)
        assert isinstance(run_id, str)
        run = uow.runs.get(run_id)
        uow.commit()
    return run


def contracts_due(uow: UnitOfWork, commodity_code: str, cycle_months: int, period: Period) -> tuple[str, ...]:
    """The contracts a run over a commodity bills, in order: those due, with the services that stand on their bills.

    A service whose bill group has a supply that is due stands on the bill of the first such commodity, and on none of
    its own.
    """

    if commodity_code == EVERY_COMMODITY:
        found = (
            uow.contracts.due(commodity=kind.code, cycle_months=cycle_months, period=period) for kind in COMMODITIES
        )
        return tuple(sorted(number for numbers in found for number in numbers))

    def grouped(code: str) -> Mapping[str, tuple[str, str]]:
        return uow.contracts.grouped(commodity=code, cycle_months=cycle_months, period=period)

    due = uow.contracts.due(commodity=commodity_code, cycle_months=cycle_months, period=period)
    services = {n: group for kind in COMMODITIES if kind.accompanies for n, group in grouped(kind.code).items()}
    if not services:
        return due
    seen: set[tuple[str, str]] = set()
    for kind in COMMODITIES:
        if kind.accompanies:
            continue
        groups = set(grouped(kind.code).values())
        if kind.code == commodity_code:
            guests = [number for number, group in services.items() if group in groups - seen]
            return tuple(sorted((*due, *guests)))
        seen |= groups
    return tuple(number for number in due if services.get(number) not in seen)
