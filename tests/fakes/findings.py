"""In-memory findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from domain.metering.validation.finding import Decision, Finding, FindingState, NotDecidable
from domain.metering.validation.rule import RuleSetting, ValidationSettings
from tests.fakes.state import State as Stored
from tests.fakes.state import found


@attrs.frozen
class MemoryFindings:
    state: Stored

    def add(self, findings: Iterable[Finding]) -> int:
        before = len(self.state.findings)
        for each in findings:
            self.state.findings.setdefault(each.id, each)
        return len(self.state.findings) - before

    def decide(self, finding: Finding, decision: Decision) -> Finding:
        if self.get(finding.id).decisions != finding.decisions:
            raise NotDecidable(f"finding {finding.id} was decided since it was read; read it again")
        self.state.findings[finding.id] = finding.decided(decision)
        return self.state.findings[finding.id]

    def get(self, finding_id: str) -> Finding:
        return found(self.state.findings, finding_id, "finding")

    def page(
        self, after: str, limit: int, *, state: FindingState | None = None, point: str = "", rule: str = ""
    ) -> tuple[Finding, ...]:
        chosen = (
            self.state.findings[key]
            for key in sorted(self.state.findings)
            if key > after
            and state in (None, self.state.findings[key].state)
            and point in ("", self.state.findings[key].measure.point)
            and rule in ("", self.state.findings[key].rule)
        )
        return tuple(chosen)[:limit]

    def of(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        wanted = set(points)
        chosen: dict[str, list[Finding]] = {}
        for each in sorted(self.state.findings.values(), key=lambda each: (each.measure.day, each.id)):
            if each.measure.point in wanted:
                chosen.setdefault(each.measure.point, []).append(each)
        return {point: tuple(chosen[point]) for point in sorted(chosen)}

    def withheld(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        every = {point: tuple(each for each in each_of if each.withholds) for point, each_of in self.of(points).items()}
        return {point: kept for point, kept in every.items() if kept}

    def set_rule(self, change: RuleSetting) -> None:
        self.state.rule_settings.append(change)

    def settings(self) -> ValidationSettings:
        return ValidationSettings(tuple(self.state.rule_settings))
