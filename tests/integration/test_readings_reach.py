"""Readings by command line and by REST."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest
from litestar.testing import TestClient

from adapters.wire.converter import write
from tests.support.cli_world import Cli, set_up
from tests.support.home_supplies import FIRST, LAST, gas_shown, shown
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_http
from tests.support.use_case_world import point

OURS: Any = [write(shown(FIRST.day, 1000, point(1).code))]
STRANGE: Any = [write(shown(FIRST.day, 1000, "IT001E99999999"))]


def test_the_command_records_a_file_of_readings_once(cli: Cli) -> None:
    set_up(cli, 1)
    file = cli.file("readings.json", OURS)
    assert cli.done("readings", "load", file, "--json").json == {
        "accepted": 1,
        "known": 0,
        "findings": [],
        "rejected": [],
    }
    assert "0 readings recorded, 1 known before" in cli.done("readings", "load", file).out
    assert cli.journal()[-1] == "record_readings"


@pytest.mark.parametrize(
    ("content", "code", "told"), [(STRANGE, 1, "IT001E99999999"), ({"a": 1}, 2, "list"), (b"[", 2, "readings.json")]
)
def test_the_command_tells_what_it_refuses(cli: Cli, content: Any, code: int, told: str) -> None:
    set_up(cli, 1)
    ran = cli("readings", "load", cli.file("readings.json", content))
    assert (ran.code, told in ran.err) == (code, True), ran.err
    assert cli("readings", "load", cli.folder / "none.json").code == 2


def test_the_route_records_readings_once_and_refuses_strangers() -> None:
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        ours = [OURS[0] | {"point": "IT001E12345678"}]
        assert api.done("POST", "/readings", ours) == {"accepted": 1, "known": 0, "findings": [], "rejected": []}
        assert api.done("POST", "/readings", ours) == {"accepted": 0, "known": 1, "findings": [], "rejected": []}
        assert api.problem("POST", "/readings", STRANGE)[0] == 404
        assert (
            api.problem("POST", "/readings", [ours[0] | {"values": [OURS[0]["values"][0] | {"value": "7"}]}])[0] == 409
        )
        assert api.problem("POST", "/readings", {"a": 1})[0] == 400


PDR = "00594201234567"
GAS_FIRST, GAS_LAST = (
    write(attrs.evolve(gas_shown(day, 1000, PDR), coefficient=Decimal("1.03"))) for day in (FIRST.day, LAST.day)
)


def test_a_gas_reading_and_an_exchange_go_through_the_route() -> None:
    new = {"serial": "G4-2", "converter_smc": "0"}
    with TestClient(application()) as client:
        api = Api(client)
        set_up_http(api)
        api.done("POST", "/registry", {"points": [write(attrs.evolve(point(1), code=PDR, commodity="gas"))]})
        assert isinstance(GAS_FIRST, dict)
        assert isinstance(GAS_LAST, dict)
        told = [GAS_FIRST, GAS_LAST | {"exchange": new}]
        assert api.done("POST", "/readings", told) == {"accepted": 2, "known": 0, "findings": [], "rejected": []}
        wrong = [GAS_FIRST | {"coefficient": None}]
        assert "give the coefficient C" in str(api.problem("POST", "/readings", wrong)[1])
        assert api.problem("POST", "/readings", [GAS_FIRST | {"kind": "steam"}])[0] == 400
