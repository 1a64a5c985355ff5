"""Texts and names of FatturaPA files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.fatturapa.names import file_name, is_file_name, progressive_text
from adapters.fatturapa.text import basic, latin, pieces
from domain.kernel.identifiers import CodiceFiscale

ANY_TEXT = st.text(st.characters(), max_size=300)
LAST = 36**5 - 1


@given(ANY_TEXT, st.integers(1, 100))
def test_any_text_becomes_latin_1_of_the_length_asked(text: str, limit: int) -> None:
    result = latin(text, limit)
    assert 1 <= len(result) <= limit
    assert result.encode("latin-1").decode("latin-1").isprintable() or "\xad" in result


@given(ANY_TEXT, st.integers(1, 100))
def test_any_text_becomes_basic_latin_where_the_schema_wants_it(text: str, limit: int) -> None:
    result = basic(text, limit)
    assert 1 <= len(result) <= limit
    assert result.isascii()
    assert result.isprintable()


@given(ANY_TEXT)
def test_transliteration_done_twice_changes_nothing_more(text: str) -> None:
    once = latin(text, 400)
    assert latin(once, 400) == once


@given(ANY_TEXT, st.integers(5, 200))
def test_pieces_lose_no_sign_but_the_spaces_they_are_cut_at(text: str, limit: int) -> None:
    parts = pieces(text, limit)
    whole = latin(text, 10_000) if parts else ""
    assert all(1 <= len(part) <= limit for part in parts)
    assert "".join(parts).replace(" ", "") == whole.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 € – l’energia", "10 EUR - l'energia"),
        ("Perù, è già", "Perù, è già"),
        ("Šárka Łukasz Đorđe", "Sárka Lukasz Dorde"),
        ("a\tb\nc\x00d", "a b c d"),
        ("東京", "??"),
        ("\u0301", "?"),
        ("ﬁne", "fine"),
        ("Quota σ1", "Quota sigma1"),
    ],
)
def test_known_signs_are_spelled_and_unknown_ones_stay_visible(text: str, expected: str) -> None:
    assert latin(text, 60) == expected


@given(st.integers(1, LAST))
def test_a_progressive_reads_back_in_base_36_and_makes_a_name_the_sdi_takes(progressive: int) -> None:
    text = progressive_text(progressive)
    assert int(text, 36) == progressive
    assert text == text.upper()
    assert is_file_name(file_name(CodiceFiscale("01234567897"), progressive))


@pytest.mark.parametrize("progressive", [0, -1, LAST + 1])
def test_a_progressive_that_five_characters_cannot_hold_is_an_error(progressive: int) -> None:
    with pytest.raises(ValueError, match="progressive"):
        progressive_text(progressive)


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("IT01234567897_FPA01.xml", True),
        ("IT01234567897_a1.xml.p7m", True),
        ("ITRSSMRA80A01F205X_00001.zip", True),
        ("DE12_00001.xml", True),
        ("IT0123456789_00001.xml", False),
        ("IT01234567897_000001.xml", False),
        ("IT01234567897_00001.XML", False),
        ("it01234567897_00001.xml", False),
        ("IT01234567897-00001.xml", False),
        ("IT01234567897_00001.xml\n", False),
    ],
)
def test_file_names_follow_the_form_of_the_sdi(name: str, accepted: bool) -> None:
    assert is_file_name(name) is accepted
