"""Which commodities count over a year, and how their counters are read from what stands charged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.invoices.facts import AnnualCounter
from domain.invoices.gas.counters import counters_of
from domain.invoices.standing import Charged
from domain.kernel.validity import Period

MONTHS_BACK = 12
"""How far back counters reach: no year began earlier."""


class Counters(Protocol):
    """The counters of one contract at the start of a period, from the documents of the year before it."""

    def __call__(self, documents: Iterable[Charged], period: Period) -> tuple[AnnualCounter, ...]: ...


COUNTERS: Mapping[str, Counters] = {"gas": counters_of}
"""By commodity; one that is not here counts nothing over a year. A new commodity adds one entry."""
