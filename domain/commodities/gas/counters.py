"""Counters of gas: how many Smc of a year stand charged before a period begins.

What stands charged is the energy of the documents that were not reversed, corrections included: a recalculation that
replaces estimates rebuilds the counter by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.commodities.gas.terms import BandYear
from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.counters.billed_period import AnnualCounter, BilledPeriod
from domain.pricing.counters.year_usage import used_since


def counters_of(documents: Iterable[BilledPeriod], contract: Contract, period: Period) -> tuple[AnnualCounter, ...]:
    """A counter for each year, from January and from October, that holds the first day of `period`.

    Only days of the year before `period` count. One whose days do not all stand charged is left out, not guessed.
    """
    return tuple(_counters(tuple(documents), contract, period))


def _counters(documents: tuple[BilledPeriod, ...], contract: Contract, period: Period) -> Iterator[AnnualCounter]:
    for kind in BandYear:
        start = kind.holding(period.start).start
        used = used_since(documents, contract, kind.value, start, period.start)
        if used is not None:
            yield AnnualCounter(kind.value, start, used)
