"""Arithmetic and mirror of curves in memory: the definition, and a dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from domain.kernel.validity import Period
from domain.metering.curve import FlatCurve
from domain.metering.valuation import BandSum, PriceGrid, sums_of


@attrs.frozen
class PlainArithmetic:
    def sums(self, curves: Iterable[FlatCurve], grid: PriceGrid) -> Iterator[tuple[FlatCurve, tuple[BandSum, ...]]]:
        return ((curve, sums_of(curve, grid)) for curve in curves)


@attrs.frozen
class MemoryMirror:
    held: dict[Path, dict[Period, tuple[FlatCurve, ...]]] = attrs.field(factory=dict)

    def write(self, folder: Path, month: Period, curves: Iterable[FlatCurve]) -> int:
        found = self.held.setdefault(folder, {})[month] = tuple(curves)
        return len(found)

    def months(self, folder: Path) -> tuple[Period, ...]:
        return tuple(sorted(self.held.get(folder, {}), key=lambda month: month.start))
