"""A point without a meter from its flow to its bill: what the distributor states is charged, shown and proved."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest

from adapters.print.pages.essentials import essentials_view
from adapters.print.wording import supply_words
from adapters.proof.proofs import JsonProofs
from adapters.sii.writers.electricity import pno_record, write_file
from adapters.wire.converter import BadInput, read, write
from application.metering.findings.decide_finding import correct, estimate_instead
from application.metering.record_readings import record_readings
from application.ports.printing import PrintDetails
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill
from domain.billing.explanation import explain
from domain.billing.run import ResultOutcome
from domain.corrections.conguaglio import conguagli
from domain.kernel.validity import Period
from domain.metering.consumption import RolloverRule
from domain.metering.gas import AnyReading
from domain.metering.manual_readings.plausibility import PlausibilityRules, objections
from domain.metering.reading import Action, Kind, Quality, Reading, Rebuilt, RegisterValue, current
from domain.metering.validation.finding import FindingState
from domain.pricing.correction import CorrectionReason as Why
from tests.support.correction_world import bill_month
from tests.support.use_case_world import BEFORE, DISTRIBUTOR, OCTOBER, SEPTEMBER, World, point_code, reading

STATED = "Consumo comunicato dal distributore, dal 1 settembre 2026 al 30 settembre 2026"
NOVEMBER = Period(OCTOBER.stop, dt.date(2026, 12, 1))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1)
    return world


def stated(period: Period, **used: str) -> Reading:
    """The use of the days of a period, of a point without a meter."""
    values = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(value)) for band, value in used.items())
    plain = reading(1, period.last, 0, 0, 0)
    return attrs.evolve(plain, values=(), serial=None, rebuilt=Rebuilt(period.start, values))


def send(world: World, *readings: Reading, flow: str = "PNO", progressive: int = 1) -> None:
    """A file of one month that arrives, all of it taken."""
    month = Period(readings[0].day.replace(day=1), readings[0].day + dt.timedelta(days=1))
    name, data = write_file(
        flow=flow,
        sender=DISTRIBUTOR,
        addressee="01234567897",
        dispatching_contract="DP9001",
        month=month,
        sent_at=dt.datetime.combine(month.stop + dt.timedelta(days=4), dt.time(8), dt.UTC),
        progressive=progressive,
        records=[pno_record(each, flow=flow) for each in readings],
    )
    (intake,) = world.take(name, data)
    assert (intake.outcome, intake.rejected_records) == ("imported", ())


def used(bills: Sequence[Bill]) -> list[tuple[str, Decimal]]:
    return [(part.band, part.value) for bill in bills for piece in bill.main.priced.consumption for part in piece.bands]


def test_two_months_of_a_flat_rate_point_are_billed_from_what_is_stated(world: World) -> None:
    send(world, stated(SEPTEMBER, M="62.5"))
    send(world, stated(OCTOBER, M="60"), progressive=2)
    (first,), (second,) = bill_month(world, SEPTEMBER), bill_month(world, OCTOBER)
    assert used([first, second]) == [("M", Decimal("62.5")), ("M", Decimal(60))]
    (energy,) = (line for line in first.main.priced.lines if line.code == "energy")
    assert (energy.quantity.value, energy.price.value) == (Decimal("62.5"), Decimal("0.15"))
    proofs = JsonProofs()
    assert all(proofs.verify(proofs.write(bill, ()), digest="").is_whole for bill in (first, second))


def test_the_bill_and_its_explanation_say_that_it_was_stated(world: World) -> None:
    send(world, stated(SEPTEMBER, F1="20", F2="10", F3="30"))
    (bill,) = bill_month(world, SEPTEMBER)
    table = essentials_view(bill, bill.main, PrintDetails(), supply_words("electricity")).readings
    assert table.rows == ((STATED, "20", "10", "30", "effettivo"),)
    assert f"{STATED}." in explain(bill, {}).warnings


def test_a_use_that_is_stated_in_bands_is_charged_by_band(world: World) -> None:
    send(world, stated(SEPTEMBER, F1="20", F2="10", F3="30"))
    assert used(bill_month(world, SEPTEMBER)) == [("F1", Decimal(20)), ("F2", Decimal(10)), ("F3", Decimal(30))]


def test_a_month_that_nobody_stated_is_refused_by_name(world: World) -> None:
    send(world, stated(OCTOBER, M="60"))
    run = world.executed()
    (result,) = world.results(run.id, ResultOutcome.REFUSED).values()
    assert [fault.code for fault in result.faults] == ["MET-001"]


def test_a_month_that_was_estimated_meanwhile_is_reckoned_again_by_what_is_stated(world: World) -> None:
    send(world, stated(SEPTEMBER, M="60"))
    bill_month(world, SEPTEMBER)
    (estimated,) = bill_month(world, OCTOBER, allow_estimates=True)
    assert [piece.quality for piece in estimated.main.priced.consumption] == [Quality.ESTIMATED]
    two = Period(OCTOBER.start, NOVEMBER.stop)
    send(world.at(dt.datetime(2026, 12, 10, tzinfo=dt.UTC)), stated(two, M="140"), progressive=2)
    (bill,) = bill_month(world, NOVEMBER)
    (correction,) = bill.main.priced.corrections
    charged = sum((part.value for part in correction.after), Decimal(0)) + bill.main.priced.consumption[0].total
    assert (correction.reason, charged) == (Why.ESTIMATE_REPLACED, Decimal(140))


def test_a_correction_by_quantity_takes_the_place_of_what_registers_gave(world: World) -> None:
    for progressive, (day, shown) in enumerate(((BEFORE, 1000), (SEPTEMBER.last, 1001)), start=1):
        send(world, reading(1, day, shown, shown, shown), progressive=progressive)
    (wrong,) = bill_month(world, SEPTEMBER)
    rebuilt = attrs.evolve(stated(SEPTEMBER, F1="20", F2="10", F3="30"), action=Action.REPLACE)
    send(world, rebuilt, flow="RNO", progressive=3)
    send(world, stated(OCTOBER, F1="21", F2="11", F3="31"), progressive=4)
    (bill,) = bill_month(world, OCTOBER)
    (view,) = conguagli(bill)
    assert view.reason is Why.MEASURE_CORRECTED
    assert f"{STATED}: F1 20, F2 10, F3 30." in view.words
    assert [each.stated_from for each in view.replaced] == [None]
    proofs = JsonProofs()
    assert proofs.verify(proofs.write(bill, (wrong,)), digest="").is_whole


def test_a_quantity_is_recorded_by_hand_with_the_ratio_a_person_answers_for(world: World) -> None:
    told = attrs.evolve(stated(SEPTEMBER, M="3"), multiplier=Decimal(20), flow="MANUAL")
    done = record_readings(units=world.units, books=world.books, actor=world.actor, readings=(told,))
    assert done.accepted == 1
    assert used(bill_month(world, SEPTEMBER)) == [("M", Decimal(60))]
    with world.units(world.tenant) as uow:
        assert not uow.findings.of([point_code(1)]).get(point_code(1))


@pytest.mark.parametrize(("by_hand", "expected"), [(True, Decimal(70)), (False, Decimal(59))])
def test_a_doubtful_quantity_is_corrected_or_estimated_as_a_quantity(
    world: World, by_hand: bool, expected: Decimal
) -> None:
    for n in range(4, 9):
        month = Period(dt.date(2026, n, 1), dt.date(2026, n + 1, 1))
        send(world, stated(month, M="60"), progressive=n)
    send(world, stated(SEPTEMBER, M="2000"))
    with world.units(world.tenant) as uow:
        (found,) = uow.findings.page("", 99, state=FindingState.OPEN)
    assert found.rule == "VEE-008"
    decide = functools.partial(
        correct if by_hand else estimate_instead,
        units=world.units,
        books=world.books,
        actor=world.actor,
        finding_id=found.id,
        why="asked",
    )
    if by_hand:
        decide(values=(RegisterValue(Kind.ACTIVE, "M", Decimal(70)),))
    else:
        decide()
    with world.units(world.tenant) as uow:
        readings = uow.measures.readings([point_code(1)], SEPTEMBER.start, SEPTEMBER.last)[point_code(1)]
    (counts,) = current(readings)
    assert (counts.is_quantity, counts.stated(Kind.ACTIVE)) == (True, {"M": expected})
    assert counts.rebuilt is not None
    assert counts.rebuilt.start == SEPTEMBER.start
    assert counts.quality is (Quality.ACTUAL if by_hand else Quality.ESTIMATED)


def test_a_reading_of_the_customer_after_a_quantity_has_nothing_to_be_held_against(world: World) -> None:
    before, told = reading(1, BEFORE, 1000, 1000, 1000), reading(1, OCTOBER.last, 2, 2, 2)
    rules = PlausibilityRules(RolloverRule(Decimal("0.9"), Decimal("1.1")), Decimal(4))
    readings = [before, stated(SEPTEMBER, M="60")]
    faults = objections(readings, attrs.evolve(told, quality=Quality.SELF_READ), available_kw=Decimal(3), rules=rules)
    assert [each.code for each in faults] == ["RDG-018"]
    assert list(objections(readings, told, available_kw=Decimal(3), rules=rules)) == []


def test_a_quantity_travels_as_the_reading_it_is() -> None:
    told = stated(SEPTEMBER, M="62.5")
    plain = write(told)
    assert isinstance(plain, dict)
    assert (plain["values"], plain["rebuilt"]) == (
        [],
        {
            "start": "2026-09-01",
            "values": [{"kind": "ea", "band": "M", "value": "62.5"}],
            "only_if_joined": False,
        },
    )
    assert read(tuple[AnyReading, ...], [plain]) == (told,)
    nothing = plain | {"rebuilt": None}
    with pytest.raises(BadInput, match="any other has some"):
        read(tuple[AnyReading, ...], [nothing])
