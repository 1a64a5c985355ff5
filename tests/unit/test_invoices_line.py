"""A bill line proves itself: its amount is what its quantity, price, share and roundings give, and nothing else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.money import Money
from domain.kernel.quantity import Price, Quantity, Unit, UnitsDiffer
from domain.kernel.rounding import CENTS, ROUNDINGS, Rounding
from domain.kernel.validity import Period
from domain.pricing.line import WHOLE, Line, Share, line_amount, priced_line
from domain.tariffs.component import Block, Quota
from tests.support.strategies.bills import HOME_VAT
from tests.support.strategies.kernel import decimals

JULY = Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1))
shares = st.one_of(
    st.just(WHOLE),
    st.builds(Share, st.integers(0, 3), st.just(1)),
    st.builds(Share, st.integers(0, 12), st.just(12)),
    st.builds(Share, st.integers(0, 366), st.just(365)),
)
steps = st.sampled_from((None, *ROUNDINGS.values()))


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Any line: any sign, any share, stepped or not."""
    unit = draw(st.sampled_from(Unit))
    return priced_line(
        code="x",
        label="X",
        block=draw(st.sampled_from(Block)),
        quota=draw(st.sampled_from(Quota)),
        period=JULY,
        quantity=Quantity(draw(decimals(places=3)), unit),
        price=Price(draw(decimals(places=8, most=10**6)), unit),
        vat=HOME_VAT,
        rounding=CENTS,
        share=draw(shares),
        step=draw(steps),
        inputs=(),
    )


def half_up(value: Fraction, rounding: Rounding) -> Fraction:
    steps_away = int(abs(value) * 10**rounding.places + Fraction(1, 2))
    return Fraction(steps_away if value >= 0 else -steps_away, 10**rounding.places)


@given(lines())
def test_an_amount_is_quantity_times_price_times_share_rounded_once_at_each_step(line: Line) -> None:
    price = Fraction(line.price.value) * Fraction(line.share.numerator, line.share.denominator)
    if line.step:
        price = half_up(price, ROUNDINGS[line.step])
        assert Fraction(line.period_price) == price
    exact = Fraction(line.quantity.value) * price
    assert Fraction(line.amount.amount) == half_up(exact, CENTS)


@given(lines(), st.integers(-(10**6), 10**6).filter(bool))
def test_a_line_cannot_be_built_with_another_amount(line: Line, cents: int) -> None:
    other = line.amount + Money(Decimal(cents).scaleb(-2))
    with pytest.raises(ValueError, match=r"amount .* is not what its terms give") as refused:
        attrs.evolve(line, amount=other)
    assert f"line x {JULY}: amount {other} is not what its terms give, {line.amount}" in str(refused.value)


@given(lines())
def test_a_line_is_rebuilt_from_its_own_terms(line: Line) -> None:
    assert line_amount(line.quantity, line.price, line.share, line.step, line.rounding) == line.amount
    assert attrs.evolve(line) == line


@given(lines())
def test_the_opposite_quantity_gives_the_opposite_amount(line: Line) -> None:
    opposite = Quantity(-line.quantity.value, line.quantity.unit)
    assert line_amount(opposite, line.price, line.share, line.step, line.rounding) == -line.amount


@given(st.sampled_from(Unit), st.sampled_from(Unit), shares, steps)
def test_a_price_multiplies_only_its_own_unit(unit: Unit, per: Unit, share: Share, step: Rounding | None) -> None:
    quantity, price = Quantity(Decimal(2), unit), Price(Decimal(12), per)
    name = step.name if step else ""
    if unit is per:
        assert line_amount(quantity, price, WHOLE, name, CENTS.name) == Money.of("24")
        return
    with pytest.raises(UnitsDiffer, match=f"a price per {per.value} cannot multiply 2 {unit.value}"):
        line_amount(quantity, price, share, name, CENTS.name)


def test_nothing_used_costs_nothing_and_has_no_sign() -> None:
    nothing, negative = Quantity(Decimal(0), Unit.KWH), Price(Decimal("-0.01"), Unit.KWH)
    assert str(line_amount(nothing, negative, WHOLE, "", CENTS.name)) == "0.00"


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 12), (1, 0), (1, -12)])
def test_a_share_is_a_fraction_from_zero_up(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="a share is a fraction >= 0, got"):
        Share(numerator, denominator)


def test_a_share_is_written_as_a_fraction() -> None:
    assert str(Share(17, 365)) == "17/365"


def test_a_twelfth_of_a_fee_is_divided_last_unless_it_has_a_step() -> None:
    three, fee = Quantity(Decimal(3), Unit.KW), Price(Decimal("22.73"), Unit.KW, yearly=True)
    assert line_amount(three, fee, Share(1, 12), "", CENTS.name) == Money.of("5.68")  # 68.19 / 12 = 5.6825
    assert line_amount(three, fee, Share(2, 12), "half-up-4", CENTS.name) == Money.of("11.36")  # 3 x 3.7883 = 11.3649
