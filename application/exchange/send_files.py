"""Send what waits to go out, each through its channel; what the other side gives back at once is handled.

Every attempt is one more entry of the file: "sent", or the code of what stopped it, and then it is tried again the next
time. A file that was delivered but not noted for a crash is delivered again: channels take the same file twice.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from application.exchange.collect_files import Collector, store_and_handle
from application.exchange.retry import with_retry
from application.journal import record
from application.ports.channels import NO_SUCH_CHANNEL, UNREACHABLE, Channel, ChannelFault, Returned
from application.ports.file_handlers import Handled
from application.ports.flow_files import SENT, FlowFile
from domain.kernel.digest import Plain


@attrs.frozen
class Sent:
    """What became of one outgoing file: `outcome` is "sent" or a fault code; what sent_back back at once."""

    channel: str
    name: str
    sha256: str
    outcome: str
    detail: str = ""
    returned: tuple[Handled, ...] = ()


def send_files(*, collector: Collector, channels: Iterable[Channel], only: str = "") -> tuple[Sent, ...]:
    """Send every outgoing file that names a channel, or `only` that one, and was never sent, in order of writing.

    A channel that cannot be reached is not tried with the files after: they wait as they are.
    """
    by_name = {channel.terms.name: channel for channel in channels if channel.terms.sends}
    with collector.units(collector.actor.tenant) as uow:
        waiting = [file for file in uow.flow_files.unsent() if file.channel and only in ("", file.channel)]
    sent: list[Sent] = []
    dead: set[str] = set()
    for file in waiting:
        if file.channel in dead:
            continue
        sent.append(_send(collector, by_name.get(file.channel), file))
        if sent[-1].outcome == UNREACHABLE:
            dead.add(file.channel)
    return tuple(sent)


def _send(collector: Collector, channel: Channel | None, file: FlowFile) -> Sent:
    if channel is None:
        detail = f"no channel called {file.channel} sends"
        _note(collector, file, NO_SUCH_CHANNEL, detail)
        return Sent(file.channel, file.name, file.sha256, NO_SUCH_CHANNEL, detail)

    def deliver() -> tuple[Returned, ...]:
        with collector.units(collector.actor.tenant) as uow:
            return channel.deliver(file.name, uow.flow_files.content(file.sha256))

    try:
        returned = with_retry(deliver, pause=collector.pause, policy=collector.retry)
    except ChannelFault as fault:
        _note(collector, file, fault.code, str(fault))
        return Sent(file.channel, file.name, file.sha256, fault.code, str(fault))
    sent_back = tuple(_returned(collector, channel, each) for each in returned)
    _note(collector, file, SENT, "")
    return Sent(file.channel, file.name, file.sha256, SENT, returned=sent_back)


def _returned(collector: Collector, channel: Channel, returned: Returned) -> Handled:
    with collector.spool((returned.content,), limit_bytes=collector.limit_bytes) as content:
        return store_and_handle(collector, channel.terms, returned.name, content)


def _note(collector: Collector, file: FlowFile, outcome: str, detail: str) -> None:
    actor = collector.actor
    event: Plain = {"file": file.sha256, "channel": file.channel, "outcome": outcome, "detail": detail}
    with collector.units(actor.tenant) as uow:
        uow.flow_files.add(attrs.evolve(file, at=actor.clock.now(), outcome=outcome, detail=detail))
        given: Plain = {"file": file.sha256}
        record(uow, actor, use_case="send_files", given=given, events=[("files.sent", event)])
        uow.commit()
