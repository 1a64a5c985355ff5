"""Collect what waits in the channels: fetch, store byte for byte, hand to its handler, put away. Nothing twice.

A dead channel or a bad file never stops the others. What could not be fetched stays where it is and is tried again the
next time; the failure is in the journal with its code. What nobody handles is stored, with SII-035.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from application.exchange.retry import RetryPolicy, with_retry
from application.journal import Actor, record
from application.ports.channels import (
    CUT_OFF,
    NO_HANDLER,
    NOT_HANDLED,
    Channel,
    ChannelFault,
    ChannelItem,
    ChannelTerms,
    Spool,
    Spooled,
)
from application.ports.file_handlers import Arrival, FileHandler, Handled
from application.ports.flow_files import IMPORTED, KNOWN
from application.ports.pause import Pause
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.digest import Plain

LIMIT_BYTES = 4 << 30


@attrs.frozen
class Collector:
    """What it takes to collect. `progress` is called with each item as it is done."""

    units: UnitsOfWork
    actor: Actor
    spool: Spool
    pause: Pause
    handlers: Sequence[FileHandler]
    retry: RetryPolicy = attrs.field(factory=RetryPolicy)
    limit_bytes: int = LIMIT_BYTES
    progress: Callable[[Handled], None] = attrs.field(default=lambda _: None)


def collect_files(*, collector: Collector, channels: Iterable[Channel]) -> tuple[Handled, ...]:
    """Collect from each channel in turn; one entry for each item that was new, or failed."""
    found: list[Handled] = []
    for channel in channels:
        if not channel.terms.collects:
            continue
        try:
            items = with_retry(channel.waiting, pause=collector.pause, policy=collector.retry)
        except ChannelFault as fault:
            found.append(_failed(collector, channel.terms, "", fault))
            continue
        for item in _new_items(collector, channel.terms, items):
            found.append(_collect(collector, channel, item))
            collector.progress(found[-1])
    return tuple(found)


def store_and_handle(collector: Collector, terms: ChannelTerms, name: str, content: Spooled) -> Handled:
    """Store the bytes of a file, hand it to the first handler of its sort, and note what came of it."""
    actor = collector.actor
    with collector.units(actor.tenant) as uow:
        if uow.flow_files.knows(content.sha256):
            return Handled(name, content.sha256, KNOWN, "its content was accepted before", terms.name)
        uow.flow_files.add_content(content.sha256, content.chunks())
        uow.commit()
    arrival = Arrival(name, content, terms.name, terms.counterpart, actor.clock.now())
    handled = handled_by(collector.handlers, arrival)
    with collector.units(actor.tenant) as uow:
        note(uow, arrival, handled)
        event: Plain = {"file": content.sha256, "channel": terms.name, "outcome": handled.outcome}
        given: Plain = {"file": content.sha256}
        record(uow, actor, use_case="collect_files", given=given, events=[("files.collected", event)])
        uow.commit()
    return handled.summary()


def handled_by(handlers: Sequence[FileHandler], arrival: Arrival) -> Handled:
    """What the first handler of its sort makes of a file; what failed for a fault of ours is NOT_HANDLED."""
    head = arrival.content.head()
    for handler in handlers:
        if handler.handles(arrival.name, head):
            try:
                return handler.handle(arrival)
            except (ValueError, LookupError, TypeError, ArithmeticError) as error:
                return not_handled(arrival, NOT_HANDLED, f"{type(error).__name__}: {error}")
    return not_handled(arrival, NO_HANDLER, f"no handler recognises {arrival.name}; it is stored")


def not_handled(arrival: Arrival, outcome: str, detail: str = "") -> Handled:
    """A file that no handler made anything of."""
    return Handled(arrival.name, arrival.content.sha256, outcome, detail, arrival.channel, arrival.container)


def note(uow: UnitOfWork, arrival: Arrival, handled: Handled) -> None:
    """Note what came of a file, unless its handler did."""
    noted = {entry.outcome for entry in uow.flow_files.received(arrival.channel, arrival.name, arrival.content.size)}
    if handled.outcome not in noted or handled.outcome == NOT_HANDLED:
        entry = handled.summary().entry(arrival.at, counterpart=arrival.counterpart)
        uow.flow_files.add(entry)


def _new_items(collector: Collector, terms: ChannelTerms, items: Iterable[ChannelItem]) -> tuple[ChannelItem, ...]:
    """The items that are wanted and, where files stay after they are collected, not known from before.

    Known is a file of that name and size that came through the channel since the item was written.
    """
    wanted = tuple(item for item in items if terms.wants(item.name))
    if not terms.keeps_files:
        return wanted
    with collector.units(collector.actor.tenant) as uow:
        return tuple(item for item in wanted if not _is_remembered(uow, terms, item))


def _is_remembered(uow: UnitOfWork, terms: ChannelTerms, item: ChannelItem) -> bool:
    if item.size is None:
        return False
    entries = uow.flow_files.received(terms.name, item.name, item.size)
    last = entries[-1] if entries else None
    is_later = last is not None and item.modified is not None and item.modified > last.at
    return last is not None and last.outcome != NOT_HANDLED and not is_later


def _collect(collector: Collector, channel: Channel, item: ChannelItem) -> Handled:
    def fetched() -> Handled:
        with collector.spool(channel.fetch(item), limit_bytes=collector.limit_bytes) as content:
            if item.size is not None and content.size != item.size:
                message = f"{item.path}: {content.size} of {item.size} bytes came"
                raise ChannelFault(CUT_OFF, message, retryable=True)
            return store_and_handle(collector, channel.terms, item.name, content)

    def settle() -> None:
        channel.settle(item, accepted=collected.outcome in (IMPORTED, KNOWN))

    try:
        collected = with_retry(fetched, pause=collector.pause, policy=collector.retry)
        if collected.outcome != NOT_HANDLED:  # what failed for a fault of ours waits where it is
            with_retry(settle, pause=collector.pause, policy=collector.retry)
    except ChannelFault as fault:
        return _failed(collector, channel.terms, item.name, fault)
    return collected


def _failed(collector: Collector, terms: ChannelTerms, name: str, fault: ChannelFault) -> Handled:
    event: Plain = {"channel": terms.name, "code": fault.code, "detail": str(fault)}
    with collector.units(collector.actor.tenant) as uow:
        given: Plain = {"channel": terms.name, "name": name}
        record(uow, collector.actor, use_case="collect_files", given=given, events=[("channels.failed", event)])
        uow.commit()
    return Handled(name, "", fault.code, str(fault), terms.name)
