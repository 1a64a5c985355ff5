"""What the law gives the customer of a gas supply: instalments, as the TIV gives them to electricity."""

from __future__ import annotations

import datetime as dt

from domain.commodities.gas.terms import GasTerms
from domain.contracts.contract import Market
from domain.pricing.rights.instalment_rules import InstalmentRules, tiv_instalments
from domain.tariffs.book import TariffBook


def gas_instalments(book: TariffBook, day: dt.date, customer: str, market: Market) -> InstalmentRules:
    """The rules of the TIV. NotInForce."""
    return tiv_instalments(book, day, GasTerms.commodity, customer, market)
