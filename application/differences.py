"""Issuing differences: the documents that charge or give back what a rebilling found, each by itself."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from application.booking import issue, settle
from application.issuing import Issuing
from application.ports.unit_of_work import UnitOfWork
from application.recording import Actor
from domain.invoices.bill import Bill, BillNumber, DocumentKind, DocumentReference
from domain.invoices.corrections.closing import kind_of_difference
from domain.invoices.priced import Priced
from domain.invoices.standing import Charged
from domain.kernel.digest import Plain
from domain.kernel.money import Money


@attrs.frozen
class IssuedDifference:
    """The document, and what of it is to be given back because nothing of the corrected documents is owed any more."""

    bill: Bill
    to_refund: Money


def issue_difference(
    uow: UnitOfWork, actor: Actor, issuing: Issuing, priced: Priced, charged: Sequence[Charged], given: Plain
) -> IssuedDifference:
    """Number and store the document over a recalculation alone of the documents `charged`.

    One above zero opens a receivable; one below zero is taken off what the corrected documents still leave owed.
    """
    kind = kind_of_difference(issuing.contracts[priced.contract], priced)
    is_note = kind is DocumentKind.CREDIT_NOTE
    series, year = issuing.seller.credit_note_series if is_note else issuing.seller.series, issuing.run.issue_on.year
    number = BillNumber(series, year, uow.serials.take(series, year, 1))
    references = tuple(DocumentReference(each.document, each.issued_on) for each in charged)
    bill = issuing.bill([priced], number, kind=kind, references=references)
    issue(uow, actor, [bill], issuing.contracts, given)
    settled = settle(uow, [each.number for each in references], -bill.payable)
    return IssuedDifference(bill, settled.to_refund)
