"""The SEPA character set: texts are transliterated, identifiers are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sepa.charset import (
    NotSepaText,
    identifier,
    is_allowed,
    is_identifier,
    name,
    remittance,
    transliterate,
)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Nicolò D’Agostino", "Nicolo D'Agostino"),
        ("Società Perù & Figli", "Societa Peru + Figli"),
        ("Gauß Straße", "Gauss Strasse"),
        ("Ærø Łódź", "AEro Lodz"),
        ("12,50 € – [luce]; gas…", "12,50 EUR - (luce), gas..."),
        ("e\u0300 decomposto", "e decomposto"),
        ("  due   spazi\u00a0e\ttab ", "due spazi e tab"),
        ("50% @ <b>", "50. . .b."),
    ],
)
def test_a_text_is_transliterated_always_the_same_way(written: str, sent: str) -> None:
    assert transliterate(written) == sent


@given(st.text())
def test_every_text_comes_out_in_the_set_and_is_stable(text: str) -> None:
    once = transliterate(text)
    assert is_allowed(once)
    assert transliterate(once) == once


@given(st.text("abcXYZ019/-?:().,'+", max_size=35))
def test_an_identifier_comes_out_as_it_went_in_or_not_at_all(text: str) -> None:
    if is_identifier(text):
        assert identifier("mandate reference", text) == text
    else:
        with pytest.raises(NotSepaText):
            identifier("mandate reference", text)


@pytest.mark.parametrize("text", ["", "/A", "A/", "A//B", "UMR_1", "É1", "A&B", " A", "A ", "A\n", "A" * 36])
def test_an_identifier_outside_the_rules_is_refused_not_cleaned(text: str) -> None:
    with pytest.raises(NotSepaText, match="message id"):
        identifier("message id", text)


def test_names_and_texts_are_cut_to_their_field() -> None:
    assert name("à" * 100) == "a" * 70
    assert remittance("x" * 139 + " y") == "x" * 139
    assert name("ß" * 40) == "s" * 70


def test_a_name_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(NotSepaText, match="Latin letter"):
        name("李小龙")
