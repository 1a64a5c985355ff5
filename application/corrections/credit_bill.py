"""Credit a bill: whole, by component or by amount; what is still owed of it goes, what was paid is to be given back.

A note above zero, as the one of a bill below zero, or of a bonus, gives nothing back: it is owed, and collected as a
bill is.
"""

from __future__ import annotations

import attrs

from application.billing.bill_store import CreditSettlement, apply_credit, queue_for_rebilling, store
from application.journal import Actor, once, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.bill import Bill, BillNumber
from domain.billing.duties.stamp import stamp_duty
from domain.corrections.credit_note import Amount, Components, CreditScope, Whole, bound_to, credit_note
from domain.kernel.digest import Plain
from domain.kernel.validity import months_later


@attrs.frozen
class Credited:
    """The credit note, how much of the debt it took back, and how much is to be given back."""

    note: Bill
    settlement: CreditSettlement


def credit_bill(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    number: BillNumber,
    scope: CreditScope,
    reason: str,
    key: str = "",
) -> Credited:
    """Issue the credit note of a bill, in the series the seller keeps for them, in one transaction.

    A whole one frees the days it billed: a run or a rebilling may bill them again. NotFound, NotCreditable; ValueError
    without a reason. The same idempotency key gives the same note.
    """
    if not reason.strip():
        raise ValueError("a credit note needs a reason")
    given: Plain = {"bill": str(number), "scope": _plain(scope), "reason": reason}
    with units(actor.tenant) as uow:

        def credit() -> Plain:
            queue_for_rebilling(uow)
            bill = uow.bills.get(number)
            today = max(actor.clock.today(), bill.issued_on)
            series = uow.sellers.get().credit_note_series
            note_number = BillNumber(series, today.year, uow.serials.reserve(series, today.year, 1))
            others = _others(uow, bill)
            note = credit_note(bill, scope, number=note_number, issued_on=today, reason=reason, others=others)
            note = attrs.evolve(note, stamp=stamp_duty(note.vat, book_of(uow, books, today), today))
            contract = uow.contracts.get(note.main.contract.number)
            store(uow, [note], {contract.number: contract})
            bound = [str(each.number) for each in (*bound_to(bill, others), bill)]
            settlement = apply_credit(uow, bound, -note.payable, whole=str(number) if isinstance(scope, Whole) else "")
            event: Plain = {
                "bill": str(number),
                "note": str(note.number),
                "digest": note.digest,
                "cancelled": str(settlement.cancelled),
                "waiting": str(settlement.waiting),
                "to_refund": str(settlement.to_refund),
            }
            record(uow, actor, use_case="credit_bill", given=given, events=[("bill.credited", event)])
            return [str(note.number), *settlement.texts]

        answer = once(uow, key, given, credit)
        assert isinstance(answer, list)
        note_text, *texts = map(str, answer)
        note = uow.bills.get(BillNumber.parse(note_text))
        uow.commit()
    return Credited(note, CreditSettlement.of(texts))


def _others(uow: UnitOfWork, bill: Bill) -> tuple[Bill, ...]:
    """Every other document that charges, corrects or credits days of the bill, whenever it was issued."""
    found: dict[BillNumber, Bill] = {}
    for part in bill.parts:
        days = part.billed_days
        months = (days.stop.year - days.start.year) * 12 + days.stop.month - days.start.month + 1
        day = months_later(days.start, months)
        for each in uow.bills.before([part.contract.number], max(day, days.stop), months)[part.contract.number]:
            found[each.number] = each
    found.pop(bill.number, None)
    return tuple(found[number] for number in sorted(found))


def _plain(scope: CreditScope) -> Plain:
    if isinstance(scope, Components):
        return sorted(scope.codes)
    return str(scope.net) if isinstance(scope, Amount) else "whole"
