"""Receivables: what one document makes one party owe until a day.

The identifier is 13 digits, so that every channel's reference is arithmetic on it: the end-to-end identifier of a
direct debit, the code of a bollettino 896, the creditor reference ISO 11649 and the IUV of pagoPA.
"""

from __future__ import annotations

import datetime as dt
import enum
import re

import attrs

from domain.contracts.contract import PaymentMethod
from domain.kernel.money import ZERO, Money

_ID = re.compile(r"[0-9]{13}\Z")


class ReceivableStatus(enum.Enum):
    """collecting: a direct debit is under way; cancelled: a credit note took it back; written_off: given up."""

    OPEN = "open"
    COLLECTING = "collecting"
    PAID = "paid"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"


COLLECTING = ReceivableStatus.COLLECTING

_NEXT = {
    ReceivableStatus.OPEN: frozenset(
        {
            ReceivableStatus.COLLECTING,
            ReceivableStatus.PAID,
            ReceivableStatus.CANCELLED,
            ReceivableStatus.WRITTEN_OFF,
        }
    ),
    ReceivableStatus.COLLECTING: frozenset({ReceivableStatus.OPEN, ReceivableStatus.PAID}),
    ReceivableStatus.PAID: frozenset({ReceivableStatus.OPEN}),  # a returned or refunded debit reopens the debt
    ReceivableStatus.CANCELLED: frozenset[ReceivableStatus](),
    ReceivableStatus.WRITTEN_OFF: frozenset({ReceivableStatus.OPEN, ReceivableStatus.PAID}),
}


class NoSuchStep(ValueError):
    """A receivable cannot go from its status to the one asked for."""


@attrs.frozen
class Receivable:
    """A debt of a party from one document.

    amount       still due, more than zero
    attempts     direct debits already presented for it
    notified_on  the day the debtor was told of the coming debit, when not by the document itself (a second attempt)
    credited     what credit notes took back while a debit is under way: off the debt if the debit comes back, to be
                 refunded if it is paid
    """

    id: str
    document: str
    contract: str
    party: str
    amount: Money
    issued_on: dt.date
    due_date: dt.date
    method: PaymentMethod
    status: ReceivableStatus = ReceivableStatus.OPEN
    attempts: int = 0
    notified_on: dt.date | None = None
    credited: Money = ZERO

    def __attrs_post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ValueError(f"receivable {self.id!r}: expected 13 digits")
        if not self.amount > ZERO:
            raise ValueError(f"receivable {self.id}: the amount due must be more than zero, got {self.amount}")
        if self.due_date < self.issued_on:
            raise ValueError(f"receivable {self.id}: due on {self.due_date}, before its issue on {self.issued_on}")
        if self.attempts < 0:
            raise ValueError(f"receivable {self.id}: attempts must be 0 or more, got {self.attempts}")
        if not ZERO <= self.credited <= self.amount or (self.credited and self.status is not COLLECTING):
            raise ValueError(f"receivable {self.id}: {self.credited} of {self.amount} credited, {self.status.value}")

    @property
    def prenotified_on(self) -> dt.date:
        """The day from which the debtor knows of the debit."""
        return self.notified_on or self.issued_on

    @property
    def next_end_to_end_id(self) -> str:
        """The identifier of the next attempt: unique for ever, because attempts are never counted back."""
        return f"{self.id}-{self.attempts + 1}"

    def moved_to(self, status: ReceivableStatus) -> Receivable:
        """The receivable in another status; a step to collecting counts an attempt. NoSuchStep if there is no way."""
        if status not in _NEXT[self.status]:
            raise NoSuchStep(f"receivable {self.id}: {self.status.value} does not become {status.value}")
        presented = status is COLLECTING
        return attrs.evolve(self, status=status, attempts=self.attempts + presented)

    def credited_by(self, credit: Money) -> Receivable:
        """The receivable with a credit of at most what is left of it taken off, or set aside during a debit.

        NoSuchStep where nothing of it is owed.
        """
        if self.status is COLLECTING:
            return attrs.evolve(self, credited=self.credited + credit)
        cancelled = self.moved_to(ReceivableStatus.CANCELLED)
        return cancelled if credit == self.amount else attrs.evolve(self, amount=self.amount - credit)

    def answered(self, *, is_paid: bool) -> Receivable:
        """The receivable once the bank has answered.

        What was credited meanwhile is off a debt that came back; of one that was paid, the `credited` of this
        receivable is to be refunded. NoSuchStep where no debit is under way.
        """
        if self.status is not COLLECTING:
            raise NoSuchStep(f"receivable {self.id}: {self.status.value}, no debit of it is under way")
        bare = attrs.evolve(self, credited=ZERO)
        if is_paid:
            return bare.moved_to(ReceivableStatus.PAID)
        open_again = bare.moved_to(ReceivableStatus.OPEN)
        return open_again.credited_by(self.credited) if self.credited else open_again
