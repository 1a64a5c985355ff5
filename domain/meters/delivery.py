"""A delivery: one measure file as the domain sees it, with what was good and what was not.

Nothing is lost: a record that cannot be taken stays as raw text with its position and its fault.
"""

from __future__ import annotations

import datetime as dt

import attrs

from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.meters.curve import MonthCurve
from domain.meters.history import PastUse, PointNotice
from domain.meters.reading import Reading


@attrs.frozen
class RefusedRecord:
    """A record that was not taken: its number in the file (from 1), its point if readable, fault and raw text."""

    record: int
    point: str | None
    fault: Fault
    raw: str


@attrs.frozen
class Envelope:
    """Who sent a file to whom, and what it says it is.

    name and sha256 are of the XML itself; container is the zip it came in, if any.
    """

    flow: str
    sender: str  # VAT number of the distributor
    addressee: str  # VAT number of the retailer
    dispatching_contract: str | None
    month: Period | None
    sent_at: dt.datetime  # UTC: the timestamp in the name, read as Europe/Rome
    progressive: int
    name: str
    sha256: str
    container: str | None = None
    commodity: str = "electricity"


@attrs.frozen
class Delivery:
    """A measure file that could be read. `readings`, `curves` and `history` are the good records, in order.

    history  what was told of points and of their past, which is no measure
    """

    envelope: Envelope
    records: int
    readings: tuple[Reading, ...]
    curves: tuple[MonthCurve, ...]
    refused: tuple[RefusedRecord, ...]
    warnings: tuple[Fault, ...]
    history: tuple[PastUse | PointNotice, ...] = ()


@attrs.frozen
class RefusedFile:
    """A file of which nothing was taken, and why."""

    name: str
    sha256: str
    fault: Fault
