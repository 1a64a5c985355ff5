"""The commands that take things in: registry and flows. What is refused is told, with what and where."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_world import Cli, cli_at, registry, set_up, standard_input
from tests.support.use_case_world import LAST, flow_file, point_code, reading


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    cli = cli_at(tmp_path, capsys)
    set_up(cli, 1)
    return cli


def _point(content: dict[str, Any]) -> None:
    content["points"][0]["code"] = "IT001X00000002"


def _money(content: dict[str, Any]) -> None:
    content["offers"][0]["price"]["prices"][0]["value"] = 0.15


def _key(content: dict[str, Any]) -> None:
    content["contracts"][0]["colour"] = "blue"


def _list(content: dict[str, Any]) -> None:
    content["customers"] = []


def _iban(content: dict[str, Any]) -> None:
    content["mandates"][0]["iban"] = "IT60X0542811101000000123457"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_point, ("$.points[0]", "IT001X00000002")),
        (_money, ("0.15", "text")),
        (_key, ("$.contracts[0]", "colour")),
        (_list, ("customers",)),
        (_iban, ("$.mandates[0]", "iban")),
    ],
)
def test_a_registry_that_cannot_be_read_says_what_and_where_and_stores_nothing(
    cli: Cli, spoil: Callable[[dict[str, Any]], None], told: tuple[str, ...]
) -> None:
    content = registry(2)
    spoil(content)
    before = cli.journal()
    ran = cli("registry", "load", cli.file("bad.json", content))
    assert ran.code == 2
    assert all(each in ran.err for each in ("bad.json", *told)), ran.err
    assert cli.journal() == before


@pytest.mark.parametrize("data", [b"", b"{", b"42", b'{"points": {}}', b"\xff"])
def test_what_is_no_registry_is_refused(cli: Cli, data: bytes) -> None:
    ran = cli("registry", "load", cli.file("bad.json", data))
    assert ran.code == 2
    assert "bad.json" in ran.err


def test_a_file_that_is_missing_is_named_and_the_others_are_not_loaded(cli: Cli) -> None:
    before = cli.journal()
    ran = cli("registry", "load", cli.file("good.json", registry(2)), cli.folder / "none.json")
    assert ran.code == 2
    assert "none.json" in ran.err
    assert cli.journal() == before
    assert cli("registry", "load").code == 2


def test_a_contract_that_overlaps_another_names_both_and_stores_nothing(cli: Cli) -> None:
    content = registry(2)
    content["contracts"][0]["point"] = point_code(1)
    before = cli.journal()
    ran = cli("registry", "load", cli.file("overlap.json", content))
    assert ran.code == 1
    assert "K-0001" in ran.err
    assert "K-0002" in ran.err
    assert cli.journal() == before


def test_a_contract_without_its_party_names_the_party(cli: Cli) -> None:
    content = registry(2)
    content["contracts"][0]["party"] = "C-NOBODY"
    ran = cli("registry", "load", cli.file("nobody.json", content))
    assert ran.code == 1
    assert "C-NOBODY" in ran.err


def test_the_registry_can_be_loaded_again(cli: Cli) -> None:
    assert "5 registered" in cli.done("registry", "load", cli.file("again.json", registry(1))).out


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("brand", "primary"), "blue", "blue"),
        (("brand", "logo"), "none.svg", "none.svg"),
        (("seller", "iban"), "IT00", "iban"),
        (("seller", "rai_treatment"), "N9", "N9"),
    ],
)
def test_a_tenant_that_cannot_be_read_is_not_set_up(cli: Cli, place: tuple[str, str], value: str, told: str) -> None:
    content = json.loads((cli.folder / "seller.json").read_text("utf-8"))
    content[place[0]][place[1]] = value
    before = cli.journal()
    ran = cli("registry", "setup", cli.file("seller.json", content))
    assert ran.code == 2
    assert told in ran.err
    assert cli.journal() == before


def test_files_are_imported_from_folders_and_listed(cli: Cli) -> None:
    folder = cli.folder / "in" / "deep"
    folder.mkdir(parents=True)
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    (folder / name).write_bytes(data)
    (taken,) = cli.done("flows", "import", cli.folder / "in", "--json").json
    assert (taken["outcome"], taken["accepted"]) == ("imported", 1)
    (listed,) = cli.done("flows", "list", "--json").json
    assert listed["sha256"] == taken["sha256"]
    assert taken["sha256"][:12] in cli.done("flows", "list").out
    assert "SII-004" in cli.done("flows", "import", folder / name).out


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: data.replace(b"</FlussoMisure>", b""), "SII-001"),
        (lambda data: b"not xml", "SII-001"),
        (
            lambda data: data.replace(b"<FlussoMisure", b'<!DOCTYPE FlussoMisure [<!ENTITY a "b">]><FlussoMisure', 1),
            "SII-001",
        ),
        (lambda data: data.replace(b"01234567897", b"09999990030"), "SII-003"),
    ],
    ids=["cut off", "no xml", "dtd", "other retailer"],
)
def test_a_file_that_is_refused_shows_its_code_and_ends_with_1(
    cli: Cli, spoil: Callable[[bytes], bytes], code: str
) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    ran = cli("flows", "import", cli.file(name, spoil(data)))
    assert ran.code == 1
    assert code in ran.out
    assert name in ran.out.replace("\n", "")
    (listed,) = cli.done("flows", "list", "--json").json
    assert (listed["outcome"], listed["accepted"]) == (code, 0)


def test_a_zip_that_swells_is_refused(cli: Cli) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.xml", b"\x00" * (32 << 20))
    ran = cli("flows", "import", cli.file("bomb.zip", stream.getvalue()))
    assert ran.code == 1
    assert "SII-0" in ran.out
    assert "bomb.zip" in ran.out


def test_a_record_of_an_unknown_point_is_shown_and_taken_after_registering(cli: Cli) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4, 5, 6))
    ran = cli("flows", "import", cli.file(name, data))
    assert ran.code == 1
    assert "SII-007" in ran.out
    assert point_code(2) in ran.out.replace("\n", "")
    sha256 = cli.done("flows", "list", "--json").json[0]["sha256"]
    (record,) = cli.done("flows", "rejected", sha256, "--json").json
    assert (record["record"], record["fault"]["code"]) == (2, "SII-007")
    assert "SII-007" in cli.done("flows", "rejected", sha256).out
    cli.done("registry", "load", cli.file("more.json", registry(2)))
    (again,) = cli.done("flows", "again", sha256, "--json").json
    assert (again["accepted"], again["rejected_records"]) == (2, [])
    assert cli.done("flows", "rejected", sha256, "--json").json == []


def test_names_with_brackets_are_shown_as_they_are(cli: Cli) -> None:
    ran = cli("flows", "import", cli.file("[bold]x[red].xml", b"no xml"))
    assert ran.code == 1
    assert "[bold]x[red].xml" in ran.out.replace("\n", "")


@pytest.mark.parametrize("command", ["again", "rejected"])
def test_a_file_that_never_came_is_not_found(cli: Cli, command: str) -> None:
    ran = cli("flows", command, "0" * 64)
    assert ran.code == 1
    assert "0" * 64 in ran.err


def test_a_folder_that_is_missing_is_named(cli: Cli) -> None:
    ran = cli("flows", "import", cli.folder / "none")
    assert ran.code == 2
    assert "none" in ran.err
    assert cli("flows", "import").code == 2


def test_a_tenant_that_was_not_set_up_takes_nothing_in(cli: Cli) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    ran = cli("flows", "import", cli.file(name, data), "--tenant", "nobody")
    assert ran.code == 1
    assert "nobody" in ran.err


def test_measures_come_by_standard_input_under_the_name_that_is_said(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    standard_input(monkeypatch, data)
    (taken,) = cli.done("flows", "import", "-", "--name", name, "--json").json
    assert (taken["name"], taken["accepted"], taken["warnings"]) == (name, 1, [])


def test_measures_that_come_by_standard_input_without_a_name_are_taken_and_told_so(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    standard_input(monkeypatch, flow_file(reading(1, LAST, 1, 2, 3))[1])
    (taken,) = cli.done("flows", "import", "-", "--json").json
    assert (taken["name"], taken["accepted"]) == ("-", 1)
    assert any(each["code"] == "SII-102" for each in taken["warnings"])


def test_a_file_beyond_what_is_put_aside_is_an_error(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.cli.flows.LIMIT_BYTES", 10)
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    ran = cli("flows", "import", cli.file(name, data))
    assert ran.code == 1
    assert "more than 10 bytes" in ran.err
