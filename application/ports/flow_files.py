"""Files of the market that came in or went out, byte for byte, and the history of every record in them.

Nothing is ever changed or deleted: a file that comes again, or an attempt to send it again, is one more entry beside
the first; its bytes are kept once, under their SHA-256.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import attrs

from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.deliveries.faults import SII_004

IMPORTED = "imported"
KNOWN = SII_004.code  # its content was imported before
TO_BE_SENT = "to be sent"
SENT = "sent"
POINT_LENGTH = 14  # a POD is written with 14 or 15 characters: the last is only a check (reference, section 1.1)


class Direction(enum.Enum):
    """Whether a file came to us or went out."""

    IN = "in"
    OUT = "out"


class LineKind(enum.Enum):
    """What a record of a file became."""

    READING = "reading"
    CURVE = "curve"
    MESSAGE = "message"
    REFUSED = "refused"


@attrs.frozen
class FlowFile:
    """A file that came or goes, without its bytes, and what became of it: what is stored of a Handled.

    container    the zip it came in, if any
    at           when it came, or when it was written or sent
    outcome      "imported", "to be sent", "sent", or the code of the fault that stopped all of it
    counterpart  VAT number of who sent it, or of whom it is for; empty where unknown
    channel      name of the channel; empty where it came or went by hand
    sent_at      the moment of sending that the file itself tells
    """

    sha256: str
    name: str
    container: str
    flow: str
    at: dt.datetime
    outcome: str
    detail: str = ""
    records: int = 0
    accepted: int = 0
    rejected: int = 0
    warnings: tuple[str, ...] = ()
    direction: Direction = Direction.IN
    counterpart: str = ""
    channel: str = ""
    sent_at: dt.datetime | None = None


@attrs.frozen(kw_only=True)
class FlowLine:
    """One record of one file in the history of a point or of a case.

    record    its number in the file, from 1
    point     POD, PDR or code of the point; empty where the record tells none
    case      our code of a market case; empty for a measure
    day       the day the value is of, the first of the month of a curve, the day a message speaks of; where a record
              tells none, the day of `at`
    outcome   "taken", or what the process says: "accepted", "refused"; code: its fault or causale, where there is one
    position  its place in the history, given when it is stored: later lines have greater ones
    """

    direction: Direction
    at: dt.datetime
    flow: str
    sha256: str
    name: str
    record: int
    point: str
    day: dt.date
    what: LineKind
    outcome: str
    case: str = ""
    code: str = ""
    position: int = attrs.field(default=0, eq=False)


class FlowFiles(Protocol):
    """The files of the tenant, their bytes and their history."""

    def knows(self, sha256: str) -> bool:
        """Whether a file of that content was imported or sent before (a refused one counts as not)."""
        ...

    def received(self, channel: str, name: str, size: int) -> tuple[FlowFile, ...]:
        """The entries of a name and number of bytes through a channel, oldest first."""
        ...

    def add_content(self, sha256: str, chunks: Iterable[bytes]) -> None:
        """Keep bytes, once: chunks of any size, read one by one. ValueError where their SHA-256 is another."""
        ...

    def add(self, file: FlowFile) -> None:
        """Keep what became of a file whose content is there; NotFound where it is not."""
        ...

    def add_rejected(self, sha256: str, refused: Iterable[RejectedRecord]) -> None: ...

    def add_lines(self, lines: Iterable[FlowLine]) -> None:
        """Add to the history, in order; any number at once."""
        ...

    def line_kinds(self, sha256: str, first: int, last: int) -> Mapping[int, LineKind]:
        """What the history last says of the records first..last of a file that are messages or were refused."""
        ...

    def content(self, sha256: str) -> Iterator[bytes]:
        """The bytes in order, in pieces of about a megabyte; NotFound where they never came."""
        ...

    def size(self, sha256: str) -> int:
        """How many bytes a content has; NotFound where it never came."""
        ...

    def file(self, sha256: str) -> FlowFile:
        """The last entry of a file; NotFound where it never came."""
        ...

    def files(
        self,
        limit: int,
        *,
        direction: Direction | None = None,
        flow: str = "",
        outcome: str = "",
        counterpart: str = "",
        channel: str = "",
    ) -> tuple[FlowFile, ...]:
        """The entries that meet every condition given, newest first."""
        ...

    def arrived(self, start: dt.datetime, stop: dt.datetime) -> tuple[FlowFile, ...]:
        """The entries of what came in from `start` on and before `stop`, oldest first."""
        ...

    def unsent(self) -> tuple[FlowFile, ...]:
        """The last entry of each outgoing file that was never sent, in the order they were written."""
        ...

    def refused(self, sha256: str) -> tuple[RejectedRecord, ...]:
        """The records of the last import of a file that were not accepted, in order."""
        ...

    def lines(
        self,
        *,
        point: str = "",
        case: str = "",
        flow: str = "",
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
        limit: int = 500,
    ) -> tuple[FlowLine, ...]:
        """The history that meets every condition given, in order of time, beyond position `after`.

        Points compare on their first 14 characters; `first` and `last` are days, both included.
        """
        ...


def same_point(one: str, other: str) -> bool:
    """Whether two codes name one point.

    >>> same_point("IT001E12345678", "IT001E123456789")
    True
    """
    return one[:POINT_LENGTH] == other[:POINT_LENGTH]
