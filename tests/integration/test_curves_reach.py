"""The value of curves and their mirror, by command line and by REST."""

from __future__ import annotations

from decimal import Decimal

import pyarrow.parquet as pq
from litestar.testing import TestClient

from application.ports.unit_of_work import UnitsOfWork
from tests.bench.household import household
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.cli_world import Cli, set_up
from tests.support.http_world import Api, application
from tests.support.http_world import set_up as set_up_http


def _store(units: UnitsOfWork) -> Decimal:
    """Two homes of October 2026; what they used together, in kWh."""
    homes = (household(1), household(2))
    with units("demo") as uow:
        uow.measures.add(readings=(), curves=homes)
        uow.commit()
    return Decimal(sum(sum(day.values) for home in homes for day in home.days)) / 1000


def test_the_commands_value_and_mirror_a_month(cli: Cli) -> None:
    set_up(cli, 1)
    energy = _store(cli.services.units)
    found = cli.done("curves", "value", "--month", "2026-10", "--price.m", "0.25", "--json").json
    assert [each["point"] for each in found] == [household(1).point, household(2).point]
    assert sum(Decimal(each["value_eur"]) for each in found) == energy / 4
    assert f"2 points, {energy} kWh" in cli.done("curves", "value", "--month", "2026-10").out
    assert cli("curves", "value", "--month", "2026-13").code == 2
    assert cli("curves", "value", "--month", "2026-10", "--price.F1", "dear").code == 2
    assert cli("curves", "value", "--month", "2026-10", "--price.F1", "0.1").code == 1
    assert "index/none" in cli("curves", "value", "--month", "2026-10", "--series", "index/none").err
    out = cli.folder / "mirror"
    assert cli.done("curves", "export", "--month", "2026-10", "--out", out, "--json").json["curves"] == 2
    assert pq.read_table(out).num_rows == 2


def test_the_route_gives_values_in_pages() -> None:
    units = MemoryUnitsOfWork()
    with TestClient(application(units=units)) as client:
        api = Api(client)
        set_up_http(api)
        energy = _store(units)
        first = api.done("GET", "/curves/values?month=2026-10&limit=1")
        second = api.done("GET", f"/curves/values?month=2026-10&limit=1&after={first['next']}")
        shown = [*first["items"], *second["items"]]
        assert sum(Decimal(each["energy_kwh"]) for each in shown) == energy
        assert (second["next"], [band["band"] for band in shown[0]["bands"]]) == (None, ["F1", "F2", "F3"])
        assert api.problem("GET", "/curves/values?month=october")[0] == 400
        assert api.problem("GET", "/curves/values?month=2026-10&series=index/none")[0] == 404
        assert api.as_other().done("GET", "/curves/values?month=2026-10")["items"] == []
