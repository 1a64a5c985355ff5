"""Simulate a supply: the bill that some facts would give, with nothing stored."""

from __future__ import annotations

from application.ports.case_files import CaseFiles
from domain.kernel.digest import Plain
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook


def simulate_supply(*, facts: BillingFacts, book: TariffBook) -> Priced | Refused:
    """The priced supply, exactly as a billing run would price it, or every fault that stands in the way."""
    return price(facts, book)


def simulate_case(*, cases: CaseFiles, data: bytes) -> Plain:
    """The answer to a case file of a simulation. BadCase."""
    case = cases.read_simulation(data)
    return cases.write_priced(case, simulate_supply(facts=case.facts, book=case.book))
