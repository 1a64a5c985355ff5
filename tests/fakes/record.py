"""In-memory journal, outbox and idempotency keys."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import attrs

from application.ports.record import JournalEntry, OutboxEvent, SameKeyOtherInput
from application.ports.registry import NotFound
from domain.kernel.digest import Plain, canonical, chain
from tests.fakes.state import State, add_new


@attrs.frozen
class MemoryJournal:
    state: State

    def append(
        self, *, at: dt.datetime, actor: str, use_case: str, input_hash: str, events: tuple[Plain, ...]
    ) -> JournalEntry:
        before = self.state.journal[-1] if self.state.journal else None
        seq, previous = (before.seq + 1, before.hash) if before else (1, "")
        stored = json.loads(canonical(events))
        entry = JournalEntry(seq, at.astimezone(dt.UTC), actor, use_case, input_hash, tuple(stored), previous, "")
        entry = attrs.evolve(entry, hash=_hash(entry))
        self.state.journal.append(entry)
        return entry

    def entries(self) -> Iterator[JournalEntry]:
        return iter(tuple(self.state.journal))

    def first_broken(self) -> int | None:
        previous = ""
        for seq, entry in enumerate(self.state.journal, start=1):
            if (entry.seq, entry.previous, entry.hash) != (seq, previous, _hash(entry)):
                return entry.seq
            previous = entry.hash
        return None


def _hash(entry: JournalEntry) -> str:
    said: list[Plain] = [entry.seq, entry.at.isoformat(), entry.actor, entry.use_case, entry.input_hash]
    return chain(entry.previous, [*said, list(entry.events)])


@attrs.frozen
class MemoryOutbox:
    state: State

    def add(self, event: OutboxEvent) -> None:
        add_new(self.state.outbox, event.id, event)

    def pending(self, limit: int) -> tuple[OutboxEvent, ...]:
        waiting = [event for event in self.state.outbox.values() if event.id not in self.state.handed_on]
        return tuple(waiting[:limit])

    def mark_handed_on(self, event_id: str) -> None:
        if event_id not in self.state.outbox:
            raise NotFound("outbox event", event_id)
        self.state.handed_on.add(event_id)


@attrs.frozen
class MemoryIdempotency:
    state: State

    def answer(self, key: str, input_hash: str) -> Plain:
        if key not in self.state.answers:
            return None
        stored_hash, answer = self.state.answers[key]
        if stored_hash != input_hash:
            raise SameKeyOtherInput(
                f"idempotency key {key!r} was used with another input; repeat the same input or take a new key"
            )
        return answer

    def store(self, key: str, input_hash: str, answer: Plain) -> None:
        if self.answer(key, input_hash) is None:
            self.state.answers[key] = (input_hash, answer)
