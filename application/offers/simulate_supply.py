"""Simulate a supply: the bill that some facts would give, with nothing stored."""

from __future__ import annotations

from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook


def simulate_supply(*, facts: BillingFacts, book: TariffBook) -> Priced | Refused:
    """The priced supply, exactly as a billing run would price it, or every fault that stands in the way."""
    return price(facts, book)
