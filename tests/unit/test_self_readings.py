"""Readings that customers tell: judged at once, handed on in time, answered by the distributor."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from lxml import etree

from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.self_readings.files import SelfReadingFiles
from application.metering.customer_readings.forward_readings import (
    ForwardedFile,
    ForwardedReadings,
    answer_self_reading,
    due_self_readings,
    forward_self_readings,
)
from application.metering.customer_readings.submit_reading import submit_self_reading
from application.metering.record_readings import record_readings
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import DoesNotFit
from domain.contracts.contract import ContractTerms, VatTerms
from domain.metering.manual_readings.customer_reading import CustomerReading, SelfReading, SelfReadingStatus
from domain.metering.reading import Kind, Quality, Reading, RegisterValue, current
from domain.metering.validation.finding import FindingState
from tests.support.home_supplies import PDR, gas_shown, shown, supply
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import OFFER, PARTY, World, contract, contract_number, point

POD = point(1).code
OPENED = dt.date(2026, 10, 31)
READ = dt.date(2026, 11, 9)  # the clock of the world stands at Tuesday 10 November 2026


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """A customer of electricity and of gas, both read at the end of October."""
    world = World(units, tenant)
    world.set_up()
    gas = fixed()
    gas_point = attrs.evolve(samples.supply_point(), code=PDR, commodity="gas")
    terms = ContractTerms(gas.code, home(), VatTerms("other"))
    world.register(PARTY, OFFER, gas, point(1), gas_point, contract(1), supply("G-0001", PDR, gas, terms))
    electric = attrs.evolve(shown(OPENED, 1000, POD), serial="E-1", digits=6)
    of_gas = attrs.evolve(gas_shown(OPENED, 500), serial="G4-1", digits=5, coefficient=Decimal("1.02"))
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=(electric, of_gas))
    return world


def stated(value: int, code: str = POD, **more: Any) -> CustomerReading:
    values = (RegisterValue(Kind.ACTIVE, "M", Decimal(value)),)
    given: dict[str, Any] = {"day": READ, "values": values, "point": code} | more
    return CustomerReading(**given)


def submitted(world: World, reading: CustomerReading) -> SelfReading:
    return submit_self_reading(units=world.units, books=world.books, actor=world.actor, stated=reading)


def forwarded(world: World) -> tuple[ForwardedFile, ...]:
    return handed_on(world).files


def handed_on(world: World) -> ForwardedReadings:
    return forward_self_readings(units=world.units, actor=world.actor, lists=SelfReadingFiles(SiiMarketFlows()))


def counting(world: World, code: str = POD) -> tuple[Reading, ...]:
    with world.units(world.tenant) as uow:
        return current(uow.measures.readings([code], OPENED, dt.date(2026, 12, 31))[code])


def test_a_plausible_reading_counts_at_once_and_waits_four_working_days_at_most(world: World) -> None:
    done = submitted(world, stated(1050))
    assert (done.status, done.reasons, done.forward_by) == (
        SelfReadingStatus.TO_FORWARD,
        (),
        dt.date(2026, 11, 16),  # Wednesday, Thursday, Friday, Monday
    )
    last = counting(world)[-1]
    assert (last.day, last.quality, last.serial, last.digits) == (READ, Quality.SELF_READ, "E-1", 6)
    assert last.bands(Kind.ACTIVE) == {"M": Decimal(1050)}
    assert last.origin.file_name == "self-reading"


def test_the_same_reading_told_again_gives_the_same_answer_and_changes_nothing(world: World) -> None:
    first = submitted(world, stated(1050))
    entries = len(world.journal())
    assert submitted(world.at(dt.datetime(2026, 11, 12, 8, tzinfo=dt.UTC)), stated(1050)) == first
    refused = submitted(world, stated(1))
    assert len(world.journal()) == entries + 1
    assert submitted(world, stated(1)) == refused
    assert len(world.journal()) == entries + 1


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        (stated(1050, "IT001E99999999"), "RDG-011"),
        (stated(1050, contract="K-9999"), "RDG-011"),
        (stated(1050, "", contract="K-9999"), "RDG-011"),
        (stated(1050, day=dt.date(2020, 1, 1)), "RDG-011"),
        (stated(1050, serial="X-9"), "RDG-012"),
        (stated(1050, values=(RegisterValue(Kind.ACTIVE, "F1", Decimal(5)),)), "RDG-013"),
        (stated(999), "RDG-014"),
        (stated(9_999), "RDG-015"),
        (stated(1050, day=OPENED), "RDG-016"),
        (stated(1050, day=dt.date(2026, 10, 20)), "RDG-017"),
        (stated(1050, day=dt.date(2026, 11, 11)), "RDG-006"),
    ],
)
def test_a_reading_that_cannot_be_is_refused_with_its_reason(world: World, reading: CustomerReading, code: str) -> None:
    done = submitted(world, reading)
    assert (done.is_accepted, [each.code for each in done.reasons]) == (False, [code])
    assert len(counting(world)) == 1
    assert not due_self_readings(units=world.units, actor=world.actor)


def test_a_point_never_read_has_nothing_to_hold_against(world: World) -> None:
    world.register(point(2), contract(2))
    assert [each.code for each in submitted(world, stated(5, point(2).code)).reasons] == ["RDG-018"]


def test_a_counter_that_begins_again_is_plausible_near_its_end(world: World) -> None:
    near = attrs.evolve(shown(dt.date(2026, 11, 1), 999_990, POD, record=7), serial="E-1", digits=6)
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=(near,))
    assert submitted(world, stated(20)).is_accepted


def test_an_estimate_is_no_proof_against_what_the_customer_reads(world: World) -> None:
    high = attrs.evolve(shown(dt.date(2026, 11, 5), 1500, POD, record=7), quality=Quality.ESTIMATED, serial="E-1")
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=(high,))
    assert submitted(world, stated(1050)).is_accepted


def test_a_customer_who_tells_better_replaces_what_still_waits(world: World) -> None:
    first = submitted(world, stated(1050, contract=contract_number(1)))
    second = submitted(world.at(dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)), stated(1060))
    waiting = due_self_readings(units=world.units, actor=world.actor)
    assert [each.id for each in waiting] == [second.id]
    assert counting(world)[-1].bands(Kind.ACTIVE) == {"M": Decimal(1060)}
    with world.units(world.tenant) as uow:
        assert uow.self_readings.get(first.id).status is SelfReadingStatus.REPLACED


def test_gas_goes_as_tal_0050_and_electricity_as_a_list_of_our_own(world: World) -> None:
    submitted(world, stated(1050))
    of_gas = submitted(world, stated(530, PDR, serial="G4-1"))
    assert of_gas.reading is not None
    assert of_gas.reading.coefficient == Decimal("1.02")
    electric, gas = forwarded(world)
    assert (electric.file.flow, electric.file.is_declared) == ("OWN.SELF", False)
    assert f"{POD};E-1;09/11/2026;ea;M;1050;10/11/2026" in electric.file.content.decode()
    root = etree.fromstring(gas.file.content)
    assert (root.tag, root.get("cod_servizio"), root.get("cod_flusso")) == ("Prestazione", "TAL", "0050")
    (told_point,) = root.findall("DatiPdR")
    assert {each.tag: each.text for each in told_point} == {
        "cod_pdr": PDR,
        "matr_mis": "G4-1",
        "data_com_autolet_cf": "10/11/2026",
        "let_tot_prel": "000000530",
    }
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(gas.sha256)) == gas.file.content
        assert {each.name for each in uow.flow_files.unsent()} == {electric.file.name, gas.file.name}
        assert uow.self_readings.get(of_gas.id).status is SelfReadingStatus.FORWARDED
    assert forwarded(world) == ()


def test_a_reading_that_cannot_be_written_waits_and_the_others_go(world: World) -> None:
    submitted(world, stated(1050))
    of_gas = submitted(world, stated(530, PDR, serial="G4-1"))
    assert of_gas.reading is not None
    torn = attrs.evolve(of_gas, reading=attrs.evolve(of_gas.reading, serial="G4\n1"))
    with world.units(world.tenant) as uow:
        uow.self_readings.put(torn)
        uow.commit()
    for sent in (1, 0):
        done = handed_on(world)
        assert [len(each.readings) for each in done.files] == [1] * sent
        assert [(fault.code, fault.subject) for fault in done.waiting] == [("RDG-019", of_gas.id)]
        assert "MATR_MIS" in done.waiting[0].message
    with world.units(world.tenant) as uow:
        uow.self_readings.put(of_gas)
        uow.commit()
    assert [each.file.flow for each in forwarded(world)] == ["TAL.0050"]


def test_gas_points_of_other_distributors_go_in_files_of_their_own(world: World) -> None:
    other = "11112222333344"
    gas = fixed()
    terms = ContractTerms(gas.code, home(), VatTerms("other"))
    world.register(
        attrs.evolve(samples.supply_point(), code=other, commodity="gas"), supply("G-0002", other, gas, terms)
    )
    opened = attrs.evolve(gas_shown(OPENED, 500, other), serial="G4-2")
    record_readings(units=world.units, books=world.books, actor=world.actor, readings=(opened,))
    for code in (PDR, other):
        assert submitted(world, stated(510, code)).is_accepted
    assert [len(each.readings) for each in forwarded(world)] == [1, 1]


def test_what_waits_too_long_is_late(world: World) -> None:
    done = submitted(world, stated(1050))
    assert not done.is_late(dt.date(2026, 11, 16))
    assert done.is_late(dt.date(2026, 11, 17))


def test_a_reading_the_distributor_does_not_validate_counts_no_more(world: World) -> None:
    done = submitted(world, stated(1050))
    with pytest.raises(DoesNotFit, match="to_forward"):
        answer_self_reading(units=world.units, books=world.books, actor=world.actor, identifier=done.id, validated=True)
    forwarded(world)
    later = world.at(dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC))
    after = answer_self_reading(
        units=later.units,
        books=later.books,
        actor=later.actor,
        identifier=done.id,
        validated=False,
        answer="FUORI FINESTRA",
    )
    assert (after.status, after.answer) == (SelfReadingStatus.NOT_VALIDATED, "FUORI FINESTRA")
    assert [each.day for each in counting(world)] == [OPENED]
    entries = len(world.journal())
    answer_self_reading(
        units=later.units,
        books=later.books,
        actor=later.actor,
        identifier=done.id,
        validated=False,
        answer="FUORI FINESTRA",
    )
    assert len(world.journal()) == entries
    at_last = world.at(dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC))
    answer_self_reading(
        units=at_last.units, books=at_last.books, actor=at_last.actor, identifier=done.id, validated=True
    )
    assert [each.day for each in counting(world)] == [OPENED, READ]


def test_what_a_reading_that_counts_no_more_made_suspect_is_suspect_no_more(world: World) -> None:
    done = submitted(world, stated(1050))
    forwarded(world)
    actual = attrs.evolve(shown(dt.date(2026, 11, 17), 1040, POD, record=7), serial="E-1", digits=6)
    later = world.at(dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC))
    record_readings(units=later.units, books=later.books, actor=later.actor, readings=(actual,))

    def states() -> set[FindingState]:
        with world.units(world.tenant) as uow:
            return {each.state for each in uow.findings.of([POD])[POD] if each.measure.day == actual.day}

    assert FindingState.OPEN in states()
    answer_self_reading(
        units=later.units, books=later.books, actor=later.actor, identifier=done.id, validated=False, answer="X"
    )
    assert states() == {FindingState.LAPSED}
