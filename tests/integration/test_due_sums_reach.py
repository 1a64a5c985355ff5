"""A deposit asked for by a contract of the registry, charged by a run, on the bill and in its proof, through REST."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from adapters.proof.proofs import JsonProofs
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.correction_world import give
from tests.support.http_world import Api, application
from tests.support.use_case_world import BEFORE, LAST, CountedIds, World, contract_number, reading

CONTRACT = contract_number(1)
PLAN: dict[str, Any] = {
    "commodity": "electricity",
    "period": {"start": "2026-09-01", "stop": "2026-10-01"},
    "cycle_months": 1,
    "issue_on": "2026-11-26",
}


@pytest.fixture
def world() -> World:
    world = World(MemoryUnitsOfWork(), "demo", ids=CountedIds(itertools.count(10_000)))
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    return world


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    with TestClient(application(units=world.units)) as client:
        yield Api(client)


def ask(api: Api, asked: Any) -> None:
    known = api.done("GET", f"/contracts/{CONTRACT}")
    api.done("PUT", f"/contracts/{CONTRACT}", known | {"deposit_terms": asked})


def test_a_late_first_bill_holds_its_deposit_and_its_indemnity_and_proves_itself(world: World, api: Api) -> None:
    ask(api, {"yearly_use": "2700"})
    assert api.done("GET", f"/contracts/{CONTRACT}")["deposit_terms"]["yearly_use"] == "2700"
    run = api.done("POST", "/runs", PLAN)["id"]
    api.done("POST", f"/runs/{run}/execute")
    api.done("POST", f"/runs/{run}/seal")
    with world.units(world.tenant) as uow:
        (bill,) = uow.bills.of_run(run)
    sums = {line.code: str(line.amount) for line in bill.lines if line.vat.nature == "N1"}
    assert sums == {"deposit": "34.50", "indemnity_late_bill": "-8.00"}
    proof = JsonProofs().write(bill)
    assert JsonProofs().verify(proof).is_verified
    assert "deposit/electricity" in json.dumps(json.loads(proof)["parts"][0]["parameters"])


def test_what_a_deposit_goes_by_is_checked_at_the_edge(api: Api) -> None:
    known = api.done("GET", f"/contracts/{CONTRACT}")
    body = known | {"deposit_terms": {"yearly_spend": "-1.00"}}
    status, problem = api.problem("PUT", f"/contracts/{CONTRACT}", body)
    assert status == 400
    assert "more than zero" in json.dumps(problem)
