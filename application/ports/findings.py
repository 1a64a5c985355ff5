"""Findings of one tenant about its measures, what was decided of them, and how its rules are set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.metering.validation.finding import Decision, Finding, FindingState
from domain.metering.validation.rule import RuleSetting, ValidationSettings


class Findings(Protocol):
    """Findings by id. They are never removed; decisions and settings are only added."""

    def add(self, findings: Iterable[Finding]) -> int:
        """Keep what is not there yet by its id, with its decisions; how many were new."""
        ...

    def decide(self, finding: Finding, decision: Decision) -> Finding:
        """Keep one more decision. NotFound where it is not there; NotDecidable where it was decided since it was
        read."""
        ...

    def get(self, finding_id: str) -> Finding: ...

    def page(
        self, after: str, limit: int, *, state: FindingState | None = None, point: str = "", rule: str = ""
    ) -> tuple[Finding, ...]:
        """Up to `limit` findings with an id above `after`, in order of id; of a state, a point, a rule when given."""
        ...

    def of(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Every finding of each point that has one, in order of day and id, in a fixed number of queries."""
        ...

    def withheld(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Of each point that has one, the findings for which a measure does not count, in order of day and id."""
        ...

    def set_rule(self, change: RuleSetting) -> None:
        """Keep one more change of a setting."""
        ...

    def settings(self) -> ValidationSettings:
        """Every change of a setting, oldest first."""
        ...
