"""The routes of the catalogue of offers and of shadow runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from litestar.testing import TestClient

from adapters.http.openapi import examples
from adapters.wire.converter import write
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.http_world import Api, application
from tests.support.luce_offer import LUCE
from tests.support.portale_samples import listed, offerta
from tests.support.shadow_samples import billed, row
from tests.support.use_case_world import OFFER, World


@pytest.fixture
def units() -> MemoryUnitsOfWork:
    return MemoryUnitsOfWork()


@pytest.fixture
def api(units: MemoryUnitsOfWork) -> Iterator[Api]:
    with TestClient(application(units=units)) as client:
        yield Api(client)


def luce() -> Any:
    return json.loads(json.dumps(write(LUCE)))


def test_an_offer_goes_from_draft_to_published_to_withdrawn(api: Api) -> None:
    drafted = api.done("POST", "/catalogue", luce())
    assert (drafted["family"], drafted["number"], drafted["state"]) == ("LUCE", 1, "draft")
    figures = api.done("GET", "/catalogue/LUCE@1/scheda?on=2026-10-01")["items"]
    assert figures[2]["label"] == "domestic_resident 3 kW, 2700 kWh/anno"
    published = api.done("POST", "/catalogue/LUCE@1/publish", {"start": "2026-10-01"})
    assert published["version"]["sold"] == {"start": "2026-10-01"}
    assert [figure["total"] for figure in published["figures"]] == [figure["total"] for figure in figures]
    assert api.done("GET", "/offers/LUCE@1")["name"] == LUCE.name
    assert api.problem("POST", "/catalogue/LUCE@1/publish", {"start": "2026-10-01"})[0] == 409
    assert api.problem("PUT", "/offers/LUCE@1", luce() | {"code": "LUCE@1"})[1]["type"].endswith("offer-is-published")
    for step in ("publish", "withdraw"):
        assert api.as_other().problem("POST", f"/catalogue/LUCE@1/{step}")[0] == 404
    withdrawn = api.done("POST", "/catalogue/LUCE@1/withdraw", {"day": "2026-12-01"})
    assert withdrawn["state"] == "withdrawn"
    assert api.done("GET", "/catalogue")["items"] == ["LUCE"]
    assert [each["state"] for each in api.done("GET", "/catalogue/LUCE")["items"]] == ["withdrawn"]
    assert api.as_other().done("GET", "/catalogue")["items"] == []
    for code in ("LUCE@7", "LUCE", "@1", "LUCE@x"):
        assert api.problem("GET", f"/catalogue/{code}/scheda")[0] == 404


def test_an_offer_that_breaks_the_structure_of_prices_is_not_published(api: Api) -> None:
    api.done("POST", "/catalogue", luce() | {"passes": ["ppe"]})
    status, problem = api.problem("POST", "/catalogue/LUCE@1/publish", {"start": "2026-10-01"})
    assert status == 409
    assert "OFR-002" in problem["detail"]


def test_an_index_the_book_does_not_reach_is_given_with_the_publication(api: Api) -> None:
    spread = {"kind": "indexed", "index": "index/pun", "spreads": [{"band": "M", "value": "0.01"}]}
    api.done("POST", "/catalogue", luce() | {"price": spread})
    assert "OFR-001" in api.problem("POST", "/catalogue/LUCE@1/publish", {"start": "2026-10-01"})[1]["detail"]
    body = {"start": "2026-10-01", "index": [{"band": "M", "value": "0.12"}]}
    assert api.done("POST", "/catalogue/LUCE@1/publish", body)["version"]["state"] == "published"


def test_a_file_of_the_portale_is_imported_and_what_was_refused_stays_to_be_read(api: Api) -> None:
    data = listed(offerta(code="A"), offerta(code="B", kind="05"))
    made = api.done("POST", "/catalogue/import?name=offers.xml", data)
    assert (made["drafts"], len(made["refused"])) == (["A@1"], 1)
    kept = api.done("GET", f"/catalogue/imports/{made['sha256']}")["items"]
    assert kept == made["refused"]
    assert kept[0]["faults"][0]["remedy"]
    assert api.problem("POST", "/catalogue/import", b"ciao")[0] == 400


def test_a_run_is_priced_again_under_a_change(api: Api, units: MemoryUnitsOfWork) -> None:
    world = World(units, "demo")
    run = billed(world, 1, 2)
    tree = json.loads(json.dumps(write(OFFER)))
    tree["price"]["prices"][0]["value"] = "0.25"
    report = api.done("POST", f"/runs/{run.id}/shadow", {"offers": [tree], "largest": 1})
    assert (report["compared"], len(report["movers"])) == (2, 1)
    assert [part["name"] for part in report["by_offer"]] == [OFFER.code]
    period = {"period": {"start": "2026-09-01", "stop": "2026-10-01"}, "cycle_months": 1}
    assert api.done("POST", "/runs/shadow", period | {"change": {"offers": [tree], "largest": 1}}) == report
    changed = write(attrs.evolve(row(world, "electricity/sigma3"), value=row(world, "electricity/sigma3").value * 2))
    moved = api.done("POST", f"/runs/{run.id}/shadow", {"rows": [changed]})["by_component"]
    assert {part["name"] for part in moved if part["change"] != "0.00"} == {"rete/sigma3", "iva"}
    assert api.problem("POST", f"/runs/{run.id}/shadow", {})[0] == 400
    assert api.problem("POST", f"/runs/{run.id}/shadow", {"offers": [tree], "largest": 0})[0] == 400
    assert api.problem("POST", f"/runs/{run.id}/shadow", {"offers": [examples.OFFER]})[0] == 404
    for body in ({"offers": [tree]}, None):
        assert api.as_other().problem("POST", f"/runs/{run.id}/shadow", body)[0] == 404
