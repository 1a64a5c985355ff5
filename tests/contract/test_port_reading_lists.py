"""What every reader of lists of readings does, whoever wrote them."""

from __future__ import annotations

import datetime as dt

import pytest

from adapters.reading_lists.reader import CsvReadingLists
from application.ports.reading_lists import CannotReadList, ReadingLists, UnknownListMapping
from tests.support.strategies.lists import WATER_ROW, WATER_UNREAD, water

AT = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


@pytest.fixture
def lists() -> ReadingLists:
    """The one reader there is."""
    return CsvReadingLists()


def test_a_good_row_is_a_reading_that_names_its_line(lists: ReadingLists) -> None:
    read = lists.read(name="w.csv", data=water(WATER_ROW), mapping="water_operator", received_at=AT)
    (taken,) = read.readings
    assert (taken.reading.origin.record, taken.reading.origin.sent_at, taken.raw) == (2, AT, WATER_ROW)
    assert (read.refused, read.unread, read.rows) == ((), (), 1)


def test_a_bad_row_and_a_meter_not_read_are_kept_apart_with_their_text(lists: ReadingLists) -> None:
    bad = WATER_ROW.replace("1.234", "many")
    read = lists.read(name="w.csv", data=water(bad, WATER_UNREAD), mapping="water_operator", received_at=AT)
    assert read.readings == ()
    assert [(each.record, each.raw, each.fault.code) for each in read.refused] == [(2, bad, "RDG-002")]
    assert [(each.record, each.raw, each.fault.code) for each in read.unread] == [(3, WATER_UNREAD, "RDG-101")]


def test_the_same_list_gives_the_same_readings(lists: ReadingLists) -> None:
    first, second = (
        lists.read(name="w.csv", data=water(WATER_ROW), mapping="water_operator", received_at=AT) for _ in range(2)
    )
    assert first == second


def test_a_mapping_nobody_declared_and_a_list_of_another_are_refused(lists: ReadingLists) -> None:
    assert "water_operator" in lists.mappings()
    with pytest.raises(UnknownListMapping, match="nobody"):
        lists.read(name="w.csv", data=water(), mapping="nobody", received_at=AT)
    with pytest.raises(CannotReadList, match="sottostazione"):
        lists.read(name="w.csv", data=water(WATER_ROW), mapping="heat_operator", received_at=AT)
