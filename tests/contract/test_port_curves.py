"""Contract of the arithmetic of curves and of their mirror: exact sums in the order given, months whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.curves.numpy_arithmetic import NumpyArithmetic
from adapters.curves.parquet_mirror import ParquetMirror
from adapters.tariffs.loader import load_bands
from application.ports.curve_arithmetic import CurveArithmetic
from application.ports.curve_mirror import CurveMirror
from domain.kernel.calendar import quarters_in
from domain.kernel.validity import NoValueOnDay, Period, month_of
from domain.metering.curve import FlatCurve, MonthCurve, band_totals
from domain.metering.reading import Action, Kind, Quality
from domain.metering.valuation import PriceGrid, sums_of, value_of
from tests.bench.household import household
from tests.fakes.curves import MemoryMirror, PlainArithmetic
from tests.support.strategies.kernel import unhurried
from tests.support.strategies.meters import MARCH, OCTOBER, month_curves

BANDS = load_bands()
NOVEMBER = month_of(dt.date(2026, 11, 1))
ARITHMETIC: tuple[CurveArithmetic, ...] = (PlainArithmetic(), NumpyArithmetic(), NumpyArithmetic(batch=2))
PRICES = st.integers(-50_000, 900_000).map(lambda number: Decimal(number).scaleb(-6))


def _flat(draw: st.DrawFn, month: Period) -> list[FlatCurve]:
    found = draw(st.lists(month_curves(action=Action.NEW, kinds=(Kind.ACTIVE,)), max_size=5))
    curves = []
    for number, curve in enumerate(found):
        days = [day for day in curve.days if day.day.day <= month.days]
        moved = {month.start + dt.timedelta(days=day.day.day - 1): day.values for day in days}
        values = [moved[day][: quarters_in(day)] for day in moved]
        fitted = tuple((v * 2)[: quarters_in(day)] for day, v in zip(moved, values, strict=True))
        data = b"".join(value.to_bytes(4, "little") for day in fitted for value in day)
        curves.append(
            FlatCurve(f"P{number}", Kind.ACTIVE, month, tuple(moved), data, curve.quality, Action.NEW, curve.origin, 1)
        )
    return curves


@st.composite
def grids_and_curves(draw: st.DrawFn) -> tuple[PriceGrid, list[FlatCurve]]:
    """A month, often of a clock change, with a price of each hour or quarter-hour, and some curves of it."""
    month = draw(st.sampled_from((MARCH, OCTOBER, NOVEMBER)))
    size, first, step = draw(st.sampled_from((1, 4))), draw(PRICES), draw(PRICES)
    days = [month.start + dt.timedelta(days=i) for i in range(month.days)]
    prices = {day: tuple(first + (i * day.day % 7) * step for i in range(quarters_in(day) // size)) for day in days}
    return PriceGrid.by_time(month, prices, BANDS), _flat(draw, month)


@pytest.mark.parametrize("arithmetic", ARITHMETIC, ids=("plain", "numpy", "numpy in batches"))
@unhurried
@given(grids_and_curves())
def test_sums_are_those_of_the_definition_in_order(
    arithmetic: CurveArithmetic, given_: tuple[PriceGrid, list[FlatCurve]]
) -> None:
    grid, curves = given_
    assert list(arithmetic.sums(iter(curves), grid)) == [(curve, sums_of(curve, grid)) for curve in curves]


@pytest.mark.parametrize("arithmetic", ARITHMETIC)
def test_sums_too_large_for_floating_point_are_exact(arithmetic: CurveArithmetic) -> None:
    price = Decimal("0.123456789012345")
    grid = PriceGrid.by_band(NOVEMBER, {"M": price}, BANDS)
    data = (2**31 - 1).to_bytes(4, "little") * 96
    origin = household(1).origin
    curve = FlatCurve("P", Kind.ACTIVE, NOVEMBER, (NOVEMBER.start,), data, Quality.ACTUAL, Action.NEW, origin, 1)
    ((_, sums),) = arithmetic.sums([curve], grid)
    assert value_of(curve, sums, grid).value == price * 96 * (2**31 - 1) / 1000


@unhurried
@given(month_curves(action=Action.NEW), PRICES)
def test_a_value_is_the_price_times_the_energy_of_each_band(curve: MonthCurve, price: Decimal) -> None:
    assume(curve.month.start.year >= 2022)  # the calendar of the bands begins there
    grid = PriceGrid.by_band(curve.month, {"F1": price, "M": Decimal(1)}, BANDS)
    flat = FlatCurve.of(curve, 1)
    found = value_of(flat, sums_of(flat, grid), grid)
    totals = band_totals(curve.days, BANDS)
    assert {band.band: band.energy for band in found.bands} == totals
    assert {band.band: band.value for band in found.bands} == {
        band: energy * (price if band == "F1" else 1) for band, energy in totals.items()
    }
    assert found.missing_days == len(curve.missing_days)


def test_a_day_or_a_band_without_a_price_is_an_error() -> None:
    prices = {day.day: (Decimal(1),) * 24 for day in household(1, NOVEMBER).days}
    assert PriceGrid.by_time(NOVEMBER, prices, BANDS).prices[0] == (1,) * 96
    with pytest.raises(NoValueOnDay, match="2026-10-25 needs a price for each hour or quarter-hour, got 24"):
        PriceGrid.by_time(OCTOBER, {day.day: (Decimal(1),) * 24 for day in household(1, OCTOBER).days}, BANDS)
    with pytest.raises(NoValueOnDay, match="2026-11-30 needs a price"):
        PriceGrid.by_time(NOVEMBER, {day: prices[day] for day in list(prices)[:-1]}, BANDS)
    with pytest.raises(NoValueOnDay, match="has hours of band F2, which has no price"):
        PriceGrid.by_band(NOVEMBER, {"F1": Decimal(1), "F3": Decimal(1)}, BANDS)


@pytest.mark.parametrize("mirror", [MemoryMirror(), ParquetMirror(), ParquetMirror(rows_a_group=2)])
def test_a_month_is_written_whole_and_again(mirror: CurveMirror, tmp_path: Path) -> None:
    curves = [FlatCurve.of(household(number), 1) for number in range(1, 6)]
    assert mirror.months(tmp_path / "none") == ()
    assert mirror.write(tmp_path, NOVEMBER, []) == 0
    assert mirror.write(tmp_path, OCTOBER, iter(curves)) == 5
    assert mirror.write(tmp_path, OCTOBER, iter(curves[:3])) == 3
    assert mirror.months(tmp_path) == (OCTOBER, NOVEMBER)


def test_arrow_reads_the_mirror_as_it_was_written(tmp_path: Path) -> None:
    homes = [household(number) for number in range(1, 4)]
    ParquetMirror(rows_a_group=2).write(tmp_path, OCTOBER, (FlatCurve.of(home, 7) for home in homes))
    rows = pq.read_table(tmp_path).to_pylist()
    assert [row["values"] for row in rows] == [[v for day in home.days for v in day.values] for home in homes]
    assert [row["days"] for row in rows] == [[day.day.day for day in home.days] for home in homes]
    assert {(row["kind"], row["version"], row["quality"], row["month"]) for row in rows} == {("ea", 7, "E", "2026-10")}
    assert [row["point"] for row in rows] == [home.point for home in homes]
    assert not list(tmp_path.rglob("*.partial"))
