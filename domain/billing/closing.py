"""The closing bill: the last bill of a contract, and the day it must arrive.

Norm: TIF (463/2016/R/com) art. 11: it reaches the customer within six weeks of the end of the supply. A bill of the
last days on an estimate keeps the term and gives the deposit back, but is no closing bill; its balance follows, once a
reading proves them.
"""

from __future__ import annotations

import datetime as dt

from domain.billing.bill import DocumentKind
from domain.contracts.contract import Contract
from domain.kernel.money import ZERO
from domain.kernel.validity import FOREVER, Period
from domain.metering.reading import Quality
from domain.pricing.correction import Reason
from domain.pricing.priced import Priced
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


def closes(contract: Contract, priced: Priced) -> bool:
    """Whether the priced days end the contract, on consumption that is no estimate."""
    estimated = any(piece.quality is Quality.ESTIMATED for piece in priced.consumption)
    return holds_last_day(contract, priced.period) and not estimated


def kind_of_difference(contract: Contract, priced: Priced) -> DocumentKind:
    """What a document over corrections alone is: the balance of the closing bill where it settles the last days of an
    ended contract, billed on an estimate before; else a bill, or a credit note where it is below zero."""
    for each in priced.corrections:
        if each.reason is Reason.ESTIMATE_REPLACED and holds_last_day(contract, each.period):
            return DocumentKind.CLOSING_BALANCE
    return DocumentKind.CORRECTION if priced.payable >= ZERO else DocumentKind.CREDIT_NOTE
