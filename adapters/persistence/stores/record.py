"""Journal, outbox and idempotency keys of one tenant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs
import msgspec
from sqlalchemy import Row, func, insert, select, update

from adapters.persistence.documents import Session
from adapters.persistence.tables import idempotency, journal, outbox
from application.ports.record import JournalEntry, OutboxEvent, SameKeyOtherInput
from application.ports.registry import NotFound
from domain.kernel.digest import Plain, canonical, chain


@attrs.frozen
class SqlJournal:
    """Append-only; each entry carries the digest of the one before it. Entries of a tenant are written one by one."""

    session: Session

    def append(
        self, *, at: dt.datetime, actor: str, use_case: str, input_hash: str, events: tuple[Plain, ...]
    ) -> JournalEntry:
        """Add an entry behind the last; holds the tenant's journal until the transaction ends."""
        lock(self.session, "journal")
        last = self.session.mine(journal, journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
        before = self.session.connection.execute(last).one_or_none()
        seq, previous = (before.seq + 1, before.hash) if before else (1, "")
        text = canonical(events).decode()
        entry = linked(seq, at, actor, use_case, input_hash, msgspec.json.decode(text), previous)
        self.session.connection.execute(
            insert(journal).values(
                tenant=self.session.tenant,
                seq=seq,
                at=entry.at,
                actor=actor,
                use_case=use_case,
                input_hash=input_hash,
                events=text,
                previous=previous,
                hash=entry.hash,
            )
        )
        return entry

    def entries(self) -> Iterator[JournalEntry]:
        """All entries in order, streamed."""
        statement = self.session.mine(journal, *journal.c).order_by(journal.c.seq)
        return map(_entry, self.session.stream(statement))

    def first_broken(self) -> int | None:
        """The number of the first entry whose hash does not follow; None when the chain holds.

        An entry cut off at the end leaves no trace here: keep the last hash elsewhere as well.
        """
        return first_broken(self.entries())


def linked(
    seq: int, at: dt.datetime, actor: str, use_case: str, input_hash: str, events: list[Plain], previous: str
) -> JournalEntry:
    """The entry with its hash: the digest of the previous hash and of everything the entry says. `at` is aware."""
    utc = at.astimezone(dt.UTC)
    value: list[Plain] = [seq, utc.isoformat(), actor, use_case, input_hash, events]
    return JournalEntry(seq, utc, actor, use_case, input_hash, tuple(events), previous, chain(previous, value))


def first_broken(entries: Iterator[JournalEntry]) -> int | None:
    """The number of the first entry that does not follow from the one before it, or whose hash is not its own."""
    seq, previous = 1, ""
    for entry in entries:
        right = linked(seq, entry.at, entry.actor, entry.use_case, entry.input_hash, list(entry.events), previous)
        if entry != right:
            return entry.seq
        seq, previous = seq + 1, entry.hash
    return None


def _entry(row: Row[Any]) -> JournalEntry:
    events = tuple(msgspec.json.decode(row.events))
    at = row.at.astimezone(dt.UTC)
    return JournalEntry(row.seq, at, row.actor, row.use_case, row.input_hash, events, row.previous, row.hash)


@attrs.frozen
class SqlOutbox:
    """Events not yet handed on, in order."""

    session: Session

    def add(self, event: OutboxEvent) -> None:
        """Store an event in this transaction."""
        self.session.connection.execute(
            insert(outbox).values(
                tenant=self.session.tenant,
                id=event.id,
                at=event.at,
                kind=event.kind,
                payload=canonical(event.payload).decode(),
                handed_on=False,
            )
        )

    def pending(self, limit: int) -> tuple[OutboxEvent, ...]:
        """Up to `limit` events, oldest first."""
        columns = (outbox.c.id, outbox.c.at, outbox.c.kind, outbox.c.payload)
        statement = self.session.mine(outbox, *columns).where(~outbox.c.handed_on).order_by(outbox.c.position)
        return tuple(
            OutboxEvent(row.id, row.at.astimezone(dt.UTC), row.kind, msgspec.json.decode(row.payload))
            for row in self.session.connection.execute(statement.limit(limit))
        )

    def mark_handed_on(self, event_id: str) -> None:
        """NotFound where there is no such event."""
        statement = (
            update(outbox).where(outbox.c.tenant == self.session.tenant, outbox.c.id == event_id).values(handed_on=True)
        )
        if self.session.connection.execute(statement).rowcount != 1:
            raise NotFound("outbox event", event_id)


@attrs.frozen
class SqlIdempotency:
    """Answers by key. A second caller with the same key waits until the first one's transaction ends."""

    session: Session

    def answer(self, key: str, input_hash: str) -> Plain:
        """The stored answer, None when the key is new. SameKeyOtherInput when the input differs."""
        lock(self.session, f"idempotency {key}")
        statement = self.session.mine(idempotency, idempotency.c.input_hash, idempotency.c.answer).where(
            idempotency.c.key == key
        )
        row = self.session.connection.execute(statement).one_or_none()
        if row is None:
            return None
        if row.input_hash != input_hash:
            raise SameKeyOtherInput(other_input(key))
        answer: Plain = msgspec.json.decode(row.answer)
        return answer

    def store(self, key: str, input_hash: str, answer: Plain) -> None:
        """Keep the first answer of a key. SameKeyOtherInput when the key has one for another input."""
        if self.answer(key, input_hash) is None:
            self.session.put(idempotency, key=key, input_hash=input_hash, answer=canonical(answer).decode())


def other_input(key: str) -> str:
    """The message of SameKeyOtherInput."""
    return f"idempotency key {key!r} was used with another input; repeat the same input or take a new key"


def lock(session: Session, name: str) -> None:
    """Hold a named lock of the tenant until the transaction ends."""
    key = func.hashtextextended(f"{session.tenant}/{name}", 0)
    session.connection.execute(select(func.pg_advisory_xact_lock(key)))
