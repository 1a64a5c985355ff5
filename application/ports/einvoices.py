"""Port: the e-invoice of a bill, ready to be sent, and the controls it must pass before."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import attrs

from domain.billing.bill import Bill
from domain.kernel.fault import Fault


@attrs.frozen
class EInvoice:
    """A file for the exchange system: its name, its bytes and their SHA-256 in hexadecimal."""

    name: str
    xml: bytes
    sha256: str


class CannotInvoice(ValueError):
    """A bill cannot be written as an e-invoice; `fault` says why and what to correct."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class EInvoices(Protocol):
    """Writes bills as e-invoices and checks e-invoices, own and foreign."""

    def write(self, bill: Bill, *, progressive: int, sent_on: dt.date, pdf: bytes | None = None) -> EInvoice:
        """The e-invoice of `bill`, with the printed bill attached where `pdf` is given.

        `progressive` counts the files of the transmitter from 1 and is never used twice, not even after a rejection.
        The same arguments always give the same bytes. Raises CannotInvoice.
        """

    def check(self, xml: bytes, *, name: str, sent_on: dt.date) -> tuple[Fault, ...]:
        """What the exchange system would reject in a file sent under `name` on `sent_on`, as far as seen from here."""
