"""Gas through billing runs: the counters of the year go on from bill to bill, and follow what is reckoned again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest

from adapters.wire.converter import read as read_json
from adapters.wire.converter import write
from application.billing.plan_run import plan_run
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.metering.record_readings import record_readings
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import DoesNotFit
from domain.billing.run import ResultOutcome, RunResult
from domain.commodities.gas.terms import Climate
from domain.contracts.contract import DepositTerms
from domain.kernel.validity import History, Period
from domain.metering.gas import AnyReading, NewGasMeter
from domain.metering.reading import Action, Kind
from domain.pricing.line import Line
from domain.pricing.priced import Priced
from tests.support.gas_world import DECEMBER, NOVEMBER, NUMBER, OCTOBER, C, gas_world, read, take, told
from tests.support.strategies.gas import home
from tests.support.use_case_world import World, point


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return gas_world(units, tenant)


def planned(world: World, month: Period) -> str:
    """A run of a month, issued on the tenth of the next."""
    on = min(month.stop.replace(day=10), dt.date(2026, 12, 31))
    return plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="gas",
        period=month,
        cycle_months=1,
        issue_on=on,
        known_on=on,
    ).id


def billed(world: World, month: Period) -> Priced:
    """The bill of a month."""
    run, found = ran(world, month)
    assert found.priced is not None, found
    there = world.at(dt.datetime.combine(month.stop.replace(day=10), dt.time(8), dt.UTC))
    seal_run(units=there.units, books=there.books, actor=there.actor, run_id=run)
    return found.priced


def ran(world: World, month: Period) -> tuple[str, RunResult]:
    """A run over a month, executed, and what came of the contract."""
    there = world.at(dt.datetime.combine(month.stop.replace(day=10), dt.time(8), dt.UTC))
    run = planned(there, month)
    there.execute(run)
    return run, there.results(run)[NUMBER]


def by_rate(lines: tuple[Line, ...], code: str, *, corrected: bool = False) -> list[tuple[str, str, Decimal]]:
    """Band, VAT rate and Smc of a component."""
    chosen = [line for line in lines if line.code == code and bool(line.correction) is corrected]
    return [(line.band, str(line.vat.rate), line.quantity.value) for line in chosen]


def test_a_second_bill_goes_on_from_the_first(world: World) -> None:
    read(world, dt.date(2026, 9, 30), 1000)
    read(world, dt.date(2026, 10, 31), 1400)
    read(world, dt.date(2026, 11, 30), 1500)
    october, november = billed(world, OCTOBER), billed(world, NOVEMBER)
    assert by_rate(october.lines, "excise") == [("0-120", "0.10", Decimal(120)), ("120-480", "0.10", Decimal(300))]
    assert by_rate(november.lines, "energy") == [("M", "0.10", Decimal(60)), ("M", "0.22", Decimal(45))]
    assert by_rate(november.lines, "tau3") == [("121-480", "0.10", Decimal(60)), ("481-1560", "0.22", Decimal(45))]


def test_a_reading_corrected_later_moves_what_was_charged_after_it(world: World) -> None:
    read(world, dt.date(2026, 9, 30), 1000)
    read(world, dt.date(2026, 10, 31), 1400)
    read(world, dt.date(2026, 11, 30), 1500)
    first = [billed(world, OCTOBER), billed(world, NOVEMBER)]
    read(world, dt.date(2026, 10, 31), 1300, record=2)
    read(world, dt.date(2026, 12, 31), 1500)
    december = billed(world, DECEMBER)
    lines = tuple(line for bill in (*first, december) for line in bill.lines)
    net: dict[tuple[str, str, str], Decimal] = {}
    for line in lines:
        if line.code in ("excise", "energy", "tau3"):
            place = (line.code, line.band, str(line.vat.rate))
            net[place] = net.get(place, Decimal(0)) + line.quantity.value
    assert net == {
        ("energy", "M", "0.10"): Decimal(480),
        ("energy", "M", "0.22"): Decimal(45),
        ("excise", "0-120", "0.10"): Decimal(120),
        ("excise", "120-480", "0.10"): Decimal(360),
        ("excise", "480-1560", "0.22"): Decimal(45),
        ("tau3", "121-480", "0.10"): Decimal(360),
        ("tau3", "481-1560", "0.22"): Decimal(45),
    }
    assert [each.period for each in december.corrections] == [Period(OCTOBER.start, NOVEMBER.stop)]


def test_a_deposit_that_cannot_be_told_holds_the_bill_and_the_next_one_charges_it(world: World) -> None:
    for day, shown in ((dt.date(2026, 9, 30), 1000), (dt.date(2026, 10, 31), 1010), (dt.date(2026, 11, 30), 1020)):
        read(world, day, shown)
    ask(world, DepositTerms())
    october = planned(world, OCTOBER)
    world.execute(october)
    (held,) = world.results(october, ResultOutcome.HELD).values()
    assert [fault.code for fault in held.faults] == ["RSK-006"]
    assert "yearly use" in held.faults[0].message
    review_result(
        units=world.units, actor=world.actor, run_id=october, contract=NUMBER, release=True, reason="bill it later"
    )
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=october)
    ask(world, DepositTerms(Decimal(900)))
    november = billed(world, NOVEMBER)
    assert [(line.code, str(line.amount)) for line in november.lines if line.code == "deposit"] == [
        ("deposit", "90.00")
    ]
    assert "PRC-101" in {fault.code for fault in november.warnings}  # the classes are recalled


def ask(world: World, asked: DepositTerms) -> None:
    with world.units(world.tenant) as uow:
        contract = uow.contracts.get(NUMBER)
    world.register(attrs.evolve(contract, deposit_terms=asked))


SEPTEMBER_30, OCTOBER_20, OCTOBER_31 = dt.date(2026, 9, 30), dt.date(2026, 10, 20), dt.date(2026, 10, 31)


def smc(priced: Priced) -> Decimal:
    return sum((line.quantity.value for line in priced.lines if line.code == "energy"), Decimal(0))


def test_the_index_of_the_meter_is_billed_by_the_c_of_the_reading_that_closes(world: World) -> None:
    take(world, told(SEPTEMBER_30, meter_m3=Decimal(1000), coefficient=Decimal("1.036086")))
    take(world, told(OCTOBER_31, meter_m3=Decimal(1110), coefficient=Decimal("1.027235")))
    assert smc(billed(world, OCTOBER)) == Decimal("112.99585")


def test_the_converter_is_billed_as_it_stands_and_the_meter_behind_it_is_kept(world: World) -> None:
    first = told(SEPTEMBER_30, meter_m3=Decimal(1000), converter_smc=Decimal(2000), coefficient=Decimal("1.03"))
    take(world, first, told(OCTOBER_31, meter_m3=Decimal(1110), converter_smc=Decimal(2120)))
    assert smc(billed(world, OCTOBER)) == 120
    assert first.reading().bands(Kind.VOLUME) == {"M": Decimal(1000)}


def test_an_exchange_in_the_period_bills_each_meter_by_its_own_readings(world: World) -> None:
    new = NewGasMeter("G4-2", meter_m3=Decimal(3), coefficient=C)
    take(
        world,
        told(SEPTEMBER_30, meter_m3=Decimal(1000), coefficient=C),
        told(OCTOBER_20, meter_m3=Decimal(1060), coefficient=C, exchange=new),
        told(OCTOBER_31, meter_m3=Decimal(43), coefficient=C, serial="G4-2"),
    )
    assert smc(billed(world, OCTOBER)) == (60 + 40) * C


def test_a_meter_replaced_by_one_that_shows_smc_goes_on_without_c(world: World) -> None:
    new = NewGasMeter("G10-2", converter_smc=Decimal(0))
    take(
        world,
        told(SEPTEMBER_30, meter_m3=Decimal(1000), coefficient=C),
        told(OCTOBER_20, meter_m3=Decimal(1060), coefficient=C, exchange=new),
        told(OCTOBER_31, converter_smc=Decimal(40), serial="G10-2"),
    )
    assert smc(billed(world, OCTOBER)) == 60 * C + 40


@pytest.mark.parametrize("serial", ["G4-2", None])
def test_two_meters_are_never_differenced(world: World, serial: str | None) -> None:
    """By their serial numbers; and by what they count, where nothing is told of these."""
    take(world, told(SEPTEMBER_30, meter_m3=Decimal(1000), coefficient=C))
    last: dict[str, Any] = {"meter_m3": Decimal(1043), "coefficient": C} if serial else {"converter_smc": Decimal(1043)}
    take(world, told(OCTOBER_31, serial=serial, **last))
    _, result = ran(world, OCTOBER)
    assert [fault.code for fault in result.faults] == ["MET-003"]


def test_a_coefficient_far_from_what_the_place_makes_expected_is_told_and_kept(world: World) -> None:
    with world.units(world.tenant) as uow:
        contract = uow.contracts.get(NUMBER)
        supply = attrs.evolve(home(), climate=Climate(Decimal(122), Decimal(2404), "E"))
        (entry,) = contract.terms.entries
        terms = attrs.evolve(entry, value=attrs.evolve(entry.value, supply=supply))
        uow.contracts.put(attrs.evolve(contract, terms=History.of("terms", [terms])))
        uow.commit()
    fine = told(OCTOBER_20, meter_m3=Decimal(1050), coefficient=Decimal("1.036086"))
    odd = told(OCTOBER_31, meter_m3=Decimal(1100), coefficient=Decimal("1.36086"))
    done = take(world, fine, odd)
    assert (done.accepted, [fault.code for fault in done.findings]) == (2, ["MET-101"])
    assert "1.36086 on 2026-10-31, 1.027235 expected" in done.findings[0].message


def test_gas_is_read_in_its_own_form_and_nothing_else_is(world: World) -> None:
    reading = told(OCTOBER_31, meter_m3=Decimal(1), coefficient=C)
    with pytest.raises(DoesNotFit, match='kind "gas"'):
        record_readings(units=world.units, books=world.books, actor=world.actor, readings=(reading.reading(),))
    world.register(point(1))
    other = attrs.evolve(reading, point=point(1).code)
    with pytest.raises(DoesNotFit, match="values by register"):
        take(world, other)
    cancelled = attrs.evolve(reading, action=Action.CANCEL, meter_m3=None, coefficient=None)
    assert take(world, cancelled).accepted == 1
    assert read_json(tuple[AnyReading, ...], write((reading,))) == (reading,)
