"""A case with the SII, opened on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from adapters.wire.converter import write
from tests.support.cli_world import Cli
from tests.support.use_case_world import contract, point, point_code

FIELDS = ("--set", "DATA_CONTRATTO=02/11/2026", "--set", "COD_CONTR_DISP=DP9001")


def load_free_point(cli: Cli) -> None:
    """A point that nobody supplies yet."""
    registry = {"points": [write(point(3))]}
    cli.done("registry", "load", cli.file("point.json", json.loads(json.dumps(registry))))


def open_switch(cli: Cli) -> Any:
    """The switch of that point, asked."""
    return ask_switch(cli, *FIELDS, "--json").json


def ask_switch(cli: Cli, *more: str | Path) -> Any:
    draft = cli.file("draft.json", json.loads(json.dumps(write(contract(3)))))
    tokens = ("cases", "open", "switch-electricity", point_code(3), "--draft", draft, "--effective", "2026-12-17")
    return cli(*tokens, *more)
