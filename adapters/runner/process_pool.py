"""Chunks in a pool of processes on this machine.

A worker that is killed takes its chunk's transaction with it: nothing of the chunk is stored, the pool is rebuilt and
the chunks that were not done are tried again, as long as some chunk gets done; `attempts` pools in a row in which none
does end the run. Chunks never depend on each other, so their order does not matter.
"""

from __future__ import annotations

import concurrent.futures
import multiprocessing
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool

import attrs


class ChunksLost(RuntimeError):
    """Workers died again and again; the chunks named are not done, all others are."""


@attrs.frozen
class ProcessPoolRunner:
    """A ChunkRunner with `processes` workers, started afresh (spawn) so that no connection is shared."""

    processes: int
    attempts: int = 3

    def __attrs_post_init__(self) -> None:
        if self.processes < 1 or self.attempts < 1:
            raise ValueError(f"processes and attempts must be at least 1, got {self.processes} and {self.attempts}")

    def run(self, work: Callable[[str, str, int], int], tenant: str, run: str, chunks: Sequence[int]) -> Iterator[int]:
        """Carry out the chunks in any order; an exception of the work itself is raised as it is."""
        left = list(chunks)
        fruitless = 0
        while left and fruitless < self.attempts:
            lost = yield from self._attempt(work, tenant, run, left)
            fruitless = 0 if len(lost) < len(left) else fruitless + 1
            left = lost
        if left:
            raise ChunksLost(
                f"run {run}: workers died {self.attempts} times without a chunk done; left: {left}; execute again"
            )

    def _attempt(
        self, work: Callable[[str, str, int], int], tenant: str, run: str, chunks: list[int]
    ) -> Generator[int, None, list[int]]:
        context = multiprocessing.get_context("spawn")
        lost: list[int] = []
        pool = concurrent.futures.ProcessPoolExecutor(min(self.processes, len(chunks)), context)
        try:
            waiting = {pool.submit(work, tenant, run, number): number for number in chunks}
            for done in concurrent.futures.as_completed(waiting):
                try:
                    yield done.result()
                except BrokenProcessPool:
                    lost.append(waiting[done])
        finally:  # a fault of the work itself stops the chunks that have not begun
            pool.shutdown(cancel_futures=True)
        return sorted(lost)
