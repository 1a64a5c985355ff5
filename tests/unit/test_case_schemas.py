"""The schemas of case files, and cases that are changed anywhere."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from adapters.cases.parse import CASES, parse_estimate
from adapters.cases.problem import Problem, UnreadableCase
from adapters.cases.recalculate.parse import parse_recalculation
from adapters.cases.structure import KINDS, UnknownKind, schema
from adapters.tariffs.loader import load_bands
from domain.commodities.registry import COMMODITIES
from domain.kernel.rounding import BILL_ROUNDINGS
from tests.support.case_files import CASE, TODAY, parsed
from tests.support.strategies.supply import packaged_book


def test_there_are_three_kinds_of_case() -> None:
    for kind in KINDS:
        Draft202012Validator.check_schema(schema(kind))
    with pytest.raises(UnknownKind, match="simulate"):
        schema("refund")


def documents(kind: str) -> list[dict[str, Any]]:
    """The schemas of a kind: one a commodity, or a single one."""
    whole = schema(kind)
    found: list[dict[str, Any]] = whole.get("oneOf", [whole])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_describe_every_field(kind: str) -> None:
    for document in documents(kind):
        for part in (document, *document.get("$defs", {}).values()):
            for name, field in part.get("properties", {}).items():
                assert "description" in field or "$ref" in field or "const" in field, name


def test_every_policy_of_rounding_can_be_asked_for() -> None:
    for document in documents("simulate"):
        assert set(document["properties"]["rounding"]["enum"]) == set(BILL_ROUNDINGS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_the_schemas_are_good(kind: str) -> None:
    for document in documents(kind):
        assert document["examples"], document["$id"]
        for example in document["examples"]:
            data = json.dumps(example).encode()
            if kind == "simulate":
                parsed(data)
            elif kind == "recalculate":
                parse_recalculation(data, book=packaged_book().known, bands=load_bands(), today=TODAY)
            else:
                parse_estimate(data, book=packaged_book().known, today=TODAY)


def test_every_commodity_can_be_simulated() -> None:
    assert set(CASES) == {kind.code for kind in COMMODITIES}
    assert {document["properties"]["commodity"]["const"] for document in documents("simulate")} == set(CASES)


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(("", "M", "2026-10-16", "2026-01-01", "-1", "1e5", "other", "F1", "index/pun", "fixed", [], {})),
    st.text(max_size=5),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_case_changed_anywhere_is_read_or_refused_with_a_reason(data: st.DataObject) -> None:
    tree = copy.deepcopy(
        {
            **CASE,
            "supply": [{**CASE["supply"], "from": "2026-10-01"}, {**CASE["supply"], "from": "2026-10-16"}],
            "billed_before": [{"month": "2026-10", "energy": "7"}],
            "parameters": [{"path": "index/own", "key": [], "value": "1", "unit": "EUR/kWh", "label": "Mine"}],
            "vat": {"category": "domestic"},
        }
    )
    for _ in range(data.draw(st.integers(1, 3))):
        *parents, last = data.draw(st.sampled_from([place for place in _places(tree) if place]))
        target: Any = tree
        for step in parents:
            target = target[step]
        if data.draw(st.booleans()):
            target[last] = data.draw(LEAVES)
        elif isinstance(target, dict):
            del target[last]
    reasons: tuple[Problem, ...] = ()
    try:
        parsed(json.dumps(tree).encode())
    except UnreadableCase as error:
        reasons = error.problems
    assert all(reason.found and reason.expected for reason in reasons)
