"""Customers' readings by command line and by REST."""

from __future__ import annotations

from typing import Any

import attrs
from litestar.testing import TestClient
from lxml import etree

from adapters.wire.converter import write
from domain.contracts.contract import ContractTerms, VatTerms
from tests.support.channel_folder import with_folder
from tests.support.cli_world import Cli, cli_at, set_up
from tests.support.home_supplies import LAST, PDR, gas_shown, shown, supply
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_http
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import point

POD = point(1).code
TOLD: Any = {"point": "IT001E12345678", "day": "2026-11-23", "values": [{"kind": "ea", "band": "M", "value": "1040"}]}


def test_the_commands_take_list_forward_and_answer(cli: Cli) -> None:
    set_up(cli, 1)
    cli.done("readings", "load", cli.file("r.json", [write(shown(LAST.day, 1000, POD))]))
    submit = ("readings", "self", "submit", "--point", POD, "--on", "2026-11-23")
    assert "nothing is to be forwarded" in cli.done("readings", "self", "forward").out
    taken = cli.done(*submit, "1040", "--json").json
    assert (taken["accepted"], taken["forward_by"]) == (True, "2026-11-30")
    assert "accepted" in cli.done(*submit, "1040").out
    ran = cli(*submit, "M=900")
    assert (ran.code, "RDG-014" in ran.out) == (1, True)
    assert cli(*submit, "many").code == 2
    assert cli("readings", "self", "submit", "5", "--on", "2026-11-23").code == 2
    (waiting,) = cli.done("readings", "self", "due", "--json").json
    assert (waiting["id"], waiting["late"]) == (taken["id"], False)
    assert POD in cli.done("readings", "self", "due").out
    (file,) = cli.done("readings", "self", "forward", "--json").json["files"]
    assert (file["by_hand"], file["readings"]) == (True, [taken["id"]])
    assert "validated" in cli.done("readings", "self", "answer", taken["id"], "--validated").out
    assert cli("readings", "self", "answer", "none", "--validated").code == 1


def test_the_route_answers_with_yes_or_no_and_why() -> None:
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        api.done("POST", "/readings", [write(shown(LAST.day, 1000, TOLD["point"]))])
        assert api.done("POST", "/self-readings", TOLD)["accepted"]
        low = TOLD | {"values": [TOLD["values"][0] | {"value": "1"}]}
        refused = api.done("POST", "/self-readings", low)
        assert (refused["accepted"], [each["code"] for each in refused["reasons"]]) == (False, ["RDG-014"])
        strange = api.done("POST", "/self-readings", TOLD | {"point": "IT001E99999999"})
        assert [each["code"] for each in strange["reasons"]] == ["RDG-011"]
        assert api.problem("POST", "/self-readings", {"day": "2026-11-23", "values": []})[0] == 400
        (waiting,) = api.done("GET", "/self-readings/due")["items"]
        assert len(api.done("GET", "/self-readings")["items"]) == 3
        assert len(api.done("GET", f"/self-readings?point={TOLD['point']}")["items"]) == 2
        (file,) = api.done("POST", "/self-readings/forward")["files"]
        assert file["readings"] == [waiting["id"]]
        answer = api.done("POST", f"/self-readings/{waiting['id']}/answer", {"validated": False, "answer": "7"})
        assert (answer["status"], answer["answer"]) == ("not_validated", "7")
        assert api.problem("POST", "/self-readings/none/answer", {"validated": True})[0] == 404


def test_a_reading_of_gas_goes_from_the_customer_to_the_folder_of_its_distributor(cli: Cli) -> None:
    there = cli_at(cli.folder, cli.capture, with_folder(cli.services, cli.folder))
    set_up(there, 1)
    gas = fixed()
    of_gas = attrs.evolve(samples.supply_point(), code=PDR, commodity="gas")
    contract = supply("G-0001", PDR, gas, ContractTerms(gas.code, home(), VatTerms("other")))
    more = {"offers": [write(gas)], "points": [write(of_gas)], "contracts": [write(contract)]}
    there.done("registry", "load", there.file("gas.json", more))
    there.done("readings", "load", there.file("g.json", [write(attrs.evolve(gas_shown(LAST.day, 500), serial="G4-1"))]))
    there.done("readings", "self", "submit", "530", "--point", PDR, "--on", "2026-11-23")
    (file,) = there.done("readings", "self", "forward", "--json").json["files"]
    assert (file["flow"], file["by_hand"]) == ("TAL.0050", False)
    (sent,) = there.done("channels", "send", "--json").json
    assert (sent["name"], sent["outcome"]) == (file["name"], "sent")
    (written,) = (path for path in (cli.folder / "exchange" / "out").rglob("*") if path.is_file())
    root = etree.fromstring(written.read_bytes())
    assert (written.name, root.get("cod_servizio"), root.get("cod_flusso")) == (file["name"], "TAL", "0050")
    assert [each.findtext("let_tot_prel") for each in root.iter("DatiPdR")] == ["000000530"]
    assert there.done("channels", "send", "--json").json == []
