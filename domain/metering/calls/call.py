"""Calls: what an operator recorded, brought to one form.

A raw record is kept for ever; a call is what it says. The same record delivered twice is one call: source, unique
id and time of answer are its key.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable

import attrs

from domain.kernel.fault import Fault
from domain.kernel.telephone import CallKind, telephone_number
from domain.kernel.validity import Period, month_of

CallKey = tuple[str, str, dt.datetime]
ROME = zoneinfo.ZoneInfo("Europe/Rome")


@attrs.frozen
class RawCdr:
    """A call detail record as it came: the SHA-256 of its file, the line it stands on (from 1), its text."""

    sha256: str
    line: int
    text: str


@attrs.frozen
class Call:
    """One call, message or data session.

    source    the name of the mapping it was read with
    id        unique at the source
    a_number  the line that is charged, E.164
    b_number  what was called, E.164; may be empty for data
    answered  when it began to count, aware UTC
    quantity  seconds of a call, messages, kilobytes of data
    """

    source: str
    id: str
    a_number: str
    b_number: str
    answered: dt.datetime
    kind: CallKind
    quantity: int

    def __attrs_post_init__(self) -> None:
        if self.answered.utcoffset() != dt.timedelta(0):
            raise ValueError(f"call {self.id}: the time of answer is UTC, got {self.answered.isoformat()}")
        if self.quantity < 0:
            raise ValueError(f"call {self.id}: a quantity is at least 0, got {self.quantity}")
        telephone_number(self.a_number)
        if self.b_number or self.kind is not CallKind.DATA:
            telephone_number(self.b_number)

    @property
    def key(self) -> CallKey:
        """Two records with the same key are one call."""
        return self.source, self.id, self.answered

    @property
    def order(self) -> tuple[dt.datetime, str, str]:
        """Calls are rated in order of time; where two begin together, by source and id."""
        return self.answered, self.source, self.id


def local_day(call: Call) -> dt.date:
    """The day a call is of: that of its answer, in Italy."""
    return call.answered.astimezone(ROME).date()


@attrs.frozen
class AcceptedCall:
    """A call and the record it was read from."""

    call: Call
    raw: RawCdr


@attrs.frozen
class SuspendedCdr:
    """A record that could not be used, why, and the call it is where it could be read; it waits to be rated again."""

    source: str
    raw: RawCdr
    fault: Fault
    call: Call | None = None


@attrs.frozen
class CdrFile:
    """The records of a file in order: those that are calls, those that are not. Skipped ones were never answered."""

    calls: tuple[AcceptedCall, ...]
    unread: tuple[SuspendedCdr, ...]
    skipped: int

    @property
    def records(self) -> int:
        """How many records the file has."""
        return len(self.calls) + len(self.unread) + self.skipped


def calls_counting_for(calls: Iterable[Call], period: Period) -> tuple[Call, ...]:
    """Of some calls those of `period` and of the part of its first month before it."""
    days = Period(month_of(period.start).start, period.stop)
    return tuple(call for call in calls if local_day(call) in days)
