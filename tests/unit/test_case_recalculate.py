"""Cases of corrections: what is asked is read once, and what cannot be asked is told with its place."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cases.case_files import JsonCases
from adapters.cases.recalculate.parse import merged
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.corrections.recalculate_case import recalculate_case
from application.ports.case_files import BadCase
from tests.support.use_case_world import NOW

GOLDEN = Path(__file__).resolve().parents[1] / "golden_corrections"
CASES = JsonCases(PackagedTariffs(), FixedClock(NOW))
ONE, TWO, TARIFF = "ee_estimate_then_actual", "ee_two_estimates_settled_by_one_reading", "ee_retroactive_tariff"
SIGMA3 = "electricity/sigma3"

jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=10,
)


def case(name: str) -> Any:
    return json.loads((GOLDEN / name / "case.json").read_text("utf-8"))


def ask(tree: Any) -> Any:
    return recalculate_case(cases=CASES, data=json.dumps(tree).encode())


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "foo"}, None, None),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_is_merged_as_the_examples_of_the_rfc_say(target: Any, patch: Any, result: Any) -> None:
    """RFC 7386, appendix A."""
    assert merged(target, patch) == result


@given(jsons, jsons)
def test_a_patch_merged_twice_is_merged_once_and_changes_nothing_it_was_given(target: Any, patch: Any) -> None:
    before = copy.deepcopy((target, patch))
    once = merged(target, patch)
    assert merged(once, patch) == once
    assert (target, patch) == before


def test_nothing_differs_where_nothing_is_known_otherwise() -> None:
    assert ask(case(TWO) | {"now": [{}, {}]}) == {"documents": [], "unchanged": ["contract"]}


def test_the_duties_are_found_only_for_a_customer() -> None:
    tree = case(TWO)
    (document,) = ask(tree)["documents"]
    assert document["due_on"] == "2026-10-10"
    assert document["instalments"]["case"] == "recalculation"
    del tree["customer"]
    (document,) = ask(tree)["documents"]
    assert not {"due_on", "limited", "instalments"} & set(document)


def test_the_free_market_and_other_customers_have_other_duties() -> None:
    tree = case("ee_two_year_limitation")
    assert ask(tree)["documents"][0]["limited"]
    tree["customer"]["kind"] = "company"
    assert ask(tree)["documents"][0]["limited"] is None
    tree["customer"]["small"] = True
    assert ask(tree)["documents"][0]["limited"]
    tree["customer"] = {"kind": "public_body", "market": "free", "due_days": 30}
    assert ask(tree)["documents"][0]["limited"] is None


def test_the_explanation_tells_the_readings_and_names_the_documents() -> None:
    (document,) = ask(case(ONE))["documents"]
    words = " ".join(document["correction"]["explanation"])
    assert "Lettura rilevata del 31 luglio 2026: M 1.260" in words
    assert "E2026/0000001" in words
    assert [each["values"] for each in document["correction"]["readings"]] == [{"M": "1000"}, {"M": "1260"}]


def test_a_document_that_cannot_be_priced_refuses_the_case() -> None:
    tree = case(ONE)
    tree["invoiced"][0]["case"] |= {"period": {"start": "2006-07-01", "stop": "2006-08-01"}, "issue_day": "2006-08-05"}
    assert ask(tree)["refused"][0]["code"] == "PRC-001"
    unknown = case(ONE)
    unknown["now"][0]["offer"] = {"passes": ["none"]}
    assert ask(unknown)["refused"]


def change(path: str, value: Any) -> Callable[[Any], None]:
    """Set a place of a case, by the keys to it."""

    def apply(tree: Any) -> None:
        *steps, last = [int(step) if step.isdecimal() else step for step in path.split("/")]
        for step in steps:
            tree = tree[step]
        tree[last] = value

    return apply


CREDIT = {"reason": "why", "whole": True}


@pytest.mark.parametrize(
    ("name", "changes", "place", "told"),
    [
        (ONE, [change("now", [{}, {}])], "/now", "1 patches"),
        (ONE, [change("now/0/colour", "blue")], "/now/0/colour", "no such field"),
        (ONE, [change("now/0/consumption/bands/M", 1.5)], "/now/0/consumption", 'write "1.5" in quotes'),
        (ONE, [change("invoiced/0/case/colour", "blue")], "/invoiced/0/case/colour", "no such field"),
        (ONE, [change("invoiced/0/case/commodity", "coal")], "/invoiced/0/case/commodity", "electricity"),
        (ONE, [change("now/0/period", {"stop": "2026-07-31"})], "/now/0/period", "take the document back whole"),
        (ONE, [change("now/0/issue_day", None)], "/now/0/issue_day", "the same as invoiced"),
        (ONE, [change("issue_day", "2026-08-04")], "/issue_day", "2026-08-05 or later"),
        (ONE, [change("invoiced/0/number", "E2026/0000000")], "/invoiced/0/number", "serial"),
        (TWO, [change("invoiced/1/number", "E2026/0000001")], "/invoiced/1/number", "a number of its own"),
        (TWO, [change("invoiced/1/case/period/start", "2026-07-31")], "/invoiced/1/case/period/start", "2026-08-01"),
        (
            TARIFF,
            [change("now/1/parameters", [{"path": SIGMA3, "value": "1", "valid_from": "2026-07-15"}])],
            "/now/1/parameters",
            "as in /now/0",
        ),
        (
            TARIFF,
            [
                change("invoiced/0/case/parameters", [{"path": SIGMA3, "value": "1"}]),
                change("invoiced/0/case/known_on", "2026-10-20"),
            ],
            "/now/0/known_on",
            "a day later",
        ),
        (TWO, [change("now", [{}, {}]), change("credit", CREDIT)], "/credit/document", "the number"),
        (ONE, [change("credit", CREDIT | {"document": "E2026/0000009"})], "/credit/document", "one of E2026/0000001"),
        (
            ONE,
            [change("credit", {"reason": "why", "components": ["energy"]})],
            "/now/0",
            "only a document credited whole",
        ),
        (ONE, [change("credit", {"reason": "why"})], "/credit", "exactly one of whole"),
        (ONE, [change("credit", CREDIT | {"amount": "1"})], "/credit", "exactly one of whole"),
        (ONE, [change("now", [{}]), change("credit", {"reason": "why", "amount": "0"})], "/credit/amount", "above 0"),
        (
            ONE,
            [change("now", [{}]), change("credit", {"reason": "why", "amount": "99999"})],
            "/credit",
            "left to credit",
        ),
        (
            ONE,
            [change("now", [{}]), change("credit", {"reason": "why", "components": ["x"]})],
            "/credit",
            "no component",
        ),
        (ONE, [change("customer", {"kind": "person", "due_days": 20})], "/customer/market", "nothing"),
        (ONE, [change("reason", "bad_luck")], "/reason", "one of estimate_replaced"),
    ],
)
def test_what_cannot_be_asked_is_told_with_its_place(
    name: str, changes: list[Callable[[Any], None]], place: str, told: str
) -> None:
    tree = case(name)
    for each in changes:
        each(tree)
    with pytest.raises(BadCase) as caught:
        ask(tree)
    assert [each.field.startswith(place) for each in caught.value.problems] == [True]
    assert told in caught.value.problems[0].problem


def test_two_commodities_are_two_contracts() -> None:
    tree = case(ONE)
    gas = case("gas_estimate_then_actual_moves_the_bands")
    tree["invoiced"].append(gas["invoiced"][0] | {"number": "E2026/0000002"})
    tree["now"].append({})
    tree["issue_day"] = "2026-12-20"
    with pytest.raises(BadCase, match="a contract of its own"):
        ask(tree)
    tree["invoiced"][1]["contract"] = "gas"
    answer = ask(tree)
    assert [document["contract"] for document in answer["documents"]] == ["contract"]
    assert answer["unchanged"] == ["gas"]


def test_an_issue_day_is_today_where_none_is_given() -> None:
    tree = case(ONE)
    del tree["issue_day"]
    assert dt.date.fromisoformat(ask(tree)["documents"][0]["issued_on"]) == NOW.date()
