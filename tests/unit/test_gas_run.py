"""Gas through billing runs: the counters of the year go on from bill to bill, and follow what is reckoned again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from application.ports.unit_of_work import UnitsOfWork
from application.use_cases.plan_run import plan_run
from application.use_cases.review_run import review_result
from application.use_cases.seal_run import seal_run
from domain.contracts.contract import Contract, ContractTerms, DepositTerms, PaymentMethod, VatTerms
from domain.invoices.line import Line
from domain.invoices.priced import Priced
from domain.invoices.run import Outcome
from domain.kernel.validity import Dated, History, Period, month_of
from domain.meters.gas import billed_register
from domain.meters.reading import Action, Kind, Quality, Reading, Reason, RegisterValue
from tests import strategies_documents as samples
from tests.strategies_gas import fixed, home
from tests.unit.test_use_case_world import PARTY, World

PDR, NUMBER = "00594201234567", "G-0001"
OCTOBER, NOVEMBER, DECEMBER = (month_of(dt.date(2026, month, 1)) for month in (10, 11, 12))
C = Decimal("1.05")


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
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


def read(world: World, day: dt.date, cubic_metres: int, *, record: int = 1) -> None:
    """What the meter shows at the end of a day; a later record takes the place of an earlier one."""
    register = billed_register(Decimal(cubic_metres), None, C)
    reading = Reading(
        PDR,
        day,
        (RegisterValue(Kind.ACTIVE, "M", register.value),),
        Quality.ACTUAL,
        Reason.PERIODIC,
        Action.NEW,
        "TML",
        samples.origin(record),
        serial="G4-1",
        multiplier=register.coefficient,
    )
    with world.units(world.tenant) as uow:
        uow.measures.add(readings=[reading], curves=[])
        uow.commit()


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
    there = world.at(dt.datetime.combine(month.stop.replace(day=10), dt.time(8), dt.UTC))
    run = planned(there, month)
    there.execute(run)
    found = there.results(run)[NUMBER].priced
    assert found is not None, there.results(run)
    seal_run(units=there.units, books=there.books, actor=there.actor, run_id=run)
    return found


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
    (held,) = world.results(october, Outcome.HELD).values()
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
