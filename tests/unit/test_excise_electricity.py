"""Excise on electricity: the published vectors (EE-13), and what must hold for any energy."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cases.case_files import JsonCases
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.offers.estimate_spend import estimate_case
from application.offers.simulate_supply import simulate_case
from domain.commodities.electricity.excise import taxed_energy, taxed_with_exemption
from domain.commodities.electricity.terms import ElectricityTerms
from domain.kernel.money import Money
from domain.pricing.taxes.tax import TaxedEnergy
from domain.tariffs.lookup import Lookup
from tests.support.strategies.supply import other, packaged_book, resident, supplies

DAY = dt.date(2026, 10, 1)
VECTORS = Path(__file__).resolve().parents[1] / "golden" / "excise_of_residents.json"
CASES = JsonCases(PackagedTariffs(), FixedClock(dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)))
energies = st.integers(0, 2_000_000).map(lambda number: Decimal(number).scaleb(-1))
large = st.integers(0, 3_000_000).map(Decimal)


def taxed(
    terms: ElectricityTerms, energy: Decimal, already: Decimal = Decimal(0), months: int = 1
) -> list[TaxedEnergy]:
    return list(taxed_energy(terms, energy, already, Lookup(packaged_book()), DAY, months))


def due(parts: list[TaxedEnergy]) -> Decimal:
    return sum((part.energy * part.rate.value for part in parts), Decimal(0))


@pytest.mark.parametrize(
    ("name", "energy", "kw", "months"),
    [
        ("annual", "kwh_year", "3", 12),
        ("monthly_1_5_to_3kW", "kwh", "3", 1),
        ("monthly_1_5_to_3kW", "kwh", "1.6", 1),
        ("monthly_up_to_1_5kW", "kwh", "1.5", 1),
    ],
)
def test_the_worked_vectors(name: str, energy: str, kw: str, months: int) -> None:
    for vector in vectors_of(name):
        [part] = taxed(resident(kw), Decimal(vector[energy]), months=months)
        assert part.energy == Decimal(vector["taxed"]), vector
        assert Money.rounded(part.energy * part.rate.value) == Money.of(vector["excise"]), vector
        assert part.energy + part.exempt == vector[energy]


def vectors_of(name: str) -> list[dict[str, Any]]:
    content: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))
    assert content[name]
    listed: list[dict[str, Any]] = content[name]
    return listed


def simulated_excise(kw: str, months: list[int]) -> tuple[Decimal, Decimal]:
    """The energy taxed and the excise of a resident's bill over the last months of 2026, through a case."""
    starts = [f"2026-{month:02}-01" for month in range(13 - len(months), 13)]
    stops = [*starts[1:], "2027-01-01"]
    case = {
        "commodity": "electricity",
        "period": {"start": starts[0], "stop": stops[-1]},
        "supply": {"customer": "domestic_resident", "committed_kw": kw},
        "offer": {"price": {"kind": "fixed", "prices": {"M": "0.25"}}, "includes": ["rete", "oneri"]},
        "consumption": [
            {"period": {"start": start, "stop": stop}, "bands": {"M": kwh}}
            for start, stop, kwh in zip(starts, stops, months, strict=True)
        ],
    }
    answer: Any = simulate_case(cases=CASES, data=json.dumps(case).encode())
    lines = [line for line in answer["lines"] if line["code"] == "excise"]
    assert len(lines) == len(months)
    return sum((Decimal(line["quantity"]) for line in lines), Decimal(0)), sum(
        (Decimal(line["amount"]) for line in lines), Decimal(0)
    )


@pytest.mark.parametrize(
    ("name", "kw"), [("monthly_1_5_to_3kW", "3"), ("monthly_1_5_to_3kW", "1.6"), ("monthly_up_to_1_5kW", "1.5")]
)
def test_the_worked_months_are_met_to_the_cent_by_a_simulated_bill(name: str, kw: str) -> None:
    for vector in vectors_of(name):
        assert simulated_excise(kw, [vector["kwh"]]) == (Decimal(vector["taxed"]), Decimal(vector["excise"])), vector


def test_the_worked_years_are_taxed_alike_month_by_month_and_in_an_estimate() -> None:
    """A bill rounds the excise of each month, a half cent at most away from its part of the year."""
    for vector in vectors_of("annual"):
        whole, more = divmod(vector["kwh_year"], 12)
        energy, amount = simulated_excise("3", [whole] * (12 - more) + [whole + 1] * more)
        assert energy == Decimal(vector["taxed"]), vector
        assert abs(amount - Decimal(vector["excise"])) <= 12 * Decimal("0.005"), vector
        estimate = {
            "commodity": "electricity",
            "on": "2026-10-15",
            "supply": {"customer": "domestic_resident", "committed_kw": "3"},
            "offer": {"price": {"kind": "fixed", "prices": {"M": "0.25"}}},
            "annual_energy": {"M": vector["kwh_year"]},
        }
        answer: Any = estimate_case(cases=CASES, data=json.dumps(estimate).encode())
        assert answer["accisa"] == vector["excise"], vector


@pytest.mark.parametrize(
    ("kw", "energy", "expected"),
    [
        ("3", 150, 0),
        ("3", 151, 1),
        ("3", 220, 70),
        ("3", 225, 80),
        ("3", 369, 368),
        ("3", 370, 370),
        ("3", 400, 400),
        ("1.5", 150, 0),
        ("1.5", 160, 20),
        ("1.5", 299, 298),
        ("1.5", 300, 300),
        ("3.1", 100, 100),
    ],
)
def test_a_resident_pays_on_the_energy_the_law_taxes(kw: str, energy: int, expected: int) -> None:
    [part] = taxed(resident(kw), Decimal(energy))
    assert part.energy == expected


@given(st.integers(0, 400), st.integers(0, 400), energies, energies)
def test_taxed_energy_is_between_nothing_and_all_and_never_falls(
    exempt: int, more: int, energy: Decimal, extra: Decimal
) -> None:
    recapture = Decimal(exempt + more)
    first = taxed_with_exemption(energy, Decimal(exempt), recapture)
    assert 0 <= first <= energy
    assert first <= taxed_with_exemption(energy + extra, Decimal(exempt), recapture)


@given(supplies(), large, st.lists(large, max_size=4))
def test_a_month_billed_in_parts_pays_the_excise_of_the_month(
    terms: ElectricityTerms, first: Decimal, rest: list[Decimal]
) -> None:
    together = due(taxed(terms, sum(rest, first)))
    already, in_parts = Decimal(0), Decimal(0)
    for energy in (first, *rest):
        in_parts += due(taxed(terms, energy, already))
        already += energy
    assert in_parts == together


@given(supplies(), large, large)
def test_more_energy_never_pays_less_excise_up_to_the_high_threshold(
    terms: ElectricityTerms, energy: Decimal, extra: Decimal
) -> None:
    limit = Decimal(1_200_000)
    low, high = min(energy, limit), min(energy + extra, limit)
    assert due(taxed(terms, low)) <= due(taxed(terms, high))


@pytest.mark.parametrize(
    ("energy", "expected"),
    [
        (0, "0"),
        (200_000, "2500"),
        (200_001, "2500.0075"),
        (1_200_000, "10000"),
        (1_200_001, "7320"),
        (5_000_000, "7320"),
    ],
)
def test_other_uses_pay_by_steps_of_the_month(energy: int, expected: str) -> None:
    assert due(taxed(other("BTA6", "900"), Decimal(energy))) == Decimal(expected)


def test_the_year_of_other_uses_has_twelve_thresholds_and_twelve_fixed_sums() -> None:
    terms = other("BTA6", "900")
    assert due(taxed(terms, Decimal(2_500_000), months=12)) == 2_400_000 * Decimal(".0125") + 100_000 * Decimal(".0075")
    assert due(taxed(terms, Decimal(14_400_001), months=12)) == 2_400_000 * Decimal(".0125") + 12 * 4820


def test_a_fixed_sum_is_charged_once_a_month() -> None:
    terms = other("BTA6", "900")
    assert due(taxed(terms, Decimal(500_000), already=Decimal(1_300_000))) == 0
    passing = taxed(terms, Decimal(700_000), already=Decimal(800_000))
    assert [part.energy for part in passing] == [Decimal(-600_000), Decimal(1)]
    assert due(passing) == 4820 - 4500
