"""Gas, its measures and terms: standard cubic metres, registers, the PDR, what terms refuse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wire.converter import read, write
from domain.commodities.gas.terms import GAS, BandYear, GasCustomer, GasTerms, GasUse, GasVat, PcsPolicy, regulated
from domain.kernel.identifiers import InvalidIdentifier
from domain.metering.gas import GasRegister, NoRegister, billed_register, expected_coefficient, standard_volume
from tests.support.strategies.gas import factory, home, supplies


@pytest.mark.parametrize(
    ("cubic_metres", "coefficient", "smc"),
    [
        ("100", "1.036086", "103.6086"),
        ("110", "1.027235", "112.99585"),
        ("90", "1.034761", "93.12849"),
        ("500", "1.017366", "508.683"),
    ],
)
def test_cubic_metres_become_standard_ones_by_the_coefficient(cubic_metres: str, coefficient: str, smc: str) -> None:
    assert standard_volume(Decimal(cubic_metres), Decimal(coefficient)) == Decimal(smc)


def test_a_converter_is_billed_on_its_own_register_without_a_coefficient() -> None:
    both = billed_register(Decimal(900), Decimal(1000), Decimal("1.03"))
    assert both == GasRegister(Decimal(1000), None)
    meter = billed_register(Decimal(900), None, Decimal("1.03"))
    assert meter == GasRegister(Decimal(900), Decimal("1.03"))
    assert billed_register(None, Decimal(5), None).value == 5


def test_a_reading_without_any_register_is_refused() -> None:
    with pytest.raises(NoRegister, match="both are empty"):
        billed_register(None, None, Decimal(1))
    with pytest.raises(NoRegister, match="give the coefficient C"):
        billed_register(Decimal(7), None, None)
    with pytest.raises(ValueError, match="C above 0"):
        billed_register(Decimal(1), None, Decimal(0))


def test_the_coefficient_of_altitude_and_climate_meets_a_published_one() -> None:
    milan = expected_coefficient(Decimal(122), Decimal(2404), Decimal(183))
    assert milan == Decimal("1.027235")
    assert expected_coefficient(Decimal(1000), Decimal(2404), Decimal(183)) < milan


@given(st.integers(0, 10**6), st.integers(900_000, 1_100_000))
def test_a_volume_never_has_more_than_six_decimals(cubic_metres: int, millionths: int) -> None:
    smc = standard_volume(Decimal(cubic_metres), Decimal(millionths).scaleb(-6))
    exponent = smc.as_tuple().exponent
    assert isinstance(exponent, int)
    assert exponent >= -6
    assert smc == Decimal(cubic_metres) * Decimal(millionths).scaleb(-6)


def test_a_pdr_has_fourteen_digits() -> None:
    assert GAS.point_code(" 00594201234567 ") == "00594201234567"
    for wrong in ("0059420123456", "0059420123456A", ""):
        with pytest.raises(InvalidIdentifier, match="14 digits"):
            GAS.point_code(wrong)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"area": "8"}, "tariff area"),
        ({"pcs": PcsPolicy.PLANT}, "REMI"),
        ({"max_flow": Decimal(-1)}, "maximum flow"),
        ({"use": GasUse.INDUSTRIAL}, "VAT of civil uses"),
    ],
)
def test_terms_that_make_no_sense_cannot_be_built(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        attrs.evolve(home(), **change)  # type: ignore[arg-type]


def test_gs_is_due_from_all_but_homes() -> None:
    assert "gs" not in {component.code for component in regulated(home())}
    condominium = attrs.evolve(home(), customer=GasCustomer.CONDOMINIUM)
    assert all("gs" in {component.code for component in regulated(terms)} for terms in (condominium, factory()))


def test_a_year_begins_in_january_or_in_october() -> None:
    assert str(BandYear.CALENDAR.holding(dt.date(2026, 3, 1))) == "2026-01-01 .. 2027-01-01"
    assert str(BandYear.THERMAL.holding(dt.date(2026, 9, 30))) == "2025-10-01 .. 2026-10-01"
    assert str(BandYear.THERMAL.holding(dt.date(2026, 10, 1))) == "2026-10-01 .. 2027-10-01"


@given(supplies())
def test_terms_are_written_and_read_back(terms: GasTerms) -> None:
    written = write(terms)
    assert isinstance(written, dict)
    assert written["kind"] == "gas"
    assert read(GasTerms, written) == terms


def test_a_gas_supply_is_not_limited_by_power_but_by_the_flow_of_its_meter() -> None:
    assert GAS.power(home()) == 0
    assert GAS.available(attrs.evolve(home(), max_flow=Decimal(10))) == 10
    assert GAS.losses(home()) is None
    assert GAS.customer(factory()) == "other"
    assert factory().vat is GasVat.CONTRACT
