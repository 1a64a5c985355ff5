"""Contract of the chunk runners: every chunk is done once, whatever happens to the processes."""

from __future__ import annotations

import functools
import os
import signal
from pathlib import Path

import pytest

from adapters.runner.inline import InlineRunner
from adapters.runner.process_pool import ChunksLost, ProcessPoolRunner
from application.ports.chunk_runner import ChunkRunner

TENANT, RUN = "tenant", "run"


class Wrong(ValueError):
    """The work itself found a fault."""


def do(folder: Path, tenant: str, run: str, number: int) -> int:
    """Done in one step, as a transaction is; 10 contracts more than its number."""
    assert (tenant, run) == (TENANT, RUN)
    if not (folder / f"{number}.done").exists():
        (folder / f"{number}.done").touch(exist_ok=False)
    return 10 + number


def do_but_fail(folder: Path, failing: int, tenant: str, run: str, number: int) -> int:
    if number == failing:
        raise Wrong(f"chunk {number} is wrong")
    return do(folder, tenant, run, number)


def do_but_die(folder: Path, dying: int, lives: int, how: str, tenant: str, run: str, number: int) -> int:
    """The chunk `dying` takes its process with it, `lives` times."""
    if number == dying:
        deaths = len(list(folder.glob("*.death")))
        if deaths < lives:
            (folder / f"{deaths}.death").touch(exist_ok=False)
            if how == "exit":
                os._exit(3)
            os.kill(os.getpid(), signal.SIGKILL)
    return do(folder, tenant, run, number)


def done(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.done"))


@pytest.fixture(params=["inline", "pool of one", "pool of two"])
def runner(request: pytest.FixtureRequest) -> ChunkRunner:
    runners: dict[str, ChunkRunner] = {
        "inline": InlineRunner(),
        "pool of one": ProcessPoolRunner(1),
        "pool of two": ProcessPoolRunner(2),
    }
    return runners[request.param]


def test_every_chunk_is_done_once_and_its_contracts_are_told(runner: ChunkRunner, tmp_path: Path) -> None:
    told = list(runner.run(functools.partial(do, tmp_path), TENANT, RUN, [7, 2, 5]))
    assert sorted(told) == [12, 15, 17]
    assert done(tmp_path) == [2, 5, 7]


def test_a_run_without_chunks_is_nothing(runner: ChunkRunner, tmp_path: Path) -> None:
    assert list(runner.run(functools.partial(do, tmp_path), TENANT, RUN, [])) == []
    assert done(tmp_path) == []


def test_a_fault_of_the_work_comes_out_as_it_is_and_the_rest_can_go_on(runner: ChunkRunner, tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="chunk 2 is wrong"):
        list(runner.run(functools.partial(do_but_fail, tmp_path, 2), TENANT, RUN, [1, 2, 3]))
    assert 2 not in done(tmp_path)
    left = [number for number in (1, 2, 3) if number not in done(tmp_path)]
    list(runner.run(functools.partial(do, tmp_path), TENANT, RUN, left))
    assert done(tmp_path) == [1, 2, 3]


@pytest.mark.parametrize("how", ["exit", "kill"])
@pytest.mark.parametrize("processes", [1, 2])
def test_a_worker_that_dies_loses_nothing_and_doubles_nothing(processes: int, how: str, tmp_path: Path) -> None:
    work = functools.partial(do_but_die, tmp_path, 2, 1, how)
    told = list(ProcessPoolRunner(processes).run(work, TENANT, RUN, [1, 2, 3, 4]))
    assert sorted(told) == [11, 12, 13, 14]
    assert done(tmp_path) == [1, 2, 3, 4]


def test_after_all_attempts_the_chunks_that_are_lost_are_named(tmp_path: Path) -> None:
    work = functools.partial(do_but_die, tmp_path, 2, 99, "exit")
    with pytest.raises(ChunksLost, match=r"run run.*2 times.*\b2\b.*execute again"):
        list(ProcessPoolRunner(1, attempts=2).run(work, TENANT, RUN, [1, 2]))
    assert len(list(tmp_path.glob("*.death"))) == 3  # the first pool got another chunk done, then two got none
    assert done(tmp_path) == [1]


@pytest.mark.parametrize(("processes", "attempts"), [(0, 1), (1, 0), (-1, 3)])
def test_a_pool_needs_a_process_and_an_attempt(processes: int, attempts: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ProcessPoolRunner(processes, attempts)
