"""Runs: what comes of a contract, and the one decision a person can take on it."""

from __future__ import annotations

import itertools

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.run import NotReviewable, ResultOutcome, Review, RunResult, digest_of_results, reviewed
from domain.kernel.fault import Fault
from domain.pricing.priced import Refused
from tests.support.strategies.bills import PERIOD, sample_bill

PRICED = sample_bill().main.priced
DOUBT = Fault("RSK-003", "K-0001", "nothing used")
GAP = Fault("PRC-002", "K-0001", "consumption begins on 2026-07-02")
READY = RunResult.of("R1", PRICED, ())
HELD = RunResult.of("R1", PRICED, (DOUBT,))
REFUSED = RunResult.of("R1", Refused("K-0001", PERIOD, (GAP,)), ())
SENT_BACK = reviewed(HELD, release=False, by="Ada", reason="the meter stood still")
texts = st.text(min_size=1).filter(lambda text: bool(text.strip()))


def test_a_price_without_findings_is_ready() -> None:
    assert (READY.outcome, READY.priced, READY.faults) == (ResultOutcome.PRICED, PRICED, ())
    assert (READY.contract, READY.period) == (PRICED.contract, PRICED.period)


def test_a_price_with_findings_waits_for_a_person_and_says_why() -> None:
    assert (HELD.outcome, HELD.priced, HELD.faults) == (ResultOutcome.HELD, PRICED, (DOUBT,))


def test_a_refusal_has_its_faults_and_no_price() -> None:
    assert (REFUSED.outcome, REFUSED.priced, REFUSED.faults) == (ResultOutcome.REFUSED, None, (GAP,))


@given(st.booleans(), texts, texts)
def test_a_held_result_is_released_or_sent_back_with_name_and_reason(release: bool, by: str, reason: str) -> None:
    decided = reviewed(HELD, release=release, by=by, reason=reason)
    assert decided.outcome is (ResultOutcome.PRICED if release else ResultOutcome.SENT_BACK)
    assert decided.review == Review(by, reason)
    assert attrs.evolve(decided, outcome=ResultOutcome.HELD, review=None) == HELD
    assert decided.digest == HELD.digest


@pytest.mark.parametrize(
    "result",
    [READY, REFUSED, SENT_BACK, reviewed(HELD, release=True, by="Ada", reason="seen")],
    ids=["ready", "refused", "sent back", "released"],
)
@pytest.mark.parametrize("release", [True, False])
def test_nothing_else_is_reviewed_and_nothing_twice(result: RunResult, release: bool) -> None:
    with pytest.raises(NotReviewable, match=f"contract K-0001 is {result.outcome.value}, not held"):
        reviewed(result, release=release, by="Bob", reason="again")


@pytest.mark.parametrize(("by", "reason"), [("", "seen"), ("Ada", ""), (" ", "seen"), ("Ada", "\t\n")])
def test_a_decision_needs_a_name_and_a_reason(by: str, reason: str) -> None:
    with pytest.raises(ValueError, match="needs the name of who decides and a reason"):
        reviewed(HELD, release=True, by=by, reason=reason)


@pytest.mark.parametrize("outcome", ResultOutcome)
def test_every_result_but_a_refused_one_has_a_price(outcome: ResultOutcome) -> None:
    with pytest.raises(ValueError, match="results have a price, refused ones none"):
        RunResult("R1", "K-0001", PERIOD, outcome, PRICED if outcome is ResultOutcome.REFUSED else None, ())


def test_a_result_has_the_digest_of_its_price_or_of_its_faults() -> None:
    assert READY.digest == HELD.digest == PRICED.digest
    others = (
        attrs.evolve(REFUSED, faults=()),
        attrs.evolve(REFUSED, faults=(GAP, DOUBT)),
        attrs.evolve(REFUSED, faults=(DOUBT, GAP)),
        attrs.evolve(REFUSED, contract="K-0002"),
        REFUSED,
        READY,
    )
    assert len({other.digest for other in others}) == len(others)
    assert attrs.evolve(REFUSED, run="R2").digest == REFUSED.digest


def test_the_digest_of_a_run_depends_on_every_result_and_their_order() -> None:
    digests = [READY.digest, REFUSED.digest, "0" * 64]
    orders = [list(order) for length in range(4) for order in itertools.permutations(digests, length)]
    assert len({digest_of_results(order) for order in orders}) == len(orders)
    assert digest_of_results(list(digests)) == digest_of_results(digests)
