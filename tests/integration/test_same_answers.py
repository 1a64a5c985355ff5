"""The command line and REST say the same: for the same thing both name the same class of answer.

What they print and send is held against these classes wherever a test runs a command or asks a route
(tests/support/answers.py). A list is a list at the command line and a page, or `files`, over REST.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from cyclopts import App
from litestar import Litestar

from adapters.http.openapi.describe import WIRE
from adapters.http.openapi.document import operations
from adapters.wire.view import Files, Page
from tests.support.answers import document_of
from tests.support.cli_world import cli_at
from tests.support.http_world import application

PAIRS = {
    "bank-answer": "POST /collections/answers",
    "bill conguaglio": "GET /bills/{number}/conguaglio",
    "bill credit": "POST /bills/{number}/credit",
    "bill explain": "GET /bills/{number}/explanation",
    "bill list": "GET /bills",
    "calls again": "POST /calls/suspended/rate-again",
    "calls import": "POST /calls",
    "calls list": "GET /calls/files",
    "calls mappings": "GET /calls/mappings",
    "calls suspended": "GET /calls/suspended",
    "cases cancel": "POST /cases/{code}/cancel",
    "cases late": "GET /cases/worklist",
    "cases list": "GET /cases",
    "cases open": "POST /cases",
    "cases receive": "POST /cases/received",
    "cases settle": "POST /cases/{code}/settle",
    "cases show": "GET /cases/{code}",
    "cases enter-message": "POST /cases/{code}/enter-message",
    "channels collect": "POST /channels/collect",
    "channels list": "GET /channels",
    "channels send": "POST /channels/send",
    "collect": "POST /collections",
    "contract close": "POST /closures",
    "contract impediment": "POST /impediments",
    "contract rebill": "POST /rebillings",
    "curves value": "GET /curves/values",
    "findings confirm": "POST /findings/{finding}/confirm",
    "findings correct": "POST /findings/{finding}/correct",
    "findings estimate": "POST /findings/{finding}/estimate",
    "findings list": "GET /findings",
    "findings reject": "POST /findings/{finding}/reject",
    "findings rules": "GET /findings/rules",
    "findings show": "GET /findings/{finding}",
    "flows again": "POST /flows/{sha256}/import-again",
    "flows history": "GET /flows/history",
    "flows import": "POST /flows",
    "flows list": "GET /flows",
    "flows rejected": "GET /flows/{sha256}/rejected",
    "flows replay": "POST /flows/replay",
    "measures history": "GET /historical-consumption",
    "offers import": "POST /catalogue/import",
    "offers list": "GET /catalogue/{family}",
    "offers scheda": "GET /catalogue/{code}/scheda",
    "parameters list": "GET /parameters",
    "parameters show": "GET /parameters/{path}",
    "readings import": "POST /readings/lists",
    "readings load": "POST /readings",
    "readings mappings": "GET /readings/lists/mappings",
    "readings self due": "GET /self-readings/due",
    "readings self forward": "POST /self-readings/forward",
    "readings self submit": "POST /self-readings",
    "run estimates": "GET /estimate-scores",
    "run list": "GET /runs",
    "run plan": "POST /runs",
    "run shadow": "POST /runs/{run_id}/shadow",
    "verify": "POST /verify",
}
ALONE = {
    "curves export": "writes files where the command runs",
    "flows formats": "documentation",
    "flows show": "the file with its size, or one of its records: two routes",
    "measures validate": "no route",
    "parameters check": "checks files where the command runs",
    "run seal": "two routes: seals and writes the e-invoices",
    "run show": "two routes: the run and what waits of it",
    "simulator distributor": "no route",
    "simulator sii": "no route",
}


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What each command prints with --json."""
    return dict(_walk(cli_at(tmp_path, capsys).app, ()))


@pytest.fixture(scope="module")
def routes() -> dict[str, Any]:
    """What each route gives."""
    app: Litestar = application()
    return {f"{method} {path}": handler.opt[WIRE].response for path, method, handler in operations(app)}


def test_every_command_that_prints_json_has_its_route_or_stands_alone(commands: dict[str, Any]) -> None:
    assert set(commands) == set(PAIRS) | set(ALONE)


@pytest.mark.parametrize("command", PAIRS)
def test_a_command_and_its_route_give_the_same_class(
    commands: dict[str, Any], routes: dict[str, Any], command: str
) -> None:
    assert _item(commands[command]) == _item(routes[PAIRS[command]])


def _walk(app: App, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    command = app.default_command
    gives = document_of(command) if command is not None else None
    if gives is not None:
        yield " ".join(names), gives
    for name in app:
        if not name.startswith("-"):
            yield from _walk(app[name], (*names, name))


def _item(kind: Any) -> Any:
    """The class of one item of a list, of a page or of what became of files; the class itself else."""
    return get_args(kind)[0] if get_origin(kind) in (tuple, Page, Files) else kind
