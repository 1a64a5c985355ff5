"""The commands on call records: import, suspense, rate again."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.commodities.telephony.plan import PhonePlan
from tests.support.call_file import FRANCE, GOOD, HEADER
from tests.support.cli_world import Cli, cli_at, set_up
from tests.support.strategies.calls import LINE, phone_contract, phone_offer, phone_point, zone
from tests.support.use_case_world import PARTY


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    cli = cli_at(tmp_path, capsys)
    set_up(cli, 1)
    with cli.services.units("demo") as work:
        work.points.put(phone_point())
        work.offers.put(phone_offer(PhonePlan((zone(),))))
        work.contracts.put(phone_contract(party=PARTY.id))
        work.commit()
    return cli


def test_calls_are_imported_wait_and_are_rated_again(cli: Cli) -> None:
    file = cli.file("w.csv", (HEADER + GOOD + "\n" + FRANCE).encode())
    ran = cli("calls", "import", file, "--mapping", "wholesale_it", "--json")
    assert ran.code == 1
    assert (ran.json[0]["accepted"], ran.json[0]["suspended"][0]["fault"]["code"]) == (1, "TEL-005")
    assert "TEL-005" in cli("calls", "import", file, "--mapping", "wholesale_it").out
    (waiting,) = cli.done("calls", "suspended", "--json").json
    assert (waiting["line"], waiting["caller"]) == (3, f"{LINE[:-3]}***")
    assert "TEL-005" in cli.done("calls", "suspended").out
    with cli.services.units("demo") as work:
        work.offers.put(phone_offer(PhonePlan((zone(), zone("france", prefixes=("+33",))))))
        work.commit()
    assert cli.done("calls", "again", "--json").json[0]["accepted"] == 1
    assert cli.done("calls", "suspended", "--json").json == []
    assert [each["accepted"] for each in cli.done("calls", "list", "--json").json] == [0, 1]
    assert "wholesale_it" in cli.done("calls", "list").out


def test_what_cannot_be_imported_is_told(cli: Cli) -> None:
    file = cli.file("w.csv", b"no header")
    assert "known: a2billing, asterisk" in cli("calls", "import", file, "--mapping", "x").err
    ran = cli("calls", "import", file, "--mapping", "wholesale_it")
    assert (ran.code, "TEL-001" in ran.out) == (1, True)
    assert cli("calls", "import", cli.folder / "none.csv", "--mapping", "asterisk").code == 2
    assert cli("calls", "import", "--mapping", "asterisk").code == 2


def test_the_mappings_are_listed(cli: Cli) -> None:
    assert [each["name"] for each in cli.done("calls", "mappings", "--json").json] == [
        "a2billing",
        "asterisk",
        "cgrates",
        "wholesale_it",
    ]
    assert "Asterisk" in cli.done("calls", "mappings").out
