"""Findings of measures as they arrive, their effect on a billing run, and what decisions change."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.writers.electricity import curve_record, write_file
from adapters.sii.xml_intake import BatchSize
from application.metering.findings.decide_finding import confirm, correct, estimate_instead, reject
from application.metering.record_readings import record_readings
from application.metering.validate_measures import set_rule, validate_measures
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.run import ResultOutcome
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, Origin, Quality, Reading, RegisterValue
from domain.metering.validation.finding import Finding, FindingState, NotDecidable
from domain.metering.validation.rule import Setting
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.use_case_world import (
    BEFORE,
    DISTRIBUTOR,
    LAST,
    NOW,
    World,
    contract_number,
    flow_file,
    point_code,
    reading,
)

EVER = Period(dt.date(2025, 1, 1), dt.date(2027, 1, 1))
HISTORY = (dt.date(2026, 5, 31), dt.date(2026, 6, 30), dt.date(2026, 7, 31), BEFORE)
FAR = (1500, 1500, 1500)  # 1,500 kWh more than on 31 August, where 300 a month are usual


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    """A customer who used 300 kWh a month from June to August."""
    world = World(units, tenant)
    world.customers(1)
    for number, day in enumerate(HISTORY):
        world.take(*flow_file(reading(1, day, *((700 + number * 100,) * 3))))
    return world


def findings(world: World, state: FindingState | None = None) -> list[Finding]:
    with world.units(world.tenant) as uow:
        return list(uow.findings.page("", 99, state=state))


def the_one(world: World) -> Finding:
    (found,) = findings(world, FindingState.OPEN)
    return found


def stored(world: World) -> tuple[Reading, ...]:
    with world.units(world.tenant) as uow:
        return uow.measures.readings([point_code(1)], EVER.start, EVER.last)[point_code(1)]


def held(world: World) -> Finding:
    """September comes with five times the usual use."""
    world.take(*flow_file(reading(1, LAST, *FAR)))
    return the_one(world)


def outcome(world: World) -> tuple[ResultOutcome, tuple[str, ...], Decimal | None]:
    """What a run of September makes of the customer: outcome, codes, kWh."""
    run = world.executed()
    result = world.results(run.id)[contract_number(1)]
    energy = sum((each.total for each in result.priced.consumption), Decimal(0)) if result.priced else None
    return result.outcome, tuple(each.code for each in result.faults), energy


def test_what_is_usual_is_found_nothing_in_and_is_billed(world: World) -> None:
    world.take(*flow_file(reading(1, LAST, 1100, 1100, 1100)))
    assert findings(world) == []
    assert "validate_measures" not in world.recorded()
    assert outcome(world)[0] is ResultOutcome.PRICED


def test_a_held_reading_refuses_the_contract_and_says_so(world: World) -> None:
    found = held(world)
    assert found.rule == "VEE-008"
    assert found.reasons == "1,500 kWh in 30 days to 2026-09-30; 290 to 300 in 92 days before; " + (
        "available power 3.3 kW allows 2,376"
    )
    assert world.recorded()[-2:] == ["validate_measures", "import_measures"]
    result, codes, _ = outcome(world)
    assert (result, codes) == (ResultOutcome.REFUSED, ("MET-001", "VEE-100"))


def test_a_confirmed_reading_is_billed(world: World) -> None:
    found = held(world)
    confirm(units=world.units, actor=world.actor, finding_id=found.id, why="a pool was built")
    result, _, energy = outcome(world)
    assert (result, energy) == (ResultOutcome.PRICED, Decimal(1500))
    with pytest.raises(NotDecidable, match="is confirmed"):
        reject(units=world.units, actor=world.actor, finding_id=found.id, why="no")


def test_a_rejected_reading_never_counts_and_its_correction_by_the_distributor_does(world: World) -> None:
    found = held(world)
    reject(units=world.units, actor=world.actor, finding_id=found.id, why="read at the neighbour's")
    assert outcome(world)[1] == ("MET-001", "VEE-100")
    world.take(*flow_file(reading(1, LAST, 1100, 1100, 1100), progressive=2))
    assert outcome(world)[2] == 300


def test_a_corrected_reading_is_one_of_its_own_that_replaces_the_doubted_one(world: World) -> None:
    values = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(1110)) for band in ("F1", "F2", "F3"))
    found = held(world)
    decided = correct(
        units=world.units, books=world.books, actor=world.actor, finding_id=found.id, values=values, why="photo"
    )
    assert (decided.state, decided.decisions[-1].who) == (FindingState.CORRECTED, "Ada")
    assert outcome(world)[2] == 330
    new = stored(world)[-1]
    assert (new.flow, new.origin.file_name, new.action.value) == ("VEE", f"finding {found.id}", "replace")
    assert len(stored(world)) == len(HISTORY) + 2, "nothing is overwritten"


def test_an_estimated_reading_keeps_its_method(world: World) -> None:
    found = held(world)
    decided = estimate_instead(
        units=world.units, books=world.books, actor=world.actor, finding_id=found.id, why="nobody at home"
    )
    assert "92 giorni" in decided.decisions[-1].detail
    assert stored(world)[-1].quality is Quality.ESTIMATED
    result, _, energy = outcome(world)
    assert (result, energy) == (ResultOutcome.PRICED, Decimal(294))


def test_judging_again_changes_nothing(world: World) -> None:
    held(world)
    before, entries = findings(world), world.recorded()
    for _ in range(2):
        done = list(validate_measures(units=world.units, books=world.books, actor=world.actor, period=EVER))
        assert [(each.new, each.lapsed, each.reopened) for each in done] == [((), (), ())]
        assert sum(each.measures for each in done) == len(HISTORY) + 1
    assert (findings(world), world.recorded()) == (before, entries)


def test_registers_and_curve_of_a_month_are_held_against_each_other_whichever_comes_first(
    units: UnitsOfWork, tenant: str
) -> None:
    curve = september_curve(Decimal(290))
    told = []
    for place, files in enumerate(itertools.permutations((flow_file(reading(1, LAST, 1100, 1100, 1100)), curve))):
        world = World(units, f"{tenant}-{place}")
        world.customers(1)
        world.take(*flow_file(reading(1, BEFORE, 1000, 1000, 1000)))
        for name, data in files:
            world.take(name, data)
        told.append([(each.rule, each.measure.register, each.reasons) for each in findings(world, FindingState.OPEN)])
    assert told[0] == told[1]
    assert [rule for rule, *_ in told[0]] == ["VEE-010"]
    assert "registers give 300, the curve 290 kWh" in told[0][0][2]


def september_curve(kwh: Decimal) -> tuple[str, bytes]:
    """A PDO of a whole September, the same energy every quarter-hour but the first."""
    month = month_of(LAST)
    each, left = divmod(int(kwh * 1000), 96 * month.days)
    days = tuple(
        DayCurve(month.start + dt.timedelta(days=i), (each + (0 if i else left), *((each,) * 95)))
        for i in range(month.days)
    )
    nowhere = Origin(NOW, 0, 0, "", "")
    curve = MonthCurve(point_code(1), Kind.ACTIVE, month, days, Quality.ACTUAL, Action.NEW, "PDO", nowhere)
    return write_file(
        flow="PDO",
        sender=DISTRIBUTOR,
        addressee="01234567897",
        dispatching_contract="DP9001",
        month=month,
        sent_at=dt.datetime(2026, 10, 6, 8, tzinfo=dt.UTC),
        progressive=1,
        records=[curve_record(curve, flow="PDO")],
        regime=None,
    )


def test_a_finding_lapses_when_the_distributor_corrects_and_a_setting_reopens_nothing(world: World) -> None:
    found = held(world)
    world.take(*flow_file(reading(1, LAST, 1100, 1100, 1100), progressive=2))
    assert [each.id for each in findings(world, FindingState.LAPSED)] == [found.id]
    assert findings(world, FindingState.OPEN) == []
    (again,) = validate_measures(units=world.units, books=world.books, actor=world.actor, period=EVER)
    assert (again.new, again.lapsed, again.reopened) == ((), (), ())


def test_a_rule_switched_off_finds_nothing_and_one_that_warns_withholds_nothing(world: World) -> None:
    set_rule(
        units=world.units,
        actor=world.actor,
        flows=world.flows,
        rule="VEE-008",
        setting=Setting.WARN,
        why="many holiday homes",
    )
    world.take(*flow_file(reading(1, LAST, *FAR)))
    assert not the_one(world).withholds
    assert outcome(world)[2] == 1500
    set_rule(units=world.units, actor=world.actor, flows=world.flows, rule="VEE-008", setting=Setting.OFF)
    list(validate_measures(units=world.units, books=world.books, actor=world.actor, period=EVER))
    assert findings(world, FindingState.OPEN) == []
    assert world.recorded().count("set_rule") == 2


def test_a_legitimate_fall_is_held_once_and_counts_for_good_once_confirmed(units: UnitsOfWork, tenant: str) -> None:
    """Twelve months: 900 kWh a month until June, 150 from July on; one confirmation, and no month is held again."""
    world = World(units, tenant).at(dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC))
    world.customers(1)
    shown, asked = 0, 0
    for month in range(1, 13):
        last = (dt.date(2026, month, 28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        shown += 300 if month <= 6 else 50
        told = attrs.evolve(
            reading(1, last, shown, shown, shown),
            origin=attrs.evolve(reading(1, last, 1, 1, 1).origin, sent_at=NOW, file_name=f"{month}"),
        )
        record_readings(units=world.units, books=world.books, actor=world.actor, readings=(told,))
        for found in findings(world, FindingState.OPEN):
            asked += 1
            assert (found.rule, found.measure.day) == ("VEE-008", dt.date(2026, 7, 31))
            confirm(units=world.units, actor=world.actor, finding_id=found.id, why="half of the house is let go")
    assert asked == 1
    assert {each.state for each in findings(world)} == {FindingState.CONFIRMED}


@given(
    records=st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from(HISTORY), st.integers(600, 1500)), min_size=2, max_size=8
    ),
    size=st.integers(1, 4),
)
def test_what_is_open_does_not_depend_on_the_size_of_a_batch(
    records: list[tuple[int, dt.date, int]], size: int
) -> None:
    """Two points, days in any order, readings that fall, come twice or are far from usual."""
    by_month: dict[Period, list[Reading]] = {}
    for number, day, shown in records:
        by_month.setdefault(month_of(day), []).append(reading(number, day, shown, shown, shown))
    told = []
    for batch in (BatchSize(), BatchSize(readings=size)):
        world = World(MemoryUnitsOfWork(), "t", flows=SiiMeasureFlows(batch=batch))
        world.customers(1, 2)
        for readings in by_month.values():
            world.take(*flow_file(*readings))
        told.append({(each.rule, each.measure, each.current_reasons) for each in findings(world, FindingState.OPEN)})
    assert told[0] == told[1]
