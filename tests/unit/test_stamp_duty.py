"""Stamp duty of documents: by the sum of what bears no VAT, virtually, at the seller's cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.print.pages.details import details_view
from adapters.xml import parse
from domain.billing.bill import Bill
from domain.billing.duties.stamp import stamp_duty
from domain.kernel.money import Money
from domain.pricing.taxes.vat import Vat, VatTotal
from tests.support.strategies.bills import sample_bill
from tests.support.strategies.supply import packaged_book

DAY = dt.date(2026, 10, 10)
TWO = Money.of("2.00")


def bare(nature: str, taxable: str) -> VatTotal:
    return VatTotal(Vat(Decimal(0), nature), Money.of(taxable), Money.of("0"))


@pytest.mark.parametrize(
    ("totals", "due"),
    [
        ([bare("N3.5", "77.47")], None),
        ([bare("N3.5", "77.48")], TWO),
        ([bare("N4", "40.00"), bare("N2.2", "37.48")], TWO),
        ([bare("N4", "-77.48")], TWO),
        ([bare("N6.8", "500.00")], None),
        ([bare("N1", "500.00")], None),
        ([VatTotal(Vat(Decimal("0.22")), Money.of("500.00"), Money.of("110.00"))], None),
        ([], None),
    ],
)
def test_what_bears_no_vat_pays_above_the_threshold_if_its_nature_counts(
    totals: list[VatTotal], due: Money | None
) -> None:
    assert stamp_duty(totals, packaged_book(), DAY) == due


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=4))
def test_a_document_and_the_credit_of_all_of_it_pay_alike(cents: list[int]) -> None:
    totals = [bare("N4", str(Decimal(each).scaleb(-2))) for each in cents]
    back = [VatTotal(each.vat, -each.taxable, each.tax) for each in totals]
    assert stamp_duty(totals, packaged_book(), DAY) == stamp_duty(back, packaged_book(), DAY)


def stamped() -> Bill:
    return attrs.evolve(sample_bill(), stamp=TWO)


def test_the_e_invoice_says_that_it_is_paid_virtually() -> None:
    written = FatturaPA(Layout()).write(stamped(), progressive=1, sent_on=stamped().issued_on).xml
    tree = parse(written, limit_bytes=1_000_000)
    (stamp,) = tree.iter("DatiBollo")
    assert [(each.tag, each.text) for each in stamp] == [("BolloVirtuale", "SI"), ("ImportoBollo", "2.00")]
    plain = parse(FatturaPA(Layout()).write(sample_bill(), progressive=1, sent_on=DAY).xml, limit_bytes=1_000_000)
    assert not list(plain.iter("DatiBollo"))


def test_the_paper_says_it_and_its_digest_holds_it() -> None:
    bill = stamped()
    assert bill.digest != sample_bill().digest
    assert bill.total == sample_bill().total
    _, details = details_view(bill)
    assert details.stamp.startswith("Imposta di bollo di 2,00 € assolta in modo virtuale")
    assert details_view(sample_bill())[1].stamp == ""
