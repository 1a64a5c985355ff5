"""The installed command, as its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "docs/cases/simulate_shop_bta3.json"


def run(
    folder: Path, *tokens: str, stdin: bytes = b"", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a folder of its own, where no settings lie about."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BOLLETTARIO_")}
    environment |= {"BOLLETTARIO_DATA_DIR": str(folder / "var"), "COLUMNS": "120"} | dict(settings or {})
    command = [str(Path(sys.executable).with_name("bollettario")), *tokens]
    return subprocess.run(
        command, cwd=folder, env=environment, input=stdin, capture_output=True, timeout=120, check=False
    )


def test_a_case_goes_through_a_pipe_and_needs_no_database(tmp_path: Path) -> None:
    ran = run(tmp_path, "simulate", "-", stdin=CASE.read_bytes())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("tokens", "code", "told"),
    [
        (("--help",), 0, "demo"),
        (("simulate", "none.json"), 2, "none.json"),
        (("parameters", "show", "no/such"), 1, "no/such"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_it_ends_as_it_should_and_without_a_traceback(
    tmp_path: Path, tokens: tuple[str, ...], code: int, told: str
) -> None:
    ran = run(tmp_path, *tokens)
    assert ran.returncode == code
    assert told in (ran.stdout + ran.stderr).decode()
    assert b"Traceback" not in ran.stderr


def test_it_works_on_the_database_it_is_told(tmp_path: Path, database_url: str) -> None:
    there = {"BOLLETTARIO_DATABASE_URL": database_url, "BOLLETTARIO_TENANT": "demo"}
    setup = run(tmp_path, "registry", "setup", str(ROOT / "examples/demo/seller.json"), settings=there)
    assert setup.returncode == 0, setup.stderr.decode()
    assert run(tmp_path, "run", "list", "--json", settings=there).stdout == b"[]\n"
    missing = run(tmp_path, "run", "show", "none", settings=there)
    assert missing.returncode == 1
    assert b"Traceback" not in missing.stderr
    assert b"holds" in run(tmp_path, "journal", "verify", settings=there).stdout
    assert not (tmp_path / "var").exists()


def test_a_setting_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bollettario.toml").write_text('[bollettario]\ncolour = "blue"\n', "utf-8")
    ran = run(tmp_path, "parameters", "check")
    assert ran.returncode != 0
    assert b"colour" in ran.stderr
