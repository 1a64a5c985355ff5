"""What the law gives the customer of a water supply: instalments, and indemnities for a late bill or a missed standard.

Norm: RQSII (655/2015/R/idr), art. 42 for instalments; its amounts, percentages and terms are in the tariff book.
"""

from __future__ import annotations

import datetime as dt

from domain.contracts.contract import Contract, Market
from domain.kernel.validity import Period
from domain.pricing.extra import Extra
from domain.pricing.rights.indemnity import LATE_BILL_STANDARD, Standards, missed_standard
from domain.pricing.rights.instalment_rules import InstalmentCase, InstalmentRules
from domain.tariffs.book import TariffBook
from domain.tariffs.lookup import Lookup

_STANDARDS = Standards("indemnity/water_base", "indemnity/water_standard_days")


def water_instalments(book: TariffBook, day: dt.date, customer: str, market: Market) -> InstalmentRules:
    """One case, whoever the customer; number, least amount and interest are not in the sources. NotInForce."""
    return InstalmentRules(
        cases=(InstalmentCase.ABOVE_MEAN,),
        percent=book.value("water/instalment_percent", (), day).value,
        months=int(book.value("water/instalment_months", (), day).value),
        request_days=int(book.value("water/instalment_request_days", (), day).value),
    )


def water_indemnity(lookup: Lookup, standard: str, days: int, period: Period, day: dt.date) -> Extra | None:
    """What is owed for a standard of the RQSII that was missed; its bills keep one as well. NotInForce."""
    return missed_standard(lookup, standard, days, period, day, _STANDARDS)


def water_late_bill(contract: Contract, period: Period, lookup: Lookup, issued_on: dt.date) -> Extra | None:
    """What a bill owes for being late: its standard counts from the last day billed to the issue. NotInForce."""
    return water_indemnity(lookup, LATE_BILL_STANDARD, (issued_on - period.last).days, period, issued_on)
