"""Findings about measures, decisions and settings of one tenant. Decisions and settings are only added.

`state` and `withholds` of a finding follow from its decisions; they stand beside it so that they can be asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from sqlalchemy import ColumnElement, insert, update

from adapters.persistence import bulk
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session, any_of
from adapters.persistence.tables import finding_decisions, findings, validation_settings
from application.ports.registry import NotFound
from domain.metering.validation.finding import Decision, Finding, FindingState, NotDecidable
from domain.metering.validation.rule import RuleSetting, ValidationSettings

_COLUMNS = ("tenant", "id", "point", "day", "rule", "state", "withholds", "document")


@attrs.frozen
class SqlFindings:
    """Findings by id; what was decided of each in the order it was."""

    session: Session

    def add(self, found: Iterable[Finding]) -> int:
        """Add what is not there yet by its id, by COPY; how many were new. New ones come undecided."""
        rows = (
            (
                self.session.tenant,
                each.id,
                each.measure.point,
                each.measure.day,
                each.rule,
                each.state.value,
                each.withholds,
                CODEC.dump(attrs.evolve(each, decisions=())),
            )
            for each in found
        )
        return bulk.insert(self.session.connection, findings, _COLUMNS, rows, on_conflict="on conflict do nothing")

    def decide(self, finding: Finding, decision: Decision) -> Finding:
        """Keep one more decision, if the finding is as it was read."""
        decided = finding.decided(decision)
        latest = self._locked(finding.id)
        if latest.decisions != finding.decisions:
            raise NotDecidable(f"finding {finding.id} was decided since it was read; read it again")
        tenant = self.session.tenant
        row = {"tenant": tenant, "finding": finding.id, "number": len(decided.decisions)}
        self.session.connection.execute(insert(finding_decisions).values(**row, document=CODEC.dump(decision)))
        change = update(findings).where(findings.c.tenant == tenant, findings.c.id == finding.id)
        self.session.connection.execute(change.values(state=decided.state.value, withholds=decided.withholds))
        return decided

    def get(self, finding_id: str) -> Finding:
        """NotFound where there is none."""
        rows = self._where(findings.c.id == finding_id)
        if not rows:
            raise NotFound("finding", finding_id)
        return rows[0]

    def page(
        self, after: str, limit: int, *, state: FindingState | None = None, point: str = "", rule: str = ""
    ) -> tuple[Finding, ...]:
        """Up to `limit` findings with an id above `after`, in order of id."""
        conditions: list[ColumnElement[bool]] = [findings.c.id > after]
        if state is not None:
            conditions.append(findings.c.state == state.value)
        if point:
            conditions.append(findings.c.point == point)
        if rule:
            conditions.append(findings.c.rule == rule)
        return tuple(self._where(*conditions, limit=limit))

    def of(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Every finding of each point that has one, in order of day and id."""
        return _by_point(self._where(findings.c.point == any_of(points)))

    def withheld(self, points: Iterable[str]) -> Mapping[str, tuple[Finding, ...]]:
        """Those for which a measure does not count."""
        return _by_point(self._where(findings.c.point == any_of(points), findings.c.withholds.is_(True)))

    def set_rule(self, change: RuleSetting) -> None:
        """Keep one more change of a setting."""
        row = {"tenant": self.session.tenant, "rule": change.rule, "document": CODEC.dump(change)}
        self.session.connection.execute(insert(validation_settings).values(**row))

    def settings(self) -> ValidationSettings:
        """Every change of a setting, oldest first."""
        column = validation_settings.c.document
        statement = self.session.mine(validation_settings, column).order_by(validation_settings.c.position)
        return ValidationSettings(
            tuple(CODEC.load(RuleSetting, document) for document in self.session.connection.scalars(statement))
        )

    def _locked(self, finding_id: str) -> Finding:
        lock = self.session.mine(findings, findings.c.id).where(findings.c.id == finding_id).with_for_update()
        self.session.connection.execute(lock)
        return self.get(finding_id)

    def _where(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Finding]:
        statement = self.session.mine(findings, findings.c.id, findings.c.document).where(*conditions)
        rows = self.session.connection.execute(statement.order_by(findings.c.id).limit(limit)).all()
        if not rows:
            return []
        decided: dict[str, list[Decision]] = {}
        decision_rows = self.session.mine(finding_decisions, finding_decisions.c.finding, finding_decisions.c.document)
        decision_rows = decision_rows.where(finding_decisions.c.finding == any_of(row.id for row in rows))
        for row in self.session.connection.execute(
            decision_rows.order_by(finding_decisions.c.finding, finding_decisions.c.number)
        ):
            decided.setdefault(row.finding, []).append(CODEC.load(Decision, row.document))
        return [
            attrs.evolve(CODEC.load(Finding, row.document), decisions=tuple(decided.get(row.id, ()))) for row in rows
        ]


def _by_point(found: Iterable[Finding]) -> dict[str, tuple[Finding, ...]]:
    by_point: dict[str, list[Finding]] = {}
    for each in sorted(found, key=lambda each: (each.measure.point, each.measure.day, each.id)):
        by_point.setdefault(each.measure.point, []).append(each)
    return {point: tuple(rows) for point, rows in by_point.items()}
