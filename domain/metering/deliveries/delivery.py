"""A delivery: one measure file as the domain sees it, with what was good and what was not.

Nothing is lost: a record that cannot be taken stays as raw text with its position and its fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.curve import MonthCurve
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Reading


@attrs.frozen
class RejectedRecord:
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
    refused: tuple[RejectedRecord, ...]
    warnings: tuple[Fault, ...]
    history: tuple[HistoricalConsumption | PointNotice, ...] = ()


@attrs.frozen
class RejectedFile:
    """A file of which nothing was taken, and why."""

    name: str
    sha256: str
    fault: Fault


@attrs.frozen
class RecordBatch:
    """Some records of a file in order: what they brought, what was not taken, what is to be told.

    flow, commodity  of the file, as its root tells
    day              the day a refused record stands for: the first of the month of the file, or when it was sent
    position         how many bytes of the file were read so far, about
    """

    flow: str
    commodity: str
    day: dt.date
    readings: tuple[Reading, ...] = ()
    curves: tuple[MonthCurve, ...] = ()
    history: tuple[HistoricalConsumption | PointNotice, ...] = ()
    refused: tuple[RejectedRecord, ...] = ()
    warnings: tuple[Fault, ...] = ()
    position: int = 0


@attrs.frozen
class Closing:
    """The end of a file that could be read: how many records it had; `warnings` are of the file as a whole."""

    envelope: Envelope
    records: int
    warnings: tuple[Fault, ...] = ()


Part = RecordBatch | Closing | RejectedFile


def delivery_of(parts: Iterable[Part]) -> Delivery | RejectedFile:
    """A file of which every part is held at once. ValueError where its end is missing."""
    batches: list[RecordBatch] = []
    for part in parts:
        if isinstance(part, RejectedFile):
            return part
        if isinstance(part, Closing):
            return Delivery(
                part.envelope,
                part.records,
                tuple(each for batch in batches for each in batch.readings),
                tuple(each for batch in batches for each in batch.curves),
                tuple(each for batch in batches for each in batch.refused),
                (*part.warnings, *(each for batch in batches for each in batch.warnings)),
                tuple(each for batch in batches for each in batch.history),
            )
        batches.append(part)
    raise ValueError("a file ends with its closing or its refusal; none came")
