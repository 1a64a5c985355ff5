"""Excise and regional surcharge on gas, against the tables of the Portale Offerte."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commodities.excises import EXCISES
from domain.commodities.gas.excise import taxed_gas
from domain.commodities.gas.terms import GasTerms, GasUse
from domain.kernel.money import Money, total
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.lookup import Lookup
from tests.support.strategies.gas import OCTOBER, counter, factory, facts, fixed, home, used
from tests.support.strategies.supply import packaged_book

DAY = dt.date(2026, 10, 1)


def tax(terms: GasTerms, energy: int | Decimal, already: int | Decimal = 0) -> Decimal:
    parts = taxed_gas(terms, Decimal(energy), Decimal(already), Lookup(packaged_book()), DAY)
    return sum((part.energy * part.rate.value for part in parts), Decimal(0))


def test_seven_hundred_smc_in_emilia_romagna_are_met_to_the_cent() -> None:
    """120 × .044 + 360 × .175 + 220 × .170 = 105.68; surcharge 2.64 + 11.16 + 6.82 = 20.62 (reference vectors)."""
    terms = home("2", "north_centre", "emilia_romagna")
    bill = price(facts(terms, fixed(), [used(OCTOBER, 700)]), packaged_book())
    assert isinstance(bill, Priced)
    by_band = {code: [line.amount for line in bill.lines if line.code == code] for code in ("excise", "surcharge")}
    assert by_band["excise"] == [Money.of("5.28"), Money.of("63.00"), Money.of("37.40")]
    assert by_band["surcharge"] == [Money.of("2.64"), Money.of("11.16"), Money.of("6.82")]
    assert total(by_band["excise"]) == Money.of("105.68")
    assert total(by_band["surcharge"]) == Money.of("20.62")
    assert tax(terms, 700) == Decimal("105.68")


@pytest.mark.parametrize(
    ("zone", "smc", "amount"),
    [("north_centre", 1400, "224.680"), ("mezzogiorno", 1600, "188.76"), ("north_centre", 120, "5.28")],
)
def test_civil_uses_pay_by_bands_of_the_year(zone: str, smc: int, amount: str) -> None:
    assert tax(home("4", zone, "puglia"), smc) == Decimal(amount)


def test_industrial_uses_pay_less_above_a_step_that_counts_over_the_year() -> None:
    assert tax(factory(), 20_000, 1_190_000) == Decimal("124.98") + Decimal("74.988")


def test_vehicle_fuel_pays_one_rate_and_an_exempt_use_nothing() -> None:
    assert tax(factory(GasUse.VEHICLE), 1_000_000, 5_000_000) == Decimal("3310")
    assert taxed_gas(factory(GasUse.EXEMPT), Decimal(10), Decimal(0), Lookup(packaged_book()), DAY) == ()


def test_the_registry_knows_the_excise_of_gas() -> None:
    assert EXCISES["gas"] is taxed_gas


def test_a_use_with_no_surcharge_has_no_line_for_it() -> None:
    for terms in (home(), factory(GasUse.VEHICLE), factory(GasUse.EXEMPT)):
        bill = price(facts(terms, fixed(), [used(OCTOBER, 700)]), packaged_book())
        assert isinstance(bill, Priced)
        assert "surcharge" not in {line.code for line in bill.lines}


@given(st.integers(0, 3_000), st.integers(0, 3_000), st.sampled_from(("north_centre", "mezzogiorno")))
def test_what_was_charged_before_is_never_taxed_again(first: int, second: int, zone: str) -> None:
    terms = home("2", zone, "lombardia")
    assert tax(terms, first) + tax(terms, second, first) == tax(terms, first + second)


def test_a_counter_moves_the_bands_of_a_bill() -> None:
    bill = price(facts(home(), fixed(), [used(OCTOBER, 100)], counters=(counter(1500),)), packaged_book())
    assert isinstance(bill, Priced)
    found = [(line.band, line.quantity.value) for line in bill.lines if line.code == "excise"]
    assert found == [("480-1560", Decimal(60)), ("over_1560", Decimal(40))]
