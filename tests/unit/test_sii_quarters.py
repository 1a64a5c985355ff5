"""Quarter-hour curves: the clock changes to the letter, and no value that is not there."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.sii.records.quarters import BadCurve, CurveRow, curve_rows, day_curves, read_row, write_row
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve
from domain.metering.reading import Action
from tests.support.strategies import meters as strategies_meters

MARCH, OCTOBER, MAY = (month_of(dt.date(2026, number, 1)) for number in (3, 10, 5))


def _row(day: int, dst: str | None, numbers: range | list[int], value: str = "0,{:03d}", **more: str) -> etree._Element:
    element = etree.Element("Ea")
    if dst is not None:
        element.set("Dst", dst)
    for number in numbers:
        element.set(f"E{number}", value.format(number))
    for name, text in more.items():
        element.set(name, text)
    element.text = f"{day:02d}"
    return element


def _read(*elements: etree._Element, month: Period = MAY) -> tuple[DayCurve, ...]:
    return day_curves([read_row(element)[0] for element in elements], month)


def _span(*spans: range) -> list[int]:
    return [number for span in spans for number in span]


@pytest.mark.parametrize("dst", [None, "0", ""])
def test_a_normal_day_has_e1_to_e96(dst: str | None) -> None:
    (curve,) = _read(_row(4, dst, range(1, 97)))
    assert curve == DayCurve(dt.date(2026, 5, 4), tuple(range(1, 97)))


def test_in_march_the_hour_that_is_skipped_is_empty() -> None:
    numbers = _span(range(1, 9), range(13, 97))
    (curve,) = _read(_row(29, "1", numbers), month=MARCH)
    assert curve.values == tuple(numbers)
    assert _read(_row(29, "1", numbers, E9="", E10="", E11="", E12=""), month=MARCH) == (curve,)
    with pytest.raises(BadCurve, match="E9 must be empty") as caught:
        _read(_row(29, "1", numbers, E9="0,000"), month=MARCH)
    assert caught.value.code == "SII-006"


def test_in_october_two_elements_with_the_same_day_make_one_of_100_quarters() -> None:
    summer, solar = _row(25, "2", range(1, 13)), _row(25, "3", range(9, 97), "1,{:03d}")
    (curve,) = _read(solar, summer, month=OCTOBER)
    assert curve.values == (*range(1, 13), *(1000 + number for number in range(9, 97)))


def test_in_october_e97_to_e100_are_the_repeated_hour() -> None:
    (curve,) = _read(_row(25, None, range(1, 101)), month=OCTOBER)
    assert curve.values == (*range(1, 13), *range(97, 101), *range(13, 97))


@pytest.mark.parametrize(
    ("elements", "code", "says"),
    [
        ([_row(29, "0", range(1, 97))], "SII-006", "Dst 0 is for a day without a clock change"),
        ([_row(28, "1", _span(range(1, 9), range(13, 97)))], "SII-006", "Dst 1 is for the last Sunday of March"),
        ([_row(29, "1", _span(range(1, 9), range(13, 96)))], "SII-005", "E96 has no value"),
        ([_row(4, "0", range(1, 96))], "SII-005", "E96 has no value"),
        ([_row(4, "0", range(1, 101))], "SII-006", "E97, E98, E99, E100 must be empty"),
        ([_row(4, "0", [])], "SII-005", "E1 has no value"),
        ([_row(4, "0", range(1, 97)), _row(4, None, range(1, 97))], "SII-006", "given twice"),
        ([_row(32, "0", range(1, 97))], "SII-008", "day 32"),
        ([_row(0, "0", range(1, 97))], "SII-008", "day 00"),
        ([_row(4, "4", range(1, 97))], "SII-006", "Dst: found '4'"),
    ],
)
def test_a_curve_that_does_not_fit_its_days_is_refused(elements: list[etree._Element], code: str, says: str) -> None:
    with pytest.raises(BadCurve, match=says) as caught:
        _read(*elements, month=MARCH)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("elements", "code", "says"),
    [
        ([_row(25, "2", range(1, 13))], "SII-005", "needs the elements with Dst 2 and 3"),
        ([_row(25, "3", range(9, 97))], "SII-005", "needs the elements with Dst 2 and 3"),
        ([_row(25, "0", range(1, 97))], "SII-005", "E97 has no value"),
        ([_row(25, "2", range(1, 14)), _row(25, "3", range(9, 97))], "SII-006", "E13 must be empty"),
        ([_row(25, "2", range(1, 13)), _row(25, "3", range(13, 97))], "SII-005", "E9 has no value"),
        ([_row(25, "0", range(1, 101)), _row(25, "3", range(9, 97))], "SII-006", "exclude each other"),
        ([_row(24, "2", range(1, 13)), _row(24, "3", range(9, 97))], "SII-006", "last Sunday of October"),
    ],
)
def test_an_october_curve_that_is_incomplete_is_refused(elements: list[etree._Element], code: str, says: str) -> None:
    with pytest.raises(BadCurve, match=says) as caught:
        _read(*elements, month=OCTOBER)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["x", "-0,100", "0.123", "0,1234", "1.000,000", "1e3", "NaN", "0,", ",5", "٣,000"])
def test_an_unreadable_value_is_an_error_and_never_zero(text: str) -> None:
    with pytest.raises(BadCurve, match="E7") as caught:
        read_row(_row(4, "0", _span(range(1, 7), range(8, 97)), E7=text))
    assert caught.value.code == "SII-006"


@pytest.mark.parametrize(
    ("text", "watt_hours"), [("2", 2000), ("0,5", 500), ("0,05", 50), (" 1,234 ", 1234), ("12,340", 12340)]
)
def test_fewer_than_three_decimals_are_as_good(text: str, watt_hours: int) -> None:
    row, _ = read_row(_row(4, "0", _span(range(1, 7), range(8, 97)), E7=text))
    assert row.values[6] == watt_hours


def test_names_match_in_any_case_and_unknown_attributes_are_told() -> None:
    element = etree.Element("ea", {f"e{number}": "1" for number in range(1, 97)} | {"DST": "0", "Note": "x"})
    element.text = "4"
    row, unknown = read_row(element)
    assert row == CurveRow(4, 0, (1000,) * 96)
    assert unknown == ("Note",)


@pytest.mark.parametrize("text", ["", "xx", "123"])
def test_a_row_needs_its_day(text: str) -> None:
    element = _row(4, "0", range(1, 97))
    element.text = text
    with pytest.raises(BadCurve, match="day of the month"):
        read_row(element)


@given(st.data())
def test_writing_and_reading_days_is_identity(data: st.DataObject) -> None:
    days = data.draw(strategies_meters.month_curves(action=Action.NEW)).days
    elements = []
    for row in curve_rows(days):
        element = etree.Element("Ea")
        write_row(element, row)
        assert read_row(element) == (row, ())
        elements.append(element)
    assert _read(*reversed(elements), month=month_of(days[0].day)) == days
