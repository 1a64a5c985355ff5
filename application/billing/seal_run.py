"""Seal a run: number its bills without gaps, store them, open what is owed, and say so in the outbox."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import attrs

from application.billing.bill_groups import regroup_all
from application.billing.bill_store import issue, queue_for_rebilling
from application.billing.differences import issue_difference
from application.billing.execute_run import WrongStep
from application.billing.issue import load_bill_issue
from application.journal import Actor, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.bill import Bill, BillNumber
from domain.billing.due_sums import deposit_is_due
from domain.billing.faults import RSK_004, RSK_007
from domain.billing.issue.bill_issue import BillIssue
from domain.billing.risk import ValidationRules
from domain.billing.run import BillingRun, ResultOutcome, RunKind, RunStatus
from domain.commodities.registry import COMMODITIES, commodity
from domain.corrections.invoiced_position import invoiced_position, starts_from
from domain.kernel.calendar import BandCalendar
from domain.kernel.digest import Plain, digest
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook

T = TypeVar("T")

PAGE = 500


def seal_run(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    run_id: str,
    on_bills: Callable[[int], None] = lambda count: None,
) -> BillingRun:
    """One transaction: every priced result comes on a bill, in order of contract; held and refused ones stay behind,
    and with them the supplies of their bill groups, unless a person released those.

    Serials have no gaps: they are taken in the transaction that stores the bills. A sealed run is returned as it is.
    WrongStep for a run that was not executed. `on_bills` is called with the number of bills of each page.
    """
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        if run.status is RunStatus.SEALED:
            return run
        if run.status is not RunStatus.EXECUTED:
            raise WrongStep(f"run {run_id} is {run.status.value}, only an executed run can be sealed")
        book = book_of(uow, books, run.known_on)
        rules = ValidationRules.on(book, run.period.start)
        queue_for_rebilling(uow)  # before any series is locked, as every use case that corrects does
        digests: list[str] = []
        for bills in _issued(uow, actor, run, _Known(rules, books.bands(), book)):
            digests += [bill.digest for bill in bills]
            on_bills(len(bills))
        sealed = attrs.evolve(run, status=RunStatus.SEALED, digest=digest(digests))
        uow.runs.update(sealed)
        event: Plain = {"run": run_id, "bills": len(digests), "digest": sealed.digest}
        record(uow, actor, use_case="seal_run", given={"run": run_id}, events=[("run.sealed", event)])
        uow.commit()
    return sealed


@attrs.frozen(eq=False)
class _Known:
    """What every page of a run is issued by."""

    rules: ValidationRules
    bands: BandCalendar
    book: TariffBook

    def issuing(self, uow: UnitOfWork, run: BillingRun, numbers: Sequence[str]) -> BillIssue:
        """What the documents of these contracts share."""
        return load_bill_issue(uow, run, numbers, self.rules.rollover, self.bands, self.book)


def _issued(uow: UnitOfWork, actor: Actor, run: BillingRun, known: _Known) -> Iterator[list[Bill]]:
    """The documents of a run, page by page."""
    if run.kind is RunKind.REBILLING:
        for results in _pages(uow.runs.results(run.id, ResultOutcome.PRICED)):
            yield _differences(uow, actor, run, [each.priced for each in results if each.priced], known)
        return
    regroup_all(uow, run)
    series, year = uow.sellers.get().series, run.issue_on.year
    for whole_page in _pages(_documents(uow, run)):
        page = _still_right(uow, run, whole_page, known.book)
        if not page:
            continue
        issuing = known.issuing(uow, run, [priced.contract for document in page for priced in document])
        serial = uow.serials.reserve(series, year, len(page))
        bills = [issuing.bill(document, BillNumber(series, year, serial + i)) for i, document in enumerate(page)]
        issue(uow, actor, bills, issuing.contracts, {"run": run.id})
        yield bills


def _differences(uow: UnitOfWork, actor: Actor, run: BillingRun, found: Sequence[Priced], known: _Known) -> list[Bill]:
    """The documents over differences alone; one that no longer starts from what stands invoiced is held (RSK-004)."""
    numbers = [each.contract for each in found]
    days = Period(min(each.period.start for each in found), max(each.period.stop for each in found))
    after = max(run.issue_on, days.stop)
    months = (after.year - days.start.year) * 12 + after.month - days.start.month + 1
    billed = uow.bills.before(numbers, after, months)
    issuing = known.issuing(uow, attrs.evolve(run, period=days), numbers)
    bills = []
    for priced in found:
        (correction,) = priced.corrections
        if starts_from(correction, billed[priced.contract], priced.contract):
            charged = invoiced_position(billed[priced.contract], priced.contract, correction.period).documents
            bills.append(issue_difference(uow, actor, issuing, priced, charged, {"run": run.id}).bill)
        else:
            _hold(uow, run, _outdated(priced.contract))
    return bills


def _hold(uow: UnitOfWork, run: BillingRun, fault: Fault) -> None:
    result = uow.runs.result(run.id, fault.subject)
    uow.runs.hold(attrs.evolve(result, outcome=ResultOutcome.HELD, faults=(fault,)))


def _outdated(contract: str) -> Fault:
    return RSK_004.fault(contract, "its recalculation no longer starts from what stands invoiced")


def _documents(uow: UnitOfWork, run: BillingRun) -> Iterator[list[Priced]]:
    """What stands on one bill together: each contract alone, in order, then the groups, in order of party and group."""
    groups: dict[tuple[str, str], list[str]] = {}
    for page in _pages(uow.runs.results(run.id, ResultOutcome.PRICED)):
        contracts = uow.contracts.of([result.contract for result in page])
        for result in page:
            assert result.priced is not None, f"{result.contract} is priced"
            contract = contracts[result.contract]
            if contract.bill_group:
                groups.setdefault((contract.party, contract.bill_group), []).append(result.contract)
            else:
                yield [result.priced]
    for key in sorted(groups):  # a supply comes first: it decides the front of the bill
        results = (uow.runs.result(run.id, contract) for contract in groups[key])
        yield sorted((result.priced for result in results if result.priced), key=_place)


def _place(priced: Priced) -> tuple[bool, int]:
    """What accompanies a supply last, supplies in the order of the commodities."""
    codes = [kind.code for kind in COMMODITIES]
    return commodity(priced.commodity).accompanies, codes.index(priced.commodity)


def _still_right(
    uow: UnitOfWork, run: BillingRun, documents: list[list[Priced]], book: TariffBook
) -> list[list[Priced]]:
    """The documents that nothing has overtaken since they were priced; the others are held (RSK-004, RSK-007)."""
    late = _outdated_corrections(uow, run, [each for document in documents for each in document if each.corrections])
    late |= _outdated_deposits(uow, [each for document in documents for each in document], book)
    right = []
    for document in documents:
        faults = [late[priced.contract] for priced in document if priced.contract in late]
        if not faults:
            right.append(document)
        for priced in document if faults else ():
            _hold(uow, run, attrs.evolve(faults[0], subject=priced.contract))
    return right


def _outdated_corrections(uow: UnitOfWork, run: BillingRun, correcting: list[Priced]) -> dict[str, Fault]:
    """By contract, a fault for recalculations that no longer start from what stands invoiced."""
    if not correcting:
        return {}
    billed = uow.bills.before([each.contract for each in correcting], run.period.start, run.lookback_months)
    return {
        each.contract: _outdated(each.contract)
        for each in correcting
        for correction in each.corrections
        if not starts_from(correction, billed[each.contract], each.contract)
    }


def _outdated_deposits(uow: UnitOfWork, page: list[Priced], book: TariffBook) -> dict[str, Fault]:
    """By contract, a fault for a deposit that was charged or given back by another document in the meantime."""
    entries = uow.bills.deposits([priced.contract for priced in page])
    return {
        priced.contract: RSK_007.fault(priced.contract, "its deposit was charged or given back in the meantime")
        for priced in page
        if priced.basis is not None and not deposit_is_due(priced.basis.facts, entries[priced.contract], book)
    }


def _pages(items: Iterator[T]) -> Iterator[list[T]]:
    while page := list(itertools.islice(items, PAGE)):
        yield page
