"""Contract of journal, outbox and idempotency keys."""

from __future__ import annotations

import datetime as dt

import pytest

from application.ports.record import JournalEntry, OutboxEvent, SameKeyOtherInput
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork

NOW = dt.datetime(2026, 9, 1, 10, 0, 0, 123456, tzinfo=dt.UTC)


def write(work: UnitOfWork, use_case: str) -> JournalEntry:
    event = {"kind": "done", "lines": (1, 2), "note": "però"}
    return work.journal.append(at=NOW, actor="ada", use_case=use_case, input_hash="i" * 64, events=(event,))


def test_journal_entries_are_numbered_without_gaps_and_chained(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.journal.first_broken() is None
        first = write(work, "one")
        work.commit()
    with units(tenant) as work:
        write(work, "undone")
    with units(tenant) as work:
        second = write(work, "two")
        assert list(work.journal.entries()) == [first, second]
        assert (first.seq, second.seq) == (1, 2)
        assert second.previous == first.hash != second.hash
        assert work.journal.first_broken() is None


def test_both_implementations_write_the_same_hash(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert write(work, "one").hash == "cb14ba9d9d65e0e5630a7c83ee6fc9519ff5d8a7a0fee34e35eeeeb7a7fc225b"


def test_events_wait_in_the_outbox_until_they_are_handed_on(units: UnitsOfWork, tenant: str) -> None:
    events = [OutboxEvent(event_id, NOW, "bill.issued", {"number": event_id}) for event_id in ("b", "a", "c")]
    with units(tenant) as work:
        for event in events:
            work.outbox.add(event)
        assert work.outbox.pending(2) == tuple(events[:2])
        work.outbox.mark_handed_on("b")
        work.outbox.mark_handed_on("b")
        assert work.outbox.pending(9) == tuple(events[1:])
        with pytest.raises(NotFound, match="outbox event"):
            work.outbox.mark_handed_on("z")


def test_the_same_key_with_the_same_input_gives_the_first_answer(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.idempotency.answer("k", "hash") is None
        work.idempotency.store("k", "hash", {"run": "R1", "count": 2})
        work.idempotency.store("k", "hash", {"run": "R2"})
        work.commit()
    with units(tenant) as work:
        assert work.idempotency.answer("k", "hash") == {"run": "R1", "count": 2}


def test_the_same_key_with_another_input_is_refused(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.idempotency.store("k", "hash", "done")
        with pytest.raises(SameKeyOtherInput, match="'k'"):
            work.idempotency.answer("k", "other")
        with pytest.raises(SameKeyOtherInput, match="'k'"):
            work.idempotency.store("k", "other", "done")
