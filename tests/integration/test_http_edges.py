"""The edge of the REST adapter: keys, bodies, problems, limits, headers, log, documentation."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from adapters.http.app import create_app
from adapters.http.auth import PUBLIC
from adapters.http.openapi import examples
from adapters.http.openapi.describe import WIRE
from adapters.http.openapi.document import operations
from adapters.http.settings import HttpSettings
from adapters.http.traffic import PAGE_POLICY
from tests.fakes.api_keys import MemoryApiKeys
from tests.support.http_world import KEY, LIMITS, Api, application, services, set_up


@pytest.fixture(scope="module")
def app() -> Litestar:
    return application()


@pytest.fixture(scope="module")
def api(app: Litestar) -> Iterator[Api]:
    with TestClient(app) as client:
        ready = Api(client)
        set_up(ready)
        yield ready


def changed(body: Any, **members: Any) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(body)
    return made | members


def test_every_route_but_the_public_ones_needs_a_key(app: Litestar, api: Api) -> None:
    for path, method, handler in operations(app):
        if handler.opt.get(PUBLIC):
            continue
        answer = api.client.request(method, re.sub(r"\{\w+\}", "1", path))
        assert answer.status_code == 401, f"{method} {path}"
        assert answer.headers["content-type"] == "application/problem+json"


PAPER = {"/dettaglio/{tenant}/{number}", "/dettaglio/{tenant}/{number}/prova.json"}
"""What whoever holds a bill may see, by the digits on it."""


def test_public_routes_are_health_documentation_and_the_paper_of_bills_only(app: Litestar) -> None:
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    public = {route.path_format for route in routes for handler in route.route_handlers if handler.opt.get(PUBLIC)}
    assert public == {"/health", "/openapi.json", "/docs", "/docs/{name}", *PAPER}


def test_a_missing_key_is_challenged_and_many_refusals_in_a_minute_are_told_to_wait() -> None:
    with TestClient(application(HttpSettings(failed_keys_a_minute=5))) as client:
        first = client.get("/runs")
        assert first.status_code == 401
        assert first.headers["www-authenticate"].startswith("Bearer")
        answers = [client.get("/runs", headers={"X-API-Key": "blt_wrong"}) for _ in range(5)]
        assert answers[-1].status_code == 429
        assert answers[-1].headers["retry-after"] == "60"
        assert client.get("/runs", headers={"X-API-Key": KEY}).status_code == 200


@pytest.mark.parametrize("headers", [{"X-API-Key": KEY}, {"Authorization": f"Bearer {KEY}"}])
def test_a_key_is_taken_from_either_header(api: Api, headers: dict[str, str]) -> None:
    assert api.client.get("/runs", headers=headers).status_code == 200


def test_a_new_key_works_until_it_is_revoked_by_its_own_tenant(api: Api) -> None:
    key = api.done("POST", "/api-keys", {"name": "Carla"})["key"]
    mine = Api(api.client, key)
    assert mine.ask("GET", "/seller").status_code == 200
    assert api.as_other().ask("POST", "/api-keys/revoke", {"key": key}).status_code == 204
    assert mine.ask("GET", "/seller").status_code == 200
    assert api.ask("POST", "/api-keys/revoke", {"key": key}).status_code == 204
    assert mine.ask("GET", "/seller").status_code == 401
    assert api.ask("POST", "/api-keys/revoke", {"key": "blt_nobody"}).status_code == 204


def test_unknown_members_are_refused_with_their_place(api: Api) -> None:
    status, problem = api.problem("PUT", "/parties/C-0001", changed(examples.PARTY, nickname="Super"))
    assert status == 400
    assert "nickname" in problem["problems"][0]["problem"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "0.118", "1e5"])
def test_numbers_that_are_no_text_are_refused(api: Api, number: str) -> None:
    body = json.dumps(examples.OFFER).replace('"72.00"', number).encode()
    assert api.problem("PUT", "/offers/FIX-12", body)[0] == 400


@pytest.mark.parametrize("text", ["NaN", "1e999999999", "1_000", "٣", "", "9" * 5000])
def test_texts_that_are_no_number_are_refused_with_their_place(api: Api, text: str) -> None:
    body = json.dumps(examples.OFFER).replace("72.00", text).encode()
    status, problem = api.problem("PUT", "/offers/FIX-12", body)
    assert (status, problem["problems"][0]["place"]) == (400, "$.fees[0].value")


@pytest.mark.parametrize("body", [b"", b"{", b'{"id": 1, "id": 2}', b"\xff", b"[" * 100_000, b'"x"', b"null"])
def test_what_is_no_json_object_is_refused(api: Api, body: bytes) -> None:
    assert api.problem("PUT", "/parties/C-0001", body)[0] == 400


def test_every_problem_of_a_body_is_told_at_once(api: Api) -> None:
    contract = changed(examples.CONTRACT, cycle_months="1")
    contract["terms"][0]["value"]["supply"] |= {"committed_kw": "x", "customer": "nobody"}
    problem = api.problem("PUT", "/contracts/K-0001", contract)[1]
    assert [each["place"] for each in problem["problems"]] == [
        "$.terms[0].value.supply.customer",
        "$.terms[0].value.supply.committed_kw",
        "$.cycle_months",
    ]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_characters_that_cannot_be_kept_are_refused(api: Api, text: str) -> None:
    assert api.problem("PUT", "/parties/C-0001", changed(examples.PARTY, first_name=text))[0] == 400


def test_the_key_in_the_body_is_the_key_in_the_address(api: Api) -> None:
    status, problem = api.problem("PUT", "/parties/C-0002", examples.PARTY)
    assert (status, problem["problems"][0]["place"]) == (400, "$.id")


def test_unknown_parameters_of_an_address_are_refused(api: Api) -> None:
    status, problem = api.problem("GET", "/parties?afer=C")
    assert (status, problem["problems"][0]["place"]) == (400, "query afer")


@pytest.mark.parametrize("path", ["/parties?limit=0", "/parties?limit=x", "/runs/r/results?outcome=paid"])
def test_a_parameter_that_cannot_be_read_is_named(api: Api, path: str) -> None:
    status, problem = api.problem("GET", path)
    assert status == 400
    assert problem["problems"][0]["place"] in ("query limit", "query outcome")
    assert "contract" in api.problem("GET", "/mandates")[1]["detail"]


def test_a_nul_in_an_address_is_refused(api: Api) -> None:
    assert api.problem("GET", "/parties/%00")[0] == 400
    assert api.problem("GET", "/bills?run=%00")[0] == 400


def test_a_body_above_the_limit_is_refused() -> None:
    with TestClient(application(HttpSettings(max_body_bytes=2000, max_thing_bytes=1000))) as client:
        api = Api(client)
        assert api.problem("PUT", "/parties/C-0001", b" " * 1001)[0] == 413
        assert api.problem("POST", "/registry", b" " * 2001)[0] == 413
        assert api.problem("POST", "/flows?name=a.xml", b" " * 2001)[0] == 413
        assert api.problem("POST", "/registry", b" " * 1999)[0] == 400


def test_a_wrong_pod_is_refused_with_its_fault_code(api: Api) -> None:
    status, problem = api.problem("PUT", "/points/IT001E123", changed(examples.POINT, code="IT001E123"))
    assert (status, problem["code"]) == (400, "REG-002")
    assert "IT001E12345678" in problem["detail"]
    long = changed(examples.POINT, code="IT001E123456789")
    assert api.problem("PUT", "/points/IT001E123456789", long)[0] == 400


def test_an_unknown_contract_is_not_found(api: Api) -> None:
    for method, path, body in (
        ("GET", "/contracts/K-9999", None),
        ("POST", "/preview", changed(examples.PREVIEW, contract="K-9999")),
        ("PUT", "/mandates/M-9", changed(examples.MANDATE, umr="M-9", contract="K-9999")),
    ):
        status, problem = api.problem(method, path, body)
        assert (status, problem["type"]) == (404, "urn:bollettario:problem:not-found")
        assert "K-9999" in problem["detail"]


def test_two_contracts_on_one_point_are_a_conflict(api: Api) -> None:
    status, problem = api.problem("PUT", "/contracts/K-0002", changed(examples.CONTRACT, number="K-0002"))
    assert (status, problem["code"]) == (409, "REG-001")


def test_a_mandate_of_another_party_is_a_conflict(api: Api) -> None:
    api.done("PUT", "/parties/C-0003", changed(examples.PARTY, id="C-0003"))
    assert api.problem("PUT", "/mandates/MND-0001", changed(examples.MANDATE, party="C-0003"))[0] == 409


def test_a_bulk_that_does_not_fit_stores_nothing(api: Api) -> None:
    body = {"parties": [changed(examples.PARTY, id="C-0008")], "mandates": [changed(examples.MANDATE, contract="K-8")]}
    assert api.problem("POST", "/registry", body)[0] == 404
    assert api.problem("GET", "/parties/C-0008")[0] == 404


def test_an_unknown_commodity_and_a_value_not_in_force_cannot_be_processed(api: Api) -> None:
    assert api.problem("POST", "/runs", changed(examples.RUN, commodity="steam"))[0] == 422
    assert api.problem("GET", "/parameters/electricity/losses?key=BT&key=MT")[0] == 400
    status, problem = api.problem("GET", "/parameters/electricity/losses?key=BT&on=1990-01-01")
    assert (status, problem["code"]) == (422, "PRC-001")


def test_a_seller_of_another_tenant_is_refused(api: Api) -> None:
    body = copy.deepcopy(examples.TENANT)
    assert isinstance(body, dict)
    status, problem = api.as_other().problem("PUT", "/seller", body)
    assert (status, problem["problems"][0]["place"]) == (400, "$.seller.tenant")


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("DELETE", "/parties", 405)])
def test_addresses_that_do_not_exist_are_problems_too(api: Api, method: str, path: str, status: int) -> None:
    assert api.problem(method, path)[0] == status


def test_an_error_of_ours_shows_nothing_of_its_inside() -> None:
    class Broken(MemoryApiKeys):
        def caller(self, key_sha256: str) -> None:
            raise RuntimeError("the password is swordfish")

    with TestClient(create_app(services(Broken()), settings=LIMITS), raise_server_exceptions=False) as client:
        with structlog.testing.capture_logs() as logs:
            status, problem = Api(client).problem("GET", "/runs")
        assert status == 500
        assert problem["request"] in problem["detail"]
        assert "swordfish" not in json.dumps([problem, logs], default=str)
        assert next(log for log in logs if log["event"] == "http.fault")["error"] == "RuntimeError"


def test_every_answer_carries_security_headers_and_a_request_id(api: Api) -> None:
    for path in ("/health", "/parties", "/nothing", "/docs"):
        headers = api.ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])


def test_a_request_leaves_one_event_without_personal_data(api: Api) -> None:
    with structlog.testing.capture_logs() as logs:
        api.done("GET", "/points/IT001E12345678")
        api.done("PUT", "/parties/C-0001", examples.PARTY)
    assert [log["event"] for log in logs] == ["http.request"] * 2
    assert logs[0]["route"] == "/points/{key}"
    assert logs[0]["tenant"] == "demo"
    told = json.dumps(logs)
    assert not any(word in told for word in ("IT001E12345678", "Rossi", "RSSMRA", "C-0001", KEY))


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    described: dict[str, Any] = api.client.get("/openapi.json").json()
    return described


def test_every_route_is_described(app: Litestar, document: dict[str, Any]) -> None:
    for route in app.routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            if (
                handler.http_methods <= {"OPTIONS", "HEAD"}
                or PAGE_POLICY in handler.opt
                or "{name}" in route.path_format
            ):
                continue
            assert WIRE in handler.opt, f"{route.path_format} does not describe itself"
            for method in handler.http_methods - {"HEAD", "OPTIONS"}:
                assert method.lower() in document["paths"][route.path_format]


def test_the_description_is_whole(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    seen: set[str] = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method} {path}"
            assert operation["operationId"] not in seen, where
            seen.add(operation["operationId"])
            assert operation["summary"], where
            assert len(operation["tags"]) == 1, where
            in_path = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path)), where
            for parameter in operation["parameters"]:
                Draft202012Validator.check_schema(parameter["schema"])
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    Draft202012Validator.check_schema(content.get("schema", {}))


def test_every_example_of_a_body_is_valid_by_its_schema(document: dict[str, Any]) -> None:
    checked = 0
    for path, item in document["paths"].items():
        for operation in item.values():
            for media, content in operation.get("requestBody", {}).get("content", {}).items():
                if media != "application/json":
                    continue
                Draft202012Validator.check_schema(content["schema"])
                Draft202012Validator(content["schema"]).validate(content["example"])
                checked += 1
                assert content["example"], path
    assert checked >= 15


def test_the_page_needs_nothing_from_elsewhere(api: Api) -> None:
    for path in ("/docs", "/docs/docs.js", "/docs/docs.css"):
        answer = api.client.get(path)
        assert answer.status_code == 200
        assert not re.search(r"(https?:)?//[a-z]", answer.text.replace("\n// ", "\n").removeprefix("// ")), path
        assert "@import" not in answer.text
    page = api.client.get("/docs").text
    for link in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert api.client.get(link).status_code == 200, link
    assert api.client.get("/docs/app.py").status_code == 404


def test_the_page_may_run_only_its_own_scripts(api: Api) -> None:
    policy = api.client.get("/docs").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script>|<style>| on\w+=| style=", api.client.get("/docs").text)


def test_a_case_that_cannot_be_read_names_the_fault_code_of_each_problem(api: Api) -> None:
    supply = {"customer": "domestic_resident", "committed_kw": "3", "voltage": "AT"}
    status, problem = api.problem("POST", "/simulate", changed(examples.SIMULATE, supply=supply))
    assert (status, problem["code"]) == (400, "REG-003")
    assert [(each["place"], each["code"]) for each in problem["problems"]] == [("/supply", "REG-003")]
    _, unknown = api.problem("POST", "/simulate", changed(examples.SIMULATE, colour="blue"))
    assert "code" not in unknown
    assert [set(each) for each in unknown["problems"]] == [{"place", "problem"}]
