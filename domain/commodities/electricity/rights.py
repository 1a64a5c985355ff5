"""What the law gives the customer of an electricity supply: instalments (TIV), an indemnity for a late bill (TIF)."""

from __future__ import annotations

import datetime as dt

from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.contract import Contract, Market
from domain.kernel.validity import Period
from domain.pricing.extra import Extra
from domain.pricing.rights.instalment_rules import InstalmentRules, tiv_instalments
from domain.pricing.rights.late_bill import late_by_tif
from domain.tariffs.book import TariffBook
from domain.tariffs.lookup import Lookup

_LOW_VOLTAGE = "BT"


def electricity_instalments(book: TariffBook, day: dt.date, customer: str, market: Market) -> InstalmentRules:
    """The rules of the TIV. NotInForce."""
    return tiv_instalments(book, day, ElectricityTerms.commodity, customer, market)


def electricity_late_bill(contract: Contract, period: Period, lookup: Lookup, issued_on: dt.date) -> Extra | None:
    """What a bill owes for being late: the TIF is of low voltage only. NotInForce."""
    supply = contract.terms.on(period.last).supply
    assert isinstance(supply, ElectricityTerms), f"contract {contract.number} is of electricity"
    return late_by_tif(contract, period, lookup, issued_on) if supply.voltage == _LOW_VOLTAGE else None
