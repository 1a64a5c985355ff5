"""Parameters of one tenant that lay over the common tariff book, and hourly index series."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from domain.kernel.validity import Period
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import ParameterHead, ParameterRow


class TenantParameters(Protocol):
    """Heads and rows of the tenant's own; hourly prices by series."""

    def put(self, heads: Iterable[ParameterHead], rows: Iterable[ParameterRow]) -> None:
        """Add rows; the same row again changes nothing."""
        ...

    def all(self) -> tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...]]: ...

    def put_hourly(self, series: HourlySeries) -> None:
        """Add or replace the days of a series."""
        ...

    def hourly(self, period: Period) -> dict[str, HourlySeries]:
        """Every series, with the days of `period`."""
        ...

    def hourly_digest(self, period: Period) -> str:
        """What tells one state of the hourly prices of `period` from another; empty where there are none."""
        ...
