"""Bill groups in a run: supplies of one document wait for one another, so that a bill comes whole or not at all.

A supply that is held, refused or sent back makes the others of its group wait (RSK-005). They go on when the last of
what stood in the way was released, or when a person releases one of them: then the bill goes out without the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from domain.billing.faults import RSK_005
from domain.billing.run import ResultOutcome, RunResult
from domain.kernel.fault import Fault

WAITS = RSK_005.code


def regrouped(results: Sequence[RunResult]) -> tuple[RunResult, ...]:
    """Of all results of a group in a run, those that change, as they are to be.

    Settling them again changes nothing.
    """
    in_the_way = [each for each in results if each.outcome is not ResultOutcome.PRICED and not _is_waiting(each)]
    let_go = next((each for each in results if each.outcome is ResultOutcome.PRICED and _has_waited(each)), None)
    if let_go is not None:
        return tuple(
            attrs.evolve(each, outcome=ResultOutcome.PRICED, review=let_go.review)
            for each in results
            if _is_waiting(each)
        )
    if not in_the_way:
        return tuple(
            attrs.evolve(_without(each), outcome=ResultOutcome.PRICED) for each in results if _is_waiting(each)
        )
    waiting = [
        _waits(each, in_the_way) for each in results if each.outcome is ResultOutcome.PRICED or _is_waiting(each)
    ]
    return tuple(each for each in waiting if each not in results)


def _is_waiting(result: RunResult) -> bool:
    return result.outcome is ResultOutcome.HELD and _has_waited(result)


def _has_waited(result: RunResult) -> bool:
    return any(fault.code == WAITS for fault in result.faults)


def _without(result: RunResult) -> RunResult:
    return attrs.evolve(result, faults=tuple(fault for fault in result.faults if fault.code != WAITS))


def _waits(result: RunResult, in_the_way: Sequence[RunResult]) -> RunResult:
    """Held, with a fault for each of those in the way, after its own that were released."""
    faults = tuple(Fault(WAITS, result.contract, _why(each)) for each in in_the_way)
    return attrs.evolve(result, outcome=ResultOutcome.HELD, faults=(*_without(result).faults, *faults))


def _why(result: RunResult) -> str:
    codes = ", ".join(dict.fromkeys(fault.code for fault in result.faults)) or "no reason given"
    return f"its bill also holds contract {result.contract}, which is {result.outcome.value} ({codes})"
