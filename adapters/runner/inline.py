"""Chunks one after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs


@attrs.frozen
class InlineRunner:
    """The simplest ChunkRunner: a fault in a chunk stops the run there, and executing again goes on."""

    def run(self, work: Callable[[str, str, int], int], tenant: str, run: str, chunks: Sequence[int]) -> Iterator[int]:
        """Carry out the chunks in order."""
        for number in chunks:
            yield work(tenant, run, number)
