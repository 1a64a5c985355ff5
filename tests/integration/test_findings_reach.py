"""Findings by command line and by REST."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from litestar.testing import TestClient

from adapters.wire.converter import write
from tests.support.cli_world import Cli, set_up
from tests.support.home_supplies import shown
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_http
from tests.support.use_case_world import point

DAYS = (dt.date(2026, 6, 30), dt.date(2026, 7, 31), dt.date(2026, 8, 31), dt.date(2026, 9, 30))


def told(code: str, *values: int) -> list[Any]:
    readings = (shown(day, value, code, record=n) for n, (day, value) in enumerate(zip(DAYS, values, strict=True), 1))
    return [write(attrs.evolve(each)) for each in readings]


def test_a_finding_is_listed_shown_and_decided_by_command(cli: Cli) -> None:
    set_up(cli, 1)
    cli.done("readings", "load", cli.file("readings.json", told(point(1).code, 1000, 1200, 1400, 3000)))
    (found,) = cli.done("findings", "list", "--state", "open", "--json").json
    assert (found["rule"], found["withholds"]) == ("VEE-008", True)
    assert "1,600 kWh in 30 days" in cli.done("findings", "show", found["id"]).out
    assert [each["used"] for each in cli.done("findings", "show", found["id"], "--json").json["history"]] == [
        "200",
        "200",
    ]
    assert cli("findings", "confirm", "0" * 16, "--why", "x").code == 1
    decided = cli.done("findings", "correct", found["id"], "--values", "M=1590", "--why", "photo", "--json").json
    assert (decided["state"], decided["decisions"][0]["detail"]) == ("corrected", "ea M 1590")
    assert cli("findings", "reject", found["id"], "--why", "x").code == 1
    assert cli("findings", "correct", found["id"], "--values", "M", "--why", "x").code == 2
    judged = cli.done("measures", "validate", "--from", "2026-01-01", "--to", "2026-12-01", "--json").json
    assert judged == {"measures": 4, "new": 0, "lapsed": 0, "reopened": 0}


def test_rules_are_listed_and_set_by_command(cli: Cli) -> None:
    set_up(cli, 1)
    cli.done("findings", "set", "VEE-008", "off", "--why", "seconde case")
    rules = {each["rule"]: each for each in cli.done("findings", "rules", "--json").json}
    assert (rules["VEE-008"]["default"], rules["VEE-008"]["setting"]) == ("hold", "off")
    assert cli("findings", "set", "VEE-999", "off").code == 1
    cli.done("readings", "load", cli.file("readings.json", told(point(1).code, 1000, 1200, 1400, 3000)))
    assert cli.done("findings", "list", "--json").json == []


def test_a_finding_is_listed_and_decided_by_rest() -> None:
    code = "IT001E12345678"
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        api.done("POST", "/readings", told(code, 1000, 1200, 1400, 9000))
        (found,) = [each for each in api.done("GET", "/findings?status=open")["items"] if each["withholds"]]
        shown_again = api.done("GET", f"/findings/{found['id']}")
        assert [each["used"] for each in shown_again["history"]] == ["200", "200"]
        assert api.problem("POST", f"/findings/{found['id']}/confirm", {"reason": " "})[0] == 400
        estimated = api.done("POST", f"/findings/{found['id']}/estimate", {"reason": "nobody at home"})
        assert estimated["state"] == "estimated"
        assert api.problem("POST", f"/findings/{found['id']}/reject", {"reason": "x"})[0] == 409
        assert api.problem("GET", "/findings/0000000000000000")[0] == 404
        assert api.done("POST", "/findings/rules", {"rule": "VEE-005", "setting": "warn"}) == {
            "rule": "VEE-005",
            "setting": "warn",
        }
        assert api.problem("POST", "/findings/rules", {"rule": "VEE-999", "setting": "warn"})[0] == 404
        settings = {each["rule"]: each["setting"] for each in api.done("GET", "/findings/rules")["items"]}
        assert settings["VEE-005"] == "warn"
