"""The commands on the installation: keys, journal, documents, server; and the demonstration's output folder."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import attrs
import pytest

from application.registry.manage_api_keys import caller_of
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.cli_world import Cli, cli_at, set_up


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def test_a_key_is_shown_once_and_can_be_withdrawn(cli: Cli) -> None:
    set_up(cli)
    key = cli.done("keys", "add", "ERP").out.strip()
    known = caller_of(api_keys=cli.services.api_keys, key=key)
    assert known is not None
    assert (known.tenant, known.name) == ("demo", "ERP")
    assert key not in cli.done("journal", "export").out
    cli.done("keys", "revoke", key)
    assert caller_of(api_keys=cli.services.api_keys, key=key) is None
    again = cli("keys", "revoke", key)
    assert again.code == 1
    assert key not in again.err


def test_a_tenant_that_was_not_set_up_gets_no_key(cli: Cli) -> None:
    ran = cli("keys", "add", "ERP")
    assert (ran.code, ran.out) == (1, "")
    assert "seller" in ran.err


def test_the_journal_is_exported_and_holds(cli: Cli) -> None:
    set_up(cli, 1)
    text = cli.done("journal", "export").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["use_case"] for row in rows] == cli.journal()
    assert {row["actor"] for row in rows} == {"Ada"}
    assert all(after["previous"] == before["hash"] for before, after in itertools.pairwise(rows))
    cli.done("journal", "export", "--out", cli.folder / "journal.csv")
    assert (cli.folder / "journal.csv").read_text("utf-8") == text
    assert "holds" in cli.done("journal", "verify").out


def test_a_journal_that_was_changed_is_found_out(cli: Cli) -> None:
    set_up(cli, 1)
    units = cli.services.units
    assert isinstance(units, MemoryUnitsOfWork)
    journal = units.states["demo"].journal
    journal[2] = attrs.evolve(journal[2], actor="Eve")
    ran = cli("journal", "verify")
    assert (ran.code, ran.out) == (1, "")
    assert "entry 3" in ran.err


def test_generated_documents_are_checked_and_written(cli: Cli) -> None:
    made = cli.folder / "docs" / "made.md"
    stale = cli("docs", "--check")
    assert stale.code == 1
    assert str(made) in stale.err
    assert not made.exists()
    assert str(made) in cli.done("docs").out
    assert made.read_text("utf-8") == "made\n"
    assert cli.done("docs", "--check").err == ""
    assert cli.done("docs").out == ""


def test_the_server_listens_where_it_is_told(cli: Cli) -> None:
    assert "http://0.0.0.0:9000/docs" in cli.done("serve", "--host", "0.0.0.0", "--port", "9000").out  # noqa: S104
    cli.done("serve")
    assert cli.served.addresses == [("0.0.0.0", 9000), ("127.0.0.1", 8000)]  # noqa: S104


def test_the_demo_empties_no_folder_that_holds_anything_else(cli: Cli) -> None:
    precious = cli.file("thesis.odt", b"years of work")
    for out in (cli.folder, precious):
        ran = cli("demo", "--out", out)
        assert ran.code == 2
        assert "thesis.odt" in ran.err.replace("\n", "")
    (cli.folder / "letters").mkdir()
    letter = cli.file("letters/letter.xml", b"<a/>")
    assert cli("demo", "--out", cli.folder / "letters").code == 2
    assert precious.exists()
    assert letter.exists()
    assert cli.journal() == []
