"""bollettario flows formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.registry import FORMATS
from tests.support.cli_world import Cli, cli_at


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def test_every_declared_format_is_listed_with_what_is_known_of_it(cli: Cli) -> None:
    listed = cli.done("flows", "formats", "--json").json
    assert {flow.code for flow in FORMATS} | {form.code for form in MARKET_FORMATS} == {each["code"] for each in listed}
    (tal,) = [each for each in listed if each["code"] == "TAL.0050"]
    assert (tal["direction"], tal["commodity"], tal["carrier"]) == ("out", "gas", "xml")
    assert all(each["source"] and each["version"] and each["carrier"] for each in listed)
    assert "PNO2G" in cli.done("flows", "formats").out


def test_a_code_shows_its_fields_and_rules(cli: Cli) -> None:
    (shown,) = cli.done("flows", "formats", "tml", "--json").json
    assert {"element": "cod_pdr", "required": "sì"}.items() <= shown["fields"][0].items()
    assert "906-gas" in {each["rule"] for each in shown["rules"]}
    assert "let_tot_prel" in cli.done("flows", "formats", "TML").out


def test_a_code_that_is_not_declared_is_an_error_that_tells_where_to_look(cli: Cli) -> None:
    ran = cli("flows", "formats", "XYZ")
    assert ran.code == 2
    assert "flows formats" in ran.err + ran.out
