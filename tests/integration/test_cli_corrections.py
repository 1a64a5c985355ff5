"""The commands that correct: bill credit, bill conguaglio, contract rebill, contract close."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.kernel.money import Money
from tests.support.cli_runs import bills, sealed, three_customers
from tests.support.cli_world import Cli
from tests.support.correction_world import more_power
from tests.support.use_case_world import World, contract_number


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return three_customers(tmp_path, capsys)


def world(cli: Cli) -> World:
    return World(cli.services.units, "demo", ids=cli.services.ids)


def test_a_bill_is_credited_whole_and_its_e_invoice_written(cli: Cli) -> None:
    sealed(cli)
    (head,) = bills(cli)
    done = cli.done("bill", "credit", head["number"], "--reason", "errore", "--json").json
    assert Money.of(done["total"]) == -Money.of(head["total"])
    assert (done["cancelled"], done["to_refund"]) == (head["payable"], "0.00")
    with cli.services.units("demo") as uow:
        assert uow.einvoices.of([done["note"]])
    again = cli("bill", "credit", head["number"], "--reason", "errore")
    assert again.code == 1
    assert "reversed" in again.err


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--amount", "abc"), "12.50"),
        (("--amount", "1", "--component", "sigma1"), "not both"),
        (("--reason", " "), "say why"),
    ],
)
def test_a_credit_that_cannot_be_read_is_refused(cli: Cli, more: tuple[str, ...], told: str) -> None:
    reason = () if "--reason" in more else ("--reason", "errore")
    ran = cli("bill", "credit", "E2026/0000001", *reason, *more)
    assert ran.code == 2
    assert told in ran.err


def test_a_component_and_an_amount_are_credited(cli: Cli) -> None:
    sealed(cli)
    (head,) = bills(cli)
    said = cli.done("bill", "credit", head["number"], "--reason", "errore", "--component", "sigma1").out
    assert "no longer owed" in said
    done = cli.done("bill", "credit", head["number"], "--reason", "sconto", "--amount", "2.00", "--json").json
    assert done["total"] == "-2.20"


def test_a_contract_is_rebilled_and_the_difference_explained(cli: Cli) -> None:
    sealed(cli)
    days = (contract_number(1), "2026-09-01", "2026-10-01")
    assert "no document" in cli.done("contract", "rebill", *days).out
    assert cli.done("contract", "rebill", *days, "--json").json["bill"] is None
    more_power(world(cli))
    done = cli.done("contract", "rebill", *days, "--reason", "terms_changed", "--json").json
    assert Money.of(done["total"]) > Money.of("0")
    said = cli.done("bill", "conguaglio", done["bill"]).out
    assert "Sono cambiati i dati della fornitura" in said
    (view,) = cli.done("bill", "conguaglio", done["bill"], "--json").json
    assert view["difference"] == done["total"]
    assert cli("contract", "rebill", *days, "--reason", "why").code == 2
    assert cli("contract", "rebill", contract_number(1), "2026-10-01", "2026-09-01").code == 2
    assert cli("contract", "rebill", contract_number(1), "2026-11-01", "2026-12-01").code == 1


def test_a_correction_gives_its_proof_and_every_line_of_it_is_computed_again(cli: Cli) -> None:
    sealed(cli)
    more_power(world(cli))
    days = (contract_number(1), "2026-09-01", "2026-10-01")
    number = cli.done("contract", "rebill", *days, "--json").json["bill"]
    digest = next(head["digest"] for head in bills(cli) if head["number"] == number)
    path = cli.folder / "proof.json"
    cli.done("bill", "proof", number, "--out", str(path))
    said = cli.done("verify", str(path), "--digest", digest[:16]).out
    assert "right to the cent" in said
    assert "0 lines computed again" not in said
    assert cli("verify", str(path), "--digest", "0" * 16).code == 1


def test_a_contract_is_closed(cli: Cli) -> None:
    sealed(cli)
    done = cli.done("contract", "close", contract_number(1), "2026-10-15", "--json").json
    assert done == {"contract": contract_number(1), "last_day": "2026-10-15", "deliver_by": "2026-11-26"}
    beyond = cli("contract", "close", contract_number(1), "2026-09-15")
    assert beyond.code == 1
    assert "were billed" in beyond.err


def test_an_impediment_of_limitation_is_recorded_and_taken_back(cli: Cli) -> None:
    sealed(cli)
    days = ("contract", "impediment", contract_number(1), "2026-09-01", "2026-10-01")
    done = cli.done(*days, "--reason", "accesso negato", "--by", "Ada Neri", "--json").json
    assert [each["person"] for each in done["impediments"]] == ["Ada Neri"]
    assert cli(*days, "--reason", "accesso negato").code == 2
    again = cli(*days, "--reason", "accesso negato", "--by", "Ada Neri")
    assert again.code == 1
    assert "shares days" in again.err
    assert "none" in cli.done(*days, "--withdraw").out
