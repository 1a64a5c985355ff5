"""Lines of fixed width: what is written is read again, and a bad line is refused alone."""

from __future__ import annotations

import datetime as dt
import string

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sii.flows.own_reading_list import OWN_READING_LIST, OwnListRegister
from adapters.sii.layouts.fixed_width import UnwritableLine, document, line_length, read_line, read_lines, write_lines
from adapters.sii.records.delimited import NotDelimited, TableLimits

LIMITS = TableLimits()
_CODE = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=4)
READINGS = st.builds(
    OwnListRegister,
    route=st.none() | _CODE,
    order=st.none() | st.integers(0, 99_999),
    point=_CODE,
    serial=_CODE,
    register=st.none() | _CODE,
    digits=st.none() | st.integers(1, 99),
    read_on=st.none() | st.dates(),
    value=st.none() | st.integers(0, 10**9 - 1),
    outcome=st.none() | _CODE,
    note=st.none() | st.text("abcèù '-", min_size=1, max_size=18).map(str.strip).filter(bool),
)
ONE = OwnListRegister(
    point="IT999E00000003", serial="M1", order=7, digits=6, read_on=dt.date(2026, 10, 31), value=1204, note="cane"
)


@given(st.lists(READINGS, max_size=5))
def test_lines_are_read_as_written_and_are_of_one_length(found: list[OwnListRegister]) -> None:
    data = write_lines(OWN_READING_LIST, [(each,) for each in found])
    assert [taken.records for taken in read_lines(OWN_READING_LIST, data, LIMITS)] == [(each,) for each in found]
    assert {len(line) for line in data.decode().split("\r\n") if line} <= {100}
    assert line_length(OWN_READING_LIST) == 100


def test_numbers_are_filled_with_zeros_and_text_with_spaces() -> None:
    (line, _) = write_lines(OWN_READING_LIST, [(ONE,)]).decode().split("\r\n")
    assert line == f"{'':8}00007{'IT999E00000003':20}{'M1':20}{'':4}0631/10/2026000001204{'':4}{'cane':18}"
    assert read_line(OWN_READING_LIST, line.rstrip()) == (ONE,)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"{'':13}{'P':20}", "SII-005"),
        (f"{'':13}{'P':20}{'M':20}{'':6}31/02/2026", "SII-006"),
        (f"{'':8}seven{'P':20}{'M':20}", "SII-006"),
        (f"{'':13}{'P':20}{'M':20}{'':60}x", "SII-043"),
    ],
)
def test_a_bad_line_is_refused_alone(line: str, code: str) -> None:
    good = write_lines(OWN_READING_LIST, [(ONE,)])
    first, bad, last = read_lines(OWN_READING_LIST, good + f"{line}\n".encode() + good, LIMITS)
    assert first.records == last.records == (ONE,)
    assert bad.fault is not None
    assert (bad.line, bad.fault.code) == (2, code)


@pytest.mark.parametrize("change", [{"point": "P" * 21}, {"note": "two\nlines"}, {"note": " outer"}, {"value": 10**9}])
def test_a_value_that_does_not_fit_is_not_written(change: dict[str, str | int]) -> None:
    with pytest.raises(UnwritableLine):
        write_lines(OWN_READING_LIST, [(attrs.evolve(ONE, **change),)])  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"\x00", b"\x81"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotDelimited):
        list(read_lines(OWN_READING_LIST, data, LIMITS))


def test_more_than_the_limit_is_refused() -> None:
    data = write_lines(OWN_READING_LIST, [(ONE,)] * 3)
    with pytest.raises(NotDelimited, match="limit"):
        list(read_lines(OWN_READING_LIST, data, TableLimits(max_rows=2)))


def test_the_layout_is_documented_and_says_that_it_is_ours() -> None:
    table = document(OWN_READING_LIST)
    assert "| 14 | 33 | `PUNTO` | code | sì | Punto di fornitura | own |" in table
    assert table.count("| own |") == 10
