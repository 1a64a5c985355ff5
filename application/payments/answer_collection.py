"""Take in what the bank answered to a debit: paid, or come back."""

from __future__ import annotations

import attrs

from application.billing.bill_store import queue_for_rebilling
from application.journal import Actor, once, record
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import Plain
from domain.kernel.money import ZERO, Money
from domain.payments.receivable import Receivable


@attrs.frozen
class Answered:
    """The receivable as it is now, and what of a debit that was paid is to be refunded."""

    receivable: Receivable
    to_refund: Money


def answer_collection(*, units: UnitsOfWork, actor: Actor, receivable: str, is_paid: bool, key: str = "") -> Answered:
    """Close the debit under way of a receivable.

    Credit notes issued meanwhile are off a debt whose debit came back, and to be refunded of one that was paid.
    NotFound; NoSuchStep where no debit of it is under way.
    """
    given: Plain = {"receivable": receivable, "paid": is_paid}
    with units(actor.tenant) as uow:

        def answer() -> Plain:
            queue_for_rebilling(uow)  # no credit note changes the debt meanwhile
            before = uow.receivables.get(receivable)
            after = before.answered(is_paid=is_paid)
            uow.receivables.update([after])
            to_refund = before.credited if is_paid else ZERO
            event: Plain = {"receivable": receivable, "status": after.status.value, "to_refund": str(to_refund)}
            record(uow, actor, use_case="answer_collection", given=given, events=[("payment.answered", event)])
            return str(to_refund)

        to_refund = once(uow, key, given, answer)
        found = uow.receivables.get(receivable)
        uow.commit()
    return Answered(found, Money.of(str(to_refund)))
