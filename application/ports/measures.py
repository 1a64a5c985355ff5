"""Measures of one tenant: readings and curves, and the past of its points. Nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from domain.kernel.validity import Period
from domain.metering.curve import FlatCurve, MonthCurve
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Kind, Reading


class Measures(Protocol):
    """The measures of every point of the tenant."""

    def add(self, *, readings: Iterable[Reading], curves: Iterable[MonthCurve]) -> None: ...

    def readings(self, points: Iterable[str], first: dt.date, last: dt.date) -> Mapping[str, tuple[Reading, ...]]:
        """Every reading, superseded ones included, of days first..last (both included), by point, in order of day."""
        ...

    def curves(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[MonthCurve, ...]]:
        """Every curve, superseded ones included, of the months that meet `period`, by point, in order of month."""
        ...

    def counting(self, month: Period, kinds: Collection[Kind], *, after: str = "") -> Iterator[FlatCurve]:
        """The curves of a calendar month that count (see current_curves), by point beyond `after`, then by kind."""
        ...

    def add_history(self, uses: Iterable[HistoricalConsumption]) -> None:
        """Keep what points used before they were ours, registered or not; what is there already changes nothing."""
        ...

    def history(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[HistoricalConsumption, ...]]:
        """Every past use, superseded ones included, of the months that meet `period`, by point, in order of month."""
        ...
