"""The demo of examples/, played over REST."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import attrs
from litestar import Litestar
from litestar.testing import TestClient

from adapters.http.openapi.document import operations
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.hourly import read_hourly
from adapters.tariffs.overlay import read_overlay
from adapters.wire.converter import write
from tests.support.demo_feeds import DEMO, content, demo_market, feeds
from tests.support.http_world import NOW, Api
from tests.support.portale_samples import listed, offerta

HELD, REFUSED = "LE-2024-00009", "LE-2025-00018"


def tenant() -> dict[str, Any]:
    made = content("seller.json")
    brand = made["brand"]
    logo = (DEMO / brand.pop("logo")).read_text("utf-8")
    return {"seller": made["seller"], "brand": brand | {"logo_svg": logo}}


def own_parameters() -> dict[str, Any]:
    folder = DEMO / "parameters"
    heads, rows = read_overlay(PackagedTariffs().book(NOW.date()), folder)
    hourly = [
        {
            "name": series.name,
            "days": [{"day": write(day), "prices": write(prices)} for day, prices in series.prices.items()],
            "source": write(series.source),
            "status": write(series.status),
        }
        for series in read_hourly(folder)
    ]
    return {"heads": write(heads), "rows": write(rows), "hourly": hourly}


@attrs.frozen
class Demo:
    """The demo utility after its first run was sealed and collected."""

    api: Api
    told: dict[str, Any]
    expected: dict[str, Any]
    registered: dict[str, int]
    taken: list[dict[str, Any]]
    run: dict[str, Any]
    sealed: dict[str, Any]
    einvoices: dict[str, Any]
    bills: list[dict[str, Any]]
    collected: dict[str, Any]


def planned(told: dict[str, Any], number: int) -> dict[str, Any]:
    """A run of the script as a body."""
    run: dict[str, Any] = told["runs"][number]
    return {"issue_on": told["issue_on"], "known_on": told["known_on"]} | run


def played(over: Litestar) -> Iterator[Demo]:
    """The demo after its last step, over an application."""
    with TestClient(over) as client:
        api = Api(client)
        told = content("demo.json")
        api.done("PUT", "/seller", tenant())
        customers = content("customers.json") | {"offers": content("offers.json")}
        registered = api.done("POST", "/registry", customers)
        api.done("POST", "/parameters", own_parameters())
        api.done("POST", "/registry", content("supplies.json"))
        taken = []
        for name, data in itertools.chain.from_iterable(feeds(demo_market())):
            taken += api.done("POST", "/flows", files={"file": (name, data)})["files"]
        told_readings = api.done("POST", "/readings", content("readings.json"))
        calls = DEMO / told["calls"][0]
        (heard,) = api.done("POST", f"/calls?mapping={told['calls_mapping']}&name={calls.name}", calls.read_bytes())[
            "files"
        ]
        assert (told_readings["accepted"], heard["accepted"]) == (6, 7)
        plan = planned(told, 2)
        run = api.done("POST", "/runs", plan, headers={"Idempotency-Key": "run-3"})
        run = api.done("POST", f"/runs/{run['id']}/execute")
        path = f"/runs/{run['id']}"
        api.done("POST", f"{path}/results/{HELD}/release", {"reason": "Casa vuota, lettura verificata."})
        sealed = api.done("POST", f"{path}/seal")
        einvoices = api.done("POST", f"{path}/einvoices")
        bills = api.done("GET", f"/bills?run={run['id']}&limit=500")["items"]
        due = {"due_until": told["due_until"]}
        collected = api.done("POST", "/collections", due, headers={"Idempotency-Key": "due-1"})
        yield Demo(api, told, content("expected.json"), registered, taken, run, sealed, einvoices, bills, collected)


def address(number: str) -> str:
    return f"/bills/{number.replace('/', '-')}"


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


def addresses(demo: Demo) -> dict[str, str]:
    """Every GET route of a tenant, with the keys of things that the demo utility has."""
    contract = demo.bills[0]["contract"]
    mandate = content("customers.json")["mandates"][0]
    keys = {
        "/parties/{key}": demo.bills[0]["customer"],
        "/points/{key}": demo.bills[0]["point"],
        "/offers/{key}": demo.api.done("GET", "/offers?limit=1")["items"][0]["code"],
        "/contracts/{key}": contract,
        "/mandates/{key}": mandate["umr"],
    }
    imported = demo.api.done("POST", "/catalogue/import", listed(offerta(code="GAS"), offerta(code="NO", kind="04")))
    parts = {
        "offers_sha256": imported["sha256"],
        "family": "GAS",
        "code": "GAS@1",
        "sha256": demo.taken[0]["sha256"],
        "finding": demo.api.done("GET", "/findings?limit=1")["items"][0]["id"],
        "run_id": demo.run["id"],
        "contract": contract,
        "number": demo.bills[0]["number"].replace("/", "-"),
        "file_id": demo.collected["files"][0]["id"] if demo.collected["files"] else "none",
        "tenant": "demo",
        "kind": "simulate",
        "path": own_parameters()["rows"][0]["path"],
    }
    supplied = next(bill for bill in demo.bills if bill["point"].startswith("IT"))
    asked = {
        "process": "deactivation-electricity",
        "point": supplied["point"],
        "contract": supplied["contract"],
        "effective": "2026-12-15",
        "fields": [{"name": "COD_CONTR_DISP", "value": "DP9001"}],
    }
    case = demo.api.done("POST", "/cases", asked)
    header = b"caller;called;date;time;seconds;zone;cost;trunk\n"
    (calls,) = demo.api.done("POST", "/calls?mapping=wholesale_it&name=w.csv", header)["files"]
    found = {}
    for path, method, _ in operations(demo.api.client.app):
        if method == "GET":
            filled = path.replace("{key}", keys.get(path, ""))
            filled = filled.replace("{sha256}", calls["sha256"]) if path.startswith("/calls") else filled
            filled = filled.replace("{code}", case["code"]) if path.startswith("/cases") else filled
            filled = filled.replace("/records/{number}", "/records/1")
            found[path] = re.sub(r"\{(\w+)\}", lambda match: parts[match.group(1)], filled)
    bill = demo.api.done("GET", f"/bills/{parts['number']}")
    for path in found:
        if path.startswith("/dettaglio"):
            found[path] += f"?d={bill['digest'][:16]}"
    found["/curves/values"] += "?month=2026-10"
    found["/estimate-scores"] += "?start=2026-07-01&stop=2027-01-01"
    found["/readings/reading-route"] += "?on=2026-11-24"
    found["/historical-consumption"] += f"?point={supplied['point']}"
    found["/mandates"] += f"?contract={mandate['contract']}"
    return found
