"""Memory of a run on PostgreSQL: the most a process holds to execute and to seal it, for few and many contracts."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import attrs

from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from application.billing.seal_run import seal_run
from tests.support.use_case_world import BEFORE, LAST, World, reading

_MEGABYTE = 1_000_000


@attrs.frozen
class Memory:
    """The highest memory of a run, in MB, above what the process held before: to execute it and to seal it."""

    contracts: int
    execute_mb: float
    seal_mb: float


def run_memory(*contracts: int) -> tuple[Memory, ...]:
    """A run of each size, in chunks of 500, carried out one after the other in this process."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        database = engine(server.start())
        units = SqlUnitsOfWork(database)
        warm = _measured(World(units, "warm"), 20)
        found = tuple(_measured(World(units, f"of{count}"), count) for count in contracts)
        database.dispose()
        server.stop()
    assert warm.contracts == 20
    return found


def _measured(world: World, contracts: int) -> Memory:
    world.customers(*range(1, contracts + 1))
    with world.units(world.tenant) as uow:
        numbers = range(1, contracts + 1)
        before = (reading(n, BEFORE, 1000, 1000, 1000) for n in numbers)
        last = (reading(n, LAST, 1080, 1065, 1095) for n in numbers)
        uow.measures.add(readings=[*before, *last], curves=[])
        uow.commit()
    run = world.plan()
    execute = _peak(lambda: world.execute(run.id))
    seal = _peak(lambda: seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id))
    with world.units(world.tenant) as uow:
        assert sum(1 for _ in uow.bills.of_run(run.id)) == contracts
    return Memory(contracts, execute, seal)


def _peak(work: Callable[[], object]) -> float:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - before) / _MEGABYTE
