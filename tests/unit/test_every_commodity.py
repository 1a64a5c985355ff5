"""Every commodity of the platform is complete: a new one is a folder or a file and its lines in the registries."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from adapters.cases.parse import CASES, parse_simulation
from adapters.cases.structure import schema
from adapters.print.wording import glossary
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.loader import load_book
from domain.commodities.commodity import Commodity
from domain.commodities.registry import COMMODITIES, TERMS_KINDS, commodity
from domain.invoices.priced import Priced
from domain.invoices.pricers import PRICERS
from domain.invoices.pricing import price
from domain.taxes.registry import EXCISE_VALUES, EXCISES

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 24)
BOOK = load_book(known_on=TODAY)

each = pytest.mark.parametrize("kind", COMMODITIES, ids=lambda kind: kind.code)


def cases(folder: str, kind: Commodity, name: str = "*.json") -> list[Path]:
    found = sorted((ROOT / folder).glob(name))
    return [path for path in found if json.loads(path.read_text("utf-8")).get("commodity") == kind.code]


@each
def test_it_is_found_by_its_code_and_named_on_paper(kind: Commodity) -> None:
    assert commodity(kind.code) is kind
    assert kind.label
    assert kind.point_label
    assert kind.point_code(kind.point_example) == kind.point_example


@each
def test_it_has_its_entry_in_every_registry(kind: Commodity) -> None:
    assert TERMS_KINDS[kind.code] is kind.terms
    assert PRICERS[kind.code]
    assert kind.code in EXCISES
    assert kind.code in EXCISE_VALUES
    assert kind.code in CASES


@each
def test_it_can_be_simulated_by_a_published_schema_with_examples(kind: Commodity) -> None:
    documents = [each for each in schema("simulate")["oneOf"] if each["properties"]["commodity"]["const"] == kind.code]
    assert len(documents) == 1
    assert documents[0]["examples"]


@each
def test_it_has_a_worked_example_that_can_be_priced(kind: Commodity) -> None:
    examples = cases("docs/cases", kind, "simulate*.json")
    assert examples, f"docs/cases has no simulate*.json for {kind.code}"
    tariffs = PackagedTariffs()
    for path in examples:
        case = parse_simulation(path.read_bytes(), book=tariffs.book, bands=tariffs.bands(), today=TODAY)
        assert isinstance(price(case.facts, case.book), Priced), path.name


@each
def test_it_has_golden_bills(kind: Commodity) -> None:
    assert len(cases("tests/golden", kind, "*/case.json")) >= 3


@each
def test_every_component_it_declares_is_a_parameter_and_is_explained(kind: Commodity) -> None:
    words = glossary()
    for path in cases("tests/golden", kind, "*/case.json"):
        tariffs = PackagedTariffs()
        case = parse_simulation(path.read_bytes(), book=tariffs.book, bands=tariffs.bands(), today=TODAY)
        for entry in case.facts.contract.terms.entries:
            for component in (*kind.regulated(entry.value.supply), *kind.sale(entry.value.supply).values()):
                assert component.path in BOOK.heads, component
                assert component.code in words, component
