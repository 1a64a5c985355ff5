"""Lists of readings by their mappings: every commodity, every way a row can be bad."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.reading_lists.mapping import MAPPINGS, BadListMapping, mapping_from, number_of, packaged
from adapters.reading_lists.reader import CsvReadingLists
from application.ports.reading_lists import CannotReadList
from domain.metering.deliveries.reading_list import ReadingList
from domain.metering.gas import GasReading
from domain.metering.reading import Kind, Quality, Reading
from tests.support.strategies.lists import ELECTRICITY, GAS, HEAT, WATER_HEADER, WATER_ROW, WATER_UNREAD, water

AT = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)
LAST = dt.date(2026, 10, 31)


def listed(text: str | bytes, mapping: str) -> ReadingList:
    data = text if isinstance(text, bytes) else text.encode()
    return CsvReadingLists().read(name="l.csv", data=data, mapping=mapping, received_at=AT)


def only(text: str | bytes, mapping: str) -> Reading | GasReading:
    read = listed(text, mapping)
    assert (read.refused, read.unread) == ((), ())
    (taken,) = read.readings
    return taken.reading


def test_water_is_read_in_cubic_metres_with_its_serial_and_digits() -> None:
    reading = only(water(WATER_ROW), "water_operator")
    assert isinstance(reading, Reading)
    assert (reading.point, reading.day, reading.serial, reading.digits) == ("IDR-1", LAST, "A77", 5)
    assert reading.bands(Kind.ACTIVE) == {"M": Decimal(1234)}
    assert listed(water(WATER_ROW), "water_operator").readings[0].note == "cancello blu"


def test_megawatt_hours_of_heat_are_kept_as_kilowatt_hours_beside_the_volume() -> None:
    reading = only(HEAT, "heat_operator")
    assert isinstance(reading, Reading)
    assert reading.bands(Kind.ACTIVE) == {"M": Decimal(12345)}
    assert reading.bands(Kind.VOLUME) == {"M": Decimal("400.5")}


def test_gas_in_cubic_metres_carries_its_coefficient_and_needs_it() -> None:
    reading = only(GAS, "gas_wholesaler")
    assert isinstance(reading, GasReading)
    assert (reading.meter_m3, reading.coefficient, reading.serial) == (Decimal(1100), Decimal("1.027235"), "G4-1")
    (refused,) = listed(GAS.replace("1,027235", ""), "gas_wholesaler").refused
    assert (refused.fault.code, "coefficient" in refused.fault.message) == ("RDG-002", True)


def test_rows_of_one_register_each_make_one_reading() -> None:
    reading = only(ELECTRICITY, "electricity_wholesaler")
    assert isinstance(reading, Reading)
    assert reading.bands(Kind.ACTIVE) == {"F1": Decimal(100), "F2": Decimal("200.5"), "F3": Decimal(300)}
    assert reading.bands(Kind.POWER) == {"M": Decimal("3.1")}
    read = listed(ELECTRICITY.replace("200,5", "x"), "electricity_wholesaler")
    assert (read.readings, [each.record for each in read.refused]) == ((), [1, 2, 3, 4])


@pytest.mark.parametrize(
    ("changed", "to", "told"),
    [
        ("1.234", "", "no register is filled"),
        ("1.234", "-3", "is no number"),
        ("1.234", "1,2,3", "is no number"),
        ("1.234", "1e3", "is no number"),
        ("31/10/2026", "2026-10-31", "expected %d/%m/%Y"),
        ("31/10/2026", "31/02/2026", "expected %d/%m/%Y"),
        ("IDR-1", "", "the point is empty"),
        (";5;", ";five;", "digits 'five'"),
        (";R;", ";X;", "expected one of R, A, S"),
        (";cancello blu", "", "number of columns"),
    ],
)
def test_a_row_at_fault_is_refused_alone_and_says_why(changed: str, to: str, told: str) -> None:
    bad = WATER_ROW.replace(changed, to)
    read = listed(water(bad, WATER_ROW.replace("IDR-1", "IDR-2")), "water_operator")
    assert [each.reading.point for each in read.readings] == ["IDR-2"]
    (refused,) = read.refused
    assert (refused.fault.code, refused.record, refused.raw) == ("RDG-002", 2, bad)
    assert told in refused.fault.message


def test_a_meter_not_read_is_no_reading_of_zero() -> None:
    read = listed(water(WATER_UNREAD.replace(";;;NA", ";0;;NA")), "water_operator")
    assert (read.readings, read.refused) == ((), ())
    (unread,) = read.unread
    assert (unread.point, "non accessibile" in unread.fault.message) == ("IDR-1", True)


def test_a_column_nobody_declared_is_told_and_one_that_is_needed_is_missed() -> None:
    header = f"{WATER_HEADER};colore"
    read = listed(f"{header}\n{WATER_ROW};blu\n", "water_operator")
    assert [each.code for each in read.warnings] == ["RDG-102"]
    assert len(read.readings) == 1
    with pytest.raises(CannotReadList, match="lettura_mc"):
        listed(f"{WATER_HEADER.replace('lettura_mc', 'x')}\n{WATER_ROW}", "water_operator")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a\x00b", (WATER_HEADER + "\n" + "x" * 20_000).encode()])
def test_what_is_no_such_list_is_refused_whole(data: bytes) -> None:
    with pytest.raises(CannotReadList):
        listed(data, "water_operator")


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_a_number_written_the_italian_way_is_read_as_it_is(value: Decimal) -> None:
    written = f"{value:,.3f}".translate(str.maketrans(",.", ".,"))
    assert number_of(written, packaged()["water_operator"]) == value


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        ('unit = "m3"', 'unit = "acri"'),
        ('point = "codice_utenza"', 'point = "altro"'),
        ('R = "E"', 'R = "Q"'),
        ('encoding = "utf-8"', 'encoding = "morse"'),
        ('decimal = ","', 'decimal = ";"'),
        ("label = ", "title = "),
    ],
)
def test_a_mapping_that_cannot_be_followed_is_refused(changed: str, to: str) -> None:
    text = (MAPPINGS / "water_operator.toml").read_text("utf-8")
    assert changed in text
    with pytest.raises(BadListMapping, match="mapping w"):
        mapping_from("w", text.replace(changed, to))


def test_readings_of_the_customer_keep_their_quality() -> None:
    assert only(water(WATER_ROW.replace(";R;", ";A;")), "water_operator").quality is Quality.SELF_READ
