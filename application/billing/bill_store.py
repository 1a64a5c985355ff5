"""Booking documents: stored, what they make owed opened, what they take back closed, and said in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from application.journal import Actor, record
from application.ports.unit_of_work import UnitOfWork
from domain.billing.bill import Bill
from domain.contracts.contract import Contract, PaymentMethod
from domain.kernel.digest import Plain
from domain.kernel.money import ZERO, Money
from domain.payments.receivable import Receivable, ReceivableStatus

RECEIVABLE_SERIES = "RECEIVABLE"
_REBILLING = "REBILLING"
_RECEIVABLE_DIGITS = 13


def issue(
    uow: UnitOfWork, actor: Actor, bills: Sequence[Bill], contracts: Mapping[str, Contract], given: Plain
) -> None:
    """Store documents and open the receivables of those that are owed."""
    store(uow, bills, contracts)
    issued: Plain = [{"bill": str(bill.number), "digest": bill.digest} for bill in bills]
    record(uow, actor, use_case="issue_bills", given=given, events=[("bills.issued", issued)])


def store(uow: UnitOfWork, bills: Sequence[Bill], contracts: Mapping[str, Contract]) -> None:
    """Store documents and open the receivables of those that are owed, and say nothing of it.

    What the customer may leave unpaid because it is too old is a receivable of its own, by transfer: it is never
    debited (569/2018/R/com art. 3).
    """
    uow.bills.add(bills)
    open_amount = [each for bill in bills for each in _receivables(bill, contracts[bill.main.contract.number])]
    first = uow.serials.reserve(RECEIVABLE_SERIES, 0, len(open_amount)) if open_amount else 0
    uow.receivables.add(
        attrs.evolve(each, id=str(first + i).zfill(_RECEIVABLE_DIGITS)) for i, each in enumerate(open_amount)
    )


def queue_for_rebilling(uow: UnitOfWork) -> None:
    """Wait until no other transaction of the tenant corrects documents; until this one ends, others wait."""
    uow.serials.reserve(_REBILLING, 0, 1)


@attrs.frozen
class CreditSettlement:
    """What a credit did.

    cancelled  what of it is no longer owed
    waiting    what of it waits for the bank: to be refunded if the debit under way is paid, off the debt if it is not
    to_refund  what of it is owed to the customer
    """

    cancelled: Money
    waiting: Money
    to_refund: Money

    @classmethod
    def of(cls, texts: Sequence[str]) -> CreditSettlement:
        """From texts, as remembered under an idempotency key."""
        cancelled, waiting, to_refund = texts
        return cls(Money.of(cancelled), Money.of(waiting), Money.of(to_refund))

    @property
    def texts(self) -> tuple[str, str, str]:
        """As text, to be remembered."""
        return str(self.cancelled), str(self.waiting), str(self.to_refund)


def apply_credit(uow: UnitOfWork, documents: Sequence[str], credit: Money, *, whole: str = "") -> CreditSettlement:
    """Take a credit off what documents still leave owed, in their order; the rest of it is owed to the customer.

    The amounts of a document that are too old go last. Of the document that is taken back `whole` nothing is left owed,
    whatever the cents by which the VAT of several documents differs from that of one, and no more is given back than
    was paid. A credit below zero settles nothing: it is a debt, owed by itself.
    """
    if credit < ZERO:
        return CreditSettlement(ZERO, ZERO, ZERO)
    left, cancelled, waiting = credit, ZERO, ZERO
    for each in _open_of(uow, documents):
        open_amount = each.amount - each.credited
        credited = open_amount if each.document == whole else min(open_amount, left)
        if not credited:
            continue
        uow.receivables.update([each.credited_by(credited)])
        left -= min(credited, left)
        if each.status is ReceivableStatus.OPEN:
            cancelled += credited
        else:
            waiting += credited
    return CreditSettlement(cancelled, waiting, min(left, paid_of(uow, documents)) if whole else left)


def paid_of(uow: UnitOfWork, documents: Sequence[str]) -> Money:
    """What was paid of some documents: the sum of their receivables that are paid."""
    paid = ZERO
    for document in documents:
        for each in uow.receivables.of_document(document):
            if each.status is ReceivableStatus.PAID:
                paid += each.amount
    return paid


def _open_of(uow: UnitOfWork, documents: Sequence[str]) -> list[Receivable]:
    """What documents still leave owed, in their order; what is too old last of each."""
    every = (each for name in documents for each in sorted(uow.receivables.of_document(name), key=lambda it: it.id))
    return [each for each in every if each.status in (ReceivableStatus.OPEN, ReceivableStatus.COLLECTING)]


def _receivables(bill: Bill, contract: Contract) -> list[Receivable]:
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
