"""In-memory customers' readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from domain.metering.manual_readings.customer_reading import SelfReading, SelfReadingStatus
from tests.fakes.state import State, found, page


@attrs.frozen
class MemorySelfReadings:
    state: State

    def put(self, reading: SelfReading) -> None:
        self.state.self_readings[reading.id] = reading

    def get(self, identifier: str) -> SelfReading:
        return found(self.state.self_readings, identifier, "self-reading")

    def find(self, identifier: str) -> SelfReading | None:
        return self.state.self_readings.get(identifier)

    def with_status(self, statuses: Iterable[SelfReadingStatus]) -> tuple[SelfReading, ...]:
        wanted = set(statuses)
        chosen = [each for each in self.state.self_readings.values() if each.status in wanted]
        return tuple(sorted(chosen, key=lambda each: (each.forward_by or dt.date.max, each.id)))

    def of_point(self, point: str) -> tuple[SelfReading, ...]:
        chosen = [each for each in self.state.self_readings.values() if each.point == point]
        return tuple(sorted(chosen, key=lambda each: (each.received_at, each.id)))

    def page(self, after: str, limit: int) -> tuple[SelfReading, ...]:
        return page(self.state.self_readings, after, limit)
