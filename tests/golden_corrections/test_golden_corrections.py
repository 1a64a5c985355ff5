"""Golden corrections: a folder each, with documents as billed then, what is known now, and the correction by hand.

expected.json: `why` says how it was reckoned; for each document its lines, taken back and charged, by code, band and
first day; what changes by component; blocks, VAT, total; why, of which days, from which energy to which; `unchanged`
are the contracts of which nothing differs. A document that is issued anew is given as a bill.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from adapters.cases.case_files import JsonCases
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.corrections.recalculate_case import recalculate_case
from domain.pricing.correction import CorrectionReason

HERE = Path(__file__).parent
NAMES = sorted(folder.name for folder in HERE.iterdir() if (folder / "case.json").exists())
CASES = JsonCases(PackagedTariffs(), FixedClock(dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)))


def answer(name: str) -> Any:
    return recalculate_case(cases=CASES, data=(HERE / name / "case.json").read_bytes())


def expected(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name / "expected.json").read_text("utf-8"))
    return content


Flat = tuple[str, str, str, str, Decimal, str]


def flat(line: dict[str, Any]) -> Flat:
    period = line.get("period", line)
    return line["code"], line["band"], period["start"], period["stop"], Decimal(line["quantity"]), line["amount"]


def taxed(vat: list[dict[str, str]]) -> list[dict[str, str]]:
    parts = [{key: part[key] for key in ("rate", "taxable", "tax")} for part in vat if not part.get("nature")]
    return sorted(parts, key=lambda part: part["rate"])


def energy(bands: dict[str, str]) -> dict[str, Decimal]:
    return {band: Decimal(value) for band, value in bands.items()}


def by_component(rows: list[dict[str, str]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row["code"]] = sums.get(row["code"], Decimal(0)) + Decimal(row["difference"])
    return sums


@pytest.mark.parametrize("name", NAMES)
def test_a_correction_is_what_was_reckoned_by_hand(name: str) -> None:
    found, by_hand = answer(name), expected(name)
    assert found["unchanged"] == by_hand["unchanged"]
    assert len(found["documents"]) == len(by_hand["documents"])
    for document, wanted in zip(found["documents"], by_hand["documents"], strict=True):
        assert (document["contract"], document["kind"]) == (wanted["contract"], wanted["kind"])
        if "bill" in wanted:
            check_bill(document["bill"], wanted["bill"])
        else:
            check_correction(document, wanted)


def check_bill(bill: dict[str, Any], wanted: dict[str, Any]) -> None:
    charged = [line for line in bill["lines"] if Decimal(line["quantity"])]
    assert sorted(map(flat, charged)) == sorted(map(flat, wanted["lines"]))
    check_amounts(bill, wanted)


def check_correction(document: dict[str, Any], wanted: dict[str, Any]) -> None:
    why = document["correction"]
    assert (why["reason"], why["period"], why["documents"]) == tuple(
        wanted[field] for field in ("reason", "period", "documents")
    )
    assert energy(why["energy_before"]) == energy(wanted["energy_before"])
    assert energy(why["energy_now"]) == energy(wanted["energy_now"])
    for side in ("taken_back", "charged"):
        assert sorted(map(flat, document[side])) == sorted(map(flat, wanted[side])), side
    assert by_component(document["components"]) == {
        code: Decimal(amount) for code, amount in wanted["components"].items()
    }
    check_amounts(document, wanted)
    for duty in ("limited", "instalments"):
        assert (duty in document) == (duty in wanted)
        if wanted.get(duty) is None:
            assert document.get(duty) is None
        else:
            assert {field: document[duty][field] for field in wanted[duty]} == wanted[duty]


def check_amounts(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert found["blocks"] == wanted["blocks"]
    assert taxed(found["vat"]) == taxed(wanted["vat"])
    assert (found["total"], found["payable"]) == (wanted["total"], wanted["payable"])


@pytest.mark.parametrize("name", NAMES)
def test_every_golden_correction_says_how_it_was_reckoned(name: str) -> None:
    assert len(expected(name)["why"]) > 40


def test_every_reason_has_a_golden_correction() -> None:
    reasons = {each["reason"] for name in NAMES for each in expected(name)["documents"] if "reason" in each}
    assert reasons == {reason.name.lower() for reason in CorrectionReason}
