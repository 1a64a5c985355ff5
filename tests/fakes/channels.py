"""In-memory channels, a spool, pauses that take no time, and a taker of plain files."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Iterator

import attrs

from application.ports.channels import (
    NOT_ALLOWED,
    TOO_LARGE,
    Channel,
    ChannelFault,
    ChannelItem,
    ChannelTerms,
    Returned,
    Spooled,
)
from application.ports.file_handlers import Arrival, Handled
from domain.kernel.digest import digest_of_bytes


@attrs.frozen
class MemoryChannel:
    """Files in dictionaries; `faults` are raised one by one, each by the next act, before anything works."""

    terms: ChannelTerms
    incoming: dict[str, bytes] = attrs.field(factory=dict)
    done: dict[str, bytes] = attrs.field(factory=dict)
    refused: dict[str, bytes] = attrs.field(factory=dict)
    outgoing: dict[str, bytes] = attrs.field(factory=dict)
    faults: list[ChannelFault] = attrs.field(factory=list)
    answer: bytes = b""

    def waiting(self) -> tuple[ChannelItem, ...]:
        self._fail()
        return tuple(ChannelItem(name, name, len(content)) for name, content in self.incoming.items())

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        self._fail()
        if item.path not in self.incoming:
            raise ChannelFault(NOT_ALLOWED, f"there is no {item.path}")
        content = self.incoming[item.path]
        for start in range(0, len(content), 7):
            yield content[start : start + 7]

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        self._fail()
        if item.path in self.incoming and not self.terms.keeps_files:
            (self.done if accepted else self.refused)[item.name] = self.incoming.pop(item.path)

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        self._fail()
        if not name or set(name) & set("/\\") or name.startswith("."):
            raise ChannelFault(NOT_ALLOWED, f"{name!r} is no plain name")
        self.outgoing[name] = b"".join(chunks)
        return (Returned(f"{name}.answer.xml", self.answer),) if self.answer else ()

    def _fail(self) -> None:
        if self.faults:
            raise self.faults.pop(0)


@attrs.frozen
class MemoryChannels:
    """The channels of each tenant."""

    by_tenant: dict[str, tuple[Channel, ...]] = attrs.field(factory=dict)

    def of(self, tenant: str) -> tuple[Channel, ...]:
        return tuple(sorted(self.by_tenant.get(tenant, ()), key=lambda channel: channel.terms.name))


@contextlib.contextmanager
def spool_to_memory(chunks: Iterable[bytes], *, limit_bytes: int) -> Iterator[Spooled]:
    """Bytes put aside in memory."""
    content = b"".join(chunks)
    if len(content) > limit_bytes:
        raise ChannelFault(TOO_LARGE, f"more than {limit_bytes} bytes came")
    yield Spooled(digest_of_bytes(content), len(content), lambda: io.BytesIO(content))


@attrs.frozen
class CountedPause:
    """Lets no time pass and remembers how much was asked for."""

    asked: list[int] = attrs.field(factory=list)

    def __call__(self, seconds: int) -> None:
        self.asked.append(seconds)


@attrs.frozen
class PlainFileHandler:
    """Takes every file that begins with `mark`, and remembers it."""

    mark: bytes
    outcome: str = "imported"
    error: Exception | None = None
    arrivals: dict[str, Arrival] = attrs.field(factory=dict)

    def handles(self, name: str, first_bytes: bytes) -> bool:
        return first_bytes.startswith(self.mark)

    def handle(self, arrival: Arrival) -> Handled:
        if self.error:
            raise self.error
        self.arrivals[arrival.name] = arrival
        return Handled(
            arrival.name,
            arrival.content.sha256,
            self.outcome,
            channel=arrival.channel,
            container=arrival.container,
            flow="TEST",
            records=1,
            accepted=1,
        )
