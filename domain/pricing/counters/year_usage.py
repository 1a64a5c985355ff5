"""How much of a counter's year was used before a period: what stands charged, and what was charged elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.counters.billed_period import BilledPeriod


def used_since(
    documents: Iterable[BilledPeriod], contract: Contract, counter: str, start: dt.date, before: dt.date
) -> Decimal | None:
    """What was used from `start`, or the first day of the contract, to `before`, which is not in it.

    The days up to the end of an opening of the counter count as it says. None where a day is not known to be charged.
    """
    first, used = max(start, contract.period.start), Decimal(0)
    for opening in contract.openings:
        if (opening.counter, opening.year_start) == (counter, start) and opening.until <= before:
            first, used = opening.until, opening.quantity
    if first >= before:
        return used
    found = energy_of(documents, Period(first, before))
    return None if found is None else used + found


def energy_of(documents: Iterable[BilledPeriod], days: Period) -> Decimal | None:
    """The energy that stands charged for some days; None where not all of them stand charged.

    Energy over an edge is split by days.
    """
    pieces = [
        part
        for document in documents
        if document.period.overlaps(days)
        for piece in document.consumption
        for part in piece.cut((days.start, days.stop))
        if days.covers(part.period)
    ]
    if sum(part.period.days for part in pieces) != days.days:
        return None
    return sum((part.total for part in pieces), Decimal(0))
