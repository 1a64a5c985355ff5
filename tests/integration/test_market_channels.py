"""Market messages through a folder: a request goes out, its answer comes in among other files, and the case moves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adapters.sii.market_flows import SiiMarketFlows
from domain.market.case import Case
from domain.market.message import MarketMessage
from tests.support.channel_folder import with_folder
from tests.support.cli_world import Cli, cli_at, registry, set_up
from tests.support.market_requests import load_free_point, open_switch
from tests.support.market_world import Market
from tests.support.use_case_world import LAST, World, flow_file, point_code, reading
from tests.support.zip_files import zip_of


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    plain = cli_at(tmp_path, capsys)
    cli = cli_at(tmp_path, capsys, with_folder(plain.services, tmp_path))
    channels = tmp_path / "channels.toml"
    channels.write_text(channels.read_text("utf-8").replace('patterns = ["*.xml"]', ""), "utf-8")
    set_up(cli, 1)
    load_free_point(cli)
    return cli


def _drop(cli: Cli, name: str, data: bytes) -> None:
    path = cli.folder / "exchange" / "in" / name
    path.write_bytes(data)
    os.utime(path, (0, 0))


def _case(cli: Cli, code: str) -> Case:
    with cli.services.units("demo") as uow:
        return uow.market_cases.get(code)


def test_a_request_goes_out_and_its_answer_comes_in_among_other_files(cli: Cli) -> None:
    asked = open_switch(cli)
    (sent,) = cli.done("channels", "send", "--json").json
    assert (sent["name"], sent["outcome"]) == (asked["file"], "sent")
    assert cli("flows", "again", sent["sha256"]).code == 1, "what went out is never taken in"
    out = cli.folder / "exchange" / "out" / asked["file"]
    (request,) = SiiMarketFlows().read(name="out", data=out.read_bytes())  # type: ignore[misc]
    assert isinstance(request, MarketMessage)
    assert request.case == asked["code"]
    says = Market(World(cli.services.units, "demo")).says
    admitted = says("SE1.0100", _case(cli, asked["code"]), accepted=True)
    _drop(cli, *flow_file(reading(1, LAST, 1, 2, 3)))
    _drop(cli, "answer.txt", SiiMarketFlows().write([admitted])[1])
    _drop(cli, "letter.txt", b"Buongiorno")
    ran = cli("channels", "collect", "--json")
    became = {each["name"]: (each["outcome"], each["accepted"]) for each in ran.json}
    measures = next(name for name in became if name.endswith(".xml"))
    assert became == {measures: ("imported", 1), "answer.txt": ("imported", 1), "letter.txt": ("SII-035", 0)}
    shown = cli.done("cases", "show", asked["code"], "--json").json
    assert [(each["message"], each["file"]) for each in shown["timeline"]] == [
        ("SE1.0050", asked["file"]),
        ("SE1.0100", "answer.txt"),
    ]
    assert cli.done("cases", "list", "--json").json[0]["state"] == "admitted"
    flows = cli.done("flows", "list", "--json").json
    (kept,) = [each for each in flows if each["name"] == "answer.txt"]
    assert (kept["channel"], kept["flow"], kept["accepted"]) == ("distributor", "SE1.0100", 1)


def test_an_answer_of_nobody_and_a_broken_file_are_kept_with_what_is_wrong(cli: Cli) -> None:
    asked = open_switch(cli)
    says = Market(World(cli.services.units, "demo")).says
    stray = says("SE1.0100", point=asked["point"], accepted=True)
    _drop(cli, "stray.csv", SiiMarketFlows().write([stray])[1])
    _drop(cli, "broken.xml", b"<Prestazione cod_servizio='ZZ9' cod_flusso='0050'/>")
    ran = cli("channels", "collect", "--json")
    assert ran.code == 1
    became = {each["name"]: (each["outcome"], each["accepted"], each["rejected"]) for each in ran.json}
    assert became == {"stray.csv": ("MKT-001", 0, 1), "broken.xml": ("SII-042", 0, 0)}
    assert _case(cli, asked["code"]).state == "sent"


def test_a_zip_of_measures_and_messages_is_told_file_by_file(cli: Cli) -> None:
    asked = open_switch(cli)
    says = Market(World(cli.services.units, "demo")).says
    admitted = says("SE1.0100", _case(cli, asked["code"]), accepted=True)
    measures = flow_file(reading(1, LAST, 1, 2, 3))
    _drop(cli, "mail.zip", zip_of(measures, ("answer.txt", SiiMarketFlows().write([admitted])[1])))
    (found,) = cli.done("channels", "collect", "--json").json
    assert (found["name"], found["outcome"], found["accepted"]) == ("mail.zip", "imported", 2)
    assert _case(cli, asked["code"]).state == "admitted"
    _, line = cli.done("flows", "history", "--case", asked["code"], "--json").json
    assert (line["name"], line["container"], line["file_outcome"]) == ("answer.txt", "mail.zip", "imported")
    assert "mail.zip: answer.txt: imported" in cli.done("flows", "history", "--case", asked["code"]).out
    assert "mail.zip" in cli.done("flows", "show", line["sha256"]).out
    listed = {each["name"]: each["container"] for each in cli.done("flows", "list", "--json").json}
    assert listed["answer.txt"] == listed[measures[0]] == "mail.zip"


@pytest.mark.parametrize("packed", [False, True])
def test_a_refused_file_is_taken_again_by_its_hash_once_its_point_is_registered(cli: Cli, packed: bool) -> None:
    values = (("HOUSEHOLD", "1_2"), ("BONUS_FROM", "17/11/2026"), ("BONUS_TO", "16/11/2027"))
    message = Market(World(cli.services.units, "demo")).says("X_BONUS.0200", point=point_code(9), values=values)
    data, measures = SiiMarketFlows().write([message])[1], flow_file(reading(9, LAST, 1, 2, 3))
    _drop(cli, "list.csv", zip_of(("in.csv", data), measures, ("x.pdf", b"%PDF")) if packed else data)
    ran = cli("channels", "collect", "--json")
    assert (ran.code, ran.json[0]["outcome"]) == (1, "imported" if packed else "MKT-006")
    sha256 = ran.json[0]["sha256"]
    assert cli("flows", "again", sha256).code == 1
    cli.done("registry", "load", cli.file("more.json", registry(1, 9)))
    ran = cli("flows", "again", sha256, "--json")
    outcomes = [(each["outcome"], each["accepted"]) for each in ran.json]
    assert outcomes == ([("imported", 1), ("imported", 1), ("SII-001", 0)] if packed else [("imported", 1)])
    history = cli.done("flows", "history", point_code(9), "--json").json
    assert sorted(each["what"] for each in history) == (
        ["message", "reading", "refused", "refused"] if packed else ["message", "refused"]
    )


@pytest.mark.parametrize(
    ("other", "named"),
    [("", "distributor"), ('counterpart = "05877611003"', "distributor"), ('counterpart = "09999990014"', "")],
)
def test_a_request_goes_by_the_channel_of_its_addressee_or_the_only_one(cli: Cli, other: str, named: str) -> None:
    channels = cli.folder / "channels.toml"
    channels.write_text(channels.read_text("utf-8") + other + "\n", "utf-8")
    asked = open_switch(cli)
    with cli.services.units("demo") as uow:
        (file,) = uow.flow_files.unsent()
    assert (file.name, file.channel) == (asked["file"], named)
