"""The commands on the catalogue of offers, and the shadow run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from adapters.wire.converter import write
from tests.support.cli_world import Cli, cli_at, measure, plan, set_up
from tests.support.luce_offer import LUCE
from tests.support.portale_samples import listed, offerta
from tests.support.use_case_world import OFFER

HEADER = "valid_from,valid_to,known_from,value,source,status"


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def executed(cli: Cli) -> str:
    set_up(cli, 1, 2)
    measure(cli, {1: 100, 2: 200})
    run = str(plan(cli)["id"])
    cli.done("run", "execute", run)
    return run


def changed_offer(cli: Cli) -> Path:
    tree: Any = write(OFFER)
    tree["price"]["prices"][0]["value"] = "0.25"
    return cli.file("changed.json", [tree])


def changed_book(cli: Cli) -> Path:
    folder = cli.folder / "book"
    values = folder / "electricity" / "sigma3"
    values.mkdir(parents=True)
    (folder / "sources.toml").write_text('[own]\ntitle = "Proposta"\nlink = "https://example.org/proposta"\n', "utf-8")
    (folder / "units.toml").write_text('"EUR/kWh" = "euro"\n', "utf-8")
    (values / "values.csv").write_text(f"{HEADER}\n2026-01-01,,2026-01-01,0.1,own,confirmed\n", "utf-8")
    return folder


def test_a_shadow_run_with_a_changed_offer_prints_its_tables_and_writes_its_files(cli: Cli) -> None:
    run = executed(cli)
    before = cli.journal()
    out = cli.folder / "report"
    said = cli.done("run", "shadow", run, "--offers", changed_offer(cli), "--out", out).out
    for part in ("2 contracts, 2 compared", "By customer class", "vendita/energy", "Largest movers", "K-0002"):
        assert part in said
    assert sorted(path.name for path in out.iterdir()) == ["shadow.svg", "shadow.xlsx"]
    assert cli.journal() == before


def test_a_shadow_run_with_another_book_is_json_for_programs(cli: Cli) -> None:
    found = cli.done("run", "shadow", executed(cli), "--book", changed_book(cli), "--json", "--largest", "1").json
    assert found["compared"] == 2
    moved = {part["name"] for part in found["by_component"] if part["change"] != "0.00"}
    assert moved == {"rete/sigma3", "iva"}
    assert [mover["contract"] for mover in found["movers"]] == ["K-0002"]


def test_a_shadow_run_needs_a_change_that_can_be_read(cli: Cli) -> None:
    run = executed(cli)
    assert cli("run", "shadow", run).code == 2
    assert "no-such" in cli("run", "shadow", run, "--offers", cli.folder / "no-such.json").err
    parties = cli.file("parties.json", {"parties": []})
    assert "expected a list of offers" in cli("run", "shadow", run, "--offers", parties).err
    assert cli("run", "shadow", run, "--book", cli.folder / "nowhere").code == 2
    assert cli("run", "shadow", run, "--offers", changed_offer(cli), "--largest", "0").code == 2
    ghost = cli.file("ghost.json", [write(attrs.evolve(OFFER, code="GHOST"))])
    assert "GHOST" in cli("run", "shadow", run, "--offers", ghost).err
    assert cli("run", "shadow", "none", "--offers", changed_offer(cli)).code == 1
    for period in ((), ("--start", "2026-09-01"), ("--start", "2026-09-01", "--stop", "2026-09-01")):
        assert "give a run, or --start and --stop" in cli("run", "shadow", *period, "--offers", changed_offer(cli)).err


def test_a_period_is_compared_as_its_run_would_be(cli: Cli) -> None:
    change = ("--offers", changed_offer(cli), "--json")
    of_run = cli.done("run", "shadow", executed(cli), *change).json
    assert cli.done("run", "shadow", "--start", "2026-09-01", "--stop", "2026-10-01", *change).json == of_run
    assert (
        cli.done("run", "shadow", "--start", "2026-09-01", "--stop", "2026-10-01", "--cycle", "2", *change).json[
            "contracts"
        ]
        == 0
    )


def test_an_offer_is_drafted_simulated_published_and_withdrawn(cli: Cli) -> None:
    set_up(cli)
    assert "drafted LUCE@1" in cli.done("offers", "draft", cli.file("offers.json", [write(LUCE)])).out
    scheda = cli.done("offers", "scheda", "LUCE", "1", "--on", "2026-10-01", "--json").json
    assert len(scheda) == 8
    assert all(float(figure["total"]) > 0 for figure in scheda)
    assert "domestic_resident 3 kW, 2700 kWh/anno" in cli.done("offers", "scheda", "LUCE", "1").out
    assert "published LUCE@1" in cli.done("offers", "publish", "LUCE", "1", "--from", "2026-10-01").out
    assert "draft a new version" in cli("offers", "publish", "LUCE", "1", "--from", "2026-10-01").err
    assert "withdrawn LUCE@1" in cli.done("offers", "withdraw", "LUCE", "1", "--day", "2026-12-01").out
    assert "only a published one" in cli("offers", "withdraw", "LUCE", "1", "--day", "2026-12-01").err
    found = cli.done("offers", "list", "--json").json
    assert [(each["family"], each["state"]) for each in found] == [("LUCE", "withdrawn")]
    assert "LUCE@1" in cli.done("offers", "list").out


def test_an_offer_that_cannot_be_published_is_told_why(cli: Cli) -> None:
    set_up(cli)
    cli.done("offers", "draft", cli.file("offers.json", [write(attrs.evolve(LUCE, passes=("ppe",)))]))
    assert "OFR-002" in cli("offers", "publish", "LUCE", "1", "--from", "2026-10-01").err
    assert "M=x" in cli("offers", "scheda", "LUCE", "1", "--index", "M=x").err


def test_a_file_of_the_portale_is_imported_as_drafts(cli: Cli) -> None:
    set_up(cli)
    file = cli.file("offers.xml", listed(offerta(code="A"), offerta(code="B", kind="05")))
    said = cli.done("offers", "import", file).out
    assert "1 drafted, 0 unchanged, 1 rejected" in said
    assert "OFR-003 2 B: TIPO_OFFERTA '05'" in said
    again = cli.done("offers", "import", file, "--json").json
    assert (again["drafts"], again["unchanged"]) == ([], 1)
    assert cli("offers", "import", cli.file("letter", b"ciao")).code == 2
    assert cli("offers", "import", cli.folder / "gone").code == 2
    assert cli("offers", "draft", cli.folder / "gone").code == 2
    assert cli("offers", "draft", cli.file("none.json", [])).code == 2
    assert cli("offers", "draft", cli.file("bad.json", [{}])).code == 2
