"""What bills estimated, held against what was measured later; and estimates by profile through a run."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.billing.plan_run import plan_run
from application.metering.score_estimates import ScoredEstimates, score_estimates
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import register
from application.tariffs.load_parameters import load_parameters
from domain.contracts.annual_usage import AnnualUse
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.estimates.estimate_score import EstimateScore, half_year_of, indices
from domain.metering.reading import Quality
from domain.pricing.priced import Priced
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support import gas_world as gas
from tests.support.correction_world import bill_month, give
from tests.support.strategies import documents as samples
from tests.support.use_case_world import BEFORE, LAST, OCTOBER, SEPTEMBER, World, point, reading

YEAR = Period(dt.date(2026, 10, 1), dt.date(2027, 10, 1))
THE_REST = Period(dt.date(2026, 9, 1), dt.date(2027, 1, 1))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.set_up()
    return world


def scored(world: World, on: dt.date) -> ScoredEstimates:
    there = world.at(dt.datetime.combine(on, dt.time(8), dt.UTC))
    return score_estimates(
        units=there.units, books=there.books, clock=there.actor.clock, tenant=there.tenant, period=THE_REST
    )


def test_an_estimate_waits_until_a_reading_proves_its_days_and_is_scored_then(world: World) -> None:
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    bill_month(world, SEPTEMBER)
    bill_month(world, OCTOBER, allow_estimates=True)
    (waiting,) = scored(world, dt.date(2026, 11, 20)).scores
    assert (waiting.period, int(waiting.estimated), waiting.actual, waiting.error) == (OCTOBER, 309, None, None)
    assert scored(world, dt.date(2026, 11, 20)).indices[0].index is None
    give(world, reading(1, OCTOBER.last, 1200, 1200, 1200), sent=50)
    found = scored(world, dt.date(2026, 12, 1))
    assert [(each.estimated, each.actual, each.error) for each in found.scores] == [tuple(map(Decimal, (309, 300, 9)))]
    (index,) = found.indices
    assert (index.commodity, index.method, index.scored, index.waiting) == ("electricity", "pro die", 1, 0)
    assert index.index == Decimal("0.0300")
    assert found.standard == Decimal("0.50")


def test_an_estimated_reading_proves_no_estimate(world: World) -> None:
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    bill_month(world, SEPTEMBER)
    bill_month(world, OCTOBER, allow_estimates=True)
    guessed = attrs.evolve(reading(1, OCTOBER.last, 1200, 1200, 1200), quality=Quality.ESTIMATED)
    give(world, guessed, sent=50)
    assert [each.actual for each in scored(world, dt.date(2026, 12, 1)).scores] == [None]


@given(st.lists(st.tuples(st.integers(0, 500), st.one_of(st.none(), st.integers(1, 500))), min_size=1, max_size=12))
def test_an_index_is_zero_only_where_every_estimate_was_right(pairs: list[tuple[int, int | None]]) -> None:
    scores = [
        EstimateScore(
            f"K{i}", "P", "gas", f"B{i}", OCTOBER, "pro die sulla media di 9 giorni", Decimal(guess),
            None if actual is None else Decimal(actual),
        )
        for i, (guess, actual) in enumerate(pairs)
    ]  # fmt: skip
    (index,) = indices(scores)
    assert index.scored + index.waiting == len(pairs)
    measured = [(guess, actual) for guess, actual in pairs if actual is not None]
    assert (index.index is None) == (not measured)
    assert (index.index == 0) == (bool(measured) and all(guess == actual for guess, actual in measured))
    assert index.half_year == half_year_of(OCTOBER.start)


@pytest.fixture
def gas_world(units: UnitsOfWork, tenant: str) -> World:
    return gas.gas_world(units, tenant)


def profiled(world: World, *, first_share: str = "0.010000") -> None:
    """A CAPdR of 1,200 Smc, and a profile that takes a hundredth on each of the first hundred days of the year."""
    point = attrs.evolve(
        samples.supply_point(),
        code=gas.PDR,
        commodity="gas",
        annual_use=History.of("annual use", [Dated(YEAR, AnnualUse(Decimal(1200), "PROVA"))]),
    )
    register(units=world.units, books=world.books, actor=world.actor, things=(point,))
    days = [YEAR.start + dt.timedelta(days=i) for i in range(YEAR.days)]
    shares = [first_share] + ["0.010000"] * 99 + ["0"] * (len(days) - 100)
    source = Source("prova", "Profilo di prova", "https://example.it/profilo")
    rows = tuple(
        ParameterRow(
            "gas/withdrawal_profile", ("PROVA",), Period(day, day + dt.timedelta(days=1)), dt.date(2026, 9, 1),
            Decimal(share), source, Status.SYNTHETIC,
        )
        for day, share in zip(days, shares, strict=True)
    )  # fmt: skip
    load_parameters(units=world.units, books=world.books, actor=world.actor, heads=(), rows=rows, hourly=())


def estimated_bill(world: World) -> Any:
    there = world.at(dt.datetime(2026, 11, 10, 8, 0, tzinfo=dt.UTC))
    run = plan_run(
        units=there.units, books=there.books, actor=there.actor, commodity_code="gas", period=gas.OCTOBER,
        cycle_months=1, issue_on=dt.date(2026, 11, 10), known_on=dt.date(2026, 11, 10), allow_estimates=True,
    )  # fmt: skip
    there.execute(run.id)
    return there.results(run.id)[gas.NUMBER]


def test_gas_without_a_reading_is_estimated_by_its_profile(gas_world: World) -> None:
    profiled(gas_world)
    gas.read(gas_world, dt.date(2026, 9, 30), 1000)
    found = estimated_bill(gas_world)
    assert isinstance(found.priced, Priced), found
    (piece,) = found.priced.consumption
    assert (piece.total, piece.quality) == (Decimal(372), Quality.ESTIMATED)  # 1,200 x 31 hundredths
    assert piece.method == "CAPdR 1200 con profilo PROVA"


def test_a_profile_that_makes_no_year_refuses_the_bill_with_its_sum(gas_world: World) -> None:
    profiled(gas_world, first_share="0.050000")
    gas.read(gas_world, dt.date(2026, 9, 30), 1000)
    found = estimated_bill(gas_world)
    assert [fault.code for fault in found.faults] == ["MET-001"]
    assert "sum to 1.04" in found.faults[0].message


def test_a_home_without_history_is_estimated_by_the_use_of_a_year(world: World) -> None:
    world.customers(1)
    told = History.of("annual use", [Dated(Period(dt.date(2026, 1, 1)), AnnualUse(Decimal(2920)))])
    home = attrs.evolve(point(1), annual_use=told)
    register(units=world.units, books=world.books, actor=world.actor, things=(home,))
    give(world, reading(1, BEFORE, 1000, 1000, 1000))
    (bill,) = bill_month(world, month_of(SEPTEMBER.start), allow_estimates=True)
    (piece,) = bill.main.priced.consumption
    assert {part.band: int(part.value) for part in piece.bands} == {"F1": 79, "F2": 75, "F3": 86}
    assert piece.method == "CA 2920 ripartito sui giorni dell'anno"
