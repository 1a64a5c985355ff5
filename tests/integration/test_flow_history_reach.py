"""The history of flows by command line and by REST: by point, by flow, one file, one record."""

from __future__ import annotations

from litestar.testing import TestClient

from tests.support.cli_world import Cli, measure, registry, set_up
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_http
from tests.support.use_case_world import LAST, flow_file, point_code, reading


def test_the_command_shows_what_came_for_a_point_and_each_record_as_it_was_written(cli: Cli) -> None:
    set_up(cli, 1, 2)
    measure(cli, {1: 100, 2: 200})
    cli("flows", "import", cli.file(*flow_file(reading(9, LAST, 1, 2, 3), progressive=7)))
    lines = cli.done("flows", "history", point_code(1) + "0", "--json").json
    assert cli.done("flows", "history", point_code(1), "--limit", "1").out.endswith("--limit shows more\n")
    assert [(line["what"], line["record"], line["outcome"]) for line in lines] == [("reading", 1, "taken")] * 2
    assert {line["point"] for line in lines} == {point_code(1)}
    assert {line["code"] for line in cli.done("flows", "history", point_code(9), "--json").json} <= {
        "SII-007",
        "SII-008",
    }
    (last,) = cli.done("flows", "history", point_code(2), "--from", LAST.isoformat(), "--json").json
    assert (last["day"], last["flow"]) == (LAST.isoformat(), "PNO")
    raw = cli.done("flows", "show", last["sha256"][:16], "--record", str(last["record"])).out
    assert point_code(2) in raw
    assert point_code(1) not in raw


def test_the_command_tells_what_it_cannot_show(cli: Cli) -> None:
    set_up(cli, 1)
    measure(cli, {1: 100})
    (newest, _) = cli.done("flows", "list", "--outcome", "imported", "--json").json
    assert cli.done("flows", "list", "--outcome", "SII-003", "--json").json == []
    assert cli.done("flows", "list", "--direction", "out", "--json").json == []
    shown = cli.done("flows", "show", newest["sha256"], "--json").json
    assert (shown["name"], shown["records"]) == (newest["name"], 1)
    assert shown["size"] > 0
    assert newest["name"] in cli.done("flows", "show", newest["sha256"]).out
    assert cli("flows", "show", newest["sha256"], "--record", "2").code == 1
    assert cli("flows", "show", "f" * 64).code == 1
    assert cli("flows", "history").code == 2


def test_the_routes_show_the_history_in_pages_and_its_records() -> None:
    point = "IT001E12345678"
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4, 5, 6))
        data = data.replace(point_code(1).encode(), point.encode())
        (file,) = api.done("POST", f"/flows?name={name}", data)["files"]
        page = api.done("GET", "/flows/history?limit=1")
        ((line,), after) = page["items"], page["next"]
        assert (line["point"], line["what"], line["sha256"]) == (point, "reading", file["sha256"])
        rest = api.done("GET", f"/flows/history?limit=1&after={after}")
        assert ([each["what"] for each in rest["items"]], rest["next"]) == (["refused"], None)
        assert api.done("GET", f"/flows/history?point={point}9&first={LAST}")["items"] == [line]
        assert api.done("GET", f"/flows/history?point={point}&last=2026-09-01")["items"] == []
        raw = api.done("GET", f"/flows/{file['sha256']}/records/1")["raw"]
        assert point in raw
        assert api.problem("GET", f"/flows/{file['sha256']}/records/3")[0] == 404
        assert api.done("GET", "/flows?flow=PNO&direction=in&outcome=imported")["items"][0]["sha256"] == file["sha256"]
        assert api.done("GET", "/flows?direction=out")["items"] == []
        assert api.as_other().done("GET", "/flows/history")["items"] == []


def test_the_command_replays_into_a_scratch_and_tells_what_differs(cli: Cli) -> None:
    set_up(cli, 1)
    measure(cli, {1: 100})
    days = ("--from", "2026-11-24", "--to", "2026-11-24")
    done = cli.done("flows", "replay", *days, "--into", "proof", "--json").json
    assert (done["files"], done["differences"]) == (2, [])
    assert done["stored_digest"] == done["replayed_digest"]
    assert "the same as is stored" in cli.done("flows", "replay", *days, "--into", "proof").out
    assert len(cli.done("flows", "list", "--tenant", "demo:proof", "--json").json) == 2
    cli("flows", "import", cli.file(*flow_file(reading(9, LAST, 1, 2, 3), progressive=7)))
    cli.done("registry", "load", cli.file("more.json", registry(1, 9)))
    ran = cli("flows", "replay", *days, "--into", "later")
    assert (ran.code, "SII-039" in ran.out, point_code(9) in ran.out) == (1, True, True)


def test_the_route_replays_into_a_scratch_of_the_tenant() -> None:
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        name, data = flow_file(reading(1, LAST, 1, 2, 3))
        api.done("POST", f"/flows?name={name}", data)
        done = api.done("POST", "/flows/replay?first=2026-11-24&last=2026-11-24&into=proof")
        assert (done["scratch"], done["files"], done["differences"]) == ("demo:proof", 1, [])
        assert api.problem("POST", "/flows/replay?first=2026-11-24&last=2026-11-23&into=proof")[0] == 400
