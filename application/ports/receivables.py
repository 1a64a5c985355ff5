"""What customers owe one tenant and how it is collected: mandates, receivables, payment files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from domain.kernel.money import Money
from domain.payments.mandate import Mandate
from domain.payments.receivable import Receivable


@attrs.frozen
class StoredPaymentFile:
    """A payment file written for the bank; the bytes are never written twice."""

    id: str
    name: str
    sha256: str
    created_at: dt.datetime
    count: int
    total: Money
    receivables: tuple[str, ...]
    content: bytes = attrs.field(repr=False)


class Mandates(Protocol):
    """Mandates by reference (case does not count)."""

    def put(self, mandate: Mandate) -> None: ...

    def get(self, umr: str) -> Mandate: ...

    def of_contracts(self, contracts: Iterable[str]) -> Mapping[str, tuple[Mandate, ...]]: ...


class Receivables(Protocol):
    """Receivables by id."""

    def add(self, receivables: Iterable[Receivable]) -> None: ...

    def update(self, receivables: Iterable[Receivable]) -> None: ...

    def get(self, receivable_id: str) -> Receivable: ...

    def open_debits(self, due_until: dt.date) -> tuple[Receivable, ...]:
        """Open receivables to be collected by direct debit, due up to and with that day, in order of id."""
        ...

    def of_document(self, document: str) -> tuple[Receivable, ...]:
        """The receivables one document opened, in order of id."""
        ...

    def page(self, after: str, limit: int) -> tuple[Receivable, ...]: ...


class PaymentFiles(Protocol):
    """Payment files by id."""

    def add(self, file: StoredPaymentFile) -> None: ...

    def get(self, file_id: str) -> StoredPaymentFile: ...

    def all(self) -> tuple[StoredPaymentFile, ...]:
        """Newest first."""
        ...
