"""Contract of the case files: the same case gives the same answer, a bad one names its fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cases.case_files import JsonCases
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.corrections.recalculate_case import recalculate_case
from application.offers.estimate_spend import estimate_case
from application.offers.simulate_supply import simulate_case
from application.ports.case_files import BadCase, CaseFiles
from domain.kernel.digest import Plain
from tests.support.use_case_world import NOW

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "cases"
CASES: CaseFiles = JsonCases(PackagedTariffs(), FixedClock(NOW))
KINDS = ("simulate", "estimate", "recalculate")
EXAMPLES = sorted(FOLDER.glob("*.json"))


def answer(kind: str, data: bytes) -> Plain:
    ask = {"simulate": simulate_case, "estimate": estimate_case, "recalculate": recalculate_case}
    return ask[kind](cases=CASES, data=data)


def kind_of(path: Path) -> str:
    return path.stem.partition("_")[0]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_case_fits_its_schema_and_always_has_the_same_answer(path: Path) -> None:
    schema: Any = CASES.schema(kind_of(path))
    jsonschema.Draft202012Validator(schema).validate(json.loads(path.read_text("utf-8")))
    first = answer(kind_of(path), path.read_bytes())
    assert json.dumps(first) == json.dumps(answer(kind_of(path), path.read_bytes()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_key_that_is_not_known_is_a_bad_case_wherever_it_stands(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    for place in [content, *(value for value in content.values() if isinstance(value, dict))]:
        place["colour"] = "blue"
        with pytest.raises(BadCase) as caught:
            answer(kind_of(path), json.dumps(content).encode())
        assert any("colour" in each.field + each.problem for each in caught.value.problems)
        assert str(caught.value)
        del place["colour"]


@given(
    data=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.text(max_size=5) | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ).map(lambda value: json.dumps(value).encode())
)
def test_what_is_no_case_is_a_bad_case(data: bytes) -> None:
    for kind in KINDS:
        with pytest.raises(BadCase) as caught:
            answer(kind, data)
        assert caught.value.problems


def test_there_is_a_schema_of_every_kind_and_of_no_other() -> None:
    for kind in KINDS:
        schema: Any = CASES.schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert all(each["additionalProperties"] is False for each in schema.get("oneOf", [schema]))
    with pytest.raises(LookupError, match="other"):
        CASES.schema("other")
