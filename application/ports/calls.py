"""Calls of one tenant: files byte for byte, calls, and the records that wait in suspense. Nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from domain.metering.calls.call import AcceptedCall, Call, CdrFile, SuspendedCdr


@attrs.frozen
class CallFile:
    """A file of call records received: its bytes and what became of it.

    outcome  "imported", or the fault code that refused all of it
    accepted    calls that were new; known: calls that were there before
    """

    sha256: str
    name: str
    mapping: str
    received_at: dt.datetime
    outcome: str
    detail: str
    records: int
    accepted: int
    known: int
    suspended: int
    skipped: int
    content: bytes = attrs.field(repr=False)


class CannotReadCalls(ValueError):
    """A file of call records cannot be read as its mapping says; nothing of it is used."""


class UnknownMapping(LookupError):
    """No mapping of call records has that name."""


class CallFiles(Protocol):
    """Reads files of call records by the mapping of their operator."""

    def mappings(self) -> Mapping[str, str]:
        """The mappings known: name to label, in order of name."""
        ...

    def read(self, *, name: str, data: bytes, mapping: str) -> CdrFile:
        """The records of a file. CannotReadCalls, UnknownMapping; a bad record is a SuspendedCdr, never an error."""
        ...

    def read_again(self, suspended: SuspendedCdr) -> CdrFile:
        """One record read again by the mapping as it is now: a file of one record."""
        ...


class Calls(Protocol):
    """The calls of every line of the tenant."""

    def add_file(self, file: CallFile) -> None:
        """Keep a file; one that came again keeps its bytes once and its outcomes all."""
        ...

    def files(self, limit: int) -> tuple[CallFile, ...]:
        """The files received last, newest first, with their content."""
        ...

    def file(self, sha256: str) -> CallFile:
        """The file of that content as received last."""
        ...

    def add(self, calls: Iterable[AcceptedCall]) -> int:
        """Add what is not there yet by its key; how many were new."""
        ...

    def of(self, numbers: Iterable[str], start: dt.datetime, stop: dt.datetime) -> Mapping[str, tuple[Call, ...]]:
        """The calls of each line answered from `start` up to without `stop`, in order of time; () for one without."""
        ...

    def raw(self, call: Call) -> AcceptedCall:
        """A call with the record it was read from; NotFound where it is not stored."""
        ...

    def suspend(self, records: Iterable[SuspendedCdr]) -> None:
        """Put records into suspense; one that waits there, by source and text, keeps its place and takes the fault."""
        ...

    def suspended(self) -> tuple[SuspendedCdr, ...]:
        """The records that wait, in the order they came."""
        ...

    def release(self, records: Iterable[SuspendedCdr]) -> None:
        """Take records out of suspense; they stay stored as solved."""
        ...
