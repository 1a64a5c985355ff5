"""Credit notes: a document and its total credit note are zero, a partial one never takes more than is left."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.contracts.party import PartyKind
from domain.corrections.credit_note import (
    Amount,
    Components,
    CreditScope,
    NotCreditable,
    Whole,
    credit_note,
)
from domain.kernel.money import ZERO, Money, total
from domain.pricing.correction import CREDIT, CorrectionReason
from domain.pricing.taxes.vat import Vat
from tests.support.strategies.bills import bills, sample_bill

NOTE = BillNumber("E", 2026, 77)
DAY = dt.date(2026, 10, 1)


def credit(bill: Bill, scope: CreditScope, *others: Bill, number: BillNumber = NOTE) -> Bill:
    return credit_note(bill, scope, number=number, issued_on=DAY, reason="errore", others=others)


def taxes(bill: Bill) -> dict[Vat, tuple[Money, Money]]:
    return {part.vat: (part.taxable, part.tax) for part in bill.vat}


@settings(max_examples=60, deadline=None)
@given(bills())
def test_a_document_and_its_total_credit_note_are_zero_in_every_component_and_vat(bill: Bill) -> None:
    assume(bill.kind.charges_days)
    note = credit(bill, Whole())
    for code in {line.code for line in bill.lines}:
        assert total(line.amount for line in (*bill.lines, *note.lines) if line.code == code) == ZERO
    assert taxes(bill).keys() == taxes(note).keys()
    for vat, (taxable, tax) in taxes(bill).items():
        assert taxes(note)[vat] == (-taxable, -tax)
    assert (note.total, note.payable) == (-bill.total, -bill.payable)


def test_a_total_credit_note_is_a_reversal_that_names_what_it_takes_back() -> None:
    bill = sample_bill()
    note = credit(bill, Whole())
    assert note.kind is DocumentKind.REVERSAL
    assert [(each.number, each.issued_on) for each in note.references] == [(str(bill.number), bill.issued_on)]
    assert note.run == ""
    (correction,) = note.main.priced.corrections
    assert correction.reason is CorrectionReason.REVERSAL
    assert all(line.correction == correction.key for line in note.lines)
    assert all(line.note for line in note.lines)
    assert note.main.priced.consumption == ()


def test_a_partial_credit_note_takes_back_the_lines_of_its_components() -> None:
    bill = sample_bill()
    note = credit(bill, Components(frozenset({"fee", "energy"})))
    assert note.kind is DocumentKind.CREDIT_NOTE
    assert {line.code for line in note.lines} == {"fee", "energy"}
    assert note.net == -total(line.amount for line in bill.lines if line.code in ("fee", "energy"))


@settings(max_examples=60, deadline=None)
@given(bills(), st.integers(1, 10**9))
def test_a_credit_by_amount_is_that_amount_spread_over_the_vat_of_the_document(bill: Bill, cents: int) -> None:
    most = total(amount for amount, _ in taxes(bill).values() if amount > ZERO)
    assume(most > ZERO and bill.kind.charges_days)
    wanted = Money(min(Decimal(cents).scaleb(-2), most.amount))
    note = credit(bill, Amount(wanted))
    assert note.net == -wanted
    assert {line.code for line in note.lines} == {CREDIT}
    for vat, (taxable, _) in taxes(note).items():
        assert -taxable <= taxes(bill)[vat][0]


def test_a_credit_by_amount_counts_the_credits_before_it() -> None:
    bill = sample_bill(PartyKind.COMPANY)
    first = credit(bill, Amount(Money.of("100")))
    with pytest.raises(NotCreditable, match="left to credit"):
        credit(bill, Amount(bill.net), first, number=BillNumber("E", 2026, 78))
    rest = credit(bill, Amount(bill.net - Money.of("100")), first, number=BillNumber("E", 2026, 78))
    assert rest.net + first.net == -bill.net


@settings(max_examples=40, deadline=None)
@given(bills(), st.data())
def test_a_document_and_all_its_credit_notes_are_zero_in_every_component(bill: Bill, data: st.DataObject) -> None:
    assume(bill.kind.charges_days)
    codes = sorted({line.code for line in bill.lines})
    some = data.draw(st.sets(st.sampled_from(codes), min_size=1))
    part = credit(bill, Components(frozenset(some)))
    whole = credit(bill, Whole(), part, number=BillNumber("E", 2026, 78))
    for code in codes:
        assert total(each.amount for each in (*bill.lines, *part.lines, *whole.lines) if each.code == code) == ZERO
    assert [each.number for each in whole.references] == [str(bill.number), str(part.number)]


def test_a_reversed_document_and_a_credit_note_cannot_be_reversed() -> None:
    bill = sample_bill()
    whole = credit(bill, Whole())
    with pytest.raises(NotCreditable, match="reversed"):
        credit(bill, Whole(), whole)
    with pytest.raises(NotCreditable, match="is a credit note"):
        credit(whole, Whole())


def test_a_component_is_credited_once_and_only_if_it_is_there() -> None:
    bill = sample_bill()
    part = credit(bill, Components(frozenset({"fee"})))
    with pytest.raises(NotCreditable, match="before"):
        credit(bill, Components(frozenset({"fee"})), part)
    with pytest.raises(NotCreditable, match="no component"):
        credit(bill, Components(frozenset({"nothing"})))


def test_a_scope_says_something() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Components(frozenset())
    with pytest.raises(ValueError, match="more than zero"):
        Amount(ZERO)
