"""What is counted over a year, by a commodity as gas does and by the prices of an offer, from what stands charged.

Bands, tiers, discounts and limits of VAT go on from it, so days charged after a correction depend on it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.counters.billed_period import AnnualCounter, BilledPeriod
from domain.pricing.counters.energy import energy_counters, yearly_counters
from domain.tariffs.discount import counting_from
from domain.tariffs.offer import Offer

MONTHS_BACK = 12
"""How far back counters reach: no year began earlier."""


class Counters(Protocol):
    """The counters of one contract at the start of a period, from the documents of the year before it."""

    def __call__(
        self, documents: Iterable[BilledPeriod], contract: Contract, period: Period
    ) -> tuple[AnnualCounter, ...]: ...


def counts_over_a_year(contract: Contract, offers: Mapping[str, Offer], own: Counters | None) -> bool:
    """Whether the commodity of a contract, by counters of its own, or any of its offers goes by a yearly counter."""
    named = {entry.value.offer for entry in contract.terms.entries}
    return own is not None or any(yearly_counters(offers[code]) for code in named if code in offers)


def begins_a_year(
    contract: Contract, offers: Mapping[str, Offer], own: Counters | None, counter: str, day: dt.date
) -> bool:
    """Whether a year of the counter begins on `day`, for the commodity of a contract or one of its offers."""
    at_start = own((), contract, Period(day, day + dt.timedelta(days=1))) if own else ()
    found = {(each.name, each.year_start) for each in at_start}
    for offer in (offers[entry.value.offer] for entry in contract.terms.entries if entry.value.offer in offers):
        for name, restart in yearly_counters(offer):
            found.add((name, counting_from(restart, day, contract.period.start).start))
    return (counter, day) in found


def counters_at(
    documents: Iterable[BilledPeriod],
    contract: Contract,
    offers: Mapping[str, Offer],
    own: Counters | None,
    period: Period,
) -> tuple[AnnualCounter, ...]:
    """Every counter that the prices of `period` go by, as it stands when the period begins."""
    charged = tuple(documents)
    at_start = own(charged, contract, period) if own else ()
    return (*at_start, *energy_counters(charged, contract, offers, period))
