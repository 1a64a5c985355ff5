"""What stored curves are worth: those that count, at the tenant's prices, and their mirror."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from adapters.curves.numpy_arithmetic import NumpyArithmetic
from adapters.tariffs.books import PackagedTariffs
from application.metering.value_curves import mirror_curves, value_curves
from application.ports.registry import NotFound
from domain.kernel.calendar import quarters_in
from domain.kernel.validity import month_of
from domain.metering.curve import hourly
from domain.metering.reading import Action
from domain.metering.valuation import CurveValue
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import Source, Status
from tests.bench.household import MONTH, household
from tests.fakes.curves import MemoryMirror, PlainArithmetic
from tests.fakes.unit_of_work import MemoryUnitsOfWork

SERIES = "index/pun_hourly"
HOURS = {day.day: len(hourly(day)) for day in household(1).days}
PRICES = {day: tuple(Decimal(8000 + 31 * day.day + h).scaleb(-5) for h in range(HOURS[day])) for day in HOURS}


@pytest.fixture
def units() -> MemoryUnitsOfWork:
    found = MemoryUnitsOfWork()
    with found("t") as uow:
        first, later = household(1), attrs.evolve(household(2), point=household(1).point)
        cancelled = household(3)
        cancel = attrs.evolve(cancelled, action=Action.CANCEL, days=(), origin=attrs.evolve(first.origin, record=9))
        uow.measures.add(readings=(), curves=(first, later, household(4), cancelled, cancel))
        uow.parameters.put_hourly(HourlySeries(SERIES, PRICES, Source("bench", "made up", ""), Status.GIVEN))
        uow.commit()
    return found


def _values(units: MemoryUnitsOfWork, **asked: object) -> list[CurveValue]:
    shared = {"units": units, "books": PackagedTariffs(), "tenant": "t", "month": MONTH}
    plain = list(value_curves(**shared, arithmetic=PlainArithmetic(), **asked))  # type: ignore[arg-type]
    assert plain == list(value_curves(**shared, arithmetic=NumpyArithmetic(), **asked))  # type: ignore[arg-type]
    return plain


def test_the_curve_sent_last_is_valued_hour_by_hour(units: MemoryUnitsOfWork) -> None:
    first, second = _values(units, series=SERIES)
    for found, home in ((first, household(2)), (second, household(4))):
        worth = sum(wh * price for day in home.days for wh, price in zip(hourly(day), PRICES[day.day], strict=True))
        assert found.value == worth / 1000
        assert found.energy == Decimal(sum(sum(day.values) for day in home.days)) / 1000
    assert (first.point, second.point) == (household(1).point, household(4).point)


def test_prices_by_band_or_none(units: MemoryUnitsOfWork) -> None:
    (flat, _), (free, _) = _values(units, prices={"M": Decimal("0.2")}), _values(units)
    assert flat.value == free.energy * Decimal("0.2")
    assert (free.value, [band.band for band in free.bands]) == (Decimal(0), ["F1", "F2", "F3"])
    (after,) = _values(units, after=flat.point)
    assert after.point == household(4).point


def test_a_series_that_is_not_there_is_told(units: MemoryUnitsOfWork) -> None:
    with pytest.raises(NotFound, match="index/none"):
        _values(units, series="index/none")


def test_the_mirror_holds_the_curves_that_count(units: MemoryUnitsOfWork) -> None:
    mirror, folder = MemoryMirror(), Path("mirror")
    assert mirror_curves(units=units, mirror=mirror, tenant="t", month=MONTH, folder=folder) == 2
    assert [curve.version for curve in mirror.held[folder][MONTH]] == [2, 1]
    other = month_of(dt.date(2026, 11, 1))
    assert mirror_curves(units=units, mirror=mirror, tenant="t", month=other, folder=folder) == 0
    assert sum(quarters_in(day) for day in mirror.held[folder][MONTH][0].days) == 2980
