"""The term of the closing bill: the day by which the last bill of a contract must arrive.

Norm: TIF (463/2016/R/com) art. 11: it reaches the customer within six weeks of the end of the supply.
"""

from __future__ import annotations

import datetime as dt

from domain.contracts.contract import Contract
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.book import TariffBook

_WEEK_DAYS = 7


def deliver_by(contract: Contract, book: TariffBook, day: dt.date) -> dt.date:
    """The last day on which the closing bill of an ended contract may reach the customer, by the term of `day`.

    NotInForce.
    ValueError for a contract without an end.
    """
    if contract.period.stop == FOREVER:
        raise ValueError(f"contract {contract.number} has no end: there is no closing bill")
    last = contract.period.last
    weeks = book.value("billing/closing_weeks", (), day).value
    return last + dt.timedelta(days=_WEEK_DAYS * int(weeks))


def holds_last_day(contract: Contract, period: Period) -> bool:
    """Whether `period` holds the last day of the contract."""
    return contract.period.stop != FOREVER and period.stop >= contract.period.stop
