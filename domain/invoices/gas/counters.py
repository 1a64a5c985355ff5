"""Counters of gas: how many Smc of a year stand charged before a period begins.

What stands charged is the energy of the documents that were not reversed, corrections included: a recalculation that
replaces estimates rebuilds the counter by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain.commodities.gas import BandYear
from domain.invoices.bill import Bill
from domain.invoices.facts import AnnualCounter
from domain.invoices.standing import Charged, standing_documents
from domain.kernel.validity import Period


def counters_from(bills: Iterable[Bill], period: Period, *, contract: str) -> tuple[AnnualCounter, ...]:
    """The counters of a contract from the bills issued, which must reach back to the first day of each year."""
    return counters_of(standing_documents(bills, contract), period)


def counters_of(documents: Iterable[Charged], period: Period) -> tuple[AnnualCounter, ...]:
    """A counter for each year, from January and from October, that holds the first day of `period`.

    Only days of the year before `period` count; energy over an edge is split by days.
    """
    charged = tuple(documents)
    years = ((kind, kind.holding(period.start)) for kind in BandYear)
    return tuple(
        AnnualCounter(kind.value, year.start, sum(_energy(charged, year.start, period), Decimal(0)))
        for kind, year in years
    )


def _energy(documents: Iterable[Charged], start: dt.date, period: Period) -> Iterator[Decimal]:
    if start == period.start:
        return
    before = Period(start, period.start)
    for document in documents:
        for piece in document.consumption:
            yield from (part.total for part in piece.cut((before.start, before.stop)) if before.covers(part.period))
