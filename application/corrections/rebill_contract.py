"""Rebill a contract: days billed before are priced again with all that is known now, and the difference is issued.

For what a run does not find by itself: a tariff approved later, terms or prices recorded late, a meter reconstructed.
"""

from __future__ import annotations

import datetime as dt

import attrs

from application.billing.bill_store import queue_for_rebilling
from application.billing.billing_facts import recalculation_inputs
from application.billing.differences import issue_difference
from application.billing.issue import load_bill_issue
from application.journal import Actor, once, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.bill import Bill, BillNumber
from domain.billing.risk import ValidationRules
from domain.billing.run import BillingRun
from domain.corrections.invoiced_position import NothingInvoiced
from domain.corrections.recalculation import alone
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.pricing.correction import CorrectionReason
from domain.pricing.priced import Refused


@attrs.frozen
class Rebilled:
    """The document issued; None where nothing that was charged differs, or where `faults` stand in the way.

    `faults` are why it cannot be priced, or what a person must look at before it goes out.
    """

    bill: Bill | None
    faults: tuple[Fault, ...] = ()


def rebill_contract(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    contract: str,
    period: Period,
    reason: CorrectionReason | None = None,
    release: str = "",
    key: str = "",
) -> Rebilled:
    """Price the documents that bill a day of `period` again and issue the difference by itself.

    Where a price counts over a year the documents after them whose year goes on are priced again too.
    A document of difference above zero is a bill and opens a receivable; one below zero is a credit note and is taken
    off what the corrected documents still leave owed. Nothing is issued where nothing differs. `reason` is found where
    it is not given. What the risk gate would hold in a run is issued only with `release`, the reason of who lets it go.
    NotFound, NothingInvoiced.
    """
    given: dict[str, Plain] = {"contract": contract, "period": str(period), "reason": reason.name if reason else ""}
    if release:
        given["release"] = release
    today = actor.clock.today()
    faults: list[Fault] = []
    with units(actor.tenant) as uow:

        def rebill() -> Plain:
            queue_for_rebilling(uow)
            known = uow.contracts.get(contract)
            book = book_of(uow, books, today)
            rules = ValidationRules.on(book, today)
            seller = uow.sellers.get()
            (recalculation,) = recalculation_inputs(
                uow,
                numbers=[contract],
                period=period,
                issue_day=today,
                rounding=seller.bill_rounding,
                rules=rules,
                bands=books.bands(),
            )
            if recalculation is None:
                raise NothingInvoiced(f"contract {contract}: nothing that stands was billed for {period}")
            found = recalculation.recalculated(book, reason)
            if found is None:
                return ""
            faults.extend(
                found.faults if isinstance(found, Refused) else () if release else recalculation.findings(rules.risk)
            )
            if isinstance(found, Refused) or faults:
                return ""
            priced = alone(
                found,
                contract=contract,
                commodity=known.commodity,
                rounding=seller.bill_rounding,
                book_digest=book.digest,
            )
            stand_in = _stand_in(known.commodity, priced.period, today, book.digest, seller.bill_rounding)
            issuing = load_bill_issue(uow, stand_in, [contract], rules.rollover, books.bands(), book)
            done = issue_difference(uow, actor, issuing, priced, recalculation.invoiced.documents, given)
            event: Plain = {
                "contract": contract,
                "bill": str(done.bill.number),
                "total": str(done.bill.total),
                "to_refund": str(done.to_refund),
            }
            record(uow, actor, use_case="rebill_contract", given=given, events=[("contract.rebilled", event)])
            return str(done.bill.number)

        answer = once(uow, key, given, rebill)
        bill = uow.bills.get(BillNumber.parse(str(answer))) if answer else None
        if not faults:
            uow.commit()
    return Rebilled(bill, tuple(faults))


def _stand_in(commodity: str, period: Period, today: dt.date, digest: str, rounding: str) -> BillingRun:
    """What a document outside any run is issued by: its day and its knowledge."""
    return BillingRun("", commodity, period, 1, today, today, digest, rounding, 1, 1)
