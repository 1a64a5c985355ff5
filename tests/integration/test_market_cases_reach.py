"""Cases of the market at the command line and over REST: asked, answered, drawn in time, refused with words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from adapters.sii.market_flows import SiiMarketFlows
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.cli_world import Cli, cli_at, set_up
from tests.support.http_world import Api, application
from tests.support.market_requests import FIELDS, ask_switch, load_free_point
from tests.support.market_world import Market
from tests.support.use_case_world import CountedIds, World, contract_number, point, point_code
from tests.support.zip_files import zip_of


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    cli = cli_at(tmp_path, capsys)
    set_up(cli, 1)
    load_free_point(cli)
    return cli


def _answers(cli: Cli, case: str) -> list[Path]:
    market = Market(World(cli.services.units, "demo"))
    with cli.services.units("demo") as uow:
        found = uow.market_cases.get(case)
    admitted = market.says("SE1.0100", found, accepted=True)
    stray = market.says("SE1.0100", point=point_code(1), accepted=True)
    notice = market.says("SE1.0200", found, effective=found.effective)
    answers = (("answers.csv", [admitted, stray]), ("notice.csv", [notice]))
    return [cli.file(name, SiiMarketFlows().write(messages)[1]) for name, messages in answers]


def test_a_switch_is_asked_answered_and_drawn(cli: Cli) -> None:
    asked = ask_switch(cli, *FIELDS, "--json").json
    assert (asked["state"], asked["file"]) == ("sent", f"SE1.0050_{asked['code']}.csv")
    ran = cli("cases", "receive", *_answers(cli, asked["code"]))
    assert ran.code == 1, "one message is of no case"
    assert "MKT-001" in ran.out
    shown = cli.done("cases", "show", asked["code"]).out
    for told in ("-->  us  SE1.0050", "<--", "SE1.0100 accepted", "effect  open_contract: done", "missed", "reading"):
        assert told in shown, shown
    as_data = cli.done("cases", "show", asked["code"], "--json").json
    assert [each["message"] for each in as_data["timeline"]] == ["SE1.0050", "SE1.0100", "SE1.0200"]
    assert as_data["timeline"][1]["file"] == "answers.csv"
    assert as_data["timeline"][1]["record"] == 1
    assert cli.done("cases", "list", "--json").json[0]["state"] == "confirmed"
    assert asked["code"] in cli.done("cases", "list").out
    late = cli("cases", "late", "--json")
    assert [item["trouble"] for item in late.json] == ["reading awaited"]
    assert "reading" in cli("cases", "late").out
    assert "contract.registered" not in cli.journal()


def test_what_cannot_be_asked_is_told_in_words(cli: Cli) -> None:
    missing = ask_switch(cli)
    assert missing.code == 1
    assert "DATA_CONTRATTO" in missing.err
    assert cli("cases", "open", "pre-check-gas", point_code(1)).code == 1
    assert cli("cases", "open", "nothing", point_code(1)).code == 1
    assert cli("cases", "show", "none").code == 1
    assert cli("cases", "receive", cli.folder / "none").code == 2
    assert cli("cases", "receive").code == 2
    assert ask_switch(cli, "--set", "X").code == 2
    assert cli("cases", "open", "switch-electricity", point_code(3), "--draft", cli.file("x.json", b"{")).code == 2
    assert cli.done("cases", "list", "--json").json == []


def test_a_case_is_cancelled_and_an_effect_settled(cli: Cli) -> None:
    asked = ask_switch(cli, *FIELDS, "--json").json
    assert "CP_GESTORE_ANN must be given" in cli("cases", "cancel", asked["code"]).err, "the SII has not answered yet"
    with cli.services.units("demo") as uow:
        found = uow.market_cases.get(asked["code"])
    admitted = Market(World(cli.services.units, "demo")).says("SE1.0100", found, accepted=True)
    cli.done("cases", "receive", cli.file("admitted.csv", SiiMarketFlows().write([admitted])[1]))
    assert "waits to be sent" in cli.done("cases", "cancel", asked["code"]).out
    market = Market(World(cli.services.units, "demo"))
    notice = market.says("VT3.0200", point=point_code(1))
    file = cli.file("notice2.csv", SiiMarketFlows().write([notice])[1])
    (received,) = cli.done("cases", "receive", file, "--json").json
    (message,) = received["messages"]
    assert {fault["code"] for fault in message["faults"]} == {"MKT-005"}
    assert cli("cases", "late").code == 1
    assert cli("cases", "settle", message["case"]).code == 1
    cli.done("cases", "settle", message["case"], "--day", "2026-12-05", "--json")


def test_what_a_message_says_is_told_at_the_command_line(cli: Cli) -> None:
    market = Market(World(cli.services.units, "demo"))
    asked = ask_switch(cli, *FIELDS, "--json").json
    with cli.services.units("demo") as uow:
        found = uow.market_cases.get(asked["code"])
    admitted = market.says("SE1.0100", found, accepted=True)
    cli.done("cases", "receive", cli.file("admitted.csv", SiiMarketFlows().write([admitted])[1]))
    assert "SE1.0200 has a public layout" in cli("cases", "enter-message", asked["code"], "SE1.0200").err
    asking = cli.done("cases", "cancel", asked["code"], "--json").json["code"]
    assert "is admitted" in cli.done("cases", "enter-message", asking, "APR.0100", "--accepted").out
    refusing = ("--rejected", "--reason", "R3", "--text", "tardi", "--their-code", "SII-77")
    done = cli.done("cases", "enter-message", asking, "APR.0150", *refusing, "--json").json
    assert (done["state"], done["reason"]) == ("refused", "R3 tardi")
    assert "[entered by " in cli.done("cases", "show", asking).out
    notice = cli.file("notice.csv", SiiMarketFlows().write([market.says("VT3.0200", point=point_code(1))])[1])
    (received,) = cli.done("cases", "receive", notice, "--json").json
    untold = cli("cases", "enter-message", received["messages"][0]["case"], "APN.0200", "--set", "SETTORE=E")
    assert untold.code == 1, "what the notice wanted is blocked still"


@pytest.fixture
def market() -> Market:
    return Market(World(MemoryUnitsOfWork(), "demo", ids=CountedIds(itertools.count(1000))))


@pytest.fixture
def api(market: Market) -> Iterator[Api]:
    with TestClient(application(units=market.world.units)) as client:
        yield Api(client)


def test_cases_are_reached_over_rest(api: Api) -> None:
    body = {
        "process": "suspension-electricity",
        "point": point_code(1),
        "contract": contract_number(1),
        "notice": "2026-09-01",
        "effective": "2026-11-24",
    }
    assert api.done("GET", "/cases")["items"] == []
    status, problem = api.problem("POST", "/cases", body | {"process": "fast-switching"})
    assert (status, problem["type"]) == (422, "urn:bollettario:problem:unknown-process")
    status, _ = api.problem("POST", "/cases", body)
    assert status == 404, "the point is not in the registry"
    assert api.problem("GET", "/cases/none")[0] == 404
    assert api.problem("POST", "/cases/none/cancel")[0] == 404
    assert api.problem("POST", "/cases/none/settle", {})[0] == 404
    assert api.problem("POST", "/cases/none/enter-message", {"message": "SWG1.0200"})[0] == 404
    assert api.done("GET", "/cases/worklist")["items"] == []


def test_a_case_lives_over_rest(api: Api, market: Market) -> None:
    market.world.customers(1)
    body = {
        "process": "suspension-electricity",
        "point": point_code(1),
        "contract": contract_number(1),
        "notice": "2026-09-01",
        "effective": "2026-11-24",
    }
    asked = api.done("POST", "/cases", body, headers={"Idempotency-Key": "k"})
    assert api.done("POST", "/cases", body, headers={"Idempotency-Key": "k"})["code"] == asked["code"]
    status, problem = api.problem(
        "POST", f"/cases/{asked['code']}/enter-message", {"message": "SM1.E150", "accepted": True}
    )
    assert (status, problem["type"]) == (409, "urn:bollettario:problem:cannot-enter-message")
    answer = market.says("SM1.E100", market.case(asked["code"]), accepted=False, reason_code="9")
    _, data = SiiMarketFlows().write([answer])
    (file,) = api.done("POST", "/cases/received?name=answer.xml", data)["files"]
    assert file["messages"][0]["case"] == asked["code"]
    shown = api.done("GET", f"/cases/{asked['code']}")
    assert (shown["outcome"], shown["reason"]) == ("refused", "9")
    assert [each["code"] for each in api.done("GET", "/cases")["items"]] == [asked["code"]]
    assert api.as_other().problem("GET", f"/cases/{asked['code']}")[0] == 404


def test_what_a_message_says_is_told_over_rest(api: Api, market: Market) -> None:
    market.world.customers(1)
    body = {
        "process": "suspension-electricity",
        "point": point_code(1),
        "contract": contract_number(1),
        "notice": "2026-09-01",
        "effective": "2026-11-24",
    }
    code = api.done("POST", "/cases", body)["code"]
    told = {"message": "SM1.E100", "accepted": True, "counterpart_case": "D-7"}
    assert api.done("POST", f"/cases/{code}/enter-message", told)["counterpart_case"] == "D-7"
    done = {"message": "SM1.E150", "accepted": True, "effective": "2026-11-25"}
    found = api.done("POST", f"/cases/{code}/enter-message", done)
    assert (found["state"], found["effective"]) == ("done", "2026-11-25")


def test_a_zip_is_received_over_rest_and_taken_again_once_its_cause_is_mended(api: Api, market: Market) -> None:
    market.world.customers(1)
    values = (("HOUSEHOLD", "1_2"), ("BONUS_FROM", "17/11/2026"), ("BONUS_TO", "16/11/2027"))
    lists = [
        (f"{n}.csv", SiiMarketFlows().write([market.says("X_BONUS.0200", point=point_code(n), values=values)])[1])
        for n in (1, 9)
    ]
    files = api.done("POST", "/cases/received?name=lists.zip", zip_of(*lists))["files"]
    assert [(each["name"], each["container"], each["outcome"], each["rejected"]) for each in files] == [
        ("1.csv", "lists.zip", "imported", 0),
        ("9.csv", "lists.zip", "MKT-006", 1),
    ]
    (line,) = api.done("GET", f"/flows/history?point={point_code(9)}")["items"]
    assert (line["container"], line["file_outcome"], line["code"]) == ("lists.zip", "MKT-006", "MKT-006")
    market.world.register(point(9))
    (again,) = api.done("POST", f"/flows/{files[1]['sha256']}/import-again")["files"]
    assert (again["outcome"], again["container"], again["accepted"]) == ("imported", "lists.zip", 1)
    assert api.problem("POST", f"/flows/{'0' * 64}/import-again")[0] == 404
