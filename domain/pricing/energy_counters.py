"""Yearly counters of energy that tiers and discounts go by, read from what stands charged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.commodities.heat.offer_price import HeatPrice
from domain.contracts.contract import Contract
from domain.corrections.invoiced_position import Charged
from domain.kernel.validity import Period
from domain.pricing.facts import AnnualCounter
from domain.pricing.lines.counting import ENERGY_COUNTER
from domain.pricing.year_used import used_since
from domain.tariffs.discount import Restart, counting_from
from domain.tariffs.offer import Offer, TieredPrice

Name = tuple[str, Restart]
"""A counter as the facts of a bill name it, and when it begins again."""


def yearly_counters(offer: Offer) -> frozenset[Name]:
    """The yearly counters the prices of an offer depend on. Tiers of heat count under the code of their charge, from
    January; whatever the name, what is counted is all the energy of the supply."""
    names = {(ENERGY_COUNTER, discount.restart) for discount in offer.discounts if discount.upto is not None}
    if isinstance(offer.price, TieredPrice):
        names.add((ENERGY_COUNTER, offer.price.restart))
    if isinstance(offer.price, HeatPrice):
        names |= {(charge.code, Restart.YEAR) for charge in offer.price.charges if charge.tiers}
    return frozenset(name for name in names if name[1] is not Restart.MONTH)


def energy_counters(
    documents: Iterable[Charged], contract: Contract, offers: Mapping[str, Offer], period: Period
) -> tuple[AnnualCounter, ...]:
    """The counters the offers of `period` go by; one whose days do not all stand charged is left out, not guessed."""
    named = {entry.value.offer for entry in contract.terms.entries if entry.period.overlaps(period)}
    names = {name for code in named if code in offers for name in yearly_counters(offers[code])}
    charged = tuple(documents)
    return tuple(_counters(names, charged, contract, period))


def _counters(
    names: Iterable[Name], documents: tuple[Charged, ...], contract: Contract, period: Period
) -> Iterator[AnnualCounter]:
    begun = {(name, counting_from(restart, period.start, contract.period.start).start) for name, restart in names}
    for name, start in sorted(begun):
        if max(start, contract.period.start) >= period.start:
            continue
        used = used_since(documents, contract, name, start, period.start)
        if used is not None:
            yield AnnualCounter(name, start, used)
