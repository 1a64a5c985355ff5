"""Credit notes: a document taken back whole, or in part by component or by amount.

Norm: DPR 633/1972 art. 26 (variations of taxable amount and tax, each at the rate of the document it varies). A
total one is the reversal of every line that is left, so the document and its credit notes are zero in every component;
it frees the days it billed. Amounts are negative here; how a document shows them is the e-invoice writer's. What takes
back a document below zero, or a component below zero, is itself above zero: it is owed, within the term of the document
it takes back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind, DocumentReference
from domain.corrections.recalculable import credit_key
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import BILL_ROUNDINGS, split
from domain.kernel.validity import Period
from domain.pricing.correction import CREDIT, Correction, CorrectionReason
from domain.pricing.deposit import CODES as DEPOSIT_CODES
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block, Quota

_CENTS = 2
_NOTE = DocumentKind.CREDIT_NOTE
_CREDITS = (_NOTE, DocumentKind.REVERSAL)


class NotCreditable(ValueError):
    """A document cannot be credited as asked: it is a credit by decision, was reversed, or less is left of it."""


@attrs.frozen
class Components:
    """Credit every line of these components."""

    codes: frozenset[str]

    def __attrs_post_init__(self) -> None:
        if not self.codes:
            raise ValueError("a credit by component names at least one")


@attrs.frozen
class Amount:
    """Credit a sum before VAT, spread over the VAT treatments of the document as its lines are."""

    net: Money

    def __attrs_post_init__(self) -> None:
        if not self.net > ZERO:
            raise ValueError(f"a credit is more than zero, got {self.net}")


@attrs.frozen
class Whole:
    """Credit everything that is left, and free the days."""


CreditScope = Whole | Components | Amount


def credit_note(
    bill: Bill,
    scope: CreditScope,
    *,
    number: BillNumber,
    issued_on: dt.date,
    reason: str,
    others: Sequence[Bill] = (),
) -> Bill:
    """The credit note of a document.

    others  the documents of the same contracts: earlier credits count against what is left, a later correction of the
            days stands in the way of a total one

    A total one names the earlier credits too, and takes back the document less them; the VAT of each document is
    rounded by itself, so that the VAT of several may differ from that of the whole by a cent. A correction below zero
    is taken back by a total one alone.

    NotCreditable where the document is itself a credit by decision, was reversed, is corrected by a later document
    (total), or nothing, or less than asked for, is left of it; the message names what can be done instead.
    """
    _check_kind(bill, scope, others)
    earlier = _earlier_credits(bill, others)
    parts = _parts(bill, scope, reason, earlier, others)
    taken_back = (bill, *earlier) if isinstance(scope, Whole) else (bill,)
    note = attrs.evolve(
        bill,
        number=number,
        issued_on=issued_on,
        due_on=issued_on,
        run="",
        parts=parts,
        kind=DocumentKind.REVERSAL if isinstance(scope, Whole) else DocumentKind.CREDIT_NOTE,
        references=tuple(DocumentReference(str(each.number), each.issued_on) for each in taken_back),
        limited=None,
        instalments=None,
        upheld=(),
        stamp=None,
    )
    term = bill.due_on - bill.issued_on
    return attrs.evolve(note, due_on=issued_on + term) if note.payable > ZERO else note


def bound_to(bill: Bill, others: Sequence[Bill]) -> tuple[Bill, ...]:
    """The credits of a document, and what takes back those: what they make owed goes with it. In order of number."""
    bound = {str(bill.number)}
    notes = [each for each in others if each.kind in _CREDITS]
    found: dict[BillNumber, Bill] = {}
    for each in sorted(notes, key=lambda each: (each.issued_on, each.kind is DocumentKind.REVERSAL, each.number)):
        if bound.intersection(reference.number for reference in each.references):
            bound.add(str(each.number))
            found[each.number] = each
    return tuple(found[number] for number in sorted(found))


def _parts(
    bill: Bill, scope: CreditScope, reason: str, earlier: Sequence[Bill], others: Sequence[Bill]
) -> tuple[BillPart, ...]:
    key = credit_key(str(bill.number))
    if isinstance(scope, Whole):
        _check_whole(bill, earlier, others)
        return _left(bill, key, reason, earlier)
    if isinstance(scope, Components):
        return _components(bill, scope, key, reason, earlier)
    return _amount(bill, scope, key, reason, earlier)


def _check_kind(bill: Bill, scope: CreditScope, others: Sequence[Bill]) -> None:
    """NotCreditable where a document takes back by decision, or is below zero and not to be taken back whole."""
    if bill.kind is DocumentKind.CREDIT_NOTE and not _is_by_decision(bill):
        if not isinstance(scope, Whole):
            raise NotCreditable(f"document {bill.number} is a correction below zero; credit it whole or not at all")
    elif bill.kind in _CREDITS:
        first = f"credit {bill.references[0].number} whole, and bill" if bill.kind is _NOTE else "bill"
        raise NotCreditable(f"document {bill.number} is a credit note: it is not taken back; {first} its days again")
    for other in others:
        if other.kind is DocumentKind.REVERSAL and str(bill.number) in {each.number for each in other.references}:
            raise NotCreditable(
                f"document {bill.number} was reversed by {other.number}; nothing is left of it: bill its days again"
            )


def _is_by_decision(bill: Bill) -> bool:
    """Whether a credit note takes back what a person chose, not what a recalculation found."""
    return all(each.reason is CorrectionReason.REVERSAL for part in bill.parts for each in part.priced.corrections)


def _earlier_credits(bill: Bill, others: Sequence[Bill]) -> tuple[Bill, ...]:
    """The credit notes of a document that were not taken back, in order of number."""
    mine = [other for other in _alive(others) if any(each.number == str(bill.number) for each in other.references)]
    found = {each.number: each for each in mine if each.kind is DocumentKind.CREDIT_NOTE}
    return tuple(found[number] for number in sorted(found))


def _alive(bills: Sequence[Bill]) -> tuple[Bill, ...]:
    gone = {each.number for bill in bills if bill.kind is DocumentKind.REVERSAL for each in bill.references}
    return tuple(bill for bill in bills if bill.kind is not DocumentKind.REVERSAL and str(bill.number) not in gone)


def _check_whole(bill: Bill, earlier: Sequence[Bill], others: Sequence[Bill]) -> None:
    """NotCreditable where a document that stands was reckoned from this one, and is not taken back with it.

    The message names one that nothing stands in the way of, as far as the documents of these days tell.
    """
    living = _alive(others)
    together = {str(each.number) for each in (bill, *earlier)}

    def resting_on(number: str) -> list[Bill]:
        return [each for each in living if number in each.corrected]

    in_the_way = [
        each
        for each in resting_on(str(bill.number))
        if each.kind is not DocumentKind.CREDIT_NOTE or not together.issuperset(each.corrected)
    ]
    if in_the_way:
        last = in_the_way[0]
        while later := [each for each in resting_on(str(last.number)) if not _is_by_decision(each)]:
            last = later[0]
        raise NotCreditable(
            f"document {bill.number} was corrected by {last.number}; credit that one whole first, then this"
        )


def _left(bill: Bill, key: str, reason: str, earlier: Sequence[Bill]) -> tuple[BillPart, ...]:
    """The parts of a total credit note: every line taken back, those of earlier credits too."""
    documents = (bill, *earlier)

    def left(part: BillPart) -> BillPart:
        lines = (line for priced in _of_part(part, documents) for line in priced.lines)
        return _with(part, _reversed(lines, key, reason), documents, key)

    return tuple(left(part) for part in bill.parts)


def _of_part(part: BillPart, documents: Sequence[Bill]) -> Iterator[Priced]:
    """A part of the first document, and what the others took back of it."""
    yield part.priced
    for document in documents[1:]:
        yield from (each.priced for each in document.parts if each.contract.number == part.contract.number)


def _components(bill: Bill, scope: Components, key: str, reason: str, earlier: Sequence[Bill]) -> tuple[BillPart, ...]:
    codes = {line.code for line in bill.lines}
    credited = {line.code for other in earlier for line in other.lines}
    for code in sorted(scope.codes):
        if code not in codes:
            raise NotCreditable(f"document {bill.number} has no component {code!r}; it has {', '.join(sorted(codes))}")
        if code in credited or (CREDIT in credited and code not in DEPOSIT_CODES):
            raise NotCreditable(
                f"component {code!r} of document {bill.number} was credited before, or a sum of it; "
                "credit what is left by amount"
            )
    return tuple(
        _with(part, _reversed(chosen, key, reason), (bill,), key)
        for part in bill.parts
        if (chosen := [line for line in part.priced.lines if line.code in scope.codes])
    )


def _amount(bill: Bill, scope: Amount, key: str, reason: str, earlier: Sequence[Bill]) -> tuple[BillPart, ...]:
    """One line a VAT treatment, on the part that comes first: the sum in proportion to what is left of each.

    A deposit is left out: what is held of it is read from its own lines, and given back by them.
    """
    left: dict[Vat, Money] = {}
    for line in (*bill.lines, *(line for other in earlier for line in other.lines)):
        if line.code not in DEPOSIT_CODES:
            left[line.vat] = left.get(line.vat, ZERO) + line.amount
    open_ = {vat: amount for vat, amount in left.items() if amount > ZERO}
    most = total(open_.values())
    if scope.net > most:
        apart = sorted({line.code for line in bill.lines if line.code in DEPOSIT_CODES})
        but = f"; the sums of {', '.join(apart)} are credited by component" if apart else ""
        raise NotCreditable(
            f"document {bill.number}: {most} before VAT is left to credit, {scope.net} was asked for{but}"
        )
    shares = split(scope.net.amount, [amount.amount for amount in open_.values()], _CENTS)
    lines = [
        _credit_line(bill, Money(share), vat, key, reason) for vat, share in zip(open_, shares, strict=True) if share
    ]
    return (_with(bill.main, lines, (bill,), key),)


def _credit_line(bill: Bill, amount: Money, vat: Vat, key: str, reason: str) -> Line:
    value = -amount.amount
    line = priced_line(
        code=CREDIT,
        label="Accredito",
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=bill.main.priced.period,
        quantity=Quantity(Decimal(1), Unit.POINT),
        price=Price(value, Unit.POINT),
        vat=vat,
        rounding=BILL_ROUNDINGS[bill.main.priced.rounding].amount,
        formula="importo",
        inputs=(Input("importo", value, "EUR"),),
        note=reason,
    )
    return attrs.evolve(line, correction=key)


def _reversed(lines: Iterable[Line], key: str, reason: str) -> list[Line]:
    return [attrs.evolve(line.reversed(key), note=reason if not line.note else line.note) for line in lines]


def _with(part: BillPart, lines: Sequence[Line], documents: Sequence[Bill], key: str) -> BillPart:
    """The part of the credit note: these lines of the documents, and nothing measured."""
    priced = part.priced
    known = {row.id: row for each in _of_part(part, documents) for row in each.rows}
    correction = Correction(
        key,
        CorrectionReason.REVERSAL,
        _days(lines, priced.period),
        documents=tuple(str(each.number) for each in documents),
        before=(),
        after=(),
        digests=tuple(each.digest for each in documents),
    )
    named = {each.row for line in lines for each in line.inputs}
    made = Priced(
        contract=priced.contract,
        commodity=priced.commodity,
        period=priced.period,
        lines=tuple(lines),
        rounding=priced.rounding,
        book_digest=priced.book_digest,
        rows=tuple(known[name] for name in sorted(known) if name in named),
        warnings=(),
        consumption=(),
        corrections=(correction,),
    )
    return attrs.evolve(part, priced=made, readings=(), history=())


def _days(lines: Sequence[Line], default: Period) -> Period:
    """From the first day of any line to the last, the days of the part included."""
    periods = [default, *(line.period for line in lines)]
    return Period(min(each.start for each in periods), max(each.stop for each in periods))
