"""A list of readings as an operator, a wholesaler or a meter reader sends it: what was good of it, and what was not.

A meter that could not be read stays as such, with its cause: it is never a reading of zero.
"""

from __future__ import annotations

import attrs

from domain.kernel.fault import Fault
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.gas import AnyReading


@attrs.frozen
class ListedReading:
    """A reading of a list. Its origin tells the line; `raw` is the line, `note` what the reader wrote beside it."""

    reading: AnyReading
    raw: str
    note: str = ""


@attrs.frozen
class ReadingList:
    """A list that could be read.

    flow      what its readings say they came by
    checked   whether its readings are held against the history of their points at once, as a meter reader's are
    rows      rows that hold something, the header aside
    refused   rows that cannot be used, by line
    unread    meters that were not reached or not read, by line; each with RDG-101
    """

    flow: str
    checked: bool
    rows: int
    readings: tuple[ListedReading, ...]
    refused: tuple[RejectedRecord, ...]
    unread: tuple[RejectedRecord, ...]
    warnings: tuple[Fault, ...]
