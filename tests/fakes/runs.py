"""In-memory runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from application.ports.registry import NotFound
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.kernel.validity import Period
from tests.fakes.bills import days, standing
from tests.fakes.state import State, add_new, found


@attrs.frozen
class MemoryRuns:
    state: State

    def add(self, run: BillingRun, chunks: Sequence[Sequence[str]]) -> None:
        add_new(self.state.runs, run.id, run)
        self.state.chunks.update({(run.id, number): tuple(chunk) for number, chunk in enumerate(chunks)})

    def update(self, run: BillingRun) -> None:
        found(self.state.runs, run.id, "run")
        self.state.runs[run.id] = run

    def get(self, run_id: str) -> BillingRun:
        return found(self.state.runs, run_id, "run")

    def all(self) -> tuple[BillingRun, ...]:
        return tuple(reversed(self.state.runs.values()))

    def open_chunks(self, run_id: str) -> tuple[int, ...]:
        return tuple(sorted(number for run, number in self.state.chunks.keys() - self.state.done if run == run_id))

    def chunk(self, run_id: str, number: int) -> tuple[str, ...]:
        if (run_id, number) not in self.state.chunks:
            raise NotFound("chunk", f"{run_id}/{number}")
        return self.state.chunks[run_id, number]

    def is_done(self, run_id: str, number: int) -> bool:
        self.chunk(run_id, number)
        return (run_id, number) in self.state.done

    def finish_chunk(self, run_id: str, number: int, results: Iterable[RunResult]) -> None:
        self.chunk(run_id, number)
        self.state.done.add((run_id, number))
        for result in results:
            self.state.results.setdefault((run_id, result.contract), result)

    def results(self, run_id: str, outcome: ResultOutcome | None = None) -> Iterator[RunResult]:
        for run, contract in sorted(self.state.results):
            result = self.state.results[run, contract]
            if run == run_id and outcome in (None, result.outcome):
                yield result

    def result(self, run_id: str, contract: str) -> RunResult:
        if (run_id, contract) not in self.state.results:
            raise NotFound("result", f"{run_id}/{contract}")
        return self.state.results[run_id, contract]

    def replace_result(self, result: RunResult) -> None:
        self._replace(result, ResultOutcome.HELD)

    def hold(self, result: RunResult) -> None:
        self._replace(result, ResultOutcome.PRICED)

    def _replace(self, result: RunResult, was: ResultOutcome) -> None:
        key = (result.run, result.contract)
        if key not in self.state.results or self.state.results[key].outcome is not was:
            raise NotFound(f"{was.value} result", f"{result.run}/{result.contract}")
        self.state.results[key] = result

    def digests(self, run_id: str) -> list[str]:
        return [result.digest for result in self.results(run_id)]

    def counts(self, run_id: str) -> dict[ResultOutcome, int]:
        return {outcome: len(list(self.results(run_id, outcome))) for outcome in ResultOutcome}

    def billed_before(self, contracts: Iterable[str], period: Period) -> frozenset[str]:
        wanted = set(contracts)
        billed = (pair for bill in standing(self.state.bills.values()) for pair in days(bill))
        return frozenset(contract for contract, charged in billed if contract in wanted and charged.overlaps(period))
