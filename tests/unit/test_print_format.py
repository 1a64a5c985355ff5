"""Tests of how figures, days and names are written on paper."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.print import format as fmt
from adapters.print.fit import fit, width_em
from adapters.print.wording import glossary, sentence, sentences
from domain.commodities.registry import commodity
from domain.kernel.money import Money
from domain.kernel.validity import Period
from tests.support.document_samples import gas_bill
from tests.support.print_samples import business_bill, home_bill


def parsed(text: str) -> Decimal:
    """The number an Italian wrote."""
    return Decimal(text.replace(".", "").replace(",", "."))


@given(st.integers(-(10**13), 10**13))
def test_an_amount_can_be_read_back(cents: int) -> None:
    money = Money(Decimal(cents).scaleb(-2))
    assert Money(parsed(fmt.amount(money)).quantize(Decimal("0.01"))) == money


@given(st.decimals(min_value=-1000, max_value=1000, allow_nan=False, allow_infinity=False))
def test_a_price_can_be_read_back_and_has_six_decimals_at_least(value: Decimal) -> None:
    text = fmt.price(value)
    assert parsed(text) == value
    assert len(text.partition(",")[2]) >= 6


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_energy_can_be_read_back(value: Decimal) -> None:
    assert parsed(fmt.energy(value)) == value


@given(st.dates(min_value=dt.date(1900, 1, 1)))
def test_a_day_can_be_read_back(day: dt.date) -> None:
    assert dt.datetime.strptime(fmt.day(day), "%d/%m/%Y").date() == day  # noqa: DTZ007


@pytest.mark.parametrize(
    ("value", "text"), [("1274.92", "1.274,92"), ("-0.50", "-0,50"), ("0.00", "0,00"), ("1000000.00", "1.000.000,00")]
)
def test_amounts_are_written_as_italians_do(value: str, text: str) -> None:
    assert fmt.amount(Money.of(value)) == text
    assert fmt.amount_eur(Money.of(value)) == f"{text}\u00a0€"


def test_a_period_shows_its_last_day_and_both_years_where_they_differ() -> None:
    assert fmt.period(Period(dt.date(2026, 7, 1), dt.date(2026, 9, 1))) == "01/07 – 31/08/2026"
    assert fmt.period(Period(dt.date(2025, 12, 1), dt.date(2026, 2, 1))) == "01/12/2025 – 31/01/2026"
    assert fmt.period(Period(dt.date(2026, 7, 1))) == "dal 01/07/2026"


def test_percent_and_accounts_are_written_as_people_read_them() -> None:
    assert fmt.percent(Decimal("0.10")) == "10%"
    assert fmt.percent(Decimal("0.225")) == "22,5%"
    assert fmt.masked("IT60*******************3456") == "IT60\u00a0••••\u00a03456"
    assert fmt.iban("IT60X0542811101000000123456").replace("\u00a0", " ") == "IT60 X054 2811 1010 0000 0123 456"


@given(st.text())
def test_printable_text_of_json_is_json_still(text: str) -> None:
    assert isinstance(json.loads(fmt.printable(json.dumps(text, ensure_ascii=False))), str)


@given(st.text())
def test_making_text_printable_twice_changes_nothing(text: str) -> None:
    assert fmt.printable(fmt.printable(text)) == fmt.printable(text)


def test_italian_and_european_names_are_printed_as_they_are() -> None:
    for name in ("Perù D’Àlò", "Dvořák", "Škoda", "Ελένη", "Иван", "Łódź", "l'Énergie – “qui”", "σ λ γ × ÷ €"):
        assert fmt.printable(name) == name
    assert fmt.printable("Bar ☕ 太郎") == "Bar ? ??"


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=200), st.integers(3, 30))
def test_fitted_lines_are_within_the_width_and_lose_no_letter(text: str, em: int) -> None:
    lines = fit(text, em)
    assert all(width_em(line) <= em for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_every_sentence_says_where_it_comes_from_or_that_it_is_ours() -> None:
    for name, each in sentences().items():
        assert sentence(name)
        assert each["status"] in ("confirmed", "recalled"), name
        assert "source" in each, name


def test_the_glossary_explains_every_component_of_electricity_and_gas() -> None:
    for bill in (home_bill(), business_bill(), gas_bill()):
        kind = commodity(bill.main.point.commodity)
        codes = {component.code for component in kind.regulated(bill.main.supply)} | set(kind.sale(bill.main.supply))
        assert codes <= glossary().keys()
