"""Readings that no measure flow brings, and runs over every commodity."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.wire.converter import read as read_json
from adapters.wire.converter import write
from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.metering.record_readings import RecordedReadings, record_readings
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import DoesNotFit
from domain.billing.run import EVERY_COMMODITY
from domain.commodities.services.offer_price import RecurringPrice
from domain.commodities.services.terms import ServiceTerms
from domain.contracts.contract import ContractTerms, VatTerms
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.metering.consumption import MeterChanged, RolloverRule, between_readings
from domain.metering.gas import AnyReading
from domain.metering.reading import Kind, NewMeter, RegisterValue
from domain.tariffs.offer import Offer
from tests.support.home_supplies import FIRST, LAST, OCTOBER, PDR, gas_shown, shown, supply
from tests.support.strategies import documents as samples
from tests.support.strategies.calls import phone_contract, phone_point
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import OFFER, PARTY, World, contract, point


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """A customer of electricity and gas on one bill."""
    world = World(units, tenant)
    world.set_up()
    gas = fixed()
    world.register(
        PARTY,
        OFFER,
        gas,
        point(1),
        attrs.evolve(samples.supply_point(), code=PDR, commodity="gas"),
        attrs.evolve(contract(1), bill_group="HOME"),
        supply("G-0001", PDR, gas, ContractTerms(gas.code, home(), VatTerms("other"))),
    )
    return world


def recorded(world: World, *readings: AnyReading) -> RecordedReadings:
    return record_readings(units=world.units, books=world.books, actor=world.actor, readings=readings)


def test_readings_are_recorded_once_and_journaled(world: World) -> None:
    assert recorded(world, FIRST, LAST) == RecordedReadings(2, 0)
    assert world.recorded()[-1] == "record_readings"
    assert world.events()[-1] == "readings.recorded"
    entries = len(world.journal())
    assert recorded(world, FIRST, LAST) == RecordedReadings(0, 2)
    assert len(world.journal()) == entries
    assert recorded(world) == RecordedReadings(0, 0)


def test_a_later_origin_corrects_and_the_same_one_cannot(world: World) -> None:
    recorded(world, FIRST)
    with pytest.raises(DoesNotFit, match="with other values"):
        recorded(world, LAST, gas_shown(FIRST.day, 999))
    assert recorded(world, FIRST, gas_shown(FIRST.day, 999, record=2)) == RecordedReadings(1, 1)
    with world.units(world.tenant) as uow:
        assert len(uow.measures.readings([PDR], FIRST.day, LAST.day)[PDR]) == 2


def test_an_unknown_point_or_one_without_a_meter_refuses_all(world: World) -> None:
    world.register(phone_point())
    with pytest.raises(NotFound, match="00000000000000"):
        recorded(world, FIRST, gas_shown(FIRST.day, 1, "00000000000000"))
    with pytest.raises(DoesNotFit, match="no meter"):
        recorded(world, FIRST, shown(FIRST.day, 1, phone_contract().point))
    with world.units(world.tenant) as uow:
        assert uow.measures.readings([PDR], FIRST.day, LAST.day) == {PDR: ()}


@pytest.mark.parametrize("commodity", ["electricity", "water", "heat"])
def test_an_exchange_of_any_meter_is_a_reading_that_tells_both(world: World, commodity: str) -> None:
    code = point(2).code if commodity == "electricity" else f"{commodity.upper()}-1"
    world.register(attrs.evolve(point(2), code=code, commodity=commodity))
    new = NewMeter("N-2", (RegisterValue(Kind.ACTIVE, "M", Decimal(7)),))
    exchange = attrs.evolve(shown(dt.date(2026, 10, 12), 1030, code), serial="N-1", exchange=new)
    first, last = shown(FIRST.day, 1000, code), attrs.evolve(shown(LAST.day, 27, code), serial="N-2")
    told = read_json(tuple[AnyReading, ...], write((first, exchange, last)))
    assert recorded(world, *told).accepted == 3
    with world.units(world.tenant) as uow:
        stored = uow.measures.readings([code], FIRST.day, LAST.day)[code]
    found = between_readings(stored, OCTOBER, RolloverRule(Decimal("0.9"), Decimal("1.1")), Decimal(0))
    assert [part.total for part in found] == [30, 20]
    with pytest.raises(MeterChanged):
        between_readings(
            (attrs.evolve(first, serial="N-1"), last), OCTOBER, RolloverRule(Decimal("0.9"), Decimal("1.1")), Decimal(0)
        )


def test_a_run_over_every_commodity_makes_one_bill_of_a_group(world: World) -> None:
    cover = Offer(
        "COVER",
        "Cover",
        "services",
        frozenset({"consumer"}),
        RecurringPrice(Money.of("7.90")),
        (),
        (),
        Period(OCTOBER.start),
    )
    cover_terms = ContractTerms(cover.code, ServiceTerms("Boiler"), VatTerms("other"))
    code = "BOILER-1"
    world.register(
        cover,
        attrs.evolve(samples.supply_point(), code=code, commodity="services"),
        supply("A-0001", code, cover, cover_terms),
    )
    electric = [shown(day, value, point(1).code) for day, value in ((FIRST.day, 500), (LAST.day, 700))]
    recorded(world, FIRST, LAST, *electric)
    there = world.at(dt.datetime(2026, 11, 10, 8, tzinfo=dt.UTC))
    run = plan_run(
        units=there.units,
        books=there.books,
        actor=there.actor,
        commodity_code=EVERY_COMMODITY,
        period=OCTOBER,
        cycle_months=1,
        issue_on=dt.date(2026, 11, 10),
        known_on=dt.date(2026, 11, 10),
    )
    assert run.contracts == 3
    there.execute(run.id)
    seal_run(units=there.units, books=there.books, actor=there.actor, run_id=run.id)
    with there.units(there.tenant) as uow:
        (bill,) = uow.bills.of_run(run.id)
    assert [part.priced.commodity for part in bill.parts] == ["electricity", "gas", "services"]
    assert there.recorded().count("plan_run") == 1
