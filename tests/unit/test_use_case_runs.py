"""Planning, executing and reviewing a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import attrs
import pytest

from adapters.runner.inline import InlineRunner
from application.billing.execute_run import BookChanged, WrongStep, execute_run, preview
from application.billing.plan_run import plan_run
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.ports.record import SameKeyOtherInput
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from application.tariffs.load_parameters import load_parameters
from domain.billing.run import NotReviewable, ResultOutcome, RunResult, RunStatus
from domain.commodities.registry import UnknownCommodity
from domain.kernel.validity import Period
from domain.pricing.facts import HourlySeries
from tests.support.strategies import documents as samples
from tests.support.use_case_world import (
    BEFORE,
    LAST,
    OCTOBER,
    SEPTEMBER,
    TODAY,
    USED,
    World,
    contract,
    contract_number,
    flow_file,
    point,
    reading,
)


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def change_book(world: World) -> None:
    """Lay a value of the tenant's own over the common book."""
    row = world.books.book(TODAY).value("electricity/losses", ("BT",), TODAY)
    own = attrs.evolve(row, value=Decimal("0.5"), known_from=dt.date(2026, 11, 1))
    load_parameters(units=world.units, books=world.books, actor=world.actor, heads=(), rows=(own,), hourly=())


def review(world: World, run_id: str, contract: str, *, release: bool = True, reason: str = "checked") -> RunResult:
    return review_result(
        units=world.units, actor=world.actor, run_id=run_id, contract=contract, release=release, reason=reason
    )


def codes(result: RunResult) -> list[str]:
    return [fault.code for fault in result.faults]


def test_a_plan_selects_who_is_supplied_in_the_period_at_its_cycle(world: World) -> None:
    world.customers(1, 2)
    ended = contract(3, period=Period(dt.date(2026, 1, 1), SEPTEMBER.start))
    last_day = contract(4, period=Period(dt.date(2026, 1, 1), SEPTEMBER.start + dt.timedelta(days=1)))
    other_cycle = attrs.evolve(contract(5), cycle_months=2)
    world.register(point(3), point(4), point(5), ended, last_day, other_cycle)
    run = world.plan(chunk_size=2)
    assert (run.contracts, run.status) == (3, RunStatus.PLANNED)
    with world.units(world.tenant) as uow:
        chunks = [uow.runs.chunk(run.id, number) for number in uow.runs.open_chunks(run.id)]
    assert chunks == [(contract_number(1), contract_number(2)), (contract_number(4),)]
    assert world.recorded()[-1] == "plan_run"
    assert world.events()[-1] == "run.planned"


def test_the_same_key_gives_the_same_run_and_another_input_is_refused(world: World) -> None:
    world.customers(1)
    first = world.plan(key="september")
    entries = world.journal()
    assert world.plan(key="september") == first
    assert world.journal() == entries
    with pytest.raises(SameKeyOtherInput, match="september"):
        world.plan(key="september", period=OCTOBER)
    assert world.plan().id != first.id


def test_a_run_needs_a_commodity_that_is_sold_and_a_tenant_that_is_set_up(world: World) -> None:
    with pytest.raises(NotFound, match="seller"):
        world.plan()
    assert world.journal() == []
    with pytest.raises(UnknownCommodity, match="steam"):
        plan_run(
            units=world.units,
            books=world.books,
            actor=world.actor,
            commodity_code="steam",
            period=SEPTEMBER,
            cycle_months=1,
            issue_on=TODAY,
            known_on=TODAY,
        )


def test_days_that_were_billed_are_left_out_of_the_next_plan(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED})
    run = world.executed()
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)
    again = world.plan()
    with world.units(world.tenant) as uow:
        assert uow.runs.chunk(again.id, 0) == (contract_number(2),)
    half = Period(SEPTEMBER.last, OCTOBER.stop)
    assert world.plan(period=half).contracts == 1
    assert world.plan(period=OCTOBER).contracts == 2


def test_a_run_of_nobody_is_executed_with_nothing(world: World) -> None:
    world.set_up()
    run = world.executed()
    assert (run.contracts, run.status) == (0, RunStatus.EXECUTED)


def test_what_lacks_a_reading_is_refused_and_the_rest_is_priced(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED})
    run = world.executed()
    results = world.results(run.id)
    assert results[contract_number(1)].outcome is ResultOutcome.PRICED
    assert codes(results[contract_number(2)]) == ["MET-001"]
    assert contract_number(2) == results[contract_number(2)].faults[0].subject
    assert world.recorded()[-1] == "execute_run"
    assert world.events()[-1] == "run.executed"


def test_a_counter_that_went_backwards_is_refused(world: World) -> None:
    world.customers(1)
    world.take(*flow_file(reading(1, BEFORE, 900, 900, 900)))
    world.take(*flow_file(reading(1, LAST, 950, 899, 950)))
    run = world.executed()
    assert codes(world.results(run.id)[contract_number(1)]) == ["MET-002"]


@pytest.mark.parametrize(("used", "code"), [((0, 0, 0), "RSK-003"), ((2000, 2000, 2000), "RSK-001")])
def test_what_is_implausible_is_held(world: World, used: tuple[int, int, int], code: str) -> None:
    world.customers(1)
    world.measure({1: used})
    run = world.executed()
    (held,) = world.results(run.id, ResultOutcome.HELD).values()
    assert codes(held) == [code]
    assert held.priced is not None


def load_hourly(world: World, series: HourlySeries) -> None:
    with world.units(world.tenant) as uow:
        uow.parameters.put_hourly(series)
        uow.commit()


def test_a_run_is_not_priced_with_another_book_than_it_was_planned_with(world: World) -> None:
    world.customers(1)
    world.measure({1: USED})
    run = world.plan()
    change_book(world)
    with pytest.raises(BookChanged, match="plan it again"):
        world.execute(run.id)
    assert world.results(run.id) == {}
    assert world.run(run.id).status is RunStatus.PLANNED
    renewed = world.plan()
    assert renewed.book_digest != run.book_digest
    assert world.execute(renewed.id) == [1]


def test_a_run_is_not_priced_with_hourly_prices_loaded_after_it_was_planned(world: World) -> None:
    world.customers(1)
    world.measure({1: USED})
    run = world.plan()
    load_hourly(world, samples.hourly_series(LAST))
    with pytest.raises(BookChanged, match="hourly prices"):
        world.execute(run.id)
    renewed = world.plan()
    load_hourly(world, samples.hourly_series(LAST + dt.timedelta(days=40)))
    assert world.execute(renewed.id) == [1]


def test_executing_a_second_time_changes_nothing(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED, 2: USED})
    run = world.executed(chunk_size=1)
    results, entries = world.results(run.id), world.journal()
    assert world.execute(run.id) == []
    assert world.work(world.tenant, run.id, 0) == 1
    assert (world.run(run.id), world.results(run.id), world.journal()) == (run, results, entries)


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(world: World) -> None:
    world.customers(1, 2, 3)
    world.measure({1: USED, 2: USED, 3: USED})
    planned = world.plan(chunk_size=1)
    done: list[int] = []

    def until_the_power_fails(tenant: str, run_id: str, number: int) -> int:
        if number == 1 and not done:
            done.append(number)
            raise ConnectionError("the power failed")
        return world.work(tenant, run_id, number)

    def steps() -> Iterator[int]:
        return execute_run(
            units=world.units,
            runner=InlineRunner(),
            actor=world.actor,
            work=until_the_power_fails,
            run_id=planned.id,
        )

    with pytest.raises(ConnectionError):
        list(steps())
    assert list(world.results(planned.id)) == [contract_number(1)]
    assert world.run(planned.id).status is RunStatus.PLANNED
    assert list(steps()) == [1, 1]
    assert world.run(planned.id).status is RunStatus.EXECUTED
    assert world.recorded().count("execute_run") == 1
    whole = world.executed()
    assert world.run(planned.id).digest == whole.digest


@attrs.frozen
class Lazy:
    """A runner that loses the last chunk and does not say so."""

    def run(self, work: Callable[[str, str, int], int], tenant: str, run: str, chunks: Sequence[int]) -> Iterator[int]:
        return (work(tenant, run, number) for number in chunks[:-1])


def test_a_run_is_not_closed_while_a_chunk_is_open(world: World) -> None:
    world.customers(1, 2)
    planned = world.plan(chunk_size=1)
    with pytest.raises(WrongStep, match="1 chunks are not done"):
        list(execute_run(units=world.units, runner=Lazy(), actor=world.actor, work=world.work, run_id=planned.id))
    assert world.run(planned.id).status is RunStatus.PLANNED
    assert "execute_run" not in world.recorded()


def test_the_digest_does_not_depend_on_chunks_or_on_the_order_of_the_files(units: UnitsOfWork, tenant: str) -> None:
    used = {1: (100, 110, 120), 2: (0, 0, 0), 3: (90, 0, 1), 5: (1, 2, 3)}
    digests = set()
    for turn, (chunk_size, backwards) in enumerate([(1, False), (2, True), (500, False)]):
        world = World(units, f"{tenant}-{turn}")
        world.customers(1, 2, 3, 4, 5)
        files = [
            flow_file(reading(n, day, *(1000 + more for more in bands)), progressive=n)
            for n, kwh in used.items()
            for day, bands in ((BEFORE, (0, 0, 0)), (LAST, kwh))
        ]
        for name, data in reversed(files) if backwards else files:
            world.take(name, data)
        run = world.executed(chunk_size=chunk_size)
        assert {result.outcome for result in world.results(run.id).values()} == {
            ResultOutcome.PRICED,
            ResultOutcome.HELD,
            ResultOutcome.REFUSED,
        }
        digests.add(run.digest)
    assert len(digests) == 1


def test_a_preview_is_what_the_run_gives_and_stores_nothing(world: World) -> None:
    world.customers(1, 2)
    world.register(point(3), contract(3, period=Period(dt.date(2026, 1, 1), SEPTEMBER.start)))
    world.measure({1: USED})
    run = world.plan()
    entries = world.journal()
    shown = preview(
        units=world.units,
        books=world.books,
        tenant=world.tenant,
        run=run,
        contracts=(contract_number(1), contract_number(2)),
        today=run.issue_on,
    )
    assert world.results(run.id) == {}
    assert world.journal() == entries
    for number in ("K-9999", contract_number(3)):
        with pytest.raises(NotFound, match=number):
            preview(
                units=world.units,
                books=world.books,
                tenant=world.tenant,
                run=run,
                contracts=(number,),
                today=run.issue_on,
            )
    world.execute(run.id)
    assert {each.contract: each for each in shown} == world.results(run.id)


def test_a_held_bill_is_released_with_a_name_and_a_reason(world: World) -> None:
    world.customers(1)
    world.measure({1: (0, 0, 0)})
    run = world.executed()
    with pytest.raises(ValueError, match="reason"):
        review(world, run.id, contract_number(1), reason="  ")
    assert world.recorded()[-1] == "execute_run"
    released = review(world, run.id, contract_number(1), reason="empty house")
    assert released.outcome is ResultOutcome.PRICED
    assert released.review is not None
    assert (released.review.by, released.review.reason) == ("Ada", "empty house")
    assert world.results(run.id) == {contract_number(1): released}
    assert world.recorded()[-1] == "review_result"
    assert world.events()[-1] == "run.reviewed"


def test_a_bill_that_is_sent_back_is_not_billed_by_this_run(world: World) -> None:
    world.customers(1)
    world.measure({1: (0, 0, 0)})
    run = world.executed()
    assert review(world, run.id, contract_number(1), release=False).outcome is ResultOutcome.SENT_BACK
    with pytest.raises(NotReviewable):
        review(world, run.id, contract_number(1))
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)
    with world.units(world.tenant) as uow:
        assert uow.bills.page("", 10) == ()
    assert world.plan().contracts == 1


def test_only_what_is_held_in_an_executed_run_is_reviewed(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED})
    planned = world.plan()
    with pytest.raises(WrongStep, match="planned"):
        review(world, planned.id, contract_number(1))
    world.execute(planned.id)
    for n in (1, 2):
        with pytest.raises(NotReviewable, match=contract_number(n)):
            review(world, planned.id, contract_number(n))
    with pytest.raises(NotFound):
        review(world, planned.id, "K-9999")
    assert world.recorded()[-1] == "execute_run"


def test_a_sealed_run_is_not_executed_again(world: World) -> None:
    world.customers(1)
    run = world.executed()
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)
    with pytest.raises(WrongStep, match="sealed"):
        world.execute(run.id)
