"""File handlers: who knows what to do with a file that came in, and what came of it, whatever the way it came."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import attrs

from application.ports.channels import Spooled
from application.ports.flow_files import IMPORTED, KNOWN, FlowFile
from domain.kernel.fault import Fault
from domain.market.received import Received
from domain.metering.deliveries.delivery import RejectedRecord


@attrs.frozen
class Arrival:
    """A file that came; `container`: the file it was accepted out of, if any."""

    name: str
    content: Spooled
    channel: str
    counterpart: str
    at: dt.datetime
    container: str = ""


@attrs.frozen
class Handled:
    """What came of a file, whatever it holds and however it came; of a channel that failed, without a name.

    outcome           "imported", or the code of the fault for which nothing of it was accepted
    channel           the channel it came through; empty where it came by hand
    container         the zip it came in, if any
    flow              the code of what it holds, where all of it has one
    records           as many as it has; those rejected now, accepted now, known from before
    rejected_records  those that are listed, with their faults
    warnings          about the file, and about records that were accepted
    messages          what became of each market message, as far as they are listed
    fault             what stopped the file as such
    """

    name: str
    sha256: str
    outcome: str
    detail: str = ""
    channel: str = ""
    container: str = ""
    flow: str = ""
    records: int = 0
    accepted: int = 0
    known: int = 0
    rejected: int = 0
    rejected_records: tuple[RejectedRecord, ...] = ()
    warnings: tuple[Fault, ...] = ()
    messages: tuple[Received, ...] = ()
    fault: Fault | None = None

    @classmethod
    def stopped(cls, name: str, sha256: str, fault: Fault, *, channel: str = "", container: str = "") -> Handled:
        """A file of which nothing could be read."""
        return cls(name, sha256, fault.code, fault.message, channel, container, fault=fault)

    @property
    def is_good(self) -> bool:
        """Whether all of it was accepted, now or before."""
        return self.outcome in (IMPORTED, KNOWN) and not self.rejected

    def summary(self) -> Handled:
        """Without what is listed record by record."""
        return attrs.evolve(self, rejected_records=(), warnings=(), messages=())

    def entry(self, at: dt.datetime, *, counterpart: str = "", sent_at: dt.datetime | None = None) -> FlowFile:
        """What the history of files keeps of it."""
        return FlowFile(
            sha256=self.sha256,
            name=self.name,
            container=self.container,
            flow=self.flow,
            at=at,
            outcome=self.outcome,
            detail=self.detail,
            records=self.records,
            accepted=self.accepted,
            rejected=self.rejected,
            warnings=tuple(map(str, self.warnings)),
            counterpart=counterpart,
            channel=self.channel,
            sent_at=sent_at,
        )


class FileHandler(Protocol):
    """Handles files of one sort. Bad content is an outcome, never an error."""

    def handles(self, name: str, first_bytes: bytes) -> bool:
        """Whether it is a file of that sort, by its name and its first 4096 bytes."""
        ...

    def handle(self, arrival: Arrival) -> Handled:
        """Take it in; a second time without effect. Its bytes are stored already."""
        ...
