"""Walk lists: out to the reader, and back filled in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.reading_lists.reader import CsvReadingLists
from adapters.reading_lists.route_file import COLUMNS
from application.metering.import_reading_list import HandledList, import_reading_list
from application.metering.list_reading_route import list_reading_route
from application.metering.record_readings import record_readings
from application.ports.reading_lists import UnknownForm
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.contract import ContractTerms, VatTerms
from domain.metering.manual_readings.reading_route import RouteStop
from domain.metering.reading import Kind, Reading, current
from tests.support.home_supplies import PDR, gas_shown, shown, supply
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import OFFER, PARTY, World, contract, point

ON = dt.date(2026, 11, 9)
READ = dt.date(2026, 10, 31)
FIRST, SECOND, THIRD = (point(n).code for n in (1, 2, 3))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """Two meters of electricity and one of gas at numbers 10 and 9 of a street; a third point nobody is supplied at."""
    world = World(units, tenant)
    world.set_up()
    gas = fixed()
    gas_point = attrs.evolve(samples.supply_point(), code=PDR, commodity="gas")
    street = gas_point.address
    nine, ten = (attrs.evolve(street, number=number) for number in ("9/A", "10"))
    terms = ContractTerms(gas.code, home(), VatTerms("other"))
    world.register(PARTY, OFFER, gas, attrs.evolve(gas_point, address=nine))
    world.register(attrs.evolve(point(1), address=ten), attrs.evolve(point(2), address=nine), point(3))
    world.register(contract(1), contract(2), supply("G-0001", PDR, gas, terms))
    told = (
        attrs.evolve(shown(dt.date(2026, 9, 30), 900, FIRST), serial="E-1", digits=6),
        attrs.evolve(shown(READ, 1000, FIRST), serial="E-1", digits=6),
        attrs.evolve(gas_shown(READ, 500), serial="G4-1", digits=5, coefficient=Decimal("1.02")),
    )
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=told)
    return world


def walk(world: World, **more: str) -> tuple[RouteStop, ...]:
    return list_reading_route(units=world.units, books=world.books, actor=world.actor, on=ON, **more)


def filled(world: World, readings: dict[str, str], column: str = "lettura") -> HandledList:
    """What becomes of the list once these readings are written beside their points."""
    lists = CsvReadingLists()
    lines = lists.reading_route(walk(world), ON, "csv").decode("utf-8-sig").splitlines()
    rows = [line.split(";") for line in lines]
    for row in rows[1:]:
        row[COLUMNS.index(column)] = readings.get(row[0], "")
    data = "\n".join(";".join(row) for row in rows).encode()
    return import_reading_list(
        units=world.units,
        books=world.books,
        actor=world.actor,
        lists=lists,
        name="giro.csv",
        data=data,
        mapping="walk_list",
    )


def stored(world: World, code: str) -> Reading:
    with world.units(world.tenant) as uow:
        return current(uow.measures.readings([code], READ, ON)[code])[-1]


def test_the_meters_come_in_order_of_address_with_what_they_showed_last(world: World) -> None:
    stops = walk(world)
    assert [each.point for each in stops] == [PDR, SECOND, FIRST]
    last = stops[-1]
    assert (last.serial, last.digits, last.last_day, last.customer) == ("E-1", 6, READ, PARTY.name)
    (register,) = last.registers
    assert (register.name, register.last) == ("ea:M", Decimal(1000))
    assert register.expected == (Decimal(1015), Decimal(1044))  # 100 kWh in 31 days are 29 in 9, more or less half
    assert [each.registers[0].name for each in stops] == ["meter_m3", "ea:M", "ea:M"]
    assert stops[1].registers[0].last is None


def test_a_walk_is_of_a_zone_of_points_or_of_a_commodity(world: World) -> None:
    town = walk(world)[0].town
    assert len(walk(world, zone=town.upper())) == 3
    assert walk(world, zone="Altrove") == ()
    assert [each.point for each in walk(world, commodity_code="gas")] == [PDR]
    some = list_reading_route(units=world.units, books=world.books, actor=world.actor, on=ON, points=[FIRST, THIRD])
    assert [each.point for each in some] == [FIRST]
    with pytest.raises(NotFound):
        list_reading_route(units=world.units, books=world.books, actor=world.actor, on=ON, points=["IT001E99999999"])


def test_a_list_that_comes_back_filled_in_is_recorded(world: World) -> None:
    intake = filled(world, {FIRST: "1030", PDR: "512", SECOND: "7"})
    assert (intake.file.accepted, intake.file.rejected_records, intake.unread) == (3, (), ())
    assert stored(world, FIRST).bands(Kind.ACTIVE) == {"M": Decimal(1030)}
    gas = stored(world, PDR)
    assert (gas.bands(Kind.ACTIVE), gas.coefficient, gas.serial) == ({"M": Decimal(512)}, Decimal("1.02"), "G4-1")


def test_each_row_that_comes_back_is_taken_or_refused_at_once(world: World) -> None:
    intake = filled(world, {FIRST: "999", PDR: "512"})
    assert (intake.file.accepted, [each.fault.code for each in intake.file.rejected_records]) == (1, ["RDG-014"])
    assert [each.point for each in intake.unread] == [SECOND]
    assert "non visitato" in intake.unread[0].fault.message


def test_use_beyond_the_usual_is_looked_at_and_not_refused(world: World) -> None:
    intake = filled(world, {FIRST: "1400"})
    assert (intake.file.accepted, [each.code for each in intake.file.warnings]) == (1, ["RDG-015"])


def test_a_meter_that_was_not_reached_is_told_with_its_cause(world: World) -> None:
    intake = filled(world, {FIRST: "NA", SECOND: "NA", PDR: "NA"}, column="esito")
    assert (intake.file.accepted, len(intake.unread)) == (0, 3)


def test_a_name_never_becomes_a_formula_and_the_form_is_csv_or_xlsx(world: World) -> None:
    stop = attrs.evolve(walk(world)[0], customer="=1+1;\n2")
    lists = CsvReadingLists()
    text = lists.reading_route([stop], ON, "csv").decode("utf-8-sig")
    assert (len(text.splitlines()), "'=1+1; 2" in text) == (2, True)
    workbook = lists.reading_route([stop], ON, "xlsx")
    assert workbook[:2] == b"PK"
    assert workbook == lists.reading_route([stop], ON, "xlsx")
    with pytest.raises(UnknownForm, match="pdf"):
        lists.reading_route([stop], ON, "pdf")
