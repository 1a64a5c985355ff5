"""Billing runs of one tenant, their chunks and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.kernel.validity import Period


class Runs(Protocol):
    """Runs by id; results by run and contract, each stored once."""

    def add(self, run: BillingRun, chunks: Sequence[Sequence[str]]) -> None:
        """Store a planned run with the contract numbers of each chunk, numbered from 0."""
        ...

    def update(self, run: BillingRun) -> None: ...

    def get(self, run_id: str) -> BillingRun: ...

    def all(self) -> tuple[BillingRun, ...]:
        """Newest first."""
        ...

    def open_chunks(self, run_id: str) -> tuple[int, ...]:
        """The numbers of chunks that are not done."""
        ...

    def chunk(self, run_id: str, number: int) -> tuple[str, ...]:
        """The contract numbers of a chunk, in order; locks the chunk until the transaction ends."""
        ...

    def is_done(self, run_id: str, number: int) -> bool: ...

    def finish_chunk(self, run_id: str, number: int, results: Iterable[RunResult]) -> None:
        """Store the results that are not there yet and mark the chunk done, in this transaction."""
        ...

    def results(self, run_id: str, outcome: ResultOutcome | None = None) -> Iterator[RunResult]:
        """The results in order of contract, streamed; of one outcome when given."""
        ...

    def result(self, run_id: str, contract: str) -> RunResult: ...

    def replace_result(self, result: RunResult) -> None:
        """Store a reviewed result in place of the held one."""
        ...

    def hold(self, result: RunResult) -> None:
        """Store a result as held in place of the priced one; NotFound where none is priced."""
        ...

    def digests(self, run_id: str) -> list[str]:
        """The digests of all results, in order of contract."""
        ...

    def counts(self, run_id: str) -> dict[ResultOutcome, int]: ...

    def billed_before(self, contracts: Iterable[str], period: Period) -> frozenset[str]:
        """Of `contracts`, those with a sealed bill on a day of `period`."""
        ...
