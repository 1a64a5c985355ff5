"""Energy and value of a month of stored load curves, by point and band, and the mirror of curves for analysis."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from decimal import Decimal
from pathlib import Path

from application.ports.curve_arithmetic import CurveArithmetic
from application.ports.curve_mirror import CurveMirror
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.validity import Period
from domain.metering.reading import Kind
from domain.metering.valuation import CurveValue, PriceGrid, value_of

CURVE_KINDS = (Kind.ACTIVE, Kind.REACTIVE, Kind.CAPACITIVE, Kind.INDUCTIVE)


def value_curves(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    arithmetic: CurveArithmetic,
    tenant: str,
    month: Period,
    series: str = "",
    prices: Mapping[str, Decimal] | None = None,
    after: str = "",
) -> Generator[CurveValue, None, None]:
    """The active energy of each point beyond `after` that has a curve of `month`, in order, and what it is worth.

    series  an hourly series of the tenant
    prices  EUR/kWh by band ("M": every hour) where no series is given; neither: energy alone, at a value of 0

    Only curves that count are used. NotFound for a series that the tenant has not in that month; NoValueOnDay where
    a day or a band has no price. Nothing is stored.
    """
    with units(tenant) as uow:
        grid = _grid(uow, books, month, series, prices)
        for curve, sums in arithmetic.sums(uow.measures.counting(month, (Kind.ACTIVE,), after=after), grid):
            yield value_of(curve, sums, grid)


def mirror_curves(*, units: UnitsOfWork, mirror: CurveMirror, tenant: str, month: Period, folder: Path) -> int:
    """Write every curve of `month` that counts into the mirror at `folder`, and return how many they are."""
    with units(tenant) as uow:
        return mirror.write(folder, month, uow.measures.counting(month, CURVE_KINDS))


def _grid(
    uow: UnitOfWork, books: TariffBooks, month: Period, series: str, prices: Mapping[str, Decimal] | None
) -> PriceGrid:
    bands = books.bands()
    if series:
        found = uow.parameters.hourly(month).get(series)
        if found is None:
            raise NotFound("hourly series", series)
        return PriceGrid.by_time(month, found.prices, bands)
    if prices:
        return PriceGrid.by_band(month, prices, bands)
    return PriceGrid.of_energy(month, bands)
