"""Money and quantities: whole cents, exact sums, units that never mix."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Price, Quantity, Unit, UnitsDiffer
from tests.support.strategies.kernel import decimals, moneys


@given(moneys())
def test_money_is_read_back_from_its_text(money: Money) -> None:
    assert Money.of(str(money)) == money
    assert str(Money.of(str(money))) == str(money)


@given(moneys(), moneys(), moneys())
def test_money_adds_up_in_any_order(one: Money, other: Money, third: Money) -> None:
    assert one + other == other + one
    assert (one + other) + third == one + (other + third)
    assert one - other == one + -other
    assert one + ZERO == one


@given(st.lists(moneys(), max_size=30))
def test_a_total_is_exact_and_of_nothing_it_is_zero(amounts: list[Money]) -> None:
    exact = sum((Fraction(money.amount) for money in amounts), Fraction(0))
    assert Fraction(total(amounts).amount) == exact
    assert total(()) == ZERO


@given(moneys(), moneys())
def test_money_is_ordered_by_amount(one: Money, other: Money) -> None:
    assert (one < other) == (one.amount < other.amount)


def test_money_says_what_it_is_in_an_error() -> None:
    assert repr(Money.of("-3.1")) == "Money('-3.10')"


@given(moneys())
def test_money_is_false_only_when_it_is_zero(money: Money) -> None:
    assert bool(money) == (money.amount != 0)


@pytest.mark.parametrize("text", ["1.001", "0.005", "abc", "", "NaN", "Infinity", "-Infinity", "1,10"])
def test_text_that_is_no_amount_of_cents_is_refused_with_what_was_found(text: str) -> None:
    with pytest.raises(ValueError, match="money") as refused:
        Money.of(text)
    assert text in str(refused.value)


@pytest.mark.parametrize("amount", [Decimal(1), Decimal("1.0"), Decimal("1.000"), Decimal("NaN"), Decimal("Infinity")])
def test_money_is_not_built_from_another_number_of_decimals(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="exactly two decimals"):
        Money(amount)


@given(decimals())
def test_rounded_money_is_within_half_a_cent(value: Decimal) -> None:
    assert abs(Money.rounded(value).amount - value) <= Decimal("0.005")


@pytest.mark.parametrize("value", ["-0.001", "-0.00", "-0", "0.004"])
def test_zero_money_has_no_sign(value: str) -> None:
    assert str(Money.rounded(Decimal(value))) == "0.00"
    assert str(-ZERO) == "0.00"
    assert str(Money.of("-0")) == "0.00"


@given(decimals(), decimals(), st.sampled_from(Unit))
def test_quantities_of_one_unit_add_up(one: Decimal, other: Decimal, unit: Unit) -> None:
    assert Quantity(one, unit) + Quantity(other, unit) == Quantity(one + other, unit)


def test_quantities_of_two_units_do_not_mix() -> None:
    with pytest.raises(UnitsDiffer, match="cannot add 2 kW to 1 kWh"):
        Quantity(Decimal(1), Unit.KWH) + Quantity(Decimal(2), Unit.KW)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_quantities_and_prices_are_finite(value: str) -> None:
    with pytest.raises(ValueError, match="quantity is finite"):
        Quantity(Decimal(value), Unit.KWH)
    with pytest.raises(ValueError, match="price is finite"):
        Price(Decimal(value), Unit.KWH)


def test_a_price_is_written_with_what_it_is_per() -> None:
    assert str(Price(Decimal("0.1"), Unit.KWH)) == "0.1 EUR/kWh"
    assert str(Price(Decimal(12), Unit.POINT, yearly=True)) == "12 EUR/punto/anno"
