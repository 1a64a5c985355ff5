"""Every published example of a case is a good case, and says what it is known to say."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.cases.case_files import JsonCases
from adapters.cases.parse import parse_estimate, parse_simulation
from adapters.cases.render import render_estimate, render_priced
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.loader import load_bands
from application.corrections.recalculate_case import recalculate_case
from application.offers.estimate_spend import estimate_spend
from application.offers.simulate_supply import simulate_supply
from domain.commodities.registry import COMMODITIES
from tests.support.strategies.supply import packaged_book

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "cases"
TODAY = dt.date(2026, 11, 24)
NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
SIMULATIONS = sorted(file.stem for file in FOLDER.glob("simulate_*.json"))
ESTIMATES = sorted(file.stem for file in FOLDER.glob("estimate_*.json"))
RECALCULATIONS = sorted(file.stem for file in FOLDER.glob("recalculate_*.json"))


def simulated(name: str) -> dict[str, Any]:
    data = (FOLDER / f"{name}.json").read_bytes()
    case = parse_simulation(data, book=packaged_book().known, bands=load_bands(), today=TODAY)
    return render_priced(simulate_supply(facts=case.facts, book=case.book), case.given)


def estimated(name: str) -> dict[str, Any]:
    case = parse_estimate((FOLDER / f"{name}.json").read_bytes(), book=packaged_book().known, today=TODAY)
    return render_estimate(estimate_spend(use=case.use, book=case.book), case.given)


def recalculated(name: str) -> Any:
    data = (FOLDER / f"{name}.json").read_bytes()
    return recalculate_case(cases=JsonCases(PackagedTariffs(), FixedClock(NOW)), data=data)


def test_the_page_of_cases_lists_an_example_of_every_commodity() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    listed = [name for name in (*SIMULATIONS, *RECALCULATIONS) if f"`{name}.json`" in text]
    simulated_ones = [json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in listed]
    assert {each.get("commodity") for each in simulated_ones} >= {kind.code for kind in COMMODITIES}
    assert set(RECALCULATIONS) <= set(listed)


def test_every_example_is_of_a_known_kind() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == {*SIMULATIONS, *ESTIMATES, *RECALCULATIONS}


@pytest.mark.parametrize("name", SIMULATIONS)
def test_an_example_simulates_and_uses_all_it_gives(name: str) -> None:
    answer = simulated(name)
    assert "refused" not in answer
    assert answer["lines"]
    assert answer["unused_parameters"] == []


@pytest.mark.parametrize("name", ESTIMATES)
def test_an_example_estimates(name: str) -> None:
    answer = estimated(name)
    assert "refused" not in answer
    assert answer["lines"]


@pytest.mark.parametrize("name", RECALCULATIONS)
def test_an_example_of_a_correction_tells_what_differs(name: str) -> None:
    answer = recalculated(name)
    assert "refused" not in answer
    assert answer["unchanged"] == []
    assert all(document["taken_back"] and document["charged"] for document in answer["documents"])


@pytest.mark.parametrize("name", [*SIMULATIONS, *ESTIMATES, *RECALCULATIONS])
def test_the_answer_holds_no_number_that_is_not_text(name: str) -> None:
    ask = {"simulate": simulated, "estimate": estimated, "recalculate": recalculated}
    answer = ask[name.partition("_")[0]](name)

    def refuse(text: str) -> None:
        raise AssertionError(f"{name}: {text} is a JSON number")

    json.loads(json.dumps(answer), parse_float=refuse, parse_int=refuse)


def test_the_real_bill_of_july_2026_is_met_to_the_cent() -> None:
    answer = simulated("simulate_real_bill_ee08")
    rows = answer["scontrino"]
    assert rows["quota_consumi"]["amount"] == "8.54"
    assert (rows["quota_fissa"]["amount"], rows["quota_fissa"]["vendita"]["amount"]) == ("7.92", "6.00")
    assert (rows["quota_potenza"]["amount"], rows["accise_e_iva"]) == ("5.93", "2.24")
    assert (rows["totale_bolletta"], answer["payable"]) == ("24.63", "24.63")


def test_the_official_annual_spend_is_met_to_the_cent() -> None:
    answer = estimated("estimate_portale_ee01")
    assert [answer[name] for name in ("vendita", "rete", "oneri", "accisa", "accisa_kwh", "iva", "total")] == [
        "913.75",
        "133.97",
        "89.51",
        "21.79",
        "960",
        "115.90",
        "1274.92",
    ]


def test_the_worked_corrections_come_to_what_the_documentation_says() -> None:
    (estimate,) = recalculated("recalculate_electricity_estimate_then_actual")["documents"]
    back, new = (sum(Decimal(line["amount"]) for line in estimate[side]) for side in ("taken_back", "charged"))
    text = (FOLDER / "README.md").read_text("utf-8")
    assert f"taken back ({-back} before VAT), those of 260 charged\n({new}): {estimate['net']}" in text
    assert f"in all {estimate['total']}" in text
    (tariff,) = recalculated("recalculate_electricity_retroactive_tariff")["documents"]
    assert (tariff["net"], tariff["total"]) == ("0.38", "0.42")
