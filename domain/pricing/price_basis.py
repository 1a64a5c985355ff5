"""Grounds: what a price rests on, kept beside it so that anybody can compute it again without the tariff book."""

from __future__ import annotations

import attrs

from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice, Offer
from domain.tariffs.parameter import ParameterRow


@attrs.frozen
class PriceBasis:
    """The facts of a price, and what was read of the tariff book beside the rows its lines used.

    facts   without the consumption, which Priced holds
    units   the unit of each parameter used, by path
    unused  rows that were read and by which nothing was charged, as the ends of bands that were not reached
    used    ids of the rows that were used, where the bill holds those of a correction as well; empty: all it holds
    """

    facts: BillingFacts
    units: tuple[tuple[str, str], ...]
    unused: tuple[ParameterRow, ...] = ()
    used: tuple[str, ...] = ()


@attrs.frozen
class RecalculationBasis:
    """A document priced again: what a correction of it rests on.

    facts  as now known, with their consumption
    rows   every parameter row that was read, in order of id
    units  the unit of each parameter, by path
    """

    facts: BillingFacts
    rows: tuple[ParameterRow, ...]
    units: tuple[tuple[str, str], ...]


def price_basis(facts: BillingFacts, lookup: Lookup) -> PriceBasis:
    """The grounds of what was priced from `facts`: of the offers and their hours only those of the period."""
    named = {entry.value.offer for entry in facts.contract.terms.entries if entry.period.overlaps(facts.period)}
    offers = {code: offer for code, offer in facts.offers.items() if code in named}
    hourly = {
        name: _of_days(series, facts.period)
        for name, series in facts.hourly.items()
        if any(_names(offer, name) for offer in offers.values())
    }
    heads = lookup.book.heads
    rows = (*lookup.used.values(), *lookup.unused_rows.values())
    paths = sorted({row.path for row in rows if row.path in heads})
    return PriceBasis(
        attrs.evolve(facts, offers=offers, hourly=hourly, consumption=()),
        tuple((path, heads[path].unit) for path in paths),
        lookup.unused,
    )


def _of_days(series: HourlySeries, period: Period) -> HourlySeries:
    return attrs.evolve(series, prices={day: prices for day, prices in series.prices.items() if day in period})


def _names(offer: Offer, series: str) -> bool:
    """Whether the price of an offer names an hourly series, or the one of a zone of it (name:zone)."""
    name = series.partition(":")[0]
    return isinstance(offer.price, IndexedPrice) and offer.price.index in (series, name)
