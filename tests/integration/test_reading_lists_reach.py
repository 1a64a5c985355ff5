"""Lists of readings by command line and by REST."""

from __future__ import annotations

from typing import Any

import attrs
from litestar.testing import TestClient

from adapters.wire.converter import write
from tests.support.cli_world import Cli, set_up
from tests.support.home_supplies import FIRST, shown
from tests.support.http_world import KEY, Api, application
from tests.support.http_world import set_up as set_up_http
from tests.support.strategies.lists import WATER_ROW, WATER_UNREAD, water
from tests.support.use_case_world import point

WATER_POINT = attrs.evolve(point(1), code="IDR-1", commodity="water")


def test_the_command_imports_a_list_and_tells_each_bad_row(cli: Cli) -> None:
    set_up(cli, 1)
    with cli.services.units("demo") as work:
        work.points.put(WATER_POINT)
        work.commit()
    good = cli.file("good.csv", water(WATER_ROW))
    assert cli.done("readings", "import", good, "--mapping", "water_operator", "--json").json[0]["accepted"] == 1
    mixed = cli.file("mixed.csv", water(WATER_ROW.replace("IDR-1", "IDR-2"), WATER_UNREAD))
    ran = cli("readings", "import", mixed, "--mapping", "water_operator")
    assert (ran.code, "RDG-003" in ran.out, "RDG-101" in ran.out) == (1, True, True)
    assert cli("readings", "import", good, "--mapping", "nobody").code == 2
    assert cli("readings", "import", "--mapping", "water_operator").code == 2
    assert cli("readings", "import", cli.folder / "none.csv", "--mapping", "water_operator").code == 2
    assert "RDG-001" in cli("readings", "import", cli.file("x.csv", b"x"), "--mapping", "water_operator").out
    assert "water_operator" in cli.done("readings", "mappings").out
    assert "heat_operator" in [each["name"] for each in cli.done("readings", "mappings", "--json").json]


def test_the_history_leads_to_the_row_a_reading_was_in(cli: Cli) -> None:
    set_up(cli, 1)
    with cli.services.units("demo") as work:
        work.points.put(WATER_POINT)
        work.commit()
    other = WATER_ROW.replace("IDR-1", "IDR-2")
    cli("readings", "import", cli.file("two.csv", water(other, WATER_ROW)), "--mapping", "water_operator")
    (line,) = cli.done("flows", "history", "IDR-1", "--json").json
    shown_row = cli.done("flows", "show", line["sha256"], "--record", str(line["record"])).out
    assert "IDR-1" in shown_row
    assert "IDR-2" not in shown_row


def test_readings_loaded_by_hand_may_go_on_without_the_bad_ones(cli: Cli) -> None:
    set_up(cli, 1)
    good: Any = write(shown(FIRST.day, 1000, point(1).code))
    told = [good | {"day": "soon"}, good, good | {"point": "IT001E99999999"}]
    ran = cli("readings", "load", cli.file("r.json", told), "--keep-going", "--json")
    assert ran.code == 1
    assert (ran.json["accepted"], [each["place"] for each in ran.json["rejected"]]) == (1, [0, 2])
    assert [each["fault"]["code"] for each in ran.json["rejected"]] == ["RDG-002", "RDG-003"]
    assert "[2] RDG-003" in cli("readings", "load", cli.file("r.json", told), "--keep-going").out
    assert cli("readings", "load", cli.file("r.json", told)).code == 2
    assert cli("readings", "load", cli.file("r.json", {"a": 1}), "--keep-going").code == 2


def test_the_route_takes_a_list_in_and_gives_each_bad_row_back() -> None:
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        api.done("POST", "/registry", {"points": [write(WATER_POINT)]})
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/octet-stream"}
        body = water(WATER_ROW, WATER_ROW.replace("IDR-1", "IDR-2"))
        told = client.post("/readings/lists?mapping=water_operator&name=l.csv", content=body, headers=headers)
        (file,) = told.json()["files"]
        assert (file["accepted"], file["rejected"][0]["fault"]["code"]) == (1, "RDG-003")
        assert client.post("/readings/lists?mapping=x&name=l.csv", content=body, headers=headers).status_code == 422
        names = [each["name"] for each in api.done("GET", "/readings/lists/mappings")["items"]]
        assert "gas_wholesaler" in names


def test_a_walk_list_goes_out_by_command_and_by_route(cli: Cli) -> None:
    set_up(cli, 1)
    out = cli.folder / "giro.csv"
    assert "1 meters" in cli.done("readings", "route", "--on", "2026-11-23", "--out", out).out
    assert "'" not in out.read_text("utf-8-sig").splitlines()[1]
    assert cli("readings", "route", "--on", "2026-11-23", "--out", cli.folder / "giro.pdf").code == 2
    assert cli("readings", "route", "--on", "2026-11-23", "--out", cli.folder / "no" / "giro.csv").code == 2
    ran = cli("readings", "route", "--on", "2026-11-23", "--out", out, "--points", "IT001E99999999")
    assert (ran.code, "IT001E99999999" in ran.err) == (1, True)
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        answer = api.ask("GET", "/readings/reading-route?on=2026-11-23")
        assert (answer.status_code, "IT001E12345678" in answer.text) == (200, True)
        assert api.ask("GET", "/readings/reading-route?on=2026-11-23&form=pdf").status_code == 400
