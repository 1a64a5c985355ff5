"""Case files of gas: what is read, and what is refused with its place."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.cases.parse import parse_estimate, parse_simulation
from adapters.cases.problem import UnreadableCase
from adapters.cases.render import render_estimate, render_priced
from adapters.tariffs.loader import load_bands
from application.offers.estimate_spend import estimate_spend
from application.offers.simulate_supply import simulate_supply
from application.ports.case_files import SimulationCase
from domain.commodities.gas.terms import GasTerms, GasUse, GasVat
from domain.tariffs.offer import IndexedPrice
from tests.support.gas_case import CASE
from tests.support.strategies.supply import packaged_book

DOCS = Path(__file__).resolve().parents[2] / "docs" / "cases"
TODAY = dt.date(2026, 11, 24)


def parsed(**changes: Any) -> SimulationCase:
    tree = copy.deepcopy(CASE) | changes
    data = json.dumps({key: value for key, value in tree.items() if value is not None}).encode()
    return parse_simulation(data, book=packaged_book().known, bands=load_bands(), today=TODAY)


def mistakes(**changes: Any) -> dict[str, str]:
    with pytest.raises(UnreadableCase) as refused:
        parsed(**changes)
    return {problem.pointer: problem.expected for problem in refused.value.problems}


def terms(case: SimulationCase) -> GasTerms:
    supply = case.facts.contract.terms.entries[-1].value.supply
    assert isinstance(supply, GasTerms)
    return supply


def test_what_a_case_leaves_out_follows_from_the_customer() -> None:
    assert (terms(parsed()).use, terms(parsed()).vat) == (GasUse.CIVIL, GasVat.CIVIL)
    business = terms(parsed(supply=CASE["supply"] | {"customer": "other"}))
    assert (business.use, business.vat) == (GasUse.INDUSTRIAL, GasVat.CONTRACT)


def test_cubic_metres_and_registers_are_multiplied_by_c() -> None:
    by_volume = parsed(consumption={"m3": "110", "coefficient": "1.027235"}).facts.consumption
    by_register = parsed(
        consumption={"registers": {"first": "1200", "last": "1310"}, "coefficient": "1.027235"}
    ).facts.consumption
    assert by_volume == by_register
    assert by_volume[0].total == Decimal("112.99585")


def test_a_converter_shows_standard_cubic_metres() -> None:
    supply = CASE["supply"] | {"coefficient_source": "converter"}
    case = parsed(supply=supply, consumption={"registers": {"first": "1200", "last": "1310"}})
    assert case.facts.consumption[0].total == 110


def test_an_index_is_read_without_losses() -> None:
    case = parsed(offer={"price": {"kind": "indexed", "index": "index/psv", "spread": "0.05"}})
    price = case.facts.offers["offer-1"].price
    assert isinstance(price, IndexedPrice)
    assert not price.losses_on_index


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"consumption": {"smc": "1", "m3": "1"}}, "/consumption"),
        ({"consumption": {}}, "/consumption"),
        ({"consumption": {"m3": "1"}}, "/consumption/coefficient"),
        ({"consumption": {"m3": "1", "coefficient": "0"}}, "/consumption/coefficient"),
        ({"consumption": {"smc": "1", "coefficient": "1.02"}}, "/consumption/coefficient"),
        (
            {"consumption": {"registers": {"first": "9", "last": "1"}, "coefficient": "1"}},
            "/consumption/registers/last",
        ),
        ({"consumption": [{"smc": "1"}, {"smc": "2"}]}, "/consumption/0/period"),
        ({"supply": CASE["supply"] | {"pcs": "plant"}}, "/supply"),
        ({"supply": CASE["supply"] | {"area": "9"}}, "/supply/area"),
        ({"supplied": {"start": "2026-11-01", "stop": "2026-12-01"}}, "/supplied"),
        (
            {"counters": [{"name": "calendar_year", "year": 2026, "quantity": "1"}] * 2},
            "/counters/1/year",
        ),
        (
            {
                "supply": CASE["supply"] | {"coefficient_source": "converter"},
                "consumption": {"m3": "1"},
            },
            "/consumption/m3",
        ),
        (
            {
                "supply": CASE["supply"] | {"coefficient_source": "converter"},
                "consumption": {"m3": "1", "coefficient": "1.02"},
            },
            "/consumption/coefficient",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(changes: dict[str, Any], pointer: str) -> None:
    assert pointer in mistakes(**changes)


def test_the_example_of_the_official_calculator_is_met_to_the_cent() -> None:
    data = (DOCS / "estimate_gas_portale_gas01.json").read_bytes()
    case = parse_estimate(data, book=packaged_book().known, today=TODAY)
    answer = render_estimate(estimate_spend(use=case.use, book=case.book), case.given)
    found = [answer[name] for name in ("vendita", "rete", "oneri", "sconti", "accisa", "accisa_smc", "total")]
    assert found == ["818.00", "364.39", "74.57", "-20.00", "224.68", "1400", "1732.03"]
    assert [part["tax"] for part in answer["iva_per_aliquota"]] == ["227.75", "42.64"]


def test_an_estimate_may_give_its_index_and_discounts() -> None:
    tree = {
        "commodity": "gas",
        "on": "2026-10-06",
        "supply": CASE["supply"],
        "offer": {"price": {"kind": "indexed", "index": "index/psv", "spread": "0.05"}},
        "annual_smc": 1000,
        "index": "0.40",
    }
    case = parse_estimate(json.dumps(tree).encode(), book=packaged_book().known, today=TODAY)
    assert case.use.index == {"M": Decimal("0.40")}
    assert case.use.offer.discounts == ()


def simulated(**changes: Any) -> dict[str, Any]:
    case = parsed(**changes)
    return render_priced(simulate_supply(facts=case.facts, book=case.book), case.given)


def test_a_discount_of_the_offer_is_a_line_of_its_own_where_its_condition_is_met() -> None:
    discount = {"code": "debit", "label": "Sconto", "value": "12", "off": "yearly", "condition": "direct_debit"}
    offer = CASE["offer"] | {"discounts": [discount], "includes": ["oneri"]}
    answer = simulated(offer=offer, conditions=["direct_debit"])
    assert [line["amount"] for line in answer["lines"] if line["code"] == "debit"] == ["-1.00", "-1.00"]
    assert answer["blocks"]["oneri"] == "0.00"
    assert not [line for line in simulated(offer=offer)["lines"] if line["code"] == "debit"]


def test_a_bonus_whose_amount_nobody_knows_refuses_the_bill() -> None:
    bonus = {"household": "up_to_4", "period": {"start": "2026-10-01", "stop": "2027-10-01"}}
    refused = simulated(bonus=bonus)["refused"]
    assert [fault["code"] for fault in refused] == ["PRC-001"]
    assert "bonus/gas_day" in refused[0]["message"]


def test_a_contract_that_began_before_needs_the_counter_of_its_year() -> None:
    supplied = {"start": "2026-01-01"}
    assert simulated(supplied=supplied)["refused"][0]["code"] == "PRC-008"
    counters = [{"name": "calendar_year", "year": 2026, "quantity": "480"}]
    answer = simulated(supplied=supplied, counters=counters)
    assert {part["rate"] for part in answer["vat"]} == {"0.22"}


def test_a_fixed_price_below_zero_has_its_fault_code() -> None:
    with pytest.raises(UnreadableCase) as refused:
        parsed(offer={"price": {"kind": "fixed", "price": "-0.47"}})
    [problem] = refused.value.problems
    assert (problem.pointer, problem.code) == ("/offer/price/price", "OFR-005")


def test_a_counter_that_goes_backwards_has_its_fault_code() -> None:
    backwards = {"registers": {"first": "100", "last": "99"}, "coefficient": "1.02"}
    with pytest.raises(UnreadableCase) as refused:
        parsed(consumption=backwards)
    assert [(each.pointer, each.code) for each in refused.value.problems] == [
        ("/consumption/registers/last", "MET-002")
    ]
