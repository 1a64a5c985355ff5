"""Booking documents: stored, what they make owed opened, what they take back closed, and said in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from application.ports.unit_of_work import UnitOfWork
from application.recording import Actor, record
from domain.contracts.contract import Contract, PaymentMethod
from domain.credits.receivable import Receivable, ReceivableStatus
from domain.invoices.bill import Bill
from domain.kernel.digest import Plain
from domain.kernel.money import ZERO, Money

RECEIVABLE_SERIES = "RECEIVABLE"
_REBILLING = "REBILLING"
_RECEIVABLE_DIGITS = 13


def issue(
    uow: UnitOfWork, actor: Actor, bills: Sequence[Bill], contracts: Mapping[str, Contract], given: Plain
) -> None:
    """Store documents and open the receivables of those that are owed.

    What the customer may leave unpaid because it is too old is a receivable of its own, by transfer: it is never
    debited (569/2018/R/com art. 3).
    """
    uow.bills.add(bills)
    owed = [each for bill in bills for each in _owed(bill, contracts[bill.main.contract.number])]
    first = uow.serials.take(RECEIVABLE_SERIES, 0, len(owed)) if owed else 0
    uow.receivables.add(attrs.evolve(each, id=str(first + i).zfill(_RECEIVABLE_DIGITS)) for i, each in enumerate(owed))
    issued: Plain = [{"bill": str(bill.number), "digest": bill.digest} for bill in bills]
    record(uow, actor, use_case="issue_bills", given=given, events=[("bills.issued", issued)])


def queue_for_rebilling(uow: UnitOfWork) -> None:
    """Wait until no other transaction of the tenant corrects documents; until this one ends, others wait."""
    uow.serials.take(_REBILLING, 0, 1)


@attrs.frozen
class Settled:
    """What a credit did: how much of what was still owed it took back, and how much is to be given back."""

    cancelled: Money
    to_refund: Money

    @classmethod
    def of(cls, cancelled: str, to_refund: str) -> Settled:
        """From texts, as remembered under an idempotency key."""
        return cls(Money.of(cancelled), Money.of(to_refund))


def settle(uow: UnitOfWork, document: str, credit: Money) -> Settled:
    """Take a credit off what a document still leaves owed; the rest of it is owed to the customer.

    The amounts that are too old go last. NoSuchStep where a debit is under way: credit it once the bank has answered.
    """
    left = credit
    for each in sorted(uow.receivables.of_document(document), key=lambda each: each.id):
        if not left or each.status not in (ReceivableStatus.OPEN, ReceivableStatus.COLLECTING):
            continue
        cancelled = each.moved_to(ReceivableStatus.CANCELLED)  # raises while a debit is under way
        if each.amount > left:
            uow.receivables.update([attrs.evolve(each, amount=each.amount - left)])
            left = ZERO
        else:
            uow.receivables.update([cancelled])
            left -= each.amount
    return Settled(credit - left, left)


def paid_of(uow: UnitOfWork, documents: Sequence[str]) -> Money:
    """What was paid of some documents: the sum of their receivables that are paid."""
    paid = ZERO
    for document in documents:
        for each in uow.receivables.of_document(document):
            if each.status is ReceivableStatus.PAID:
                paid += each.amount
    return paid


def _owed(bill: Bill, contract: Contract) -> list[Receivable]:
    """What is collected as agreed, then what is too old, by transfer."""
    old = bill.payable - bill.collectable
    amounts = ((bill.collectable, contract.payment), (old, PaymentMethod.TRANSFER))
    return [_receivable(bill, amount, method) for amount, method in amounts if amount > ZERO]


def _receivable(bill: Bill, amount: Money, method: PaymentMethod) -> Receivable:
    return Receivable(
        id="0" * _RECEIVABLE_DIGITS,
        document=str(bill.number),
        contract=bill.main.contract.number,
        party=bill.customer.id,
        amount=amount,
        issued_on=bill.issued_on,
        due_date=bill.due_on,
        method=method,
    )
