"""The history told at switching, from the distributor's file to the bill it estimates and how near it came."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.proof.proofs import JsonProofs
from application.exchange.replay_files import ReplayDifference
from application.metering.import_measures import import_again
from application.metering.score_estimates import score_estimates
from application.ports.flow_files import LineKind
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import register
from domain.billing.bill import Bill
from domain.billing.explanation import explain
from domain.contracts.annual_usage import AnnualUse
from domain.kernel.validity import Dated, History, Period
from domain.metering.consumption import Consumption
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason
from tests.fakes.channels import spool_to_memory
from tests.support.correction_world import bill_month, give
from tests.support.measure_replay import replay
from tests.support.past_use_samples import month_told, past_file, registers
from tests.support.use_case_world import (
    BEFORE,
    LAST,
    OCTOBER,
    SEPTEMBER,
    World,
    contract,
    party,
    point,
    point_code,
    reading,
)

EVER = Period(dt.date(2000, 1, 1))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000))
    return world


def past_of(world: World, n: int = 1) -> tuple[HistoricalConsumption, ...]:
    with world.units(world.tenant) as uow:
        return uow.measures.history([point_code(n)], EVER)[point_code(n)]


def estimated(world: World, period: Period) -> tuple[Bill, tuple[Consumption, ...]]:
    """The bill of a month that no reading closes, and what it says was used."""
    (bill,) = bill_month(world, period, allow_estimates=True)
    return bill, bill.main.priced.consumption


def bands_of(piece: Consumption) -> dict[str, int]:
    return {part.band: int(part.value) for part in piece.bands}


@pytest.mark.parametrize("flow", ["SOS", "SNS", "S2G"])
def test_a_new_customer_is_estimated_by_what_the_distributor_told_of_the_year_before(world: World, flow: str) -> None:
    (intake,) = world.take(*past_file(flow, month_told("09/2025", registers("70,500", "80,000", "90,250"))))
    assert (intake.accepted, intake.rejected_records) == (1, ())
    bill, (piece,) = estimated(world, SEPTEMBER)
    assert (piece.period, piece.quality, bands_of(piece)) == (
        SEPTEMBER,
        Quality.ESTIMATED,
        {"F1": 71, "F2": 80, "F3": 90},
    )
    assert piece.method == f"storico dello switching: settembre 2025 ({flow}), F1 70,5 F2 80 F3 90,25"
    charged = [line.quantity.value for line in bill.lines if line.code == "energy"]
    assert sum(charged, Decimal(0)) == 241
    explained = explain(bill, {}).warnings
    assert f"Consumi stimati dal 1 settembre 2026 al 30 settembre 2026. Metodo: {piece.method}." in explained
    proof = JsonProofs().write(bill)
    assert piece.method in proof.decode()
    assert JsonProofs().verify(proof).is_verified
    other = proof.replace(b"F1 70,5 ", b"F1 90,5 ")
    assert not JsonProofs().verify(other).is_verified


def test_the_same_month_goes_before_what_our_few_days_and_the_use_of_a_year_say(world: World) -> None:
    told = History.of("annual use", [Dated(Period(dt.date(2026, 1, 1)), AnnualUse(Decimal(2920)))])
    register(
        units=world.units,
        books=world.books,
        actor=world.actor,
        things=(attrs.evolve(point(1), annual_use=told),),
    )
    world.take(*past_file("S2G", month_told("10/2025", registers("170", "180", "190"))))
    _, (september,) = estimated(world, SEPTEMBER)
    assert september.method == "CA 2920 ripartito sui giorni dell'anno"
    give(world, reading(1, LAST, 1030, 1030, 1030), sent=40)
    _, (october,) = estimated(world, OCTOBER)
    assert bands_of(october) == {"F1": 170, "F2": 180, "F3": 190}


def test_the_past_is_kept_by_month_is_no_measure_and_the_same_file_adds_nothing(world: World) -> None:
    name, data = past_file("S2G", *(month_told(f"{m:02d}/2025", registers("1", "2", "3")) for m in range(7, 13)))
    world.take(name, data)
    first = past_of(world)
    assert [each.period.start.month for each in first] == [7, 8, 9, 10, 11, 12]
    (second,) = world.take(name, data)
    assert second.outcome == "SII-004"
    import_again(
        units=world.units,
        actor=world.actor,
        flows=world.flows,
        spool=spool_to_memory,
        sha256=second.sha256,
    )
    assert past_of(world) == first
    with world.units(world.tenant) as uow:
        readings = uow.measures.readings([point_code(1)], dt.date(2025, 1, 1), dt.date(2026, 12, 31))[point_code(1)]
        lines = uow.flow_files.lines(point=point_code(1), flow="S2G")
    assert [each.day for each in readings] == [BEFORE]
    assert [(line.what, line.outcome) for line in lines] == [(LineKind.MESSAGE, "taken")] * 6


def test_what_is_told_of_a_point_before_it_is_registered_seeds_its_first_bill(world: World) -> None:
    world.take(*past_file("SNS", month_told("09/2025", registers("7", "8", "9"), n=2)))
    world.register(point(2), contract(2))
    give(world, reading(2, BEFORE, 5, 5, 5))
    give(world, reading(1, LAST, 1100, 1100, 1100))
    bills = {bill.main.priced.contract: bill for bill in bill_month(world, SEPTEMBER, allow_estimates=True)}
    (piece,) = bills[contract(2).number].main.priced.consumption
    assert bands_of(piece) == {"F1": 7, "F2": 8, "F3": 9}


def test_a_month_sent_again_replaces_the_one_before_and_an_estimated_one_says_so(world: World) -> None:
    world.take(*past_file("S2G", month_told("09/2025", registers("900", "900", "900")), progressive=1))
    again = registers("70", "80", "90", quality="S")
    world.take(*past_file("S2G", month_told("09/2025", again), progressive=2))
    _, (piece,) = estimated(world, SEPTEMBER)
    assert piece.method == "storico stimato dello switching: settembre 2025 (S2G), F1 70 F2 80 F3 90"


def test_a_month_that_is_not_validated_or_not_whole_seeds_nothing(world: World) -> None:
    unsure = registers("1", "1", "1").replace("<EaF1>", "<Validato>N</Validato><EaF1>", 1)
    since = registers("2", "2", "2").replace("<EaF1>", "<DataInizioPeriodo>05/10/2025</DataInizioPeriodo><EaF1>", 1)
    world.take(*past_file("S2G", month_told("09/2025", unsure), month_told("10/2025", since)))
    assert [(each.validated, each.is_whole) for each in past_of(world)] == [(False, True), (True, False)]
    with pytest.raises(AssertionError, match="MET-001"):
        estimated(world, SEPTEMBER)


@pytest.mark.parametrize("flow", ["SOS", "SNS"])
def test_registers_told_as_a_measure_are_kept_and_seed_nothing(world: World, flow: str) -> None:
    told = registers("12345", "8000", "9000").replace("Consumo>", "Misura>")
    (intake,) = world.take(*past_file(flow, month_told("09/2025", told)))
    assert (intake.accepted, [each.is_doubted for each in past_of(world)]) == (1, [True])
    with pytest.raises(AssertionError, match="MET-001"):
        estimated(world, SEPTEMBER)


def test_quarter_hours_and_standard_bands_of_the_past_serve_a_meter_of_three_bands(world: World) -> None:
    quarters = " ".join(f'E{i}="0,500"' for i in range(1, 97))
    curve = "".join(f"<Ea {quarters}>{day:02d}</Ea>" for day in range(1, 31))
    standard = "<Consumo_StD><EaF1_StD>10</EaF1_StD><EaF2_StD>11</EaF2_StD><EaF3_StD>12</EaF3_StD></Consumo_StD>"
    world.take(*past_file("S2G", month_told("09/2025", f"<Consumo><TipoDato>E</TipoDato>{curve}</Consumo>")))
    world.take(*past_file("S2G", month_told("10/2025", standard), progressive=2))
    _, (september,) = estimated(world, SEPTEMBER)
    assert september.total == 30 * 48
    assert set(bands_of(september)) == {"F1", "F2", "F3"}
    assert september.method.startswith("storico dello switching: settembre 2025 (S2G, curva), F1 ")
    give(world, reading(1, LAST, 1500, 1470, 1470), sent=40)
    _, (october,) = estimated(world, OCTOBER)
    assert bands_of(october) == {"F1": 10, "F2": 11, "F3": 12}
    assert "(S2G, fasce standard)" in october.method


def test_an_estimate_by_the_past_is_settled_by_the_next_reading_and_scored(world: World) -> None:
    world.take(*past_file("S2G", month_told("09/2025", registers("70", "80", "90"))))
    first, _ = estimated(world, SEPTEMBER)
    give(world, reading(1, OCTOBER.last, 1200, 1200, 1200), sent=50)
    (second,) = bill_month(world, OCTOBER)
    (correction,) = second.main.priced.corrections
    assert (correction.reason, correction.documents) == (CorrectionReason.ESTIMATE_REPLACED, (str(first.number),))
    charged = [line.quantity.value for bill in (first, second) for line in bill.lines if line.code == "energy"]
    assert sum(charged, Decimal(0)) == 600
    give(world, reading(1, LAST, 1080, 1080, 1080), sent=60)
    there = world.at(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC))
    found = score_estimates(
        units=there.units, books=there.books, clock=there.clock, tenant=there.tenant, period=SEPTEMBER
    )
    (index,) = found.indices
    assert (index.method, index.estimated, index.actual) == ("storico dello switching", Decimal(240), Decimal(240))


def test_a_customer_is_told_nothing_of_what_the_one_before_used(world: World) -> None:
    """The point was switched to us with its history; a voltura gave it to somebody else on the first of October."""
    world.take(*past_file("S2G", month_told("10/2025", registers("170", "180", "190"))))
    before = attrs.evolve(contract(1), period=Period(dt.date(2026, 1, 1), OCTOBER.start))
    heir = attrs.evolve(contract(2, period=Period(OCTOBER.start)), party="C-HEIR", point=point_code(1))
    world.register(before, party("C-HEIR"), heir)
    give(world, reading(1, LAST, 1030, 1030, 1030), sent=40)
    _, (october,) = estimated(world, OCTOBER)
    assert october.method.startswith("pro die")


def test_without_leave_to_estimate_the_past_bills_nothing(world: World) -> None:
    world.take(*past_file("S2G", month_told("09/2025", registers("70", "80", "90"))))
    with pytest.raises(AssertionError, match="MET-001"):
        bill_month(world, SEPTEMBER)


def test_a_replay_compares_the_past_that_files_told(world: World) -> None:
    (intake,) = world.take(*past_file("S2G", month_told("09/2025", registers("70", "80", "90"))))
    assert replay(world).is_same
    (told,) = past_of(world)
    with world.units(world.tenant) as uow:
        uow.measures.add_history([attrs.evolve(told, origin=attrs.evolve(told.origin, record=2))])
        uow.commit()
    assert told.origin.file_sha256 == intake.sha256
    assert replay(world, into="again").differences == (ReplayDifference("past use", point_code(1), 1, 0),)
