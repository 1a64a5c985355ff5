"""The routes that correct: credit, conguaglio, rebill, close."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from domain.kernel.money import Money
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.correction_world import bill_month, give, more_power
from tests.support.http_world import Api, application
from tests.support.use_case_world import BEFORE, LAST, SEPTEMBER, CountedIds, World, contract_number, reading

CONTRACT = contract_number(1)


@pytest.fixture
def world() -> World:
    world = World(MemoryUnitsOfWork(), "demo", ids=CountedIds(itertools.count(10_000)))
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    bill_month(world, SEPTEMBER)
    return world


@pytest.fixture
def api(world: World) -> Iterator[Api]:
    with TestClient(application(units=world.units)) as client:
        yield Api(client)


def test_a_bill_is_credited_once(api: Api) -> None:
    done = api.done("POST", "/bills/E2026-0000001/credit", {"reason": "errore"})
    assert done["note"] == "E2026/0000002"
    assert done["faults"] == []
    assert api.done("GET", "/bills/E2026-0000002")["kind"] == "Nota di credito a storno totale"
    status, problem = api.problem("POST", "/bills/E2026-0000001/credit", {"reason": "errore"})
    assert (status, problem["type"].rpartition(":")[2]) == (409, "not-creditable")


@pytest.mark.parametrize(
    "body", [{"reason": ""}, {"reason": "x", "components": ["sigma1"], "amount": "1"}, {"reason": "x", "amount": "0"}]
)
def test_a_credit_that_says_nothing_or_too_much_is_refused(api: Api, body: object) -> None:
    assert api.problem("POST", "/bills/E2026-0000001/credit", body)[0] == 400


def test_the_same_key_gives_the_same_credit_note(api: Api) -> None:
    body, headers = {"reason": "errore", "components": ["sigma1"]}, {"Idempotency-Key": "k1"}
    first = api.done("POST", "/bills/E2026-0000001/credit", body, headers=headers)
    assert api.done("POST", "/bills/E2026-0000001/credit", body, headers=headers) == first
    body = {"reason": "errore"}
    assert api.problem("POST", "/bills/E2026-0000001/credit", body, headers=headers)[0] == 409


def test_a_contract_is_rebilled_and_the_difference_explained(world: World, api: Api) -> None:
    body = {"contract": CONTRACT, "period": {"start": "2026-09-01", "stop": "2026-10-01"}}
    assert api.done("POST", "/rebillings", body) == {"bill": None, "total": None, "faults": []}
    more_power(world)
    done = api.done("POST", "/rebillings", body)
    assert Money.of(done["total"]) > Money.of("0")
    (view,) = api.done("GET", f"/bills/{done['bill'].replace('/', '-')}/conguaglio")["items"]
    assert view["difference"] == done["total"]
    assert "Sono cambiati i dati della fornitura" in view["text"]
    assert api.done("GET", "/bills/E2026-0000001/conguaglio")["items"] == []
    other = {"contract": CONTRACT, "period": {"start": "2026-11-01", "stop": "2026-12-01"}}
    assert api.problem("POST", "/rebillings", other)[0] == 404
    assert api.problem("POST", "/rebillings", {"contract": CONTRACT, "period": {"start": "2026-11-01"}})[0] == 400


def test_a_contract_is_closed(api: Api) -> None:
    done = api.done("POST", "/closures", {"contract": CONTRACT, "last_day": "2026-10-15"})
    assert done["deliver_by"] == "2026-11-26"
    assert api.problem("POST", "/closures", {"contract": CONTRACT, "last_day": "2026-09-15"})[0] == 409
    assert api.problem("POST", "/closures", {"contract": CONTRACT, "last_day": "2020-01-01"})[0] == 409


def test_the_other_tenant_can_correct_nothing(api: Api) -> None:
    other = api.as_other()
    assert other.problem("POST", "/bills/E2026-0000001/credit", {"reason": "x"})[0] == 404
    assert other.problem("POST", "/closures", {"contract": CONTRACT, "last_day": "2026-10-15"})[0] == 404


def test_an_impediment_is_recorded_and_taken_back(api: Api) -> None:
    days = {"contract": CONTRACT, "period": {"start": "2026-09-01", "stop": "2026-10-01"}}
    act = {**days, "reason": "Accesso negato", "person": "Ada Neri"}
    (known,) = api.done("POST", "/impediments", act)["impediments"]
    assert (known["reason"], known["person"]) == ("Accesso negato", "Ada Neri")
    assert api.done("GET", f"/contracts/{CONTRACT}")["impediments"] == [known]
    status, problem = api.problem("POST", "/impediments", act)
    assert (status, problem["type"].rpartition(":")[2]) == (409, "no-such-impediment")
    assert api.problem("POST", "/impediments", {**act, "person": " "})[0] == 400
    assert api.done("POST", "/impediments/withdrawals", days)["impediments"] == []
    assert api.problem("POST", "/impediments/withdrawals", days)[0] == 409
