"""Tests of the view of a bill: what the pages say is what the bill is."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs
import pytest
from hypothesis import given

from application.ports.printing import MESSAGE_LIMIT, PrintDetails
from domain.billing.bill import Bill
from domain.billing.scontrino import scontrino
from domain.contracts.contract import PaymentMethod
from domain.kernel.fault import Fault
from domain.kernel.money import Money, total
from domain.metering.reading import Quality
from tests.support.print_samples import BILLS, business_bill, credit_bill, home_bill, public_bill, zero_bill
from tests.support.print_views import column, money, view_of
from tests.support.strategies.bills import bills, with_part


@pytest.mark.parametrize("name", BILLS)
def test_every_line_is_in_one_group_and_groups_add_up_to_their_subtotals(name: str) -> None:
    bill = BILLS[name]()
    groups = view_of(bill).parts[0].details.groups
    amounts = [[money(cell) for cell in column(group.columns["amount"])] for group in groups]
    assert sum(map(len, amounts)) == len(bill.main.priced.lines)
    for group, found in zip(groups, amounts, strict=True):
        assert total(found) == money(group.subtotal)
    assert total(total(found) for found in amounts) == bill.main.priced.net


@given(bills())
def test_every_line_of_any_bill_is_printed_with_its_columns_level(bill: Bill) -> None:
    groups = view_of(bill).parts[0].details.groups
    assert sum(len(column(group.columns["period"])) for group in groups) == len(bill.main.priced.lines)
    for group in groups:
        assert len({text.count("\n") for text in group.columns.values()}) == 1


@pytest.mark.parametrize("name", BILLS)
def test_the_scontrino_adds_up_to_the_total(name: str) -> None:
    bill = BILLS[name]()
    receipt = view_of(bill).parts[0].receipt
    rows = [money(row.amount) for row in receipt.rows]
    others = [money(other.amount) for other in receipt.others]
    assert total([*rows, money(receipt.taxes_total), *others]) == money(receipt.total) == bill.total
    assert total(money(tax.value) for tax in receipt.taxes) == money(receipt.taxes_total)
    assert money(receipt.payable) == bill.payable
    for row in receipt.rows:
        assert total(money(part.amount) for part in row.parts) == money(row.amount)


def test_the_first_page_says_what_to_pay_and_by_when() -> None:
    front = view_of(home_bill()).front
    assert (front.payable_label, front.payable, front.due) == ("Totale da pagare", "162,13\u00a0€", "5 ottobre 2026")
    assert [(item.name, item.value) for item in front.included] == [
        ("di cui canone di abbonamento alla televisione", "18,00\u00a0€")
    ]
    assert front.market == "Mercato libero"
    assert front.annual.total == "2.836 kWh"
    assert front.annual.period == "01/09/2025 – 31/08/2026"
    assert front.offer_end == "fino al 30 settembre 2026"


def test_direct_debit_shows_the_account_only_masked() -> None:
    bill = home_bill()
    front = view_of(bill).front
    assert "••••" in front.payment_text
    assert str(bill.seller.iban) not in front.payment_text
    assert ("Addebito diretto", "Domiciliazione attiva") in [(item.name, item.value) for item in front.payment]


def test_a_transfer_shows_the_account_of_the_seller_and_what_to_write() -> None:
    fields = {item.name: item.value for item in view_of(business_bill()).front.payment}
    assert fields["IBAN"].replace("\u00a0", "") == str(business_bill().seller.iban)
    assert fields["Causale"] == "Bolletta E2026/0000042"
    assert fields["Addebito diretto"] == "Domiciliazione non attiva"


def test_a_bill_below_zero_is_a_credit_without_a_due_date() -> None:
    front = view_of(credit_bill()).front
    assert front.is_credit
    assert front.payable_label == "Totale a tuo credito"
    assert not front.payable.startswith("-")
    assert front.due == ""
    assert "Scadenza" not in {item.name for item in front.document}
    assert ("di cui bonus sociale", "-240,00\u00a0€") in [(item.name, item.value) for item in front.included]
    assert view_of(credit_bill()).parts[0].receipt.shares == ()


def test_a_bill_of_nothing_asks_for_nothing() -> None:
    front = view_of(zero_bill()).front
    assert front.payable == "0,00\u00a0€"
    assert front.payment_title == "Nessun pagamento"


def test_split_payment_is_taken_off_the_total_and_explained() -> None:
    view = view_of(public_bill())
    assert money(view.parts[0].receipt.total) + money(view.parts[0].receipt.split) == money(
        view.parts[0].receipt.payable
    )
    assert "17-ter" in view.parts[0].receipt.split_note
    assert {"CIG", "CUP", "Ordine o convenzione"} <= {item.name for item in view.front.document}


def test_an_indexed_offer_shows_its_formula_and_the_price_of_each_month() -> None:
    offer = view_of(business_bill()).parts[0].offer
    assert offer.kind == "Prezzo variabile"
    assert offer.formula == "indice × (1 + λ) + spread"
    assert [item.name for item in offer.prices] == ["Energia, luglio 2026", "Energia, agosto 2026"]


def test_a_fixed_offer_shows_each_price_once() -> None:
    offer = view_of(home_bill()).parts[0].offer
    assert offer.kind == "Prezzo fisso"
    assert [item.name for item in offer.prices] == ["Energia F1", "Energia F2", "Energia F3", "CDISPD dispacciamento"]
    assert [(item.name, item.value) for item in offer.fees] == [("Corrispettivo fisso di vendita", "96,00 €/anno")]


def test_values_that_are_not_confirmed_are_said_to_be_so() -> None:
    view = view_of(business_bill())
    assert view.demo
    assert len(view.parts[0].essentials.warnings) == 2
    parameters = " ".join(parameter for source in view.details.sources for parameter in source.parameters)
    assert "valore dimostrativo" in parameters
    assert "valore da verificare" in parameters
    assert view_of(home_bill()).demo == ""


def test_every_mark_of_a_line_is_a_numbered_act_or_the_contract() -> None:
    view = view_of(business_bill())
    details = view.details
    marks = {
        mark
        for group in view.parts[0].details.groups
        for cell in column(group.columns["sources"])
        for mark in cell.split()
    }
    assert marks - {"C"} == {source.mark for source in details.sources}


def test_the_making_of_an_indexed_price_stands_under_its_line() -> None:
    sale = view_of(business_bill()).parts[0].details.groups[0]
    assert "0,132505 × (1 + 0,1) + 0,012" in sale.columns["label"]


def test_estimated_consumption_is_announced_once() -> None:
    bill = home_bill()
    pieces = tuple(attrs.evolve(piece, quality=Quality.ESTIMATED) for piece in bill.main.priced.consumption)
    warnings = (Fault("PRC-103", "K-0001", "estimated"),)
    estimated = with_part(bill, priced=attrs.evolve(bill.main.priced, consumption=pieces, warnings=warnings))
    essentials = view_of(estimated).parts[0].essentials
    assert len(essentials.warnings) == 1
    assert {row[-1] for row in essentials.uses.rows} == {"stimato"}


def test_the_figures_of_a_table_of_energy_have_as_many_decimals_as_the_longest() -> None:
    bill = home_bill()
    piece, *others = bill.main.priced.consumption
    (first, *bands) = piece.bands
    longer = attrs.evolve(piece, bands=(attrs.evolve(first, value=first.value + Decimal("0.120")), *bands))
    lengthened = with_part(bill, priced=attrs.evolve(bill.main.priced, consumption=(longer, *others)))
    for shown, decimals in ((bill, 0), (lengthened, 2)):
        rows = view_of(shown).parts[0].essentials.uses.rows
        figures = [cell for row in rows for cell in row[1:-1]]
        assert {len(figure.partition(",")[2]) for figure in figures} == {decimals}
    bare = with_part(bill, priced=attrs.evolve(bill.main.priced, consumption=()))
    assert view_of(bare).parts[0].essentials.uses.rows == ()


def test_a_year_with_a_gap_has_no_annual_consumption() -> None:
    bill = home_bill()
    gap = with_part(bill, history=(*bill.main.history[:5], *bill.main.history[6:]))
    assert view_of(gap).front.annual.total == ""


def test_the_chart_holds_the_energy_of_the_history() -> None:
    bill = home_bill()
    chart = view_of(bill).parts[0].essentials.chart
    assert chart.bands == ("F1", "F2", "F3")
    drawn = sum(Decimal(value) for bar in chart.bars for value in bar.values)
    assert drawn == sum(part.value for use in bill.main.history for part in use.bands)
    assert [bar.month for bar in chart.bars if bar.is_billed] == ["lug", "ago"]
    assert [bar.month for bar in chart.bars if bar.is_estimated] == ["gen"]


def test_unpaid_bills_are_shown_only_where_somebody_looked() -> None:
    bill = home_bill()
    assert view_of(bill).front.overdue == ""
    assert "regolari" in view_of(bill, PrintDetails(overdue=Money.of("0"))).front.overdue
    assert "120,50\u00a0€" in view_of(bill, PrintDetails(overdue=Money.of("120.50"))).front.overdue


def test_the_message_of_the_seller_is_limited() -> None:
    with pytest.raises(ValueError, match=str(MESSAGE_LIMIT)):
        PrintDetails(message="x" * (MESSAGE_LIMIT + 1))


def test_a_company_that_pays_by_debit_is_not_asked_for_a_transfer() -> None:
    bill = business_bill()
    payment = attrs.evolve(bill.payment, method=PaymentMethod.DIRECT_DEBIT, masked_iban="IT60****1234")
    assert view_of(attrs.evolve(bill, payment=payment)).front.payment_title == "Addebito diretto SEPA"


@pytest.mark.parametrize("name", BILLS)
def test_no_figure_on_page_2_has_a_decimal_point(name: str) -> None:
    receipt = view_of(BILLS[name]()).parts[0].receipt
    for row in receipt.rows:
        assert not re.search(r"\d\.\d(?!\d\d)", f"{row.quantity} {row.price} {row.amount}")


def test_shares_add_up_to_the_total() -> None:
    bill = home_bill()
    shares = view_of(bill).parts[0].receipt.shares
    assert sum(Decimal(share.value) for share in shares) == scontrino(bill.main.priced).total.amount
