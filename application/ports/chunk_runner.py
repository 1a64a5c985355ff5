"""How the chunks of a run are carried out: here and now, in a pool of processes, or by workers elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol


class ChunkRunner(Protocol):
    """Carries out numbered chunks; each may be tried again without harm."""

    def run(self, work: Callable[[str, str, int], int], tenant: str, run: str, chunks: Sequence[int]) -> Iterator[int]:
        """Call work(tenant, run, chunk) for each chunk; yields what it returns, the contracts done, as they end.

        `work` must be a module-level function or a partial of one, so that another process can find it.
        """
        ...
