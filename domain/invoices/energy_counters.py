"""Yearly counters of energy that tiers and discounts go by, read from what stands charged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from domain.contracts.contract import Contract
from domain.invoices.facts import AnnualCounter
from domain.invoices.lines.counting import ENERGY_COUNTER
from domain.invoices.standing import Charged
from domain.kernel.validity import Period
from domain.tariffs.discount import Restart, counting_from
from domain.tariffs.offer import Offer, TieredPrice


def yearly_restarts(offer: Offer) -> frozenset[Restart]:
    """The yearly counters the prices of an offer depend on."""
    restarts = {discount.restart for discount in offer.discounts if discount.upto is not None}
    if isinstance(offer.price, TieredPrice):
        restarts.add(offer.price.restart)
    return frozenset(restarts - {Restart.MONTH})


def energy_counters(
    documents: Iterable[Charged], contract: Contract, offers: Mapping[str, Offer], period: Period
) -> tuple[AnnualCounter, ...]:
    """The counters the offers of `period` go by; one whose days do not all stand charged is left out, not guessed."""
    named = {entry.value.offer for entry in contract.terms.entries if entry.period.overlaps(period)}
    restarts = {restart for code in named if code in offers for restart in yearly_restarts(offers[code])}
    charged = tuple(documents)
    return tuple(_counters(restarts, charged, contract, period))


def _counters(
    restarts: Iterable[Restart], documents: tuple[Charged, ...], contract: Contract, period: Period
) -> Iterator[AnnualCounter]:
    for start in sorted({counting_from(each, period.start, contract.period.start).start for each in restarts}):
        first = max(start, contract.period.start)
        if first >= period.start:
            continue
        before = Period(first, period.start)
        pieces = [
            part
            for document in documents
            for piece in document.consumption
            for part in piece.cut((before.start, before.stop))
            if before.covers(part.period)
        ]
        if sum(part.period.days for part in pieces) == before.days:
            yield AnnualCounter(ENERGY_COUNTER, start, sum((part.total for part in pieces), Decimal(0)))
