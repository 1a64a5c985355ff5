"""The commands that need no database: parameters, simulate, estimate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.cli_world import ROOT, Cli, cli_at, set_up, standard_input

CASES = ROOT / "docs/cases"


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def example(kind: str) -> tuple[Path, dict[str, Any]]:
    path = sorted(CASES.glob(f"{kind}_*.json"))[0]
    return path, json.loads(path.read_text("utf-8"))


def test_the_packaged_parameters_have_no_error(cli: Cli) -> None:
    assert "0 errors" in cli.done("parameters", "check").out
    assert not any(finding["error"] for finding in cli.done("parameters", "check", "--json").json)


def test_a_folder_of_bad_parameters_ends_with_1(cli: Cli) -> None:
    folder = cli.folder / "book" / "area" / "name"
    folder.mkdir(parents=True)
    (folder / "head.toml").write_text('label = "x"\n', "utf-8")
    ran = cli("parameters", "check", cli.folder / "book")
    assert ran.code == 1
    assert "0 errors" not in ran.out
    assert cli("parameters", "check", cli.folder / "book", "--json").json[0]["error"] is True


def test_the_parameters_are_listed_by_the_beginning_of_their_path(cli: Cli) -> None:
    every = cli.done("parameters", "list", "--json").json
    gas = cli.done("parameters", "list", "gas/", "--json").json
    assert [head["path"] for head in gas] == [head["path"] for head in every if head["path"].startswith("gas/")]
    assert "electricity/sigma1" in cli.done("parameters", "list", "electricity/sigma").out
    assert cli.done("parameters", "list", "nothing/", "--json").json == []


def test_a_value_is_shown_with_its_act_and_its_history(cli: Cli) -> None:
    shown = cli.done("parameters", "show", "electricity/losses", "--key", "BT", "--on", "2026-09-01", "--json").json
    (value,) = shown["in_force"]
    assert value["key"] == ["BT"]
    assert value["source"]["title"]
    assert value["source"]["link"].startswith("http")
    assert value in shown["history"]
    said = cli.done("parameters", "show", "electricity/losses", "--on", "2026-09-01").out
    assert value["source"]["title"] in said.replace("\n", " ")
    assert "History" in said


def test_a_parameter_that_does_not_exist_is_named(cli: Cli) -> None:
    ran = cli("parameters", "show", "electricity/nothing")
    assert (ran.code, ran.out) == (1, "")
    assert "electricity/nothing" in ran.err


def test_a_value_that_is_not_in_force_is_never_replaced_by_another(cli: Cli) -> None:
    ran = cli("parameters", "show", "electricity/losses", "--key", "BT", "--on", "1999-01-01")
    assert (ran.code, ran.out) == (1, "")
    assert "electricity/losses[BT]" in ran.err
    assert "1999-01-01" in ran.err
    assert (
        "no value in force on 1999-01-01"
        in cli.done("parameters", "show", "electricity/losses", "--on", "1999-01-01").out
    )


def test_a_key_in_small_letters_is_shown_in_the_message(cli: Cli) -> None:
    ran = cli("parameters", "show", "electricity/asos_fixed", "--key", "domestic_resident", "--on", "1999-01-01")
    assert "electricity/asos_fixed[domestic_resident]" in ran.err


def test_own_parameters_are_laid_over_the_book(cli: Cli) -> None:
    set_up(cli, 1)
    said = cli.done("parameters", "load", ROOT / "examples/demo/parameters").out
    assert "1 hourly series" in said
    assert cli.journal()[-1] == "load_parameters"


def test_own_parameters_that_cannot_be_read_say_where_and_change_nothing(cli: Cli) -> None:
    set_up(cli, 1)
    before = cli.journal()
    folder = cli.folder / "own" / "index" / "pun"
    folder.mkdir(parents=True)
    packaged = (ROOT / "examples/demo/parameters/index/pun/values.csv").read_text("utf-8")
    lines = packaged.splitlines()
    (folder / "values.csv").write_text("\n".join([lines[0], lines[1].replace("0.", "0,", 1)]), "utf-8")
    (cli.folder / "own" / "sources.toml").write_bytes((ROOT / "examples/demo/parameters/sources.toml").read_bytes())
    for directory, told in ((cli.folder / "own", "values.csv"), (cli.folder / "none", "none")):
        ran = cli("parameters", "load", directory)
        assert ran.code == 2
        assert told in ran.err
    assert cli.journal() == before


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_every_case_of_the_documentation_gives_an_answer(cli: Cli, path: Path) -> None:
    kind = path.stem.partition("_")[0]
    answer = cli.done(kind, path).json
    assert "refused" not in answer
    assert answer


@pytest.mark.parametrize("kind", ["simulate", "estimate", "recalculate"])
def test_the_schema_of_a_case_is_a_json_schema_that_its_example_fits(cli: Cli, kind: str) -> None:
    schema = cli.done(kind, "--schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(example(kind)[1])


@pytest.mark.parametrize("kind", ["simulate", "estimate", "recalculate"])
def test_a_case_is_read_from_standard_input(cli: Cli, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = example(kind)
    standard_input(monkeypatch, path.read_bytes())
    assert cli.done(kind, "-").json == cli.done(kind, path).json


@pytest.mark.parametrize("kind", ["simulate", "estimate", "recalculate"])
def test_a_field_at_fault_is_named_and_ends_with_2(cli: Cli, kind: str) -> None:
    content = example(kind)[1] | {"colour[red]": "blue"}
    ran = cli(kind, cli.file("case.json", content))
    assert (ran.code, ran.out) == (2, "")
    assert "colour[red]" in ran.err
    for field in sorted(set(content) - {"colour[red]"}):
        lacking = {name: value for name, value in content.items() if name not in (field, "colour[red]")}
        told = cli(kind, cli.file("case.json", lacking))
        assert told.code in (0, 1, 2)
        assert told.code < 2 or field in told.err


def test_a_problem_that_has_a_fault_code_is_told_with_it(cli: Cli) -> None:
    content = json.loads((CASES / "simulate_shop_bta3.json").read_text("utf-8"))
    ran = cli("simulate", cli.file("case.json", content | {"consumption": {"bands": {"M": "-5"}}}))
    assert ran.code == 2
    assert ran.err.startswith('error PRC-004 /consumption/bands/M: found "-5"')


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b'{"a": NaN}', b'{"a": 1, "a": 2}'])
def test_what_is_no_case_ends_with_2(cli: Cli, data: bytes) -> None:
    for kind in ("simulate", "estimate", "recalculate"):
        ran = cli(kind, cli.file("case.json", data))
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error")


def test_a_case_that_is_missing_is_named(cli: Cli) -> None:
    ran = cli("simulate", cli.folder / "no[red]case.json")
    assert ran.code == 2
    assert "no[red]case.json" in ran.err.replace("\n", "")
    assert "CASE.json" in cli("simulate").err


@pytest.mark.parametrize("kind", ["simulate", "estimate", "recalculate"])
def test_a_case_without_a_tariff_in_force_is_refused_with_its_code_and_ends_with_1(cli: Cli, kind: str) -> None:
    text = example(kind)[0].read_text("utf-8").replace("2026-", "2006-").replace("2025-", "2005-")
    ran = cli(kind, cli.file("case.json", text.encode()))
    assert ran.code == 1
    assert ran.json["refused"][0]["code"].startswith("PRC-")
