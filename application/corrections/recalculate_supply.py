"""Recalculate a supply: what documents of it cost as now known, less what they charged, with nothing stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from domain.billing.bill import Bill, BillNumber, DocumentReference
from domain.billing.issue.closing import kind_of_difference
from domain.corrections.invoiced_position import invoiced_position
from domain.corrections.recalculation import alone
from domain.corrections.recalculation_input import RecalculationInput
from domain.corrections.stated_document import (
    StatedCustomer,
    StatedDocument,
    document,
    issued,
    with_limitation_and_instalments,
)
from domain.kernel.validity import Period
from domain.pricing.correction import CorrectionReason, MeterReading
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


@attrs.frozen
class Recalculated:
    """The corrections, one for each contract of which something differs, and the contracts of which nothing does."""

    documents: tuple[Bill, ...]
    unchanged: tuple[str, ...]


def recalculate_supply(
    *,
    documents: Sequence[StatedDocument],
    book: TariffBook,
    issue_day: dt.date,
    reason: CorrectionReason | None = None,
    readings: tuple[MeterReading, ...] = (),
    customer: StatedCustomer | None = None,
) -> Recalculated | Refused:
    """What rebilling a contract issues, for contracts described whole.

    Of each contract the documents from the first one known otherwise to the last are recalculated, for yearly
    counters and months go on from one to the next. `book` is the tariff book as now known. With a `customer` the part
    that is too old and the duty to offer instalments are found.
    """
    bills = issued(documents, customer)
    if isinstance(bills, Refused):
        return bills
    made: list[Bill] = []
    unchanged: list[str] = []
    for contract in dict.fromkeys(each.contract for each in documents):
        mine = [each for each in documents if each.contract == contract]
        found = _corrected(mine, bills, book, issue_day, reason, readings, customer)
        if isinstance(found, Refused):
            return found
        if found is None:
            unchanged.append(contract)
        else:
            made.append(found)
    return Recalculated(tuple(made), tuple(unchanged))


def _corrected(
    mine: Sequence[StatedDocument],
    bills: Sequence[Bill],
    book: TariffBook,
    issue_day: dt.date,
    reason: CorrectionReason | None,
    readings: tuple[MeterReading, ...],
    customer: StatedCustomer | None,
) -> Bill | Refused | None:
    """The correction of the documents of one contract."""
    last = mine[-1]
    first = next((each for each in mine if each.now is not None), mine[0])
    stands = invoiced_position(bills, last.contract, Period(first.facts.period.start, last.facts.period.stop))
    by_number = {str(each.number): each for each in mine}
    chosen = [by_number[each.document] for each in stands.documents]
    facts = tuple(attrs.evolve(each.now or each.facts, issue_day=each.facts.issue_day) for each in chosen)
    found = RecalculationInput(facts, stands, readings).recalculated(book, reason)
    if found is None or isinstance(found, Refused):
        return found
    priced = alone(
        found,
        contract=last.contract,
        commodity=last.facts.contract.commodity,
        rounding=last.facts.rounding.name,
        book_digest=book.digest,
    )
    contract = facts[-1].contract  # its period is that of the case, which says nothing of the end of the contract
    kind = kind_of_difference(attrs.evolve(contract, period=Period(contract.period.start)), priced)
    references = tuple(DocumentReference(each.document, each.issued_on) for each in stands.documents)
    number = BillNumber(last.number.series, issue_day.year, last.number.serial + 1)
    bill = document(priced, facts[-1], number, issue_day, customer, kind=kind, references=references)
    if customer is None:
        return bill
    earlier = [each for each in bills if each.main.contract.number == last.contract]
    return with_limitation_and_instalments(bill, facts[-1].contract, book, earlier)
