"""Sums over very many load curves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from domain.metering.curve import FlatCurve
from domain.metering.valuation import BandSum, PriceGrid


class CurveArithmetic(Protocol):
    """Sums curves by band and price, exactly."""

    def sums(self, curves: Iterable[FlatCurve], grid: PriceGrid) -> Iterator[tuple[FlatCurve, tuple[BandSum, ...]]]:
        """Each curve, in order, with what `domain.metering.valuation.sums_of` gives; curves are of the grid's month."""
        ...
