"""Channels by which files of the market come in and go out: a folder, a server of the other side, a gate of the SII."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from fnmatch import fnmatchcase
from typing import BinaryIO, Protocol

import attrs

from application.ports.channel_faults import (
    SII_030,
    SII_031,
    SII_032,
    SII_033,
    SII_034,
    SII_035,
    SII_036,
    SII_037,
    SII_038,
)
from domain.kernel.digest import digest_of_bytes

UNREACHABLE = SII_030.code
NOT_LET_IN = SII_031.code
NOT_ALLOWED = SII_032.code
CUT_OFF = SII_033.code
NOT_UNDERSTOOD = SII_034.code
NO_HANDLER = SII_035.code
TOO_LARGE = SII_036.code
NO_SUCH_CHANNEL = SII_037.code
NOT_HANDLED = SII_038.code
_HEAD_BYTES = 4096


class ChannelFault(Exception):
    """A channel could not do what was asked. `retryable`: it may succeed a moment later, without anybody's help."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable


class BadChannels(ValueError):
    """What is said about the channels cannot be used; the message tells which channel and what to change."""


@attrs.frozen
class ChannelTerms:
    """What is agreed about a channel.

    counterpart        VAT number of the other side; empty where there are many, as with the SII
    collects, sends    whether files come in, go out
    patterns           names that are collected, as "*_PNO_*.xml"; case does not matter, none means all
    keeps              what was collected stays where it is: it is known again by its name and size
    """

    name: str
    kind: str
    counterpart: str = ""
    collects: bool = True
    sends: bool = False
    patterns: tuple[str, ...] = ()
    keeps_files: bool = False

    def wants(self, name: str) -> bool:
        """Whether a file of that name is collected.

        >>> ChannelTerms("a", "folder", patterns=("*.xml",)).wants("FILE.XML")
        True
        """
        lowered = name.lower()
        return not self.patterns or any(fnmatchcase(lowered, pattern.lower()) for pattern in self.patterns)


@attrs.frozen
class ChannelItem:
    """A file that can be fetched: where it is in its channel, and how large it is where the channel tells."""

    path: str
    name: str
    size: int | None = None
    modified: dt.datetime | None = None


@attrs.frozen
class Returned:
    """A file that the other side gave back at once for one that was delivered."""

    name: str
    content: bytes = attrs.field(repr=False)


class Channel(Protocol):
    """One channel. Every method raises ChannelFault where it fails, and nothing else."""

    @property
    def terms(self) -> ChannelTerms: ...

    def waiting(self) -> tuple[ChannelItem, ...]:
        """What can be fetched, oldest first; a file that may still be growing is left out."""
        ...

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """The bytes of an item, in pieces."""
        ...

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Put away what was fetched, apart where it was not accepted. A second time, or of what is gone: no effect."""
        ...

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Put a file where the other side fetches it, whole or not at all; the same file twice does no harm."""
        ...


class Channels(Protocol):
    """The channels of each tenant."""

    def of(self, tenant: str) -> tuple[Channel, ...]:
        """In order of name."""
        ...


def channel_to(counterpart: str, channels: Iterable[Channel]) -> str:
    """The name of the sending channel agreed with a counterpart, or of the only one that sends to anybody; else empty:
    the file is sent by hand."""
    sending = [channel.terms for channel in channels if channel.terms.sends]
    own = [each.name for each in sending if counterpart and each.counterpart == counterpart]
    to_anybody = [each.name for each in sending if not each.counterpart]
    return own[0] if own else to_anybody[0] if len(to_anybody) == 1 else ""


@attrs.frozen
class Spooled:
    """Bytes put aside: read as often as wanted, from the start each time."""

    sha256: str
    size: int
    open: Callable[[], BinaryIO] = attrs.field(repr=False, eq=False)

    @classmethod
    def of(cls, data: bytes) -> Spooled:
        """Bytes that are in memory already."""
        return cls(digest_of_bytes(data), len(data), lambda: io.BytesIO(data))

    def head(self) -> bytes:
        """The first 4096 bytes, by which it is known what sort of file it is."""
        with self.open() as stream:
            return stream.read(_HEAD_BYTES)

    def chunks(self, size: int = 1 << 20) -> Iterator[bytes]:
        """The bytes in pieces of `size`."""
        with self.open() as stream:
            while piece := stream.read(size):
                yield piece


class Spool(Protocol):
    """Puts bytes of any number aside while they are hashed, without holding them in memory."""

    def __call__(self, chunks: Iterable[bytes], *, limit_bytes: int) -> AbstractContextManager[Spooled]:
        """The bytes, for as long as the context lasts. ChannelFault TOO_LARGE beyond the limit."""
        ...
