"""In-memory calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from application.ports.calls import CallFile
from application.ports.registry import NotFound
from domain.metering.calls.call import AcceptedCall, Call, SuspendedCdr
from tests.fakes.state import State


@attrs.frozen
class MemoryCalls:
    state: State

    def add_file(self, file: CallFile) -> None:
        self.state.call_files.append(file)

    def files(self, limit: int) -> tuple[CallFile, ...]:
        return tuple(sorted(self.state.call_files, key=lambda file: file.received_at)[::-1][:limit])

    def file(self, sha256: str) -> CallFile:
        for file in reversed(self.state.call_files):
            if file.sha256 == sha256:
                return file
        raise NotFound("call file", sha256)

    def add(self, calls: Iterable[AcceptedCall]) -> int:
        before = len(self.state.calls)
        for each in calls:
            self.state.calls.setdefault(each.call.key, each)
        return len(self.state.calls) - before

    def of(self, numbers: Iterable[str], start: dt.datetime, stop: dt.datetime) -> Mapping[str, tuple[Call, ...]]:
        found: dict[str, list[Call]] = {number: [] for number in sorted(set(numbers))}
        for call in sorted((each.call for each in self.state.calls.values()), key=lambda call: call.order):
            if call.a_number in found and start <= call.answered < stop:
                found[call.a_number].append(call)
        return {number: tuple(calls) for number, calls in found.items()}

    def raw(self, call: Call) -> AcceptedCall:
        if call.key not in self.state.calls:
            raise NotFound("call", call.id)
        return self.state.calls[call.key]

    def suspend(self, records: Iterable[SuspendedCdr]) -> None:
        for each in records:
            self.state.suspended[each.source, each.raw.text] = each

    def suspended(self) -> tuple[SuspendedCdr, ...]:
        return tuple(self.state.suspended.values())

    def release(self, records: Iterable[SuspendedCdr]) -> None:
        for each in records:
            self.state.suspended.pop((each.source, each.raw.text), None)
