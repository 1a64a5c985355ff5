"""Readings told by customers: kept with what became of them, and written as the distributor wants to be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

import attrs

from domain.metering.manual_readings.customer_reading import SelfReading, SelfReadingStatus


class SelfReadings(Protocol):
    """The customers' readings of the tenant, by identifier."""

    def put(self, reading: SelfReading) -> None:
        """Store or replace by identifier; every step is in the journal."""
        ...

    def get(self, identifier: str) -> SelfReading:
        """NotFound where there is none."""
        ...

    def find(self, identifier: str) -> SelfReading | None: ...

    def with_status(self, statuses: Iterable[SelfReadingStatus]) -> tuple[SelfReading, ...]:
        """Those that stand so, in order of term and identifier; without a term last."""
        ...

    def of_point(self, point: str) -> tuple[SelfReading, ...]:
        """Those of a point, in order of the moment they were told and identifier."""
        ...

    def page(self, after: str, limit: int) -> tuple[SelfReading, ...]:
        """Up to `limit` with an identifier above `after`, in order of identifier."""
        ...


@attrs.frozen
class SelfReadingFile:
    """A file for one distributor. `is_declared`: whether its layout is known from the market, or is one of our own."""

    name: str
    flow: str
    content: bytes
    is_declared: bool


class SelfReadingFlows(Protocol):
    """Writes customers' readings for the distributor."""

    def objection(self, reading: SelfReading, *, sender: str) -> str:
        """Why an accepted reading cannot be written as its distributor wants it; empty where it can."""
        ...

    def write(
        self, readings: Sequence[SelfReading], *, sender: str, at: dt.datetime, progressive: int
    ) -> SelfReadingFile:
        """The file of accepted readings of one commodity and distributor. The same arguments give the same bytes.

        UnwritableMessage.
        """
        ...
