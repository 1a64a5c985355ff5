"""Taking in gas flows and what is told at a switch: for points of the commodity, nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.sii.flows.switching_data import FunctionalRecord, PointFacts
from adapters.sii.writers.electricity import write_file
from adapters.sii.writers.gas import gas_record, gas_work_record
from application.ports.flow_files import IMPORTED, LineKind
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import month_of
from domain.metering.gas import GasReading, NewGasMeter
from domain.metering.reading import Action, MeasureReason, Origin, Quality
from tests.support.use_case_world import DISTRIBUTOR, World, point, point_code

PDR, ELECTRIC = "09990000000001", "09990000000002"
OURS = "01234567897"
NOWHERE = Origin(dt.datetime(2026, 10, 1, tzinfo=dt.UTC), 0, 1, "", "")
SEPTEMBER = month_of(dt.date(2026, 9, 1))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1)
    world.register(attrs.evolve(point(2), code=PDR, commodity="gas"))
    return world


def flow_file(flow: str, *records: attrs.AttrsInstance, contract: str | None = None) -> tuple[str, bytes]:
    return write_file(
        flow=flow,
        sender=DISTRIBUTOR,
        addressee=OURS,
        dispatching_contract=contract,
        month=SEPTEMBER,
        sent_at=dt.datetime(2026, 10, 5, 8, tzinfo=dt.UTC),
        progressive=1,
        records=records,
    )


def gas(day: int, value: int, code: str = PDR) -> GasReading:
    return GasReading(
        code, dt.date(2026, 9, day), Quality.ACTUAL, MeasureReason.PERIODIC, Action.NEW, "TGL", NOWHERE,
        Decimal(value), None, Decimal("1.02"), "G4-1",
    )  # fmt: skip


def test_a_month_of_days_is_stored_as_a_reading_a_day_whatever_comes_again(world: World) -> None:
    name, data = flow_file("TGL", gas_record(*(gas(day, 100 + day) for day in range(1, 31)), flow="TGL"))
    (intake,) = world.take(name, data)
    assert (intake.outcome, intake.records, intake.accepted) == (IMPORTED, 1, 1)
    assert world.take(name, data)[0].outcome == "SII-004"
    with world.units(world.tenant) as uow:
        stored = uow.measures.readings([PDR], SEPTEMBER.start, SEPTEMBER.last)[PDR]
    assert [each.day.day for each in stored] == list(range(1, 31))


def test_an_exchange_is_stored_with_the_meter_that_came(world: World) -> None:
    changed = attrs.evolve(
        gas(15, 500),
        flow="IGMG",
        reason=MeasureReason.TECHNICAL,
        exchange=NewGasMeter("G4-2", Decimal(3), None, Decimal(1)),
    )
    world.take(*flow_file("IGMG", gas_work_record(changed)))
    with world.units(world.tenant) as uow:
        (stored,) = uow.measures.readings([PDR], SEPTEMBER.start, SEPTEMBER.last)[PDR]
    assert stored.exchange == changed.reading().exchange
    assert stored.onwards.serial == "G4-2"


def test_a_point_of_another_commodity_is_refused_alone(world: World) -> None:
    world.register(attrs.evolve(point(3), code=PDR[:-1] + "9", commodity="heat"))
    stranger = gas_record(gas(30, 7, PDR[:-1] + "8"), flow="TML")
    other = gas_record(gas(30, 7, PDR[:-1] + "9"), flow="TML")
    (intake,) = world.take(*flow_file("TML", gas_record(gas(30, 9), flow="TML"), stranger, other))
    assert (intake.records, intake.accepted) == (3, 1)
    assert [each.fault.code for each in intake.rejected_records] == ["SII-007", "SII-011"]
    assert "is of heat, the flow of gas" in intake.rejected_records[1].fault.message


def test_what_is_told_of_a_point_at_a_switch_is_found_by_the_point(world: World) -> None:
    told = FunctionalRecord(
        pod=point_code(1), case="SII1", starts_on=dt.date(2026, 10, 1), point=PointFacts(voltage_v=220)
    )
    (intake,) = world.take(*flow_file("F2G", told, contract="DP9001"))
    assert (intake.accepted, intake.rejected_records, intake.warnings) == (1, (), ())
    with world.units(world.tenant) as uow:
        (line,) = uow.flow_files.lines(point=point_code(1))
        stored = uow.measures.readings([point_code(1)], SEPTEMBER.start, dt.date(2026, 12, 31))
    assert not any(stored.values())
    assert (line.what, line.flow, line.day) == (LineKind.MESSAGE, "F2G", dt.date(2026, 10, 1))
