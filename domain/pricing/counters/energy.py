"""Yearly counters of energy that tiers and discounts go by, read from what stands charged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.counters.billed_period import AnnualCounter, BilledPeriod
from domain.pricing.counters.year_usage import used_since
from domain.tariffs.discount import Restart, counting_from
from domain.tariffs.offer import ENERGY_COUNTER, Offer, YearlyCounter


def yearly_counters(offer: Offer) -> frozenset[YearlyCounter]:
    """The yearly counters the prices of an offer depend on; whatever the name, what is counted is all the energy of
    the supply."""
    by_discounts = ((ENERGY_COUNTER, discount.restart) for discount in offer.discounts if discount.upto is not None)
    return frozenset(each for each in (*by_discounts, *offer.price.counters) if each[1] is not Restart.MONTH)


def energy_counters(
    documents: Iterable[BilledPeriod], contract: Contract, offers: Mapping[str, Offer], period: Period
) -> tuple[AnnualCounter, ...]:
    """The counters the offers of `period` go by; one whose days do not all stand charged is left out, not guessed."""
    named = {entry.value.offer for entry in contract.terms.entries if entry.period.overlaps(period)}
    names = {name for code in named if code in offers for name in yearly_counters(offers[code])}
    charged = tuple(documents)
    return tuple(_counters(names, charged, contract, period))


def _counters(
    names: Iterable[YearlyCounter], documents: tuple[BilledPeriod, ...], contract: Contract, period: Period
) -> Iterator[AnnualCounter]:
    begun = {(name, counting_from(restart, period.start, contract.period.start).start) for name, restart in names}
    for name, start in sorted(begun):
        if max(start, contract.period.start) >= period.start:
            continue
        used = used_since(documents, contract, name, start, period.start)
        if used is not None:
            yield AnnualCounter(name, start, used)
