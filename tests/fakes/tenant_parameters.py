"""In-memory tenant parameters."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from domain.kernel.digest import digest
from domain.kernel.validity import Period
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import ParameterHead, ParameterRow, RowsOverlap
from tests.fakes.state import State


@attrs.frozen
class MemoryTenantParameters:
    state: State

    def put(self, heads: Iterable[ParameterHead], rows: Iterable[ParameterRow]) -> None:
        self.state.heads.update({head.path: head for head in heads})
        for row in rows:
            if self.state.rows.setdefault(row.id, row) != row:
                raise RowsOverlap(f"{row.name} from {row.period.start}, known from {row.known_from}: stored already")

    def all(self) -> tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...]]:
        rows = sorted(self.state.rows.values(), key=lambda row: (row.path, row.key, row.period.start, row.known_from))
        return tuple(self.state.heads[path] for path in sorted(self.state.heads)), tuple(rows)

    def put_hourly(self, series: HourlySeries) -> None:
        self.state.series[series.name] = (series.source, series.status)
        self.state.prices.update({(series.name, day): prices for day, prices in series.prices.items()})

    def hourly(self, period: Period) -> dict[str, HourlySeries]:
        days = sorted(key for key in self.state.prices if key[1] in period)
        return {
            name: HourlySeries(
                name,
                {day: self.state.prices[series, day] for series, day in days if series == name},
                *self.state.series[name],
            )
            for name in sorted(self.state.series)
        }

    def hourly_digest(self, period: Period) -> str:
        days = sorted(key for key in self.state.prices if key[1] in period)
        prices = [[series, day.isoformat(), *map(str, self.state.prices[series, day])] for series, day in days]
        return digest(prices) if prices else ""
