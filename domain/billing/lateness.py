"""Bills issued late: the automatic indemnity that the bill itself credits.

Norms: TIF art. 4, 11 and 16 for electricity and gas (the term of a period bill runs from its last day, that of the last
bill from the end of the contract); RQSII for water. A day is billed once, so its lateness is paid once; a bill that
stands in place of a reversed one is as late as the first that billed those days, in time or not.
"""

from __future__ import annotations

import datetime as dt

from domain.billing.closing import deliver_by, holds_last_day
from domain.commodities.electricity.commodity import ELECTRICITY
from domain.commodities.electricity.terms import ElectricityTerms
from domain.commodities.gas.commodity import GAS
from domain.commodities.water.commodity import WATER
from domain.pricing import indemnity
from domain.pricing.facts import BillingFacts, Extra
from domain.tariffs.lookup import Lookup

_LOW_VOLTAGE = "BT"


def late_indemnity(facts: BillingFacts, lookup: Lookup, first_issued: dt.date | None) -> Extra | None:
    """What the bill owes for being late, by the values in force when its days were first billed; None in time.

    first_issued  the day on which a document that was reversed since billed the last of these days

    The last bill counts as delivered when it is issued: it cannot arrive before. NotInForce.
    """
    issued = min(facts.issue_day, first_issued or facts.issue_day)
    code, last = facts.contract.commodity, facts.period.last
    if code == WATER.code:
        days, standard = (issued - last).days, indemnity.LATE_BILL_STANDARD
        return indemnity.missed_standard(lookup, standard, days, facts.period, issued, indemnity.WATER)
    if code not in (ELECTRICITY.code, GAS.code) or not _is_of_tif(facts):
        return None
    if holds_last_day(facts.contract, facts.period):
        late = (issued - deliver_by(facts.contract, lookup.book, issued)).days
        return indemnity.late_closing_bill(lookup, late, facts.period, issued)
    term = lookup.value("billing/issue_days", (code,), issued)
    late = (issued - last).days - int(term.value)
    return indemnity.late_bill(lookup, late, facts.period, issued)


def _is_of_tif(facts: BillingFacts) -> bool:
    """TIF is of low voltage and of gas."""
    supply = facts.contract.terms.on(facts.period.last).supply
    return not isinstance(supply, ElectricityTerms) or supply.voltage == _LOW_VOLTAGE
