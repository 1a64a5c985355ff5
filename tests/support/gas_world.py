"""A customer of gas of the small utility."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs

from application.metering.record_readings import RecordedReadings, record_readings
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.gas import GasReading
from domain.metering.reading import Action, MeasureReason, Quality
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import PARTY, World

PDR, NUMBER = "00594201234567", "G-0001"
OCTOBER, NOVEMBER, DECEMBER = (month_of(dt.date(2026, month, 1)) for month in (10, 11, 12))
C = Decimal("1.05")


def gas_world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.set_up()
    offer = fixed()
    start = OCTOBER.start
    terms = ContractTerms(offer.code, home(), VatTerms("other"))
    contract = Contract(
        NUMBER,
        PARTY.id,
        PDR,
        "gas",
        Period(start),
        History.of("terms", [Dated(Period(start), terms)]),
        PaymentMethod.TRANSFER,
        1,
        20,
    )
    point = attrs.evolve(samples.supply_point(), code=PDR, commodity="gas")
    world.register(PARTY, offer, point, contract)
    return world


def told(day: dt.date, *, record: int = 1, **shown: Any) -> GasReading:
    """What is read at the end of a day; a later record takes the place of an earlier one."""
    return GasReading(
        PDR,
        day,
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "TML",
        samples.origin(record),
        **{"serial": "G4-1"} | shown,
    )


def take(world: World, *readings: GasReading) -> RecordedReadings:
    there = world.at(dt.datetime(2027, 1, 5, 8, tzinfo=dt.UTC))  # after the last day that is read
    return record_readings(units=there.units, books=there.books, actor=there.actor, readings=readings)


def read(world: World, day: dt.date, cubic_metres: int, *, record: int = 1) -> None:
    """What the meter shows at the end of a day."""
    take(world, told(day, record=record, meter_m3=Decimal(cubic_metres), coefficient=C))
