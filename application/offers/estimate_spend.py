"""Estimate the annual spend of an offer for a customer, by the rules of the Portale Offerte."""

from __future__ import annotations

from domain.offers.annual_estimate import EstimatedSpend, estimate
from domain.pricing.annual.estimate import AnnualUse
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


def estimate_spend(*, use: AnnualUse, book: TariffBook) -> EstimatedSpend | Refused:
    """The spend of a year by block, or the fault that stands in the way."""
    return estimate(use, book)
