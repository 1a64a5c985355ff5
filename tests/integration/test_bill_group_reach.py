"""A bill of two supplies one of which cannot be priced: it waits, and a person lets it go, through REST."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from litestar.testing import TestClient

from application.metering.record_readings import record_readings
from domain.contracts.contract import ContractTerms, VatTerms
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.home_supplies import FIRST, LAST, PDR, gas_shown, shown, supply
from tests.support.http_world import Api, application
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import OFFER, PARTY, CountedIds, World, contract, contract_number, point

LIGHT, GAS = contract_number(1), "G-0001"
PLAN: dict[str, Any] = {
    "commodity": "all",
    "period": {"start": "2026-10-01", "stop": "2026-11-01"},
    "cycle_months": 1,
    "issue_on": "2026-11-10",
}


@pytest.fixture
def world() -> World:
    """Electricity and gas on one bill; only the electricity meter was read, twice and with use."""
    world = World(MemoryUnitsOfWork(), "demo", ids=CountedIds(itertools.count(10_000)))
    world.set_up()
    gas = fixed()
    world.register(
        PARTY,
        OFFER,
        gas,
        point(1),
        attrs.evolve(samples.supply_point(), code=PDR, commodity="gas"),
        attrs.evolve(contract(1), bill_group="HOME"),
        supply(GAS, PDR, gas, ContractTerms(gas.code, home(), VatTerms("other"))),
    )
    electric = tuple(shown(day, value, point(1).code) for day, value in ((FIRST.day, 500), (LAST.day, 700)))
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=electric)
    return world


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    with TestClient(application(units=world.units)) as client:
        yield Api(client)


def executed(api: Api) -> str:
    run = api.done("POST", "/runs", PLAN)["id"]
    api.done("POST", f"/runs/{run}/execute")
    return str(run)


def outcomes(api: Api, run: str) -> dict[str, list[str]]:
    found = api.done("GET", f"/runs/{run}/results")["items"]
    return {each["contract"]: [each["outcome"], *(fault["code"] for fault in each["faults"])] for each in found}


def parts(world: World, run: str) -> list[list[str]]:
    with world.units(world.tenant) as uow:
        return [[part.contract.number for part in bill.parts] for bill in uow.bills.of_run(run)]


def test_a_bill_does_not_go_out_without_a_supply_that_was_refused(world: World, api: Api) -> None:
    run = executed(api)
    assert outcomes(api, run) == {GAS: ["refused", "MET-001"], LIGHT: ["held", "RSK-005"]}
    [held] = api.done("GET", f"/runs/{run}/results?outcome=held")["items"]
    assert f"contract {GAS}, which is refused (MET-001)" in held["faults"][0]["message"]
    api.done("POST", f"/runs/{run}/seal")
    assert parts(world, run) == []


def test_a_person_lets_it_go_without_the_missing_supply(world: World, api: Api) -> None:
    run = executed(api)
    api.done("POST", f"/runs/{run}/results/{LIGHT}/release", {"reason": "the gas meter cannot be reached"})
    api.done("POST", f"/runs/{run}/seal")
    assert parts(world, run) == [[LIGHT]]


def test_the_bill_is_whole_once_what_stood_in_the_way_is_released(world: World, api: Api) -> None:
    stood_still = tuple(gas_shown(day, 1000) for day in (FIRST.day, LAST.day))
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=stood_still)
    run = executed(api)
    assert outcomes(api, run) == {GAS: ["held", "RSK-003"], LIGHT: ["held", "RSK-005"]}
    api.done("POST", f"/runs/{run}/results/{GAS}/release", {"reason": "a house nobody lives in"})
    assert outcomes(api, run) == {GAS: ["priced", "RSK-003"], LIGHT: ["priced"]}
    assert world.events()[-2:] == ["run.reviewed", "run.regrouped"]
    api.done("POST", f"/runs/{run}/seal")
    assert parts(world, run) == [[LIGHT, GAS]]
