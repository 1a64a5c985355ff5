"""What a core does with load curves: read from a file and stored, stored size, valued from the store."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import attrs
from sqlalchemy import Engine, text

from adapters.containers.unpack import ZipLimits
from adapters.curves.numpy_arithmetic import NumpyArithmetic
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.tariffs.books import PackagedTariffs
from application.metering.value_curves import value_curves
from domain.kernel.calendar import quarters_in
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.delivery import Delivery
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import Source, Status
from tests.bench.household import ADDRESSEE, MONTH, SENT_AT, curve_file, household, pod
from tests.support.measure_files import read_file

HOMES = 300
STORED = 3_000
SERIES = "index/pun_hourly"
Rate = Callable[[Callable[[], int]], float]


@attrs.frozen
class CurveFigures:
    """Quarter-hours a second, read from XML and stored, and valued from the store; bytes of a row for each of them."""

    stored: float
    valued: float
    bytes_a_value: float


def curve_figures(rate: Rate) -> CurveFigures:
    """All of them, over a server of their own."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        database = engine(server.start())
        units = SqlUnitsOfWork(database)
        stored, size = rate(_importing(units)), _bytes_a_value(database)
        _fill(units)
        gc.collect()
        valued = rate(_valuing(units))
        database.dispose()
        server.stop()
    return CurveFigures(stored, valued, size)


def _importing(units: SqlUnitsOfWork) -> Callable[[], int]:
    name, xml = curve_file(HOMES)
    spaces = iter(range(1, 100))

    def work() -> int:
        data = xml + b"\n" * next(spaces)  # another file each time: nothing is known before
        (delivery,) = read_file(
            name=name, data=data, addressees=frozenset({ADDRESSEE}), limits=ZipLimits(), received_at=SENT_AT
        )
        assert isinstance(delivery, Delivery), delivery
        with units("read") as uow:
            uow.measures.add(readings=(), curves=delivery.curves)
            uow.commit()
        return _values(delivery.curves)

    return work


def _valuing(units: SqlUnitsOfWork) -> Callable[[], int]:
    quarters = _values((household(1),))

    def work() -> int:
        found = value_curves(
            units=units,
            books=PackagedTariffs(),
            arithmetic=NumpyArithmetic(),
            tenant="valued",
            month=MONTH,
            series=SERIES,
        )
        return quarters * sum(1 for _ in found)

    return work


def _fill(units: SqlUnitsOfWork) -> None:
    homes = [household(number) for number in range(100)]
    days = [day.day for day in homes[0].days]
    prices = {
        day: tuple(Decimal(8000 + 31 * day.day + hour).scaleb(-5) for hour in range(quarters_in(day) // 4))
        for day in days
    }
    with units("valued") as uow:
        uow.parameters.put_hourly(HourlySeries(SERIES, prices, Source("bench", "made up", ""), Status.GIVEN))
        curves = (attrs.evolve(homes[number % 100], point=pod(number)) for number in range(STORED))
        uow.measures.add(readings=(), curves=curves)
        uow.commit()


def _bytes_a_value(database: Engine) -> float:
    """Of whole rows, the documents beside the values included; indexes not."""
    statement = "select sum(pg_column_size(curves.*))::float8 / count(*) from curves"
    with database.connect() as connection:
        size: float = connection.execute(text(statement)).scalar_one()
    return size / _values((household(1),))


def _values(curves: tuple[MonthCurve, ...]) -> int:
    return sum(len(day.values) for curve in curves for day in curve.days)
