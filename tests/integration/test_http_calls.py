"""Call records over HTTP: taken in, waiting, rated again; one tenant sees nothing of another’s."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from adapters.http.openapi import examples
from tests.support.call_file import FRANCE, GOOD, HEADER
from tests.support.http_world import Api, application, set_up

ZONE: dict[str, Any] = {
    "code": "mobile",
    "label": "Chiamate verso mobili",
    "kind": "voice",
    "prefixes": ["+393"],
    "prices": [{"value": "0.10"}],
    "connection": "0.15",
}
OFFER: dict[str, Any] = {
    "code": "PHONE",
    "name": "Telefono",
    "commodity": "telephony",
    "customers": ["consumer"],
    "price": {"kind": "phone_plan", "zones": [ZONE]},
    "fees": [],
    "passes": [],
    "validity": {"start": "2026-01-01"},
}
POINT = {**dict(examples.POINT), "code": "+390212345678", "commodity": "telephony"}  # type: ignore[arg-type]
CONTRACT = {
    "number": "T-0001",
    "party": "C-0001",
    "point": "+390212345678",
    "commodity": "telephony",
    "period": {"start": "2026-01-01"},
    "terms": [
        {
            "start": "2026-01-01",
            "value": {
                "offer": "PHONE",
                "supply": {"kind": "telephony", "number": "+390212345678", "access": "fixed"},
                "vat": {"category": "other"},
            },
        }
    ],
    "payment": "transfer",
    "cycle_months": 1,
    "due_days": 20,
}


@pytest.fixture
def api() -> Iterator[Api]:
    with TestClient(application()) as client:
        made = Api(client)
        set_up(made)
        made.done("PUT", "/points/%2B390212345678", POINT)
        made.done("PUT", "/offers/PHONE", OFFER)
        made.done("PUT", "/contracts/T-0001", CONTRACT)
        yield made


def take(api: Api, *rows: str) -> dict[str, Any]:
    data = (HEADER + "\n".join(rows)).encode()
    (found,) = api.done("POST", "/calls?mapping=wholesale_it&name=w.csv", data)["files"]
    return dict(found)


def test_calls_are_taken_in_and_what_waits_is_rated_again(api: Api) -> None:
    first = take(api, GOOD, FRANCE)
    assert (first["accepted"], [each["fault"]["code"] for each in first["suspended"]]) == (1, ["TEL-005"])
    assert take(api, GOOD)["known"] == 1
    (waiting,) = api.done("GET", "/calls/suspended")["items"]
    assert (waiting["caller"], waiting["line"]) == ("+390212345***", 3)
    zones = [ZONE, ZONE | {"code": "france", "label": "Francia", "prefixes": ["+33"]}]
    api.done("PUT", "/offers/PHONE", OFFER | {"price": {"kind": "phone_plan", "zones": zones}})
    again = api.done("POST", "/calls/suspended/rate-again")
    assert (again["accepted"], again["suspended"]) == (1, [])
    assert api.done("GET", "/calls/suspended")["items"] == []


def test_the_bytes_of_a_file_are_given_back(api: Api) -> None:
    taken = take(api, GOOD)
    (listed,) = api.done("GET", "/calls/files")["items"]
    assert (listed["sha256"], listed["mapping"]) == (taken["sha256"], "wholesale_it")
    answer = api.ask("GET", f"/calls/files/{taken['sha256']}/content")
    assert answer.content == (HEADER + GOOD).encode()
    assert api.as_other().problem("GET", f"/calls/files/{taken['sha256']}/content")[0] == 404
    assert api.as_other().done("GET", "/calls/files")["items"] == []


def test_an_unknown_mapping_is_a_problem_that_names_those_there_are(api: Api) -> None:
    status, problem = api.problem("POST", "/calls?mapping=x&name=w.csv", b"a")
    assert (status, problem["type"]) == (422, "urn:bollettario:problem:unknown-mapping")
    names = [each["name"] for each in api.done("GET", "/calls/mappings")["items"]]
    assert names == ["a2billing", "asterisk", "cgrates", "wholesale_it"]
    assert all(name in problem["detail"] for name in names)


def test_an_offer_with_a_plan_comes_back_as_it_was_given(api: Api) -> None:
    given = api.done("GET", "/offers/PHONE")["price"]
    assert given["kind"] == "phone_plan"
    assert given["zones"][0]["prefixes"] == ["+393"]
    bad = OFFER | {"price": {"kind": "phone_plan", "zones": [ZONE | {"prefixes": ["393"]}]}}
    status, problem = api.problem("PUT", "/offers/PHONE", bad)
    assert status == 400
    assert "a prefix is + and digits" in str(problem["problems"])


def test_a_contract_whose_terms_are_not_of_its_line_does_not_fit(api: Api) -> None:
    other = copy.deepcopy(CONTRACT)
    other["terms"][0]["value"]["supply"]["number"] = "+390299999999"  # type: ignore[index]
    status, problem = api.problem("PUT", "/contracts/T-0001", other)
    assert (status, problem["type"]) == (409, "urn:bollettario:problem:does-not-fit")
    other["terms"][0]["value"]["supply"] = {"kind": "services", "service": "Assistenza"}  # type: ignore[index]
    status, problem = api.problem("PUT", "/contracts/T-0001", other)
    assert (status, problem["type"]) == (409, "urn:bollettario:problem:does-not-fit")
