"""In-memory processes and cases of the market."""

from __future__ import annotations

import datetime as dt

import attrs

from application.ports.processes import UnknownProcess
from application.ports.registry import NotFound
from domain.contracts.contract import Contract
from domain.market.case import Case
from domain.market.process import Process, Way
from tests.fakes.state import State


@attrs.frozen
class MemoryProcesses:
    processes: tuple[Process, ...]

    def get(self, code: str) -> Process:
        for process in self.processes:
            if process.code == code:
                return process
        raise UnknownProcess(f"no process {code!r}")

    def all(self) -> tuple[Process, ...]:
        return tuple(sorted(self.processes, key=lambda process: process.code))

    def of_message(self, message: str) -> tuple[Process, ...]:
        return tuple(
            process
            for process in self.all()
            if any((each.message, each.way) == (message, Way.IN) for each in process.transitions)
        )


@attrs.frozen
class MemoryMarketCases:
    state: State

    def put(self, case: Case, *, is_open: bool) -> None:
        stored = self.state.market_cases[case.code][0].steps if self.has(case.code) else ()
        if case.steps[: len(stored)] != stored:
            raise ValueError(f"case {case.code}: steps that were stored are kept as they are")
        self.state.market_cases[case.code] = (case, is_open)

    def get(self, code: str) -> Case:
        if not self.has(code):
            raise NotFound("case", code)
        return self.state.market_cases[code][0]

    def has(self, code: str) -> bool:
        return code in self.state.market_cases

    def of_counterpart(self, counterpart_case: str) -> tuple[Case, ...]:
        return tuple(each for each in self._all() if counterpart_case and each.counterpart_case == counterpart_case)

    def at(self, point: str) -> tuple[Case, ...]:
        return tuple(each for each in self._all() if each.point == point)

    def watched(self, since: dt.date) -> tuple[Case, ...]:
        def moved_on(case: Case) -> dt.date:
            return case.steps[-1].day if case.steps else case.opened_on

        return tuple(each for each in self._all() if self.state.market_cases[each.code][1] or moved_on(each) >= since)

    def page(self, after: str, limit: int) -> tuple[Case, ...]:
        return tuple(each for each in self._all() if each.code > after)[:limit]

    def put_draft(self, contract: Contract) -> None:
        self.state.contract_drafts[contract.number] = contract

    def draft(self, number: str) -> Contract | None:
        return self.state.contract_drafts.get(number)

    def _all(self) -> tuple[Case, ...]:
        return tuple(case for _, (case, _) in sorted(self.state.market_cases.items()))
