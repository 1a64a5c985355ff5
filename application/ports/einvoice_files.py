"""E-invoices of one tenant as written: the file of a bill is written once and kept byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from application.ports.einvoices import EInvoice


class EInvoiceFiles(Protocol):
    """Files by the number of their bill; a file name is never used twice."""

    def add(self, files: Mapping[str, EInvoice]) -> None:
        """Store files by bill number."""
        ...

    def of(self, bills: Iterable[str]) -> Mapping[str, EInvoice]:
        """The files there are for these bill numbers."""
        ...
