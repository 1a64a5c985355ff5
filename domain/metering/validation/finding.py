"""Findings: a measure that breaks a rule, and what was decided of it. Decisions are only added.

A measure with an open finding that holds or refuses it does not count; neither does one that was rejected, or corrected
or estimated by another reading. What counted before it, if anything, counts on.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
from collections.abc import Sequence
from typing import TypeVar

import attrs

from domain.kernel.fault import Severity
from domain.metering.curve import MonthCurve
from domain.metering.reading import Origin, Reading

READING = "reading"
_ID_CHARACTERS = 16


class FindingStep(enum.Enum):
    """What is done with a finding: by a person, or (lapse, reopen) by judging again."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    REJECT = "reject"
    ESTIMATE = "estimate"
    LAPSE = "lapse"
    REOPEN = "reopen"


class FindingState(enum.Enum):
    """How a finding stands. Lapsed: judged again, its measure broke the rule no longer."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ESTIMATED = "estimated"
    LAPSED = "lapsed"


_LEADS_TO = {
    FindingStep.CONFIRM: FindingState.CONFIRMED,
    FindingStep.CORRECT: FindingState.CORRECTED,
    FindingStep.REJECT: FindingState.REJECTED,
    FindingStep.ESTIMATE: FindingState.ESTIMATED,
    FindingStep.LAPSE: FindingState.LAPSED,
    FindingStep.REOPEN: FindingState.OPEN,
}
_NEVER_COUNTS = (FindingState.CORRECTED, FindingState.REJECTED, FindingState.ESTIMATED)


class NotDecidable(ValueError):
    """A finding cannot be decided like this, or is not open."""


@attrs.frozen
class Measure:
    """Which measure a finding is about: point, "reading" or "curve" with its kind, day (of a curve the first of its
    month), and where it was read."""

    point: str
    register: str
    day: dt.date
    origin: Origin

    @classmethod
    def of(cls, measure: Reading | MonthCurve) -> Measure:
        """The reference to a measure."""
        if isinstance(measure, Reading):
            return cls(measure.point, READING, measure.day, measure.origin)
        return cls(measure.point, f"curve {measure.kind.value}", measure.month.start, measure.origin)


@attrs.frozen
class Decision:
    """Who decided what of a finding, when and why; `detail` tells what came of it."""

    step: FindingStep
    who: str
    at: dt.datetime
    why: str
    detail: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.why.strip():
            raise NotDecidable("say why: the reason is kept with the decision")


@attrs.frozen
class Finding:
    """A measure that breaks a rule; `reasons` as it was first found."""

    measure: Measure
    rule: str
    severity: Severity
    reasons: str
    decisions: tuple[Decision, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same measure and rule, however often it is judged."""
        return finding_id(self.measure, self.rule)

    @property
    def state(self) -> FindingState:
        """How it stands."""
        return _LEADS_TO[self.decisions[-1].step] if self.decisions else FindingState.OPEN

    @property
    def current_reasons(self) -> str:
        """The reasons as it was last found: what it is held against may have changed since it was first."""
        again = (each.why for each in reversed(self.decisions) if each.step is FindingStep.REOPEN)
        return next(again, self.reasons)

    @property
    def withholds(self) -> bool:
        """Whether its measure does not count."""
        if self.state is FindingState.OPEN:
            return self.severity is not Severity.WARN
        return self.state in _NEVER_COUNTS

    def decided(self, decision: Decision) -> Finding:
        """The finding after one more decision; NotDecidable where it is not at that step."""
        reopening = decision.step is FindingStep.REOPEN
        if self.state is not (FindingState.LAPSED if reopening else FindingState.OPEN):
            raise NotDecidable(f"finding {self.id} is {self.state.value}, only an open one is decided")
        if decision.step is FindingStep.CONFIRM and self.severity is Severity.REFUSE:
            raise NotDecidable(f"finding {self.id}: {self.rule} refuses the measure; correct, estimate or reject it")
        return attrs.evolve(self, decisions=(*self.decisions, decision))


def finding_id(measure: Measure, rule: str) -> str:
    """The identifier of what a rule finds in a measure."""
    origin = measure.origin
    parts = (
        rule,
        measure.point,
        measure.register,
        measure.day.isoformat(),
        origin.sent_at.isoformat(),
        str(origin.progressive),
        str(origin.record),
        origin.file_sha256,
        origin.file_name,
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_ID_CHARACTERS]


Counted = TypeVar("Counted", Reading, MonthCurve)


def not_withheld(measures: Sequence[Counted], withheld: Sequence[Finding]) -> Sequence[Counted]:
    """The measures of a point without those that findings withhold."""
    if not withheld:
        return measures
    gone = {each.measure for each in withheld}
    return tuple(each for each in measures if Measure.of(each) not in gone)
