"""Sums over curves by numpy: one product of a matrix of curves and a matrix of bands and prices.

Done in float64, which is exact as long as no sum can reach 2**53; where one could, the pure definition is used.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from domain.metering.curve import FlatCurve
from domain.metering.valuation import BandSum, PriceGrid, sums_of

_EXACT_BELOW = 2**53

Days = tuple[dt.date, ...]


@attrs.frozen
class NumpyArithmetic:
    """Sums a batch of curves at once; curves of the same days share one product."""

    batch: int = 512

    def sums(self, curves: Iterable[FlatCurve], grid: PriceGrid) -> Iterator[tuple[FlatCurve, tuple[BandSum, ...]]]:
        """Each curve, in order, with its sums by band."""
        tables: dict[Days, _Table] = {}
        remaining = iter(curves)
        while held := list(itertools.islice(remaining, self.batch)):
            found: list[tuple[BandSum, ...]] = [()] * len(held)
            by_days: dict[Days, list[int]] = {}
            for place, curve in enumerate(held):
                assert curve.month == grid.month, f"a grid of {grid.month} for a curve of {curve.month}"
                by_days.setdefault(curve.days, []).append(place)
            for days, places in by_days.items():
                if days not in tables:
                    tables[days] = _Table.of(days, grid)
                sums = tables[days].sums([held[place] for place in places], grid)
                for place, each in zip(places, sums, strict=True):
                    found[place] = each
            yield from zip(held, found, strict=True)


@attrs.frozen(eq=False)
class _Table:
    """Two columns for each band: whether a quarter-hour is of it, and at which whole price."""

    bands: tuple[str, ...]
    weights: NDArray[np.float64]
    highest: int

    @classmethod
    def of(cls, days: Days, grid: PriceGrid) -> _Table:
        bands = [band for day in days for band in grid.bands[day.day - 1]]
        prices = [price for day in days for price in grid.prices[day.day - 1]]
        names = tuple(sorted(set(bands)))
        highest = max((abs(price) for price in prices), default=0) or 1
        weights = np.zeros((len(bands), 2 * len(names)))
        if highest < _EXACT_BELOW:
            for place, name in enumerate(names):
                mine = np.array([band == name for band in bands])
                weights[:, 2 * place] = mine
                weights[:, 2 * place + 1] = np.where(mine, np.array(prices, dtype=np.float64), 0)
        return cls(names, weights, highest)

    def sums(self, curves: Sequence[FlatCurve], grid: PriceGrid) -> list[tuple[BandSum, ...]]:
        values = np.frombuffer(b"".join(curve.values for curve in curves), dtype="<i4").reshape(len(curves), -1)
        most = int(values.sum(axis=1, dtype=np.int64).max(initial=0))
        if most * self.highest >= _EXACT_BELOW:
            return [sums_of(curve, grid) for curve in curves]
        rows = (values.astype(np.float64) @ self.weights).astype(np.int64).tolist()
        return [tuple(BandSum(band, row[2 * i], row[2 * i + 1]) for i, band in enumerate(self.bands)) for row in rows]
