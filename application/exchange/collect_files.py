"""Collect what waits in the channels: fetch, keep byte for byte, hand to who takes it, put away. Nothing twice.

A dead channel or a bad file never stops the others. What could not be fetched stays where it is and is tried again the
next time; the failure is in the journal with its code. What nobody takes is kept, with SII-035.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from application.exchange.retry import Patience, patiently
from application.journal import Actor, record
from application.ports.channels import (
    CUT_OFF,
    NO_TAKER,
    NOT_TAKEN,
    Channel,
    ChannelFault,
    ChannelTerms,
    Item,
    Spool,
    Spooled,
)
from application.ports.file_handlers import Arrival, Taken, Taker
from application.ports.flow_files import IMPORTED, FlowFile
from application.ports.pause import Pause
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.digest import Plain

KNOWN = "SII-004"
LIMIT_BYTES = 4 << 30


@attrs.frozen
class Collected:
    """What became of one item, or of a channel that could not be looked into (`name` is empty then)."""

    channel: str
    name: str
    outcome: str
    detail: str = ""
    sha256: str = ""
    records: int = 0
    taken: int = 0
    refused: int = 0

    @property
    def is_good(self) -> bool:
        """Whether all of it was taken, now or before."""
        return self.outcome in (IMPORTED, KNOWN) and not self.refused


@attrs.frozen
class Collector:
    """What it takes to collect. `told` hears of each item as it is done, for a progress bar."""

    units: UnitsOfWork
    actor: Actor
    spool: Spool
    pause: Pause
    takers: Sequence[Taker]
    patience: Patience = attrs.field(factory=Patience)
    limit_bytes: int = LIMIT_BYTES
    told: Callable[[Collected], None] = attrs.field(default=lambda _: None)


def collect_files(*, collector: Collector, channels: Iterable[Channel]) -> tuple[Collected, ...]:
    """Collect from each channel in turn; one entry for each item that was new, or failed."""
    found: list[Collected] = []
    for channel in channels:
        if not channel.terms.collects:
            continue
        try:
            items = patiently(channel.waiting, pause=collector.pause, patience=collector.patience)
        except ChannelFault as fault:
            found.append(_failed(collector, channel.terms, "", fault))
            continue
        for item in _news(collector, channel.terms, items):
            found.append(_collect(collector, channel, item))
            collector.told(found[-1])
    return tuple(found)


def keep_and_take(collector: Collector, terms: ChannelTerms, name: str, content: Spooled) -> Collected:
    """Keep the bytes of a file, hand it to the first taker that takes it, and note what became of it."""
    actor = collector.actor
    with collector.units(actor.tenant) as uow:
        if uow.flow_files.knows(content.sha256):
            return Collected(terms.name, name, KNOWN, "its content was taken before", content.sha256)
        uow.flow_files.add_content(content.sha256, content.chunks())
        uow.commit()
    arrival = Arrival(name, content, terms.name, terms.counterpart, actor.clock.now())
    became = taken_by(collector.takers, arrival)
    with collector.units(actor.tenant) as uow:
        note(uow, arrival, became)
        event: Plain = {"file": content.sha256, "channel": terms.name, "outcome": became.outcome}
        given: Plain = {"file": content.sha256}
        record(uow, actor, use_case="collect_files", given=given, events=[("files.collected", event)])
        uow.commit()
    return Collected(
        terms.name,
        name,
        became.outcome,
        became.detail,
        content.sha256,
        became.records,
        became.taken,
        became.refused,
    )


def taken_by(takers: Sequence[Taker], arrival: Arrival) -> Taken:
    """What the first taker that takes it makes of a file; what failed for a fault of ours is NOT_TAKEN."""
    head = arrival.content.head()
    for taker in takers:
        if taker.takes(arrival.name, head):
            try:
                return taker.take(arrival)
            except (ValueError, LookupError, TypeError, ArithmeticError) as error:
                return Taken(NOT_TAKEN, detail=f"{type(error).__name__}: {error}")
    return Taken(NO_TAKER, detail=f"nobody here takes a file like {arrival.name}; it is kept")


def note(uow: UnitOfWork, arrival: Arrival, became: Taken) -> None:
    """Keep what became of a file, unless its taker did."""
    noted = {entry.outcome for entry in uow.flow_files.came(arrival.channel, arrival.name, arrival.content.size)}
    if became.outcome not in noted or became.outcome == NOT_TAKEN:
        uow.flow_files.add(_file(arrival, became))


def _news(collector: Collector, terms: ChannelTerms, items: Iterable[Item]) -> tuple[Item, ...]:
    """The items that are wanted and, where files stay after they are collected, not known from before.

    Known is a file of that name and size that came through the channel since the item was written.
    """
    wanted = tuple(item for item in items if terms.wants(item.name))
    if not terms.keeps:
        return wanted
    with collector.units(collector.actor.tenant) as uow:
        return tuple(item for item in wanted if not _is_remembered(uow, terms, item))


def _is_remembered(uow: UnitOfWork, terms: ChannelTerms, item: Item) -> bool:
    if item.size is None:
        return False
    entries = uow.flow_files.came(terms.name, item.name, item.size)
    last = entries[-1] if entries else None
    is_later = last is not None and item.modified is not None and item.modified > last.at
    return last is not None and last.outcome != NOT_TAKEN and not is_later


def _collect(collector: Collector, channel: Channel, item: Item) -> Collected:
    def fetched() -> Collected:
        with collector.spool(channel.fetch(item), limit_bytes=collector.limit_bytes) as content:
            if item.size is not None and content.size != item.size:
                message = f"{item.path}: {content.size} of {item.size} bytes came"
                raise ChannelFault(CUT_OFF, message, retryable=True)
            return keep_and_take(collector, channel.terms, item.name, content)

    def settle() -> None:
        channel.settle(item, taken=collected.outcome in (IMPORTED, KNOWN))

    try:
        collected = patiently(fetched, pause=collector.pause, patience=collector.patience)
        if collected.outcome != NOT_TAKEN:  # what failed for a fault of ours waits where it is
            patiently(settle, pause=collector.pause, patience=collector.patience)
    except ChannelFault as fault:
        return _failed(collector, channel.terms, item.name, fault)
    return collected


def _file(arrival: Arrival, became: Taken) -> FlowFile:
    return FlowFile(
        sha256=arrival.content.sha256,
        name=arrival.name,
        container=arrival.container,
        flow=became.flow,
        at=arrival.at,
        outcome=became.outcome,
        detail=became.detail,
        records=became.records,
        taken=became.taken,
        refused=became.refused,
        counterpart=arrival.counterpart,
        channel=arrival.channel,
    )


def _failed(collector: Collector, terms: ChannelTerms, name: str, fault: ChannelFault) -> Collected:
    event: Plain = {"channel": terms.name, "code": fault.code, "detail": str(fault)}
    with collector.units(collector.actor.tenant) as uow:
        given: Plain = {"channel": terms.name, "name": name}
        record(uow, collector.actor, use_case="collect_files", given=given, events=[("channels.failed", event)])
        uow.commit()
    return Collected(terms.name, name, fault.code, str(fault))
