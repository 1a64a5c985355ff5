"""Lists of readings on their way into the stores."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.reading_lists.reader import CsvReadingLists
from application.metering.import_reading_list import HandledList, import_reading_list
from application.metering.record_readings import record_readings
from application.ports.reading_lists import UnknownListMapping
from application.ports.unit_of_work import UnitsOfWork
from domain.metering.reading import Kind
from tests.support.home_supplies import FIRST, LAST, PDR, gas_shown
from tests.support.strategies.lists import GAS, WATER_ROW, WATER_UNREAD, water
from tests.support.use_case_world import World, point

POINT = "IDR-1"


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """A water point and a gas point."""
    world = World(units, tenant)
    world.set_up()
    world.register(
        attrs.evolve(point(1), code=POINT, commodity="water"), attrs.evolve(point(2), code=PDR, commodity="gas")
    )
    return world


def imported(world: World, data: bytes, mapping: str = "water_operator") -> HandledList:
    return import_reading_list(
        units=world.units,
        books=world.books,
        actor=world.actor,
        lists=CsvReadingLists(),
        name="giro.csv",
        data=data,
        mapping=mapping,
    )


def test_good_rows_are_recorded_and_bad_ones_kept_with_the_file(world: World) -> None:
    stranger, late = WATER_ROW.replace(POINT, "IDR-9"), WATER_ROW.replace("2026", "2027")
    data = water(WATER_ROW, stranger, late, WATER_UNREAD.replace(POINT, "IDR-7"))
    intake = imported(world, data)
    assert (intake.file.outcome, intake.file.records, intake.file.accepted) == ("imported", 4, 1)
    assert [(each.record, each.fault.code, each.raw) for each in intake.file.rejected_records] == [
        (3, "RDG-003", stranger),
        (4, "RDG-006", late),
    ]
    with world.units(world.tenant) as uow:
        (stored,) = uow.measures.readings([POINT], FIRST.day, LAST.day)[POINT]
        assert stored.bands(Kind.ACTIVE) == {"M": Decimal(1234)}
        assert (stored.origin.file_sha256, stored.origin.record) == (intake.file.sha256, 2)
        assert b"".join(uow.flow_files.content(intake.file.sha256)) == data
        assert [each.record for each in uow.flow_files.refused(intake.file.sha256)] == [3, 4, 5]
        assert [each.outcome for each in uow.flow_files.lines(point=POINT)] == ["taken", "refused"]


def test_the_same_list_again_changes_nothing(world: World) -> None:
    imported(world, water(WATER_ROW))
    entries = len(world.journal())
    again = imported(attrs.evolve(world), water(WATER_ROW))
    assert (again.file.accepted, again.file.known) == (0, 1)
    assert len(world.journal()) == entries
    with world.units(world.tenant) as uow:
        assert len(uow.flow_files.files(9)) == 1


def test_a_list_takes_what_it_lacked_once_its_points_are_registered(world: World) -> None:
    data = water(WATER_ROW, WATER_ROW.replace(POINT, "IDR-9"))
    imported(world, data)
    world.register(attrs.evolve(point(3), code="IDR-9", commodity="water"))
    later = world.at(dt.datetime(2026, 11, 12, 8, tzinfo=dt.UTC))
    again = imported(later, data)
    assert (again.file.accepted, again.file.known, again.file.rejected_records) == (1, 1, ())


def test_two_values_for_a_point_and_day_are_refused_and_the_same_twice_is_one(world: World) -> None:
    intake = imported(world, water(WATER_ROW, WATER_ROW, WATER_ROW.replace("1.234", "1.300")))
    assert (intake.file.accepted, [(each.record, each.fault.code) for each in intake.file.rejected_records]) == (
        1,
        [(4, "RDG-005")],
    )


def test_gas_told_for_a_point_of_water_is_refused(world: World) -> None:
    world.register(attrs.evolve(point(4), code="00594299999999", commodity="gas"))
    assert imported(world, GAS.encode(), "gas_wholesaler").file.accepted == 1
    world.register(attrs.evolve(point(5), code="00594201234568", commodity="water"))
    intake = imported(world, GAS.replace(PDR, "00594201234568").encode(), "gas_wholesaler")
    assert [each.fault.code for each in intake.file.rejected_records] == ["RDG-004"]


def test_a_list_that_is_not_what_its_mapping_says_is_kept_and_not_used(world: World) -> None:
    intake = imported(world, b"nothing")
    assert (intake.file.outcome, intake.file.accepted) == ("RDG-001", 0)
    with world.units(world.tenant) as uow:
        assert uow.flow_files.file(intake.file.sha256).outcome == "RDG-001"
    with pytest.raises(UnknownListMapping):
        imported(world, b"nothing", "nobody")


def test_readings_told_one_by_one_may_go_on_without_the_bad_ones(world: World) -> None:
    stranger = gas_shown(LAST.day, 1, "00000000000000")
    done = record_readings(
        units=world.units, books=world.books, actor=world.actor, readings=(stranger, FIRST), keep_going=True
    )
    assert (done.accepted, [(each.place, each.fault.code) for each in done.rejected]) == (1, [(0, "RDG-003")])
