"""Cases of market processes of one tenant: a head that moves, steps that are only added, contracts that wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs
from sqlalchemy import ColumnElement, insert, or_

from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session, any_of
from adapters.persistence.tables import contract_drafts, market_cases, market_steps
from application.ports.registry import NotFound
from domain.contracts.contract import Contract
from domain.market.case import Case, CaseStep


@attrs.frozen
class SqlMarketCases:
    """The cases of every point of the tenant."""

    session: Session
    heads: DocumentTable[Case]
    drafts: DocumentTable[Contract]

    @classmethod
    def over(cls, session: Session) -> SqlMarketCases:
        """The store over a session."""
        return cls(
            session,
            DocumentTable(session, market_cases, "code", Case, "case"),
            DocumentTable(session, contract_drafts, "number", Contract, "draft of contract"),
        )

    def put(self, case: Case, *, is_open: bool) -> None:
        """Store a case with the steps that are new. ValueError where a stored step would change or be lost."""
        stored = self._steps([case.code])[case.code]
        if case.steps[: len(stored)] != tuple(stored):
            raise ValueError(f"case {case.code}: steps that were stored are kept as they are")
        self.heads.put(
            case.code,
            attrs.evolve(case, steps=()),
            process=case.process,
            point=case.point,
            counterpart_case=case.counterpart_case,
            contract=case.contract,
            state=case.state,
            is_open=is_open,
            moved_on=case.steps[-1].day if case.steps else case.opened_on,
        )
        rows = [self._row(case.code, i, step) for i, step in enumerate(case.steps) if i >= len(stored)]
        if rows:
            self.session.connection.execute(insert(market_steps), rows)

    def get(self, code: str) -> Case:
        """NotFound where there is none."""
        found = self._where(market_cases.c.code == code)
        if not found:
            raise NotFound("case", code)
        return found[0]

    def has(self, code: str) -> bool:
        """Whether there is a case of that code."""
        return bool(self.heads.of([code]))

    def of_counterpart(self, counterpart_case: str) -> tuple[Case, ...]:
        """The cases the other side calls so, in order of code."""
        return self._where(market_cases.c.counterpart_case == counterpart_case) if counterpart_case else ()

    def at(self, point: str) -> tuple[Case, ...]:
        """The cases of a point, in order of code."""
        return self._where(market_cases.c.point == point)

    def watched(self, since: dt.date) -> tuple[Case, ...]:
        """The cases that are open, or whose last step is of `since` or later, in order of code."""
        return self._where(or_(market_cases.c.is_open, market_cases.c.moved_on >= since))

    def page(self, after: str, limit: int) -> tuple[Case, ...]:
        """Up to `limit` cases with a code above `after`, in order of code."""
        return self._whole(self.heads.page(after, limit))

    def put_draft(self, contract: Contract) -> None:
        """Keep a contract until its case is accepted."""
        self.drafts.put(contract.number, contract)

    def draft(self, number: str) -> Contract | None:
        """The contract that waits under a number."""
        return self.drafts.of([number]).get(number)

    def _where(self, condition: ColumnElement[bool]) -> tuple[Case, ...]:
        return self._whole(self.heads.where(condition))

    def _whole(self, heads: tuple[Case, ...]) -> tuple[Case, ...]:
        steps = self._steps([head.code for head in heads])
        return tuple(attrs.evolve(head, steps=tuple(steps[head.code])) for head in heads)

    def _steps(self, codes: Iterable[str]) -> dict[str, list[CaseStep]]:
        found: dict[str, list[CaseStep]] = {code: [] for code in codes}
        statement = self.session.mine(market_steps, market_steps.c.case_code, market_steps.c.document)
        ordered = statement.where(market_steps.c.case_code == any_of(found)).order_by(
            market_steps.c.case_code, market_steps.c.number
        )
        for row in self.session.connection.execute(ordered):
            found[row.case_code].append(CODEC.load(CaseStep, row.document))
        return found

    def _row(self, code: str, number: int, step: CaseStep) -> dict[str, object]:
        return {
            "tenant": self.session.tenant,
            "case_code": code,
            "number": number,
            "day": step.day,
            "message": step.message.code if step.message else "",
            "sha256": step.file_sha256,
            "document": CODEC.dump(step),
        }
