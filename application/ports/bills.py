"""Issued bills of one tenant, their numbers and their files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import attrs

from domain.billing.bill import Bill, BillNumber
from domain.billing.deposits import DepositEntry
from domain.kernel.money import Money
from domain.kernel.validity import Period


@attrs.frozen
class BillHead:
    """What a list of bills shows."""

    number: str
    contract: str
    customer: str
    point: str
    period: Period
    issued_on: dt.date
    due_on: dt.date
    total: Money
    payable: Money
    run: str
    digest: str


class Bills(Protocol):
    """Bills by number. A day of a contract is billed once, until a reversal frees it: ValidityOverlaps otherwise."""

    def add(self, bills: Iterable[Bill]) -> None: ...

    def get(self, number: BillNumber) -> Bill: ...

    def page(
        self, after: str, limit: int, *, contract: str | None = None, run: str | None = None
    ) -> tuple[BillHead, ...]:
        """Up to `limit` heads with a number above `after`, in order of number."""
        ...

    def of_run(self, run: str) -> Iterator[Bill]:
        """The bills of a run in order of number, streamed."""
        ...

    def before(self, contracts: Iterable[str], day: dt.date, months: int) -> Mapping[str, tuple[Bill, ...]]:
        """The bills that charge a contract for a day of the `months` months before `day`, oldest first."""
        ...

    def deposits(self, contracts: Iterable[str]) -> Mapping[str, tuple[DepositEntry, ...]]:
        """What documents did to the deposit of each contract, all of them, in order of issue and number."""
        ...


class Serials(Protocol):
    """Counters without gaps: a number is given out when the transaction that took it commits."""

    def reserve(self, series: str, year: int, count: int) -> int:
        """Reserve `count` consecutive serials and return the first. Locks the series until the transaction ends."""
        ...
