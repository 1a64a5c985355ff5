"""Golden bills: a folder each, with the case a clerk would write and the bill reckoned by hand.

expected.json: `why` says how it was reckoned; `lines` are all the lines, by code, band and first day; amounts of the
blocks, of VAT and of the scontrino; or `refused` with the code and how the message begins.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.cases.parse import parse_simulation
from adapters.cases.render import render_priced
from adapters.tariffs.loader import load_bands, load_book
from application.offers.simulate_supply import simulate_supply
from domain.kernel.calendar import BandCalendar
from domain.tariffs.book import TariffBook

HERE = Path(__file__).parent
BILLS = sorted(folder.name for folder in HERE.iterdir() if (folder / "case.json").exists())
KNOWN_ON = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def book() -> TariffBook:
    return load_book(known_on=KNOWN_ON)


@pytest.fixture(scope="module")
def bands() -> BandCalendar:
    return load_bands()


def answer(name: str, book: TariffBook, bands: BandCalendar) -> dict[str, Any]:
    data = (HERE / name / "case.json").read_bytes()
    case = parse_simulation(data, book=book.known, bands=bands, today=KNOWN_ON)
    return render_priced(simulate_supply(facts=case.facts, book=case.book), case.given)


def expected(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name / "expected.json").read_text("utf-8"))
    return content


Flat = tuple[str, str, str, str, Decimal, str]


def flat(line: dict[str, Any]) -> Flat:
    period = line["period"]
    return line["code"], line["band"], period["start"], period["stop"], Decimal(line["quantity"]), line["amount"]


def by_clerk(line: dict[str, Any]) -> Flat:
    band = line.get("band", "M" if line["code"] == "energy" else "")
    return line["code"], band, line["start"], line["stop"], Decimal(line["quantity"]), line["amount"]


@pytest.mark.parametrize("name", [name for name in BILLS if "refused" not in expected(name)])
def test_a_bill_is_what_was_reckoned_by_hand(name: str, book: TariffBook, bands: BandCalendar) -> None:
    bill, by_hand = answer(name, book, bands), expected(name)
    assert sorted(map(flat, bill["lines"])) == sorted(map(by_clerk, by_hand["lines"]))
    assert bill["blocks"] == by_hand["blocks"]
    taxed = [{key: part[key] for key in ("rate", "taxable", "tax")} for part in bill["vat"] if not part["nature"]]
    assert taxed == by_hand["vat"]
    assert (bill["total"], bill["payable"]) == (by_hand["total"], by_hand["payable"])
    assert scontrino(bill["scontrino"]) == by_hand["scontrino"]
    assert sorted({fault["code"] for fault in bill["warnings"]}) == by_hand["warnings"]
    assert bill["unused_parameters"] == []


def scontrino(rows: dict[str, Any]) -> dict[str, str]:
    """The rows as a clerk writes them: amounts only."""
    plain = ("accise", "accise_e_iva", "canone_rai", "totale_bolletta", "totale_da_pagare")
    return {
        "quota_consumi": rows["quota_consumi"]["amount"],
        "quota_consumi_vendita": rows["quota_consumi"]["vendita"]["amount"],
        "quota_fissa": rows["quota_fissa"]["amount"],
        "quota_fissa_vendita": rows["quota_fissa"]["vendita"]["amount"],
        "quota_potenza": rows["quota_potenza"]["amount"],
        **{name: rows[name] for name in plain},
    }


@pytest.mark.parametrize("name", [name for name in BILLS if "refused" in expected(name)])
def test_a_bill_that_cannot_be_reckoned_is_refused_with_its_reason(
    name: str, book: TariffBook, bands: BandCalendar
) -> None:
    found, by_hand = answer(name, book, bands)["refused"], expected(name)["refused"]
    assert [fault["code"] for fault in found] == [fault["code"] for fault in by_hand]
    for fault, reason in zip(found, by_hand, strict=True):
        assert fault["message"].startswith(reason["message"])


@pytest.mark.parametrize("name", BILLS)
def test_every_golden_bill_says_how_it_was_reckoned(name: str) -> None:
    assert len(expected(name)["why"]) > 40
