"""Issued bills: numbers that are read back, dates in order, a digest over all that was charged and to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.bill import Bill, BillNumber
from domain.contracts.party import PartyKind
from domain.kernel.identifiers import PartitaIva
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.pricing.priced import Priced
from tests.support.strategies.bills import bills, rai_line, sample_bill, sample_lines, with_part
from tests.support.strategies.kernel import unhurried

SERIES = st.from_regex(r"[A-Z0-9]{1,4}\Z", fullmatch=True)
numbers = st.builds(BillNumber, SERIES, st.integers(2000, 2100), st.integers(1, 10**9))


@given(numbers)
def test_a_number_is_read_back_from_its_text(number: BillNumber) -> None:
    assert BillNumber.parse(str(number)) == number


@given(numbers, numbers)
def test_two_numbers_never_share_a_text(one: BillNumber, other: BillNumber) -> None:
    assert (str(one) == str(other)) == (one == other)


@given(SERIES, st.integers(2000, 2100), st.integers(1, 9_999_998))
def test_numbers_of_a_year_stand_in_the_order_of_their_serials_as_text_too(series: str, year: int, serial: int) -> None:
    one, following = BillNumber(series, year, serial), BillNumber(series, year, serial + 1)
    assert one < following
    assert str(one) < str(following)


@pytest.mark.parametrize("text", ["", "E2026", "E2026/", "2026/0000042", "E26/0000042", "E2026/x", "E2026/-1", "/1"])
def test_text_that_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected SERIES and year, a slash and 7 digits, e\.g\. E2026/0000042"):
        BillNumber.parse(text)


@pytest.mark.parametrize("series", ["", "ABCDE", "e", "A-1", "A\n", "È"])
def test_a_series_is_one_to_four_capitals_and_digits(series: str) -> None:
    with pytest.raises(ValueError, match="expected 1 to 4 capitals and digits"):
        BillNumber(series, 2026, 1)


@pytest.mark.parametrize("serial", [0, -1])
def test_serials_begin_at_one(serial: int) -> None:
    with pytest.raises(ValueError, match=f"serial must be at least 1, got {serial}"):
        BillNumber("E", 2026, serial)


def test_a_bill_is_not_due_before_it_is_issued() -> None:
    bill = sample_bill()
    assert attrs.evolve(bill, due_on=bill.issued_on).due_on == bill.issued_on
    with pytest.raises(ValueError, match=f"bill E2026/0000042: due on .*, before it is issued on {bill.issued_on}"):
        attrs.evolve(bill, due_on=bill.issued_on - dt.timedelta(days=1))


@unhurried
@given(bills())
def test_totals_of_a_bill_are_those_of_what_was_priced(bill: Bill) -> None:
    assert bill.total == bill.main.priced.net + bill.main.priced.tax
    assert bill.total - bill.payable == bill.main.priced.split_tax
    assert attrs.evolve(bill).digest == bill.digest


def _other_priced(priced: Priced) -> Priced:
    return sample_bill(lines=(*sample_lines(PartyKind.PERSON, rai=False), rai_line(Decimal("9.00")))).main.priced


CHANGES: dict[str, Callable[[Bill], Bill]] = {
    "tenant": lambda bill: attrs.evolve(bill, tenant="another"),
    "number": lambda bill: attrs.evolve(bill, number=BillNumber("E", 2026, 43)),
    "issued_on": lambda bill: attrs.evolve(bill, issued_on=bill.issued_on - dt.timedelta(days=1)),
    "due_on": lambda bill: attrs.evolve(bill, due_on=bill.due_on + dt.timedelta(days=1)),
    "seller": lambda bill: attrs.evolve(bill, seller=attrs.evolve(bill.seller, partita_iva=PartitaIva("09999990022"))),
    "customer": lambda bill: attrs.evolve(bill, customer=attrs.evolve(bill.customer, id="C-OTHER")),
    "point": lambda bill: with_part(bill, point=attrs.evolve(bill.main.point, code="IT001E00000009")),
    "priced": lambda bill: with_part(bill, priced=_other_priced(bill.main.priced)),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_a_bill_with_another_number_date_party_or_charge_has_another_digest(changed: str) -> None:
    bill = sample_bill()
    assert CHANGES[changed](bill).digest != bill.digest


def test_vat_totals_that_are_not_those_of_the_lines_are_refused() -> None:
    priced = sample_bill().main.priced
    wrong = attrs.evolve(priced.vat[0], tax=priced.vat[0].tax + Money.of("0.01"))
    with pytest.raises(ValueError, match="the VAT totals are not those of the lines"):
        attrs.evolve(priced, vat=(wrong, *priced.vat[1:]))


def test_what_was_priced_for_another_period_has_another_digest() -> None:
    priced = sample_bill().main.priced
    other = attrs.evolve(priced, period=Period(priced.period.start, priced.period.last))
    assert other.digest != priced.digest
