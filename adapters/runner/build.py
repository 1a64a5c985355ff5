"""What this package gives the house: where the chunks of a run are carried out."""

from __future__ import annotations

from application.ports.chunk_runner import ChunkRunner


def build_runner(processes: int) -> ChunkRunner:
    """So many worker processes; 1: in this process."""
    from adapters.runner.inline import InlineRunner
    from adapters.runner.process_pool import ProcessPoolRunner

    return ProcessPoolRunner(processes) if processes > 1 else InlineRunner()
