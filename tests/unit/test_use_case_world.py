"""A small utility over in-memory stores and over PostgreSQL: what the tests of the use cases are made of."""

from __future__ import annotations

from domain.billing.run import ResultOutcome
from tests.support.use_case_world import USED, World, contract_number


def test_a_customer_with_measures_is_billed(world: World) -> None:
    world.customers(1)
    world.measure({1: USED})
    run = world.executed()
    assert list(world.results(run.id, ResultOutcome.PRICED)) == [contract_number(1)]
