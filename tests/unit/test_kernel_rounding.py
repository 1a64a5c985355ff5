"""Rounding and splitting: half away from zero, and nothing lost."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.rounding import BILL_ROUNDINGS, CENTS, ROUNDINGS, Rounding, split
from tests.support.strategies.kernel import decimals, weights

HALF = Fraction(1, 2)


@given(decimals(places=12), st.sampled_from(list(ROUNDINGS.values())))
def test_rounding_is_half_away_from_zero(value: Decimal, rounding: Rounding) -> None:
    scaled = Fraction(value) * 10**rounding.places
    steps = int(abs(scaled) + HALF)  # int() floors what is not negative
    expected = Fraction(steps if scaled >= 0 else -steps, 10**rounding.places)
    assert Fraction(rounding.apply(value)) == expected


@given(decimals(places=12), st.sampled_from(list(ROUNDINGS.values())))
def test_rounding_twice_changes_nothing(value: Decimal, rounding: Rounding) -> None:
    once = rounding.apply(value)
    assert str(rounding.apply(once)) == str(once)
    assert once.as_tuple().exponent == -rounding.places


@given(decimals(places=12), st.sampled_from(list(ROUNDINGS.values())))
def test_rounding_is_the_same_on_both_sides_of_zero(value: Decimal, rounding: Rounding) -> None:
    assert rounding.apply(-value) == -rounding.apply(value)


@given(decimals(), decimals())
def test_rounding_keeps_order(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert CENTS.apply(low) <= CENTS.apply(high)


@pytest.mark.parametrize("places", [-1, 13])
def test_a_rounding_has_from_none_to_twelve_places(places: int) -> None:
    with pytest.raises(ValueError, match=r"places must be 0\.\.12"):
        Rounding("own", places)


def test_policies_are_found_by_the_name_that_stays_on_the_document() -> None:
    assert all(ROUNDINGS[name].name == name for name in ROUNDINGS)
    assert all(BILL_ROUNDINGS[name].name == name for name in BILL_ROUNDINGS)


@st.composite
def _totals(draw: st.DrawFn) -> tuple[Decimal, int]:
    places = draw(st.integers(0, 6))
    return Decimal(draw(st.integers(-(10**12), 10**12))).scaleb(-places), places


@given(_totals(), weights())
def test_a_split_conserves_the_total(what: tuple[Decimal, int], shares: list[int | Decimal]) -> None:
    whole, places = what
    parts = split(whole, shares, places)
    assert len(parts) == len(shares)
    assert sum(parts) == whole


@given(_totals(), weights())
def test_parts_have_the_sign_of_the_total_and_its_decimals(
    what: tuple[Decimal, int], shares: list[int | Decimal]
) -> None:
    whole, places = what
    for part in split(whole, shares, places):
        assert part * whole >= 0
        assert part.as_tuple().exponent == -places
        assert not (part == 0 and part.is_signed())


@given(_totals(), weights())
def test_a_part_is_within_one_unit_of_its_exact_share(what: tuple[Decimal, int], shares: list[int | Decimal]) -> None:
    whole, places = what
    sum_of_weights = sum((Fraction(weight) for weight in shares), Fraction(0))
    for part, weight in zip(split(whole, shares, places), shares, strict=True):
        exact = Fraction(whole) * Fraction(weight) / sum_of_weights
        assert abs(Fraction(part) - exact) < Fraction(1, 10**places)


@given(_totals(), weights())
def test_a_larger_weight_never_gets_a_smaller_part(what: tuple[Decimal, int], shares: list[int | Decimal]) -> None:
    whole, places = what
    by_weight = sorted(zip(shares, (abs(part) for part in split(whole, shares, places)), strict=True))
    for (light, less), (heavy, more) in itertools.pairwise(by_weight):
        assert light == heavy or less <= more


@given(_totals(), weights())
def test_a_weight_of_zero_gets_nothing(what: tuple[Decimal, int], shares: list[int | Decimal]) -> None:
    whole, places = what
    parts = split(whole, shares, places)
    assert all(part == 0 for part, weight in zip(parts, shares, strict=True) if weight == 0)


@given(_totals(), weights(), st.integers(1, 1000))
def test_only_the_proportion_of_weights_counts(
    what: tuple[Decimal, int], shares: list[int | Decimal], factor: int
) -> None:
    whole, places = what
    assert split(whole, shares, places) == split(whole, [weight * factor for weight in shares], places)


@given(st.integers(0, 10**6), st.integers(1, 20))
def test_left_over_units_go_to_the_first_of_equals(units: int, count: int) -> None:
    parts = split(Decimal(units), [1] * count, 0)
    assert parts == tuple(sorted(parts, reverse=True))
    assert parts[0] - parts[-1] <= 1


@pytest.mark.parametrize("shares", [[], [0, 0], [Decimal(0)], [2, -1], [-1, -1]])
def test_weights_without_a_positive_sum_are_refused(shares: list[int | Decimal]) -> None:
    with pytest.raises(ValueError, match="weights must be >= 0 with a positive sum"):
        split(Decimal(10), shares, 0)


@pytest.mark.parametrize("whole", ["10.001", "-10.001"])
def test_a_total_finer_than_its_parts_is_refused(whole: str) -> None:
    with pytest.raises(ValueError, match=r"cannot split 10\.001 into parts of 2 decimals"):
        split(Decimal(whole), [1, 1], 2)
