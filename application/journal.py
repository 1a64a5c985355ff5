"""Recording: every change leaves a journal entry and its events, in the transaction that makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from application.ports.clock import Clock
from application.ports.ids import Ids
from application.ports.record import OutboxEvent
from application.ports.unit_of_work import UnitOfWork
from domain.kernel.digest import Plain, digest


@attrs.frozen
class Actor:
    """Who acts, for which tenant, and with which clock and identifiers."""

    tenant: str
    name: str
    clock: Clock
    ids: Ids


def record(uow: UnitOfWork, actor: Actor, *, use_case: str, given: Plain, events: Iterable[tuple[str, Plain]]) -> None:
    """Append to the journal what `use_case` did with the input `given`, and put its events into the outbox.

    events are (kind, payload); no personal data belongs in either.
    """
    happened = tuple(events)
    now = actor.clock.now()
    for kind, payload in happened:
        uow.outbox.add(OutboxEvent(actor.ids.new(), now, kind, payload))
    uow.journal.append(
        at=now,
        actor=actor.name,
        use_case=use_case,
        input_hash=digest(given),
        events=tuple({"kind": kind, "payload": payload} for kind, payload in happened),
    )


def once(uow: UnitOfWork, key: str, given: Plain, work: Callable[[], Plain]) -> Plain:
    """Do `work` the first time a key comes, give its stored answer afterwards. SameKeyOtherInput on another input.

    An empty key does the work every time.
    """
    if not key:
        return work()
    input_hash = digest(given)
    stored = uow.idempotency.answer(key, input_hash)
    if stored is not None:
        return stored
    answer = work()
    uow.idempotency.store(key, input_hash, answer)
    return answer
