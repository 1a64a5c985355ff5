"""Rebill a contract: days billed before are priced again with all that is known now, and the difference is issued.

For what a run does not find by itself: a tariff approved later, terms or prices recorded late, a meter reconstructed.
"""

from __future__ import annotations

import datetime as dt

import attrs

from application.booking import issue, queue_for_rebilling, settle
from application.gathering import ValidationRules, book_of, gather_again
from application.issuing import Issuing
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor, once, record
from domain.invoices.bill import Bill, BillNumber, DocumentKind, DocumentReference
from domain.invoices.correction import Reason
from domain.invoices.corrections.rebilling import alone
from domain.invoices.priced import Refused
from domain.invoices.run import BillingRun
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.kernel.money import ZERO
from domain.kernel.validity import Period


@attrs.frozen
class Rebilled:
    """The document issued; None where nothing that was charged differs, or where it was refused with `faults`."""

    bill: Bill | None
    faults: tuple[Fault, ...] = ()


def rebill_contract(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    contract: str,
    period: Period,
    reason: Reason | None = None,
    key: str = "",
) -> Rebilled:
    """Price the documents that bill a day of `period` again and issue the difference by itself.

    A document of difference above zero is a bill and opens a receivable; one below zero is a credit note and is taken
    off what the corrected documents still leave owed. Nothing is issued where nothing differs. `reason` is found where
    it is not given. NotFound, NothingInvoiced.
    """
    given: Plain = {"contract": contract, "period": str(period), "reason": reason.name if reason else ""}
    today = actor.clock.today()
    faults: list[Fault] = []
    with units(actor.tenant) as uow:

        def rebill() -> Plain:
            queue_for_rebilling(uow)
            known = uow.contracts.get(contract)
            book = book_of(uow, books, today)
            rules = ValidationRules.on(book, today)
            seller = uow.sellers.get()
            redo = gather_again(
                uow,
                number=contract,
                period=period,
                issue_day=today,
                rounding=seller.bill_rounding,
                rules=rules,
                bands=books.bands(),
            )
            found = redo if isinstance(redo, Refused) else redo.recalculated(book, reason)
            if found is None:
                return ""
            if isinstance(found, Refused):
                faults.extend(found.faults)
                return ""
            assert not isinstance(redo, Refused), "a refusal was answered"
            priced = alone(
                found,
                contract=contract,
                commodity=known.commodity,
                rounding=seller.bill_rounding,
                book_digest=book.digest,
            )
            owes = priced.payable >= ZERO
            series = seller.series if owes else seller.credit_note_series
            number = BillNumber(series, today.year, uow.serials.take(series, today.year, 1))
            stand_in = _stand_in(known.commodity, priced.period, today, book.digest, seller.bill_rounding)
            issuing = Issuing.load(uow, stand_in, [contract], rules.rollover, books.bands(), book)
            issued = {each.document: each.issued_on for each in redo.invoiced.documents}
            references = tuple(DocumentReference(document, day) for document, day in issued.items())
            kind = DocumentKind.CORRECTION if owes else DocumentKind.CREDIT_NOTE
            bill = issuing.bill([priced], number, kind=kind, references=references)
            issue(uow, actor, [bill], issuing.contracts, given)
            left = -bill.payable
            for reference in references:
                if left > ZERO:
                    left = settle(uow, reference.number, left).to_refund
            event: Plain = {
                "contract": contract,
                "bill": str(number),
                "total": str(bill.total),
                "to_refund": str(max(left, ZERO)),
            }
            record(uow, actor, use_case="rebill_contract", given=given, events=[("contract.rebilled", event)])
            return str(number)

        answer = once(uow, key, given, rebill)
        bill = uow.bills.get(BillNumber.parse(str(answer))) if answer else None
        if not faults:
            uow.commit()
    return Rebilled(bill, tuple(faults))


def _stand_in(commodity: str, period: Period, today: dt.date, digest: str, rounding: str) -> BillingRun:
    """What a document outside any run is issued by: its day and its knowledge."""
    return BillingRun("", commodity, period, 1, today, today, digest, rounding, 1, 1)
