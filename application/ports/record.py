"""What a tenant's installation remembers of itself: journal, outbox, idempotency keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Protocol

import attrs

from domain.kernel.digest import Plain


@attrs.frozen
class JournalEntry:
    """One change: who, when, which use case, on which input, and what happened. `hash` chains to the entry before."""

    seq: int
    at: dt.datetime
    actor: str
    use_case: str
    input_hash: str
    events: tuple[Plain, ...]
    previous: str
    hash: str


@attrs.frozen
class OutboxEvent:
    """An event for others, stored with the change that caused it. Consumers dedupe by id."""

    id: str
    at: dt.datetime
    kind: str
    payload: Plain


class Journal(Protocol):
    """Append-only; each entry carries the digest of the one before it."""

    def append(
        self, *, at: dt.datetime, actor: str, use_case: str, input_hash: str, events: tuple[Plain, ...]
    ) -> JournalEntry: ...

    def entries(self) -> Iterator[JournalEntry]:
        """All entries in order, streamed."""
        ...

    def first_broken(self) -> int | None:
        """The number of the first entry whose hash does not follow; None when the chain holds."""
        ...


class Outbox(Protocol):
    """Events not yet handed on, in order."""

    def add(self, event: OutboxEvent) -> None: ...

    def pending(self, limit: int) -> tuple[OutboxEvent, ...]: ...

    def mark_handed_on(self, event_id: str) -> None: ...


class SameKeyOtherInput(ValueError):
    """An idempotency key came again with another input."""


class Idempotency(Protocol):
    """Answers by key. The same key with the same input gives the first answer."""

    def answer(self, key: str, input_hash: str) -> Plain:
        """The stored answer, None when the key is new. SameKeyOtherInput when the input differs."""
        ...

    def store(self, key: str, input_hash: str, answer: Plain) -> None: ...
