"""The command line in this process, over in-memory stores and the real adapters: what its tests are made of."""

from __future__ import annotations

from tests.support.cli_world import Cli, measure, plan, set_up


def test_a_tenant_is_set_up_measured_and_planned(cli: Cli) -> None:
    set_up(cli, 1)
    measure(cli, {1: 100})
    assert plan(cli)["contracts"] == 1
