"""Contract of the runs, their chunks and results."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.run import ResultOutcome, RunStatus, reviewed
from domain.kernel.validity import Period
from tests.support.strategies.bills import PERIOD
from tests.support.strategies.documents import RUN_ID, bill, billing_run, result

CHUNKS = (("K-1", "K-2"), ("K-3",))


def test_a_run_is_stored_with_its_chunks_and_moves_on(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        assert work.runs.open_chunks(RUN_ID) == (0, 1)
        assert [work.runs.chunk(RUN_ID, number) for number in (0, 1)] == list(CHUNKS)
        executed = attrs.evolve(billing_run(), status=RunStatus.EXECUTED, digest="d" * 64)
        work.runs.update(executed)
        assert work.runs.get(RUN_ID) == executed


def test_runs_come_newest_first(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        for run_id in ("B", "A", "C"):
            work.runs.add(billing_run(run_id), [])
        assert [run.id for run in work.runs.all()] == ["C", "A", "B"]


def test_what_does_not_exist_is_not_found(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        for ask in (
            lambda: work.runs.get("gone"),
            lambda: work.runs.update(billing_run("gone")),
            lambda: work.runs.chunk(RUN_ID, 2),
            lambda: work.runs.is_done(RUN_ID, 2),
            lambda: work.runs.finish_chunk(RUN_ID, 2, []),
            lambda: work.runs.result(RUN_ID, "K-1"),
            lambda: work.runs.replace_result(result("K-1")),
        ):
            with pytest.raises(NotFound):
                ask()


def test_a_chunk_is_done_when_it_is_finished(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        work.runs.finish_chunk(RUN_ID, 0, [result("K-2"), result("K-1")])
        assert work.runs.is_done(RUN_ID, 0)
        assert not work.runs.is_done(RUN_ID, 1)
        assert work.runs.open_chunks(RUN_ID) == (1,)


def test_a_result_is_stored_once_however_often_its_chunk_runs(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        work.runs.finish_chunk(RUN_ID, 0, [result("K-1")])
        work.commit()
    with units(tenant) as work:
        work.runs.finish_chunk(RUN_ID, 0, [result("K-1", ResultOutcome.REFUSED), result("K-2")])
        assert list(work.runs.results(RUN_ID)) == [result("K-1"), result("K-2")]


def test_results_are_streamed_in_order_and_counted_by_outcome(units: UnitsOfWork, tenant: str) -> None:
    held, refused = result("K-2", ResultOutcome.HELD), result("K-3", ResultOutcome.REFUSED)
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        work.runs.finish_chunk(RUN_ID, 1, [refused])
        work.runs.finish_chunk(RUN_ID, 0, [held, result("K-1")])
        assert list(work.runs.results(RUN_ID)) == [result("K-1"), held, refused]
        assert list(work.runs.results(RUN_ID, ResultOutcome.HELD)) == [held]
        assert work.runs.digests(RUN_ID) == [each.digest for each in work.runs.results(RUN_ID)]
        assert work.runs.counts(RUN_ID) == {
            ResultOutcome.PRICED: 1,
            ResultOutcome.HELD: 1,
            ResultOutcome.REFUSED: 1,
            ResultOutcome.SENT_BACK: 0,
        }
        assert work.runs.result(RUN_ID, "K-3") == refused


def test_a_held_result_is_replaced_once_by_its_review(units: UnitsOfWork, tenant: str) -> None:
    held = result("K-1", ResultOutcome.HELD)
    released = reviewed(held, release=True, by="Ada", reason="meter checked")
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        work.runs.finish_chunk(RUN_ID, 0, [held])
        work.runs.replace_result(released)
        assert work.runs.result(RUN_ID, "K-1") == released
        with pytest.raises(NotFound, match="held result"):
            work.runs.replace_result(reviewed(held, release=False, by="Bob", reason="no"))


def test_a_priced_result_is_held_once(units: UnitsOfWork, tenant: str) -> None:
    held = result("K-1", ResultOutcome.HELD)
    with units(tenant) as work:
        work.runs.add(billing_run(), CHUNKS)
        work.runs.finish_chunk(RUN_ID, 0, [result("K-1")])
        work.runs.hold(held)
        assert list(work.runs.results(RUN_ID, ResultOutcome.HELD)) == [held]
        with pytest.raises(NotFound, match="priced result"):
            work.runs.hold(held)


def test_contracts_billed_before_are_those_with_a_bill_in_the_period(units: UnitsOfWork, tenant: str) -> None:
    after = Period(PERIOD.stop, PERIOD.stop + dt.timedelta(days=1))
    last_day = Period(PERIOD.last, after.stop)
    with units(tenant) as work:
        work.bills.add([bill(tenant, "K-1", serial=1), bill(tenant, "K-2", serial=2)])
        assert work.runs.billed_before(["K-1", "K-9"], last_day) == {"K-1"}
        assert work.runs.billed_before(["K-1", "K-2"], after) == frozenset()
