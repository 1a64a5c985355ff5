"""The demo utility through the REST application: from the registry and the distributors' files to the bank's file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import Engine

from adapters.http.openapi.document import operations
from adapters.persistence.stores.api_keys import SqlApiKeys
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from application.ports.bills import BillHead
from domain.billing.bill import Bill
from domain.pricing.priced import Priced
from tests.support.demo_api import (
    HELD,
    REFUSED,
    Demo,
    address,
    addresses,
    leaves,
    own_parameters,
    planned,
    played,
    tenant,
)
from tests.support.demo_feeds import content, demo_market, feeds
from tests.support.http_world import application


@pytest.fixture(scope="module", params=["memory", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[Demo]:
    yield from played(over(request.param, request))


def over(stores: str, request: pytest.FixtureRequest) -> Litestar:
    """The application over one kind of stores."""
    if stores == "memory":
        return application()
    database: Engine = request.getfixturevalue("database")
    return application(units=SqlUnitsOfWork(database), keys=SqlApiKeys(database))


def test_the_registry_is_taken_in_one_request(demo: Demo) -> None:
    assert demo.registered == demo.expected["registry"]


def test_files_are_taken_in_with_what_was_refused(demo: Demo) -> None:
    expected = demo.expected["feeds"]
    assert len(demo.taken) == sum(each["files"] for each in expected)
    assert sum(each["accepted"] for each in demo.taken) == sum(each["taken"] for each in expected)
    refused = [record for each in demo.taken for record in each["rejected_records"]]
    assert {record["fault"]["code"] for record in refused} == {"SII-006", "SII-007"}
    assert all(record["record"] >= 1 and record["fault"]["remedy"] for record in refused)
    assert [each["outcome"] for each in demo.taken if each["outcome"] != "imported"] == ["SII-003"]


def test_a_file_comes_back_as_it_came_and_changes_nothing_twice(demo: Demo) -> None:
    name, data = next(feeds(demo_market()))[0]
    (again,) = demo.api.done("POST", f"/flows?name={name}", data)["files"]
    assert again["outcome"] == "SII-004"
    head = demo.api.done("GET", f"/flows/{again['sha256']}")
    assert head["outcome"] == "imported"
    answer = demo.api.ask("GET", f"/flows/{again['sha256']}/content")
    assert b"<FlussoMisure" in answer.content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert head in demo.api.done("GET", "/flows?limit=500")["items"]


def test_a_file_can_be_imported_again_after_its_point_was_registered(demo: Demo) -> None:
    file = next(each for each in demo.taken if any(r["fault"]["code"] == "SII-007" for r in each["rejected_records"]))
    (record,) = demo.api.done("GET", f"/flows/{file['sha256']}/rejected")["items"]
    points = demo.api.done("GET", "/points?limit=500")["items"]
    point = next(each for each in points if each["commodity"] == "electricity") | {"code": record["point"]}
    demo.api.done("PUT", f"/points/{record['point']}", point)
    (again,) = demo.api.done("POST", f"/flows/{file['sha256']}/import-again")["files"]
    assert again["rejected_records"] == []
    assert again["accepted"] == file["accepted"] + 1


def test_what_is_no_measure_file_is_a_refused_file_or_a_bad_request(demo: Demo) -> None:
    (refused,) = demo.api.done("POST", "/flows?name=x.xml", b"no xml")["files"]
    assert refused["outcome"].startswith("SII-")
    assert demo.api.problem("POST", "/flows", b"<x/>")[0] == 400
    assert demo.api.problem("POST", "/flows?name=x.xml")[0] == 400
    assert demo.api.problem("POST", "/flows", files={}, headers={"Content-Type": "multipart/form-data"})[0] == 400


def test_a_run_prices_holds_and_refuses_as_told(demo: Demo) -> None:
    expected, more = demo.expected["runs"][2], demo.expected["supplies"]
    assert demo.run["status"] == "executed"
    assert demo.run["contracts"] == expected["contracts"] + more["registry"]["contracts"]
    priced = expected["priced"] + more["priced"]
    assert demo.run["counts"] == {"priced": priced, "held": 1, "refused": 1, "sent_back": 0}
    path = f"/runs/{demo.run['id']}"
    (refused,) = demo.api.done("GET", f"{path}/results?outcome=refused")["items"]
    assert refused["contract"] == REFUSED
    assert refused["faults"][0]["code"] == "MET-001"
    released = demo.api.done("GET", f"{path}/results/{HELD}")
    assert released["review"]["by"] == "Ada"
    assert released["priced"]["lines"]
    assert demo.api.done("GET", f"{path}/results/{REFUSED}")["priced"] is None
    assert demo.run["id"] in [run["id"] for run in demo.api.done("GET", "/runs")["items"]]


def test_results_come_in_pages(demo: Demo) -> None:
    path = f"/runs/{demo.run['id']}/results?limit=7"
    page = demo.api.done("GET", path)
    seen = [each["contract"] for each in page["items"]]
    while page["next"]:
        page = demo.api.done("GET", f"{path}&after={page['next']}")
        seen += [each["contract"] for each in page["items"]]
    assert seen == sorted(set(seen))
    assert len(seen) == demo.run["contracts"]


def test_the_same_idempotency_key_gives_the_same_run_and_refuses_another_body(demo: Demo) -> None:
    plan = planned(demo.told, 2)
    headers = {"Idempotency-Key": "run-3"}
    assert demo.api.done("POST", "/runs", plan, headers=headers)["id"] == demo.run["id"]
    other = plan | {"issue_on": "2026-11-11"}
    status, problem = demo.api.problem("POST", "/runs", other, headers=headers)
    assert (status, problem["type"]) == (409, "urn:bollettario:problem:same-key-other-input")


def test_a_sealed_run_takes_no_further_step(demo: Demo) -> None:
    path = f"/runs/{demo.run['id']}"
    assert demo.api.done("POST", f"{path}/seal") == demo.sealed
    assert demo.api.problem("POST", f"{path}/execute")[0] == 409
    assert demo.api.problem("POST", f"{path}/results/{HELD}/send-back", {"reason": "tardi"})[0] == 409
    assert demo.api.problem("POST", f"{path}/results/{HELD}/release", {"reason": " "})[0] == 400


def test_a_result_that_is_not_held_is_not_reviewed(demo: Demo) -> None:
    plan = planned(demo.told, 0)
    run = demo.api.done("POST", "/runs", plan)
    path = f"/runs/{run['id']}"
    assert demo.api.problem("POST", f"{path}/seal")[0] == 409
    demo.api.done("POST", f"{path}/execute")
    contract = demo.api.done("GET", f"{path}/results")["items"][0]["contract"]
    status, problem = demo.api.problem("POST", f"{path}/results/{contract}/send-back", {"reason": "prova"})
    assert (status, problem["type"]) == (409, "urn:bollettario:problem:not-reviewable")


def test_bills_are_numbered_without_gaps_and_money_is_text(demo: Demo) -> None:
    joined = len(demo.expected["supplies"]["one_bill"]) - 1
    assert len(demo.bills) == demo.run["counts"]["priced"] + 1 - joined, "three supplies stand on one bill"
    assert [int(bill["number"][-7:]) for bill in demo.bills] == list(range(1, len(demo.bills) + 1))
    assert set(demo.bills[0]) >= set(BillHead.__annotations__)
    bill = demo.api.done("GET", address(demo.bills[0]["number"]))
    assert bill["number"] == demo.bills[0]["number"]
    assert re.fullmatch(r"-?\d+\.\d\d", bill["total"])
    assert set(bill) >= set(Bill.__annotations__)
    assert set(bill["parts"][0]["priced"]) == set(Priced.__annotations__)
    assert not any(isinstance(value, float) for value in leaves(bill))


def test_a_bill_is_known_by_its_digest(demo: Demo) -> None:
    path = address(demo.bills[0]["number"])
    first = demo.api.ask("GET", path)
    assert first.headers["etag"] == f'"{demo.bills[0]["digest"]}"'
    second = demo.api.ask("GET", path, headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")


def test_a_bill_is_given_as_pdf_and_as_e_invoice(demo: Demo) -> None:
    path = address(demo.bills[0]["number"])
    by_suffix, by_accept = (
        demo.api.ask("GET", f"{path}.pdf"),
        demo.api.ask("GET", path, headers={"Accept": "application/pdf"}),
    )
    assert by_suffix.content.startswith(b"%PDF")
    assert by_suffix.content == by_accept.content
    xml = demo.api.ask("GET", f"{path}.xml")
    assert xml.headers["content-type"].startswith("application/xml")
    assert demo.bills[0]["number"].encode() in xml.content
    assert demo.api.ask("GET", f"{path}.xml", headers={"If-None-Match": xml.headers["etag"]}).status_code == 304
    assert demo.api.problem("GET", f"{path}.doc")[0] == 400


def test_e_invoices_are_written_once(demo: Demo) -> None:
    assert demo.einvoices == {"written": len(demo.bills), "faults": []}
    assert demo.api.done("POST", f"/runs/{demo.run['id']}/einvoices") == {"written": 0, "faults": []}


def test_a_bill_explains_itself_in_json_and_in_words(demo: Demo) -> None:
    path = address(demo.bills[0]["number"]) + "/explanation"
    explained = demo.api.done("GET", path)
    assert explained["number"] == demo.bills[0]["number"]
    text = demo.api.ask("GET", path, headers={"Accept": "text/plain"})
    assert text.headers["content-type"].startswith("text/plain")
    assert all(line["label"] in text.text and line["calculation"] in text.text for line in explained["lines"])
    receipt = demo.api.done("GET", address(demo.bills[0]["number"]) + "/scontrino")
    assert [each["total"] for each in receipt] == [demo.bills[0]["total"]]


@pytest.mark.parametrize("number", ["E2026-9999999", "E2026-9999999.pdf", "E2026-9999999.xml"])
def test_a_bill_that_does_not_exist_is_not_found(demo: Demo, number: str) -> None:
    assert demo.api.problem("GET", f"/bills/{number}")[0] == 404
    assert demo.api.problem("GET", "/bills/42")[0] == 400


def test_a_bill_without_e_invoice_says_what_to_do_first(demo: Demo) -> None:
    plan = planned(demo.told, 1)
    run = demo.api.done("POST", "/runs", plan)
    for step in ("execute", "seal"):
        demo.api.done("POST", f"/runs/{run['id']}/{step}")
    bill = demo.api.done("GET", f"/bills?run={run['id']}&limit=1")["items"][0]
    for suffix in (".pdf", ".xml"):
        status, problem = demo.api.problem("GET", address(bill["number"]) + suffix)
        assert (status, problem["type"]) == (409, "urn:bollettario:problem:e-invoice-missing")


def test_collections_write_the_files_for_the_bank_once(demo: Demo) -> None:
    files = demo.collected["files"]
    assert files or demo.collected["later"]
    assert {fault["code"] for fault in demo.collected["refused"]} <= {"COL-001", "COL-002", "COL-003"}
    again = demo.api.done(
        "POST", "/collections", {"due_until": demo.told["due_until"]}, headers={"Idempotency-Key": "due-1"}
    )
    assert again["files"] == files
    status, _ = demo.api.problem(
        "POST", "/collections", {"due_until": "2026-12-24"}, headers={"Idempotency-Key": "due-1"}
    )
    assert status == 409
    assert demo.api.done("GET", "/collections")["items"] == files
    for file in files:
        assert demo.api.done("GET", f"/collections/{file['id']}") == file
        assert b"CstmrDrctDbtInitn" in demo.api.ask("GET", f"/collections/{file['id']}/content").content


def test_a_preview_stores_nothing(demo: Demo) -> None:
    entries = demo.api.ask("GET", "/journal").text.count("\n")
    body = {"contract": HELD, "period": demo.told["runs"][2]["period"]}
    shown = demo.api.done("POST", "/preview", body)
    assert shown["priced"]["lines"]
    assert shown["scontrino"]["total"] == shown["total"]
    assert demo.api.ask("GET", "/journal").text.count("\n") == entries
    outside = {"contract": HELD, "period": {"start": "2001-01-01", "stop": "2001-02-01"}}
    status, problem = demo.api.problem("POST", "/preview", outside)
    assert (status, problem["problems"][0]["place"]) == (400, "$.period")


def test_a_case_of_every_kind_is_answered_as_its_example_says(demo: Demo) -> None:
    document = demo.api.client.get("/openapi.json").json()
    for kind in ("simulate", "estimate", "recalculate"):
        example = document["paths"][f"/{kind}"]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert demo.api.done("POST", f"/{kind}", example)
        status, problem = demo.api.problem("POST", f"/{kind}", example | {"colour": "blue"})
        assert (status, problem["type"]) == (400, "urn:bollettario:problem:bad-case")
        assert problem["problems"]
        assert demo.api.done("GET", f"/schemas/{kind}")["title"]
    assert demo.api.problem("GET", "/schemas/other")[0] == 400


def test_a_parameter_tells_its_acts_and_its_history(demo: Demo) -> None:
    heads = demo.api.done("GET", "/parameters")["items"]
    assert "electricity/losses" in [head["path"] for head in heads]
    found = demo.api.done("GET", "/parameters/electricity/losses?key=BT&on=2026-08-01")
    assert found["in_force"][0]["value"]
    assert found["in_force"][0]["source"]["title"]
    assert {tuple(row["key"]) for row in found["history"]} == {("BT",)}
    everything = demo.api.done("GET", "/parameters/electricity/losses?on=2026-08-01")
    assert found["in_force"][0] in everything["in_force"]
    assert demo.api.problem("GET", "/parameters/electricity/nothing")[0] == 404


def test_own_parameters_must_fit_the_book(demo: Demo) -> None:
    given = own_parameters()
    row = demo.api.done("GET", "/parameters/electricity/losses?on=2026-08-01")["in_force"][0]
    row.pop("id")
    head = demo.api.done("GET", "/parameters/electricity/losses")["head"]
    assert demo.api.problem("POST", "/parameters", {"heads": [head | {"unit": "EUR"}]})[0] == 409
    assert demo.api.problem("POST", "/parameters", {"rows": [row | {"key": []}]})[0] == 400
    assert demo.api.problem("POST", "/parameters", {"rows": [row | {"path": "no/head"}]})[0] == 404
    assert demo.api.done("POST", "/parameters", given)["rows"] == len(given["rows"])


def test_the_journal_streams_and_holds(demo: Demo) -> None:
    answer = demo.api.ask("GET", "/journal")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    entries = [json.loads(line) for line in answer.text.splitlines()]
    assert [entry["seq"] for entry in entries] == sorted(entry["seq"] for entry in entries)
    assert {"plan_run", "seal_run", "collect_payments"} <= {entry["use_case"] for entry in entries}
    assert demo.api.done("GET", "/journal/verify") == {"holds": True, "first_broken": None}
    rest = demo.api.ask("GET", f"/journal?after={entries[-2]['seq']}").text.splitlines()
    assert [json.loads(line)["seq"] for line in rest] == [entries[-1]["seq"]]


def test_the_registry_is_read_back_and_in_pages(demo: Demo) -> None:
    for path, key in (("/parties", "id"), ("/points", "code"), ("/offers", "code"), ("/contracts", "number")):
        first = demo.api.done("GET", f"{path}?limit=2")
        assert len(first["items"]) == 2
        assert first["next"] == first["items"][1][key]
        after = demo.api.done("GET", f"{path}?limit=2&after={first['next']}")
        assert after["items"][0][key] > first["next"]
        item = first["items"][0]
        assert demo.api.done("GET", f"{path}/{item[key]}") == item
        assert demo.api.done("PUT", f"{path}/{item[key]}", item) == item
    mandates = content("customers.json")["mandates"]
    umr, contract = mandates[0]["umr"], mandates[0]["contract"]
    assert demo.api.done("GET", f"/mandates?contract={contract}&contract=K-0")["items"][0]["umr"] == umr
    assert demo.api.done("GET", f"/mandates/{umr}")["contract"] == contract


def test_a_tenant_sees_nothing_of_another_through_any_route(demo: Demo) -> None:
    other = demo.api.as_other()
    seller = tenant()
    seller["seller"] = seller["seller"] | {"tenant": "other", "name": "Altra Luce S.r.l."}
    other.done("PUT", "/seller", seller)
    names = {demo.bills[0]["contract"], demo.bills[0]["number"], demo.bills[0]["point"], demo.run["id"]}
    names |= {demo.taken[0]["sha256"], demo.taken[0]["name"], demo.bills[0]["customer"]}
    common = {"/health", "/openapi.json", "/schemas/{kind}", "/parameters", "/parameters/{path}", "/seller"}
    for path, filled in addresses(demo).items():
        if path.startswith("/dettaglio"):  # for whoever holds the paper, whichever key they carry
            assert demo.api.client.get(filled).status_code == 200
            continue
        for suffix in ("", ".pdf", ".xml") if path == "/bills/{number}" else ("",):
            mine, theirs = demo.api.ask("GET", filled + suffix), other.ask("GET", filled + suffix)
            if demo.collected["files"] or "{file_id}" not in path:
                assert mine.status_code == 200, f"{path}: {mine.text[:300]}"
            if path not in common:
                assert theirs.status_code == (404 if "{" in path else 200), f"{path}: {theirs.status_code}"
            told = [name for name in names if name in theirs.text and name.replace("/", "-") not in filled]
            assert told == [], path


def test_a_tenant_changes_nothing_of_another_through_any_route(demo: Demo) -> None:
    other, contract = demo.api.as_other(), demo.bills[0]["contract"]
    finding = demo.api.done("GET", "/findings?limit=1")["items"][0]["id"]
    before = demo.api.ask("GET", "/journal").content
    document = demo.api.client.get("/openapi.json").json()
    tried = 0

    def bodies(path: str) -> Any:
        """The body the description gives as an example, None for a route without one."""
        wanted = document["paths"][path]["post"].get("requestBody", {"content": {}})["content"]
        return wanted.get("application/json", {}).get("example")

    for path, method, _ in operations(demo.api.client.app):
        if method == "POST" and "{" in path:
            filled = path.replace("{run_id}", demo.run["id"]).replace("{contract}", contract)
            filled = filled.replace("{sha256}", demo.taken[0]["sha256"])
            filled = filled.replace("{finding}", finding)
            filled = filled.replace("{number}", demo.bills[0]["number"].replace("/", "-"))
            assert other.problem(method, filled, bodies(path))[0] == 404, path
            tried += 1
    preview = {"contract": contract, "period": demo.told["runs"][2]["period"]}
    assert other.problem("POST", "/preview", preview)[0] == 404
    assert tried >= 6
    assert demo.api.ask("GET", "/journal").content == before


def test_own_parameters_of_a_tenant_lie_over_its_own_book_only(demo: Demo) -> None:
    mine = demo.api.done("GET", f"/parameters/{own_parameters()['rows'][0]['path']}")
    theirs = demo.api.as_other().ask("GET", f"/parameters/{own_parameters()['rows'][0]['path']}")
    assert theirs.status_code == 404 or theirs.json()["history"] != mine["history"]
