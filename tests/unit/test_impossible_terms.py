"""Terms that cannot hold together are refused, with a fault code, where they are built and where they are priced."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from adapters.cases.case_files import JsonCases
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from adapters.wire.converter import BadInput, read, write
from application.offers.estimate_spend import estimate_case
from application.offers.simulate_supply import simulate_case
from application.ports.case_files import BadCase
from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.contract import ContractTerms, VatTerms
from domain.contracts.supply_terms import TermsContradict
from tests.support.gas_case import CASE as GAS
from tests.support.strategies.supply import other, resident
from tests.support.use_case_world import NOW

HOME: dict[str, Any] = {
    "commodity": "electricity",
    "period": {"start": "2026-10-01", "stop": "2026-11-01"},
    "supply": {"customer": "domestic_resident", "committed_kw": "3"},
    "offer": {"price": {"kind": "fixed", "prices": {"M": "0.1"}}},
    "consumption": {"bands": {"M": 100}},
}
SHOP = HOME | {"supply": {"customer": "other", "tariff_code": "BTA3", "committed_kw": "6"}}
OWN_VAT = {"vat": {"reverse_charge": True}}
CASES = JsonCases(PackagedTariffs(), FixedClock(NOW))


def changed(case: dict[str, Any], supply: dict[str, Any], beside: dict[str, Any]) -> bytes:
    return json.dumps(case | {"supply": case["supply"] | supply} | beside).encode()


@pytest.mark.parametrize(
    ("case", "supply", "beside", "place"),
    [
        (HOME, {"voltage": "AT"}, {}, "/supply"),
        (HOME, {"available_kw": "2"}, {}, "/supply"),
        (HOME, {"tariff_code": "BTA2"}, {}, "/supply"),
        (HOME, {}, OWN_VAT, "/vat/reverse_charge"),
        (SHOP, {"voltage": "MT"}, {}, "/supply"),
        (SHOP, {"tariff_code": "MTA1"}, {}, "/supply"),
        (GAS, {}, OWN_VAT, "/vat/reverse_charge"),
        (GAS, {"customer": "condominium"}, OWN_VAT, "/vat/reverse_charge"),
        (GAS, {"use": "vehicle"}, {}, "/supply"),
        (GAS, {"customer": "condominium", "use": "industrial"}, {}, "/supply"),
        (GAS, {"pcs": "plant"}, {}, "/supply"),
    ],
)
def test_terms_that_contradict_each_other_are_no_case(
    case: dict[str, Any], supply: dict[str, Any], beside: dict[str, Any], place: str
) -> None:
    with pytest.raises(BadCase, match=r"^REG-003 ") as refused:
        simulate_case(cases=CASES, data=changed(case, supply, beside))
    assert [(each.field, each.code) for each in refused.value.problems] == [(place, "REG-003")]


def refused(case: dict[str, Any], supply: dict[str, Any], **beside: Any) -> tuple[str, str]:
    answer = simulate_case(cases=CASES, data=changed(case, supply, beside))
    assert isinstance(answer, dict)
    assert isinstance(answer["refused"], list)
    [fault] = answer["refused"]
    return fault["code"], fault["message"]


@pytest.mark.parametrize(
    ("supply", "found"),
    [
        ({"tariff_code": "BTA1", "committed_kw": "50"}, "up to 1.5 kW, got 50 kW committed"),
        ({"tariff_code": "BTA5", "committed_kw": "17"}, "up to 16.5 kW, got 17 kW committed"),
        ({"tariff_code": "BTA3", "committed_kw": "3"}, "above 3 kW, got 3 kW available"),
        ({"tariff_code": "BTA6", "committed_kw": "10", "peak_power": False}, "above 16.5 kW, got 10 kW available"),
    ],
)
def test_a_tariff_code_is_refused_beyond_its_power(supply: dict[str, Any], found: str) -> None:
    code, message = refused(SHOP, supply)
    assert code == "REG-003"
    assert found in message


@pytest.mark.parametrize(
    "supply", [{"tariff_code": "BTA1", "committed_kw": "1.5"}, {"committed_kw": "2.9", "available_kw": "3.2"}]
)
def test_a_tariff_code_goes_up_to_its_power(supply: dict[str, Any]) -> None:
    answer = simulate_case(cases=CASES, data=changed(SHOP, supply, {}))
    assert isinstance(answer, dict)
    assert "refused" not in answer


def test_a_region_is_refused_outside_its_tariff_area() -> None:
    code, message = refused(GAS, {"area": "6"})
    assert code == "REG-003"
    assert "'lombardia' lies in tariff area 2, got 6" in message


def test_an_estimate_refuses_them_alike() -> None:
    case = {name: HOME[name] for name in ("commodity", "offer")} | {
        "supply": SHOP["supply"] | {"committed_kw": "50"},
        "on": "2026-10-15",
        "annual_energy": {"M": "2700"},
    }
    answer = estimate_case(cases=CASES, data=json.dumps(case).encode())
    assert isinstance(answer, dict)
    assert isinstance(answer["refused"], list)
    assert answer["refused"][0]["code"] == "REG-003"
    with pytest.raises(BadCase, match=r"^REG-003 /vat/reverse_charge"):
        estimate_case(cases=CASES, data=json.dumps(case | OWN_VAT | {"supply": HOME["supply"]}).encode())


def test_a_limit_nobody_published_is_not_held_against_the_terms() -> None:
    supply = GAS["supply"] | {"region": "sardegna", "area": "7"}
    answer = simulate_case(cases=CASES, data=changed(GAS, supply, {}))
    assert isinstance(answer, dict)
    assert isinstance(answer["refused"], list)
    assert {fault["code"] for fault in answer["refused"]} == {"PRC-001"}


def test_reverse_charge_is_for_resellers_of_energy() -> None:
    assert ContractTerms("O", other("BTA3", "6"), VatTerms("other", reverse_charge=True))
    with pytest.raises(TermsContradict, match="resellers"):
        ContractTerms("O", resident("3"), VatTerms("domestic", reverse_charge=True))


def test_they_are_refused_with_their_code_where_they_come_as_json() -> None:
    tree = write(attrs.evolve(other("BTA3", "6"), available_kw=Decimal("6.6")))
    assert isinstance(tree, dict)
    with pytest.raises(BadInput, match="voltage BT") as refused:
        read(ElectricityTerms, tree | {"voltage": "MT"})
    assert refused.value.code == "REG-003"
