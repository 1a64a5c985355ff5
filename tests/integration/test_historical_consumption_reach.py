"""What a point used before it was ours, as the command line and REST show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from tests.support.cli_world import cli_at, set_up
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_rest
from tests.support.past_use_samples import month_told, past_file, registers
from tests.support.use_case_world import point_code

FIRST = past_file("S2G", month_told("09/2025", registers("70,500", "80", "90")), progressive=1)
SECOND = past_file(
    "S2G",
    month_told("09/2025", registers("71", "81", "91", quality="S")),
    month_told(
        "10/2025",
        registers("1", "2", "3").replace("<EaF1>", "<DataInizioPeriodo>05/10/2025</DataInizioPeriodo><EaF1>", 1),
    ),
    month_told("11/2025", registers("4", "5", "6").replace("<EaF1>", "<Validato>N</Validato><EaF1>", 1)),
    month_told("12/2025", registers("7", "8", "9").replace("Consumo>", "Misura>")),
    progressive=2,
)
STANDINGS = [
    ("2025-09", "superseded"),
    ("2025-09", "counts"),
    ("2025-10", "not whole"),
    ("2025-11", "not validated"),
    ("2025-12", "energy or registers"),
]


def test_measures_past_shows_every_month_that_was_told_and_which_one_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli = cli_at(tmp_path, capsys)
    set_up(cli, 1)
    for name, data in (FIRST, SECOND):
        cli.done("flows", "import", cli.file(name, data))
    shown = cli.done("measures", "history", point_code(1), "--json").json["months"]
    assert [(each["month"], each["status"]) for each in shown] == STANDINGS
    assert (shown[0]["bands"], shown[0]["quality"]) == ({"F1": "70.500", "F2": "80", "F3": "90"}, "E")
    assert (shown[2]["starts_on"], shown[1]["quality"]) == ("2025-10-05", "S")
    told = cli.done("measures", "history", point_code(1)).out
    assert "F1 70,500 F2 80 F3 90" in told
    assert "240,500" in told
    assert "no historical consumption was received" in cli.done("measures", "history", point_code(2)).out


@pytest.fixture
def api() -> Iterator[Api]:
    with TestClient(application()) as client:
        ready = Api(client)
        set_up_rest(ready)
        yield ready


def test_the_past_use_of_a_point_is_its_tenants_alone(api: Api) -> None:
    for name, data in (FIRST, SECOND):
        api.done("POST", f"/flows?name={name}", data)
    address = f"/historical-consumption?point={point_code(1)}"
    shown = api.done("GET", address)
    assert [(each["month"], each["status"]) for each in shown["months"]] == STANDINGS
    assert {each["flow"] for each in shown["months"]} == {"S2G"}
    assert api.as_other().done("GET", address) == {"point": point_code(1), "months": []}
