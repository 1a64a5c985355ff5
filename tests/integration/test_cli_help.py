"""Every command teaches itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import App

from tests.support.cli_world import Cli, cli_at


def commands(app: App, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], App]]:
    """Every command and group under `app`, with the words that call it."""
    for name in app:
        if not name.startswith("-"):
            yield (*path, name), app[name]
            yield from commands(app[name], (*path, name))


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def test_every_command_and_every_parameter_is_described(cli: Cli) -> None:
    poor = []
    for path, command in commands(cli.app):
        words = " ".join(path)
        if not command.help.strip():
            poor.append(words)
        if command.default_command is not None:
            arguments = command.assemble_argument_collection()
            poor += [f"{words} {each.name}" for each in arguments if not (each.parameter.help or "").strip()]
    assert poor == []


def test_the_help_of_every_command_can_be_printed(cli: Cli) -> None:
    seen = 0
    for path, _ in commands(cli.app):
        said = cli.done(*path, "--help").out
        assert said.startswith(f"Usage: bollettario {' '.join(path)}")
        seen += 1
    assert seen >= 30


def test_the_help_of_all_says_where_to_start(cli: Cli) -> None:
    said = cli.done("--help").out
    assert "bollettario demo" in said
    assert "YYYY-MM-DD" in said
    assert "BOLLETTARIO_" in said


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("runn",), "run"),
        (("run", "plan", "2026-09-31", "2026-10-01", "--cycle", "1", "--issue", "2026-11-10"), "2026-09-31"),
        (("run", "plan"), "--start"),
        (("bill", "list", "--limit", "many"), "many"),
        (("bill", "list", "--colour"), "--colour"),
        (("collect", "--due", "soon"), "soon"),
        (("parameters", "show", "electricity/losses", "--on", "24/11/2026"), "24/11/2026"),
    ],
)
def test_what_cannot_be_understood_is_named_and_ends_with_2(cli: Cli, tokens: tuple[str, ...], told: str) -> None:
    ran = cli(*tokens)
    assert ran.code == 2
    assert told in ran.err
    assert ran.out == ""
