"""Estimate the annual spend of an offer for a customer, by the rules of the Portale Offerte."""

from __future__ import annotations

from application.ports.case_files import CaseFiles
from domain.kernel.digest import Plain
from domain.offers.annual_estimate import EstimatedSpend, estimate
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


def estimate_spend(*, use: AnnualSupply, book: TariffBook) -> EstimatedSpend | Refused:
    """The spend of a year by block, or the fault that stands in the way."""
    return estimate(use, book)


def estimate_case(*, cases: CaseFiles, data: bytes) -> Plain:
    """The answer to a case file of an annual estimate. BadCase."""
    case = cases.read_estimate(data)
    return cases.write_spend(case, estimate_spend(use=case.use, book=case.book))
