"""In-memory measures."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

import attrs

from domain.kernel.validity import Period
from domain.metering.curve import FlatCurve, MonthCurve, current_curves
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Kind, Reading
from tests.fakes.state import State


@attrs.frozen
class MemoryMeasures:
    state: State

    def add(self, *, readings: Iterable[Reading], curves: Iterable[MonthCurve]) -> None:
        for reading in readings:
            if reading not in self.state.readings:
                self.state.readings.append(reading)
        for curve in curves:
            if curve not in self.state.curves:
                self.state.curves.append(curve)

    def readings(self, points: Iterable[str], first: dt.date, last: dt.date) -> Mapping[str, tuple[Reading, ...]]:
        wanted: dict[str, list[Reading]] = {point: [] for point in sorted(set(points))}
        for reading in sorted(self.state.readings, key=lambda each: (each.day, each.origin)):
            if reading.point in wanted and first <= reading.day <= last:
                wanted[reading.point].append(reading)
        return {point: tuple(rows) for point, rows in wanted.items()}

    def curves(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[MonthCurve, ...]]:
        wanted: dict[str, list[MonthCurve]] = {point: [] for point in sorted(set(points))}
        for curve in sorted(self.state.curves, key=lambda each: (each.month.start, each.kind.value, each.origin)):
            if curve.point in wanted and curve.month.overlaps(period):
                wanted[curve.point].append(curve)
        return {point: tuple(rows) for point, rows in wanted.items()}

    def counting(self, month: Period, kinds: Collection[Kind], *, after: str = "") -> Iterator[FlatCurve]:
        versions: Counter[tuple[str, Kind]] = Counter()
        flat = []
        for curve in self.state.curves:
            if curve.month == month and curve.kind in kinds and curve.point > after:
                versions[curve.point, curve.kind] += 1
                flat.append(FlatCurve.of(curve, versions[curve.point, curve.kind]))
        yield from current_curves(flat)

    def add_history(self, uses: Iterable[HistoricalConsumption]) -> None:
        for use in uses:
            if use not in self.state.past_uses:
                self.state.past_uses.append(use)

    def history(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[HistoricalConsumption, ...]]:
        wanted: dict[str, list[HistoricalConsumption]] = {point: [] for point in sorted(set(points))}
        for use in sorted(self.state.past_uses, key=lambda each: (each.period.start, each.origin)):
            if use.point in wanted and use.period.overlaps(period):
                wanted[use.point].append(use)
        return {point: tuple(uses) for point, uses in wanted.items()}
