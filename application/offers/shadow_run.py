"""A shadow run: price a past period again under other parameters or offers, and show what differs.

Nothing is issued and nothing is stored: every unit of work is left without commit, and each holds one chunk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from application.billing.billing_facts import billing_inputs
from application.billing.plan_run import CHUNK, contracts_due
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.due_sums import EarlierSums, with_due_sums
from domain.billing.risk import ValidationRules
from domain.billing.run import EVERY_COMMODITY, BillingRun
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.offers.shadow import ShadowPair, ShadowReport, compared
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow

LARGEST = 20


@attrs.frozen(eq=False)
class TariffChange:
    """What is priced otherwise.

    heads, rows  laid over the tenant's own tariff book
    hourly       hourly series; on their days they stand in place of those of their name
    offers       each in place of the offer of its code
    """

    heads: Sequence[ParameterHead] = ()
    rows: Sequence[ParameterRow] = ()
    hourly: Sequence[HourlySeries] = ()
    offers: Sequence[Offer] = ()

    def __attrs_post_init__(self) -> None:
        codes = [offer.code for offer in self.offers]
        twice = [code for code in codes if codes.count(code) > 1]
        if twice:
            raise ValueError(f"offer {twice[0]!r} is changed twice")

    def book(self, book: TariffBook) -> TariffBook:
        """The book with the change over it, known on its day; a row known later counts all the same."""
        known = [attrs.evolve(row, known_from=min(row.known_from, book.known_on)) for row in self.rows]
        return book.overlaid(self.heads, known) if self.heads or known else book

    def facts(self, facts: BillingFacts) -> BillingFacts:
        """The facts with the changed offers and hourly series."""
        if not self.offers and not self.hourly:
            return facts
        hourly = dict(facts.hourly)
        for series in self.hourly:
            known = hourly.get(series.name)
            hourly[series.name] = (
                attrs.evolve(series, prices={**known.prices, **series.prices}) if known is not None else series
            )
        offers = {**facts.offers, **{offer.code: offer for offer in self.offers}}
        return attrs.evolve(facts, offers=offers, hourly=hourly)


def shadow_run(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    tenant: str,
    run_id: str,
    change: TariffChange,
    largest: int = LARGEST,
) -> ShadowReport:
    """Compare the contracts of a run, sealed or not, priced with its book and offers and with the change.

    Facts are gathered again, with the measures there are now; days charged before are not recalculated. NotFound where
    there is no such run, or no offer of a code that the change names.
    """
    with units(tenant) as uow:
        run = uow.runs.get(run_id)
        numbers = range(-(-run.contracts // run.chunk_size))
    return _compared(units, books, tenant, run, change, largest, lambda uow, n: uow.runs.chunk(run.id, n), numbers)


def shadow_period(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    tenant: str,
    commodity_code: str,
    period: Period,
    cycle_months: int,
    known_on: dt.date,
    change: TariffChange,
    largest: int = LARGEST,
) -> ShadowReport:
    """The same for every contract a run of `period` would bill, whether or not it was billed.

    `commodity_code` and `cycle_months` select as for a run; UnknownCommodity.
    """
    if commodity_code != EVERY_COMMODITY:
        commodity(commodity_code)
    with units(tenant) as uow:
        due = contracts_due(uow, commodity_code, cycle_months, period)
        run = BillingRun(
            id="shadow",
            commodity=commodity_code,
            period=period,
            cycle_months=cycle_months,
            issue_on=period.stop,
            known_on=known_on,
            book_digest="",
            rounding=uow.sellers.get().bill_rounding,
            chunk_size=CHUNK,
            contracts=len(due),
        )
    chunks = [due[i : i + CHUNK] for i in range(0, len(due), CHUNK)]
    return _compared(units, books, tenant, run, change, largest, lambda _, n: chunks[n], range(len(chunks)))


class _ChunkOf(Protocol):
    """The contract numbers of a chunk."""

    def __call__(self, uow: UnitOfWork, number: int, /) -> tuple[str, ...]: ...


def _compared(
    units: UnitsOfWork,
    books: TariffBooks,
    tenant: str,
    run: BillingRun,
    change: TariffChange,
    largest: int,
    chunk: _ChunkOf,
    numbers: Iterable[int],
) -> ShadowReport:
    with units(tenant) as uow:
        before = book_of(uow, books, run.known_on)
        for offer in change.offers:
            uow.offers.get(offer.code)
    after = change.book(before)
    rules = ValidationRules.on(before, run.period.start)

    def pairs() -> Iterator[ShadowPair]:
        for number in numbers:
            with units(tenant) as uow:
                contracts = chunk(uow, number)
                yield from _pairs(uow, books, run, contracts, rules, before, after, change)

    return compared(pairs(), largest=largest, before_book=before.digest, after_book=after.digest)


def _pairs(
    uow: UnitOfWork,
    books: TariffBooks,
    run: BillingRun,
    numbers: Sequence[str],
    rules: ValidationRules,
    before: TariffBook,
    after: TariffBook,
    change: TariffChange,
) -> Iterator[ShadowPair]:
    contracts = uow.contracts.of(numbers)
    missing = [number for number in numbers if number not in contracts]
    if missing:
        raise NotFound("contract", missing[0])
    known = [number for number in numbers if contracts[number].period.overlaps(run.period)]
    inputs = billing_inputs(
        uow,
        numbers=known,
        period=run.period,
        issue_day=run.issue_on,
        rounding=run.rounding,
        rules=rules,
        bands=books.bands(),
        lookback_months=run.lookback_months,
        allow_estimates=run.allow_estimates,
    )
    for number, each in zip(known, inputs, strict=True):
        customer, offer = _signed(contracts[number], run.period)
        if isinstance(each, Refused):
            yield ShadowPair(number, customer, offer, each, each)
        else:
            was = _priced(each.facts, each.sums, before)
            yield ShadowPair(number, customer, offer, was, _priced(change.facts(each.facts), each.sums, after))


def _priced(facts: BillingFacts, sums: EarlierSums, book: TariffBook) -> Priced | Refused:
    due = with_due_sums(facts, sums, book)
    return due if isinstance(due, Refused) else price(due.facts, book)


def _signed(contract: Contract, run_period: Period) -> tuple[str, str]:
    """The customer class and the offer of the last day that is billed."""
    period = contract.period.meet(run_period)
    assert period is not None, f"contract {contract.number} does not supply in {run_period}"
    terms = contract.terms.on(period.last)
    return terms.supply.customer_class, terms.offer
