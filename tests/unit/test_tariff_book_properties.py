"""The tariff book against a search by hand over its rows."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.validity import Period
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import (
    NotInForce,
    ParameterHead,
    ParameterRow,
    RowsOverlap,
    Source,
    Status,
    UnknownParameter,
)

FIRST = dt.date(2026, 1, 1)
SOURCE = Source("act", "An act", "https://example.org/act")
HEAD = ParameterHead("area/name", "Voce", "A value.", "ARERA", "EUR/kWh", ("code",), 6, "an act", FIRST)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def row(key: str, start: int, stop: int, known: int, value: int) -> ParameterRow:
    period = Period(day(start), day(stop))
    return ParameterRow("area/name", (key,), period, day(known), Decimal(value), SOURCE, Status.CONFIRMED)


@st.composite
def rows(draw: st.DrawFn) -> list[ParameterRow]:
    """Rows of two keys; equally known rows of a key never overlap."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from("ab"), st.integers(0, 40), st.integers(1, 20), st.integers(0, 3)), max_size=12
        )
    )
    kept: list[ParameterRow] = []
    for value, (key, start, length, known) in enumerate(drawn):
        new = row(key, start, start + length, known, value)
        clash = any(
            old.key == new.key and old.known_from == new.known_from and old.period.overlaps(new.period) for old in kept
        )
        if not clash:
            kept.append(new)
    return kept


def by_hand(all_rows: list[ParameterRow], key: str, on: dt.date, known_on: dt.date) -> ParameterRow | None:
    alive = [r for r in all_rows if r.key == (key,) and on in r.period and r.known_from <= known_on]
    return max(alive, key=lambda r: r.known_from, default=None)


@given(rows(), st.integers(0, 4))
def test_the_value_of_every_day_is_what_a_search_by_hand_finds(all_rows: list[ParameterRow], known: int) -> None:
    book = TariffBook.of([HEAD], all_rows, day(known))
    for key in "ab":
        for number in range(-1, 62):
            expected = by_hand(all_rows, key, day(number), day(known))
            if expected is None:
                with pytest.raises(NotInForce):
                    book.value("area/name", (key,), day(number))
            else:
                assert book.value("area/name", (key,), day(number)) is expected


@given(rows(), st.integers(0, 3))
def test_a_value_is_constant_between_two_changes(all_rows: list[ParameterRow], known: int) -> None:
    book = TariffBook.of([HEAD], all_rows, day(known))
    whole = Period(day(0), day(62))
    for piece in whole.cut(book.changes("area/name", ("a",), whole)):
        found = {by_hand(all_rows, "a", piece.start + dt.timedelta(days=n), day(known)) for n in range(piece.days)}
        assert len(found) == 1


@given(rows(), st.randoms())
def test_the_digest_does_not_depend_on_the_order_of_rows(all_rows: list[ParameterRow], shuffler: random.Random) -> None:
    shuffled = list(all_rows)
    shuffler.shuffle(shuffled)
    assert TariffBook.of([HEAD], shuffled, day(9)).digest == TariffBook.of([HEAD], all_rows, day(9)).digest


def test_a_row_not_yet_known_changes_neither_value_nor_digest() -> None:
    old, new = row("a", 0, 30, 0, 1), row("a", 10, 20, 5, 2)
    before = TariffBook.of([HEAD], [old], day(4))
    after = TariffBook.of([HEAD], [old, new], day(4))
    assert after.value("area/name", ("a",), day(15)) is old
    assert after.digest == before.digest


def test_the_book_as_known_earlier_gives_the_earlier_answer() -> None:
    old, new = row("a", 0, 30, 0, 1), row("a", 10, 20, 5, 2)
    book = TariffBook.of([HEAD], [old, new], day(9))
    assert book.value("area/name", ("a",), day(15)) is new
    assert book.value("area/name", ("a",), day(25)) is old
    assert book.known(day(4)).value("area/name", ("a",), day(15)) is old
    assert book.known(day(4)).digest == TariffBook.of([HEAD], [old], day(4)).digest
    assert book.known(day(4)).known(day(9)).digest == book.digest


def test_two_rows_known_from_one_day_may_not_overlap() -> None:
    with pytest.raises(RowsOverlap, match=r"area/name\[a\]"):
        TariffBook.of([HEAD], [row("a", 0, 10, 0, 1), row("a", 9, 20, 0, 2)], day(9))


def test_an_unknown_parameter_is_not_a_missing_value() -> None:
    with pytest.raises(UnknownParameter):
        TariffBook.of([HEAD], [], day(9)).value("area/other", (), day(1))
