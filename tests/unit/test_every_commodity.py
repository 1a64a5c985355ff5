"""Every commodity of the platform is complete: a new one is a folder or a file and its lines in the registries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from adapters.cases.parse import CASES, parse_simulation
from adapters.cases.structure import schema
from adapters.print.wording import glossary
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.loader import load_book
from domain.billing.deposits import deposit_plan
from domain.billing.due_sums import late_indemnity
from domain.billing.duties.limitation import LimitationRule
from domain.commodities.registry import COMMODITIES, TERMS_KINDS, commodity
from domain.contracts.contract import DepositTerms, Market
from domain.kernel.money import ZERO, Money
from domain.pricing.commodity import Commodity
from domain.pricing.counters.yearly import counters_at, counts_over_a_year
from domain.pricing.deposit import DepositUnknown
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.lookup import Lookup

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 24)
BOOK = load_book(known_on=TODAY)

each = pytest.mark.parametrize("kind", COMMODITIES, ids=lambda kind: kind.code)


def cases(folder: str, kind: Commodity, name: str = "*.json") -> list[Path]:
    found = sorted((ROOT / folder).glob(name))
    return [path for path in found if json.loads(path.read_text("utf-8")).get("commodity") == kind.code]


def first_example(kind: Commodity) -> BillingFacts:
    """The facts of its first worked example."""
    tariffs = PackagedTariffs()
    data = cases("docs/cases", kind, "simulate*.json")[0].read_bytes()
    return parse_simulation(data, book=tariffs.book, bands=tariffs.bands(), today=TODAY).facts


@each
def test_it_is_found_by_its_code_and_named_on_paper(kind: Commodity) -> None:
    assert commodity(kind.code) is kind
    assert kind.label
    assert kind.point_label
    assert kind.point_code(kind.point_example) == kind.point_example


@each
def test_it_has_its_entry_in_every_registry(kind: Commodity) -> None:
    assert TERMS_KINDS[kind.code] is kind.terms
    assert kind.terms.commodity == kind.code
    assert kind.lines
    assert kind.code in CASES


@pytest.mark.parametrize("registry", [TERMS_KINDS, CASES])
def test_no_registry_has_an_entry_of_what_is_no_commodity(registry: Mapping[str, object]) -> None:
    assert registry.keys() <= {kind.code for kind in COMMODITIES}


@each
def test_a_deposit_of_it_goes_by_its_rule_and_is_refused_where_it_has_none(kind: Commodity) -> None:
    asked = DepositTerms(Decimal(1000), Money.of("500.00"))
    contract = attrs.evolve(first_example(kind).contract, deposit_terms=asked)
    if kind.deposit is not None:
        plan = deposit_plan(contract, Lookup(BOOK), TODAY)
        assert plan is not None
        assert plan.whole > ZERO
        assert plan.used
        return
    with pytest.raises(DepositUnknown, match=kind.code):
        deposit_plan(contract, Lookup(BOOK), TODAY)


@each
def test_it_counts_over_a_year_by_its_own_rule_or_not_at_all_without_an_offer_that_does(kind: Commodity) -> None:
    facts = first_example(kind)
    assert counts_over_a_year(facts.contract, {}, kind.counters) == (kind.counters is not None)
    assert all(not counter.quantity for counter in counters_at((), facts.contract, {}, kind.counters, facts.period))


@each
def test_the_law_gives_it_limitation_instalments_and_indemnity_together_or_none_of_them(kind: Commodity) -> None:
    facts, year_later = first_example(kind), TODAY + dt.timedelta(days=365)
    customer = facts.contract.terms.on(facts.period.last).supply.customer_class
    has_duty = BOOK.has("billing/issue_days", (kind.code,))
    assert (LimitationRule.on(BOOK, TODAY, kind.code) is not None) == has_duty
    for market in Market:
        rules = kind.instalments(BOOK, TODAY, customer, market)
        assert (rules is not None) == has_duty, market
    late = late_indemnity(attrs.evolve(facts, issue_day=year_later), Lookup(BOOK), None)
    assert (late is not None) == has_duty


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
