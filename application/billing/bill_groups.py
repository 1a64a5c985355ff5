"""Bill groups of a run, settled in the store: who stands on one document, and who of them waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitOfWork
from domain.billing.bill_group import regrouped
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.commodities.registry import COMMODITIES

_Group = tuple[str, str]
_IN_THE_WAY = (ResultOutcome.HELD, ResultOutcome.REFUSED, ResultOutcome.SENT_BACK)


def regroup_all(uow: UnitOfWork, run: BillingRun) -> tuple[RunResult, ...]:
    """Every group of an executed run one supply of which stands in the way: the results that changed."""
    stopped = [result.contract for outcome in _IN_THE_WAY for result in uow.runs.results(run.id, outcome)]
    return tuple(_regroup(uow, run, stopped)) if stopped else ()


def regroup(uow: UnitOfWork, run: BillingRun, contract: str) -> tuple[RunResult, ...]:
    """The group of one contract, after a decision on it: the results that changed."""
    return tuple(_regroup(uow, run, [contract]))


def _regroup(uow: UnitOfWork, run: BillingRun, contracts: Iterable[str]) -> Iterator[RunResult]:
    grouped = _grouped(uow, run)
    members: dict[_Group, list[str]] = {}
    for number, group in grouped.items():
        members.setdefault(group, []).append(number)
    for group in sorted({grouped[number] for number in contracts if number in grouped}):
        results = {result.contract: result for result in _results(uow, run, sorted(members[group]))}
        for result in regrouped(list(results.values())):
            if results[result.contract].outcome is ResultOutcome.PRICED:
                uow.runs.hold(result)
            else:
                uow.runs.replace_result(result)
            yield result


def _grouped(uow: UnitOfWork, run: BillingRun) -> Mapping[str, _Group]:
    """Contracts that a run could hold, by party and bill group."""
    found: dict[str, _Group] = {}
    for kind in COMMODITIES:
        found |= uow.contracts.grouped(commodity=kind.code, cycle_months=run.cycle_months, period=run.period)
    return found


def _results(uow: UnitOfWork, run: BillingRun, contracts: Iterable[str]) -> Iterator[RunResult]:
    for contract in contracts:
        try:
            yield uow.runs.result(run.id, contract)
        except NotFound:
            continue  # it is billed by another run, or was billed before
