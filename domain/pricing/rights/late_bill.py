"""Bills issued late, by the rules that commodities share: what the bill credits for it.

Norms: TIF art. 4, 11 and 16: the term of a period bill runs from its last day, that of the last bill from the end of
the contract.
"""

from __future__ import annotations

import datetime as dt

from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.extra import Extra
from domain.pricing.rights.closing_term import deliver_by, holds_last_day
from domain.pricing.rights.indemnity import late_bill, late_closing_bill
from domain.tariffs.lookup import Lookup


def late_by_tif(contract: Contract, period: Period, lookup: Lookup, issued_on: dt.date) -> Extra | None:
    """What a bill of `period` owes where it is issued after the terms of the TIF; None in time.

    The last bill counts as delivered when it is issued: it cannot arrive before. NotInForce.
    """
    if holds_last_day(contract, period):
        late = (issued_on - deliver_by(contract, lookup.book, issued_on)).days
        return late_closing_bill(lookup, late, period, issued_on)
    term = lookup.value("billing/issue_days", (contract.commodity,), issued_on)
    return late_bill(lookup, (issued_on - period.last).days - int(term.value), period, issued_on)
