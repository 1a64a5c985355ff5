"""BillIssue differences: the documents that charge or give back what a rebilling found, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from application.billing.bill_store import apply_credit, issue
from application.journal import Actor
from application.ports.unit_of_work import UnitOfWork
from domain.billing.bill import Bill, BillNumber, DocumentKind, DocumentReference
from domain.billing.issue.bill_issue import BillIssue
from domain.billing.issue.closing import kind_of_difference
from domain.kernel.digest import Plain
from domain.kernel.money import ZERO, Money
from domain.pricing.counters.billed_period import BilledPeriod
from domain.pricing.priced import Priced


@attrs.frozen
class IssuedDifference:
    """The document, and what of it is to be given back because nothing of the corrected documents is owed any more."""

    bill: Bill
    to_refund: Money


def issue_difference(
    uow: UnitOfWork, actor: Actor, issuing: BillIssue, priced: Priced, charged: Sequence[BilledPeriod], given: Plain
) -> IssuedDifference:
    """Number and store the document over a recalculation alone of the documents `charged`.

    One above zero opens a receivable; one below zero is taken off what the corrected documents still leave owed, and
    what is owed since an earlier difference of these days was taken back.
    """
    kind = kind_of_difference(issuing.contracts[priced.contract], priced)
    is_note = kind is DocumentKind.CREDIT_NOTE
    series, year = issuing.seller.credit_note_series if is_note else issuing.seller.series, issuing.run.issue_on.year
    number = BillNumber(series, year, uow.serials.reserve(series, year, 1))
    references = tuple(DocumentReference(each.document, each.issued_on) for each in charged)
    bill = issuing.bill([priced], number, kind=kind, references=references)
    issue(uow, actor, [bill], issuing.contracts, given)
    if bill.payable >= ZERO:
        return IssuedDifference(bill, ZERO)
    owing = [*(each.number for each in references), *_reversed(issuing, priced)]
    return IssuedDifference(bill, apply_credit(uow, owing, -bill.payable).to_refund)


def _reversed(issuing: BillIssue, priced: Priced) -> list[str]:
    """The documents by which differences below zero of these days were taken back, so that they are owed again."""
    days = priced.period
    after = max(issuing.run.issue_on, days.stop)
    months = (after.year - days.start.year) * 12 + after.month - days.start.month + 1
    known = issuing.earlier(priced.contract, after, months)
    return [str(each.number) for each in known if each.kind is DocumentKind.REVERSAL and each.payable > ZERO]
