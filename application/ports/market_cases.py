"""The cases of market processes of one tenant, and the contracts that wait for one of them to be accepted.

Not to be confused with case_files, which are simulations of prices.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from domain.contracts.contract import Contract
from domain.market.case import Case


class MarketCases(Protocol):
    """Cases by code; their steps are only ever added."""

    def put(self, case: Case, *, is_open: bool) -> None:
        """Store a case with the steps that are new. ValueError where a stored step would change or be lost."""
        ...

    def get(self, code: str) -> Case:
        """NotFound where there is none."""
        ...

    def has(self, code: str) -> bool: ...

    def of_counterpart(self, counterpart_case: str) -> tuple[Case, ...]:
        """The cases the other side calls so, in order of code."""
        ...

    def at(self, point: str) -> tuple[Case, ...]:
        """The cases of a point, in order of code."""
        ...

    def watched(self, since: dt.date) -> tuple[Case, ...]:
        """The cases that are open, or whose last step is of `since` or later, in order of code."""
        ...

    def page(self, after: str, limit: int) -> tuple[Case, ...]:
        """Up to `limit` cases with a code above `after`, in order of code."""
        ...

    def put_draft(self, contract: Contract) -> None:
        """Keep a contract, or its new terms, until its case is accepted; replaces the one of that number."""
        ...

    def draft(self, number: str) -> Contract | None:
        """The contract that waits under a number."""
        ...
