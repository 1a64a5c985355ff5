"""Credit a supply: the credit note of a document described whole, and what takes its place, with nothing stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from domain.billing.bill import Bill, BillNumber
from domain.corrections.credit_note import CreditScope, credit_note
from domain.corrections.stated_document import StatedCustomer, StatedDocument, document, issued
from domain.pricing.price import price
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


def credit_supply(
    *,
    documents: Sequence[StatedDocument],
    credited: StatedDocument,
    scope: CreditScope,
    book: TariffBook,
    issue_day: dt.date,
    reason: str,
    customer: StatedCustomer | None = None,
) -> tuple[Bill, ...] | Refused:
    """The credit note of `credited`, one of `documents`; where it is known otherwise now, also the bill issued anew.

    The new bill is of the day of issue. NotCreditable where less is left of the document than is asked for.
    """
    bills = issued(documents, customer)
    if isinstance(bills, Refused):
        return bills
    bill = next(each for each in bills if each.number == credited.number)
    number = BillNumber(credited.number.series, issue_day.year, max(each.number.serial for each in documents) + 1)
    note = credit_note(bill, scope, number=number, issued_on=issue_day, reason=reason, others=bills)
    made: list[Bill] = [note]
    if credited.now is not None:
        facts = attrs.evolve(credited.now, issue_day=issue_day)
        priced = price(facts, book)
        if isinstance(priced, Refused):
            return priced
        made.append(document(priced, facts, attrs.evolve(number, serial=number.serial + 1), issue_day, customer))
    return tuple(made)
