"""Runs and bills, asked for on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.cli_world import Cli, cli_at, measure, plan, set_up


def three_customers(folder: Path, capture: pytest.CaptureFixture[str]) -> Cli:
    """Three customers: one is billed, one used nothing, one has no readings."""
    cli = cli_at(folder, capture)
    set_up(cli, 1, 2, 3)
    measure(cli, {1: 100, 2: 0})
    return cli


def executed(cli: Cli) -> str:
    run = str(plan(cli)["id"])
    cli.done("run", "execute", run)
    return run


def sealed(cli: Cli) -> str:
    run = executed(cli)
    cli.done("run", "seal", run)
    return run


def bills(cli: Cli, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cli.done("bill", "list", "--json", *more).json
    return found
