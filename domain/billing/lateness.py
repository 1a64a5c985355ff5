"""Bills issued late: the automatic indemnity that the bill itself credits, by the rule of its commodity.

A day is billed once, so its lateness is paid once; a bill that stands in place of a reversed one is as late as the
first that billed those days, in time or not.
"""

from __future__ import annotations

import datetime as dt

from domain.pricing.extra import Extra
from domain.pricing.facts import BillingFacts
from domain.tariffs.lookup import Lookup


def late_indemnity(facts: BillingFacts, lookup: Lookup, first_issued: dt.date | None) -> Extra | None:
    """What the bill owes for being late, by the values in force when its days were first billed; None in time.

    first_issued  the day on which a document that was reversed since billed the last of these days

    NotInForce.
    """
    issued_on = min(facts.issue_day, first_issued or facts.issue_day)
    return facts.commodity.late_bill(facts.contract, facts.period, lookup, issued_on)
