"""What was charged elsewhere of a yearly counter comes with the contract, through REST, and the bill proves itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from adapters.proof.proofs import JsonProofs
from tests.support.http_world import Api, application
from tests.support.yearly_runs import billed, shows, supplied_since
from tests.support.yearly_supply import MONTHS, Supply, gas

OPENING = {"counter": "calendar_year", "year_start": "2026-01-01", "quantity": "450.5", "until": "2026-10-01"}


@pytest.fixture
def supply() -> Supply:
    """Gas supplied since 2025 and billed here from October 2026."""
    supply = gas()
    supply.world.register(supplied_since(supply, dt.date(2025, 1, 1)))
    shows(supply, 0, 300)
    return supply


@pytest.fixture
def api(supply: Supply) -> Iterator[Api]:
    with TestClient(application(units=supply.world.units)) as client:
        yield Api(client)


def test_an_opening_is_put_with_the_contract_and_its_bill_proves_itself(supply: Supply, api: Api) -> None:
    known = api.done("GET", f"/contracts/{supply.number}")
    assert known["openings"] == []
    api.done("PUT", f"/contracts/{supply.number}", known | {"openings": [OPENING]})
    assert api.done("GET", f"/contracts/{supply.number}")["openings"] == [OPENING]
    (bill,) = billed(supply, MONTHS[0])
    assert {line.band: str(line.quantity.value) for line in bill.lines if line.code == "tau3"} == {
        "121-480": "29.5",
        "481-1560": "270.5",
    }
    assert JsonProofs().verify(JsonProofs().write(bill)).is_verified


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"quantity": "-1"}, "0 or more"),
        ({"until": "2027-02-01"}, "within its year"),
        ({"counter": "thermal_year"}, "no year of a counter"),
    ],
)
def test_an_opening_is_checked_at_the_edge(supply: Supply, api: Api, wrong: dict[str, str], says: str) -> None:
    known = api.done("GET", f"/contracts/{supply.number}")
    status, problem = api.problem("PUT", f"/contracts/{supply.number}", known | {"openings": [OPENING | wrong]})
    assert 400 <= status < 500
    assert says in json.dumps(problem)
