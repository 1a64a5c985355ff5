"""Digests: one form of a value, the same on any machine, and no two sequences alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.digest import Plain, canonical, chain, digest, digest_of_bytes, digest_of_texts
from tests.support.strategies.kernel import trees

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


def turned_round(value: Plain) -> Plain:
    """The same tree with every mapping in the opposite order, and tuples for lists."""
    if isinstance(value, dict):
        return {key: turned_round(item) for key, item in reversed(value.items())}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(turned_round(item) for item in value)
    return value


@given(trees())
def test_the_canonical_form_does_not_depend_on_the_order_of_keys(value: Plain) -> None:
    assert canonical(turned_round(value)) == canonical(value)
    assert digest(turned_round(value)) == digest(value)


@given(trees())
def test_the_canonical_form_is_read_back_as_the_same_value(value: Plain) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(trees(), trees())
def test_two_values_share_a_digest_only_when_they_share_a_form(one: Plain, other: Plain) -> None:
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))


def test_the_canonical_form_is_dense_sorted_and_utf_8() -> None:
    assert canonical({"b": ["è", 1, None], "a": True}) == '{"a":true,"b":["è",1,null]}'.encode()
    assert digest("a") == hashlib.sha256(b'"a"').hexdigest()
    assert digest_of_bytes(b"a") == hashlib.sha256(b"a").hexdigest()


@pytest.mark.parametrize("value", [1.0, float("nan"), Decimal(1), b"x", {1}, object()])
@pytest.mark.parametrize(
    "wrap", [lambda x: x, lambda x: [x], lambda x: {"a": (1, {"b": x})}], ids=["bare", "list", "deep"]
)
def test_floats_and_what_else_has_no_one_form_are_refused(value: Any, wrap: Any) -> None:
    with pytest.raises(TypeError, match=f"no canonical form for {type(value).__name__}"):
        canonical(wrap(value))


@pytest.mark.parametrize("key", [1, None, True, 1.5])
def test_keys_are_text(key: Any) -> None:
    with pytest.raises(TypeError, match="keys are text"):
        canonical([{key: "a"}])


@given(st.lists(texts, max_size=5), st.lists(texts, max_size=5))
def test_no_two_sequences_of_texts_look_alike(one: list[str], other: list[str]) -> None:
    assert (digest_of_texts(one) == digest_of_texts(other)) == (one == other)


@given(st.lists(st.text("1:a", max_size=4), min_size=1, max_size=5), st.data())
def test_texts_joined_or_cut_elsewhere_have_another_digest(parts: list[str], data: st.DataObject) -> None:
    joined = "".join(parts)
    place = data.draw(st.integers(0, len(joined)))
    other = [joined[:place], joined[place:]]
    assert (digest_of_texts(other) == digest_of_texts(parts)) == (other == parts)
    assert (digest_of_texts([joined]) == digest_of_texts(parts)) == (parts == [joined])


@given(st.lists(trees(), min_size=2, max_size=5))
def test_a_link_depends_on_every_link_before_it(values: list[Plain]) -> None:
    def end(links: list[Plain]) -> str:
        last = ""
        for link in links:
            last = chain(last, link)
        return last

    assert end(values) == end([turned_round(value) for value in values])
    assert end([["another", values[0]], *values[1:]]) != end(values)
    assert end(values[1:]) != end(values)
