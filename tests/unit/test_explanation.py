"""Tests of the explanation of a bill."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.print.wording import glossary
from domain.billing.bill import Bill
from domain.billing.explanation import (
    calculation,
    day_in_words,
    euro,
    explain,
    making,
    number,
    period_in_words,
    price_text,
    share_text,
)
from domain.billing.explanation_text import as_text
from domain.kernel.money import Money
from domain.kernel.quantity import Price, Unit
from domain.kernel.validity import Period
from domain.pricing.line import Share, line_amount
from domain.tariffs.component import Block
from tests.support.print_samples import BILLS, business_bill, home_bill, public_bill
from tests.support.strategies.bills import documents, with_part

WORDS = {"sigma2": "Copre la rete locale.", "vendita": "Voce dell’offerta."}
_NUMBER = re.compile(r"-?[\d.]+(?:,\d+)?")


def parsed(text: str) -> Decimal:
    """The number an Italian wrote."""
    return Decimal(text.replace(".", "").replace(",", "."))


def recomputed(text: str) -> Money:
    """What a written calculation comes to: its factors multiplied, each step rounded as it is written."""
    *steps, amount = text.split(" = ")
    value = Decimal(1)
    for step in steps:
        factors = re.split(r" ([×÷]) ", step)
        value = parsed(_NUMBER.findall(factors[0])[0]) if len(steps) == 1 or step is steps[0] else value
        for sign, factor in zip(factors[1::2], factors[2::2], strict=True):
            fraction = re.match(r"(\d+)/(\d+)$", factor)
            if fraction:
                value = value * int(fraction[1]) / int(fraction[2])
            else:
                right = parsed(_NUMBER.findall(factor)[0])
                value = value / right if sign == "÷" else value * right
        if step is not steps[-1]:
            value = value.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert amount.endswith(" €")
    return Money(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**12), max_value=10**12))
def test_a_number_written_in_italian_is_the_same_number(value: Decimal) -> None:
    assert parsed(number(value, 2)) == value


@given(st.integers(-(10**12), 10**12))
def test_an_amount_written_in_italian_has_two_decimals_and_is_the_same_amount(cents: int) -> None:
    money = Money(Decimal(cents).scaleb(-2))
    text = euro(money)
    assert re.fullmatch(r"-?\d{1,3}(\.\d{3})*,\d\d €", text)
    assert parsed(text.removesuffix(" €")) == money.amount


def test_days_and_periods_are_written_with_their_last_day() -> None:
    assert day_in_words(dt.date(2026, 10, 31)) == "31 ottobre 2026"
    period = Period(dt.date(2026, 7, 1), dt.date(2026, 9, 1))
    assert period_in_words(period) == "dal 1 luglio 2026 al 31 agosto 2026"
    assert period_in_words(Period(dt.date(2026, 7, 1))) == "dal 1 luglio 2026"


def test_a_price_per_unit_is_written_as_quantity_times_price() -> None:
    line = next(line for line in home_bill().main.priced.lines if line.label == "Energia F3")
    assert calculation(line) == "94 kWh × 0,118000 €/kWh = 11,09 €"


def test_a_yearly_price_is_written_by_the_month_before_it_is_multiplied() -> None:
    line = next(line for line in home_bill().main.priced.lines if line.code == "sigma2")
    assert calculation(line) == "23,52 €/kW/anno ÷ 12 = 1,96 €/kW al mese × 3 kW = 5,88 €"
    assert share_text(line) == "un mese"


def test_a_part_of_a_month_is_written_by_its_days() -> None:
    line = next(line for line in home_bill().main.priced.lines if line.code == "fee")
    share = Share(15, 365)
    amount = line_amount(line.quantity, line.price, share, line.step, line.rounding)
    part = attrs.evolve(line, share=share, amount=amount)
    assert calculation(part) == "1 punto × 96,00 €/anno × 15/365 = 3,95 €"
    assert share_text(part) == "15 giorni su 365"


def test_an_indexed_price_is_written_in_symbols_and_in_numbers() -> None:
    line = next(line for line in business_bill().main.priced.lines if line.code == "energy")
    assert making(line) == ("indice × (1 + λ) + spread = 0,132505 × (1 + 0,1) + 0,012 = 0,1577555 €/kWh")


def test_the_numbers_of_a_formula_give_the_price_of_its_line() -> None:
    for line in business_bill().main.priced.lines:
        if made := making(line):
            _, filled, price = made.split(" = ")
            index, losses, spread = (parsed(each) for each in re.findall(r"\d+,\d+", filled))
            assert index * (1 + losses) + spread == line.price.value
            assert price == price_text(line.price)


@pytest.mark.parametrize("name", BILLS)
def test_every_calculation_comes_to_the_amount_of_its_line(name: str) -> None:
    for line in BILLS[name]().main.priced.lines:
        assert recomputed(calculation(line)) == line.amount


@given(documents())
def test_any_bill_is_explained_line_by_line_with_calculations_that_come_to_its_amounts(bill: Bill) -> None:
    explanation = explain(bill, {})
    assert [line.amount for line in explanation.lines] == [line.amount for line in bill.lines]
    for line in explanation.lines:
        assert line.calculation.endswith(f" = {euro(line.amount)}")
        assert recomputed(line.calculation) == line.amount
    assert sum(block.amount.amount for block in explanation.blocks) == bill.net.amount
    assert sum(part.amount.amount for part in explanation.vat) == sum(part.tax.amount for part in bill.vat)


def test_a_line_says_what_it_is_for_and_falls_back_to_its_block() -> None:
    lines = {line.code: line for line in explain(home_bill(), WORDS).lines}
    assert lines["sigma2"].what == "Copre la rete locale."
    assert lines["fee"].what == "Voce dell’offerta."
    assert lines["asos_energy"].what == ""


def test_a_line_names_the_act_of_every_value_and_how_long_it_is_valid() -> None:
    line = next(line for line in explain(home_bill(), WORDS).lines if line.code == "sigma3")
    (used,) = line.parameters
    assert used.value == "0,0119 €/kWh"
    assert used.name == "electricity/sigma3"
    assert used.act == "Delibera ARERA 575/2025/R/eel, tabelle TIT 2026"
    assert used.link.startswith("https://www.arera.it/")
    assert used.validity == "dal 1 gennaio 2026 al 31 dicembre 2026"
    assert used.status == "letto nell'atto citato"
    assert used.warning == ""


def test_what_comes_from_the_contract_says_so() -> None:
    line = next(line for line in explain(home_bill(), WORDS).lines if line.code == "energy")
    assert line.parameters[0].status == "dal contratto"
    assert line.parameters[0].act == ""


def test_recalled_and_synthetic_values_are_warned_of() -> None:
    explanation = explain(business_bill(), WORDS)
    assert len(explanation.warnings) == 2
    assert any("dimostrativo" in warning for warning in explanation.warnings)
    assert any("non ancora verificato" in warning for warning in explanation.warnings)
    assert explain(home_bill(), WORDS).warnings == ()


def test_vat_is_explained_by_treatment() -> None:
    home = explain(home_bill(), WORDS)
    assert home.vat[0].words == "131,03 € × 10 % = 13,10 €"
    assert home.vat[1].words == "su 18,00 € non si applica IVA (Canone di abbonamento alla televisione)"
    public = explain(public_bill(), WORDS)
    assert "versata all'Erario" in public.vat[0].words


def test_the_totals_say_how_they_come_about() -> None:
    explanation = explain(public_bill(), WORDS)
    whole, owed = explanation.totals
    assert whole.words == "4.491,04 € di voci + 988,03 € di IVA = 5.479,07 €"
    assert owed.words == "5.479,07 € - 988,03 € di IVA a scissione = 4.491,04 €"


def test_blocks_are_the_blocks_of_the_bill() -> None:
    bill = home_bill()
    labels = {block.label: block.amount for block in explain(bill, WORDS).blocks}
    assert labels["Spesa per la rete"] == bill.main.priced.block(Block.NETWORK)


def test_a_line_that_used_a_row_the_bill_does_not_carry_is_an_error() -> None:
    bill = home_bill()
    bare = with_part(bill, priced=attrs.evolve(bill.main.priced, rows=()))
    with pytest.raises(KeyError):
        explain(bare, WORDS)


def test_a_price_per_point_is_written_without_the_point() -> None:
    assert price_text(Price(Decimal("96"), Unit.POINT, yearly=True)) == "96,00 €/anno"
    assert price_text(Price(Decimal("9"), Unit.POINT)) == "9,00 €"


def test_the_text_holds_every_label_calculation_and_total() -> None:
    told = explain(home_bill(), glossary())
    text = as_text(told)
    for line in told.lines:
        assert f"{line.label} — {line.period}: {euro(line.amount)}" in text
        assert line.calculation in text
    for total in (*told.blocks, *told.vat, *told.totals):
        assert f"{total.label}: {euro(total.amount)}" in text
