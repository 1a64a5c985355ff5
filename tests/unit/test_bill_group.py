"""Supplies of one bill wait for one another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.bill_group import WAITS, regrouped
from domain.billing.run import ResultOutcome, RunResult, reviewed
from tests.support.strategies import documents as samples

PRICED, HELD, REFUSED, SENT_BACK = (
    ResultOutcome.PRICED,
    ResultOutcome.HELD,
    ResultOutcome.REFUSED,
    ResultOutcome.SENT_BACK,
)
Group = dict[str, RunResult]


def group(*outcomes: ResultOutcome) -> Group:
    """Contracts A, B, C ... of one group."""
    return {name: samples.result(name, outcome) for name, outcome in zip("ABCD", outcomes, strict=False)}


def after(results: Group) -> Group:
    return results | {each.contract: each for each in regrouped(list(results.values()))}


def review(results: Group, contract: str, *, release: bool) -> Group:
    done = reviewed(results[contract], release=release, by="Ada", reason="seen")
    return after(results | {contract: done})


def outcomes(results: Group) -> list[ResultOutcome]:
    return [each.outcome for each in results.values()]


def test_a_group_of_which_all_is_priced_does_not_wait() -> None:
    assert regrouped(list(group(PRICED, PRICED).values())) == ()


@pytest.mark.parametrize("outcome", [HELD, REFUSED, SENT_BACK])
def test_the_others_wait_and_name_what_stands_in_the_way(outcome: ResultOutcome) -> None:
    waiting = after(group(outcome, PRICED, PRICED))
    assert outcomes(waiting) == [outcome, HELD, HELD]
    [fault] = waiting["B"].faults
    assert fault.code == WAITS
    assert f"contract A, which is {outcome.value}" in fault.message


def test_releasing_what_stood_in_the_way_lets_the_whole_group_go_on() -> None:
    done = review(after(group(HELD, PRICED, PRICED)), "A", release=True)
    assert outcomes(done) == [PRICED, PRICED, PRICED]
    assert (done["B"].faults, done["B"].review) == ((), None)


def test_releasing_one_that_waits_lets_all_that_wait_go_without_the_rest() -> None:
    done = review(after(group(REFUSED, PRICED, PRICED)), "B", release=True)
    assert outcomes(done) == [REFUSED, PRICED, PRICED]
    assert done["C"].review == done["B"].review
    assert regrouped(list(done.values())) == ()


def test_what_is_released_waits_in_its_turn_for_another_in_the_way() -> None:
    done = review(after(group(HELD, REFUSED, PRICED)), "A", release=True)
    assert outcomes(done) == [HELD, REFUSED, HELD]
    assert [fault.code for fault in done["A"].faults] == ["RSK-001", WAITS]
    [fault] = done["C"].faults
    assert "contract B" in fault.message
    assert outcomes(review(done, "C", release=True)) == [PRICED, REFUSED, PRICED]


def test_sending_back_one_that_waits_keeps_the_others_waiting() -> None:
    done = review(after(group(REFUSED, PRICED, PRICED)), "B", release=False)
    assert outcomes(done) == [REFUSED, SENT_BACK, HELD]
    assert len(done["C"].faults) == 2


@given(st.lists(st.sampled_from(list(ResultOutcome)), min_size=1, max_size=4))
def test_settling_twice_is_settling_once_and_no_bill_comes_in_parts(given: list[ResultOutcome]) -> None:
    done = after(group(*given))
    assert regrouped(list(done.values())) == ()
    assert set(outcomes(done)) == {PRICED} or PRICED not in outcomes(done)
    assert {name for name, each in done.items() if each.priced} == set(group(*given)) - refused(given)


def refused(given: list[ResultOutcome]) -> set[str]:
    return {name for name, outcome in zip("ABCD", given, strict=False) if outcome is REFUSED}
