"""What a shadow run compares."""

from __future__ import annotations

from domain.billing.run import BillingRun
from domain.tariffs.parameter import ParameterRow
from tests.support.use_case_world import SEPTEMBER, TODAY, World


def row(world: World, path: str, *key: str) -> ParameterRow:
    return world.books.book(TODAY).value(path, key, SEPTEMBER.start)


def billed(world: World, *numbers: int, chunk_size: int = 500) -> BillingRun:
    """A run of September over customers who used more the higher their number."""
    world.customers(*numbers)
    world.measure({n: (100 * n, 100, 100) for n in numbers})
    return world.executed(chunk_size=chunk_size)
