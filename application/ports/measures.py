"""Measures of one tenant: files byte for byte, readings, curves, and what was refused. Nothing is ever deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from domain.kernel.validity import Period
from domain.meters.curve import MonthCurve
from domain.meters.delivery import RefusedRecord
from domain.meters.reading import Reading


@attrs.frozen
class FlowFile:
    """A file received: its bytes and what became of it.

    outcome  "imported", or the fault code that refused all of it
    """

    sha256: str
    name: str
    container: str
    flow: str
    received_at: dt.datetime
    outcome: str
    detail: str
    records: int
    taken: int
    refused: int
    warnings: tuple[str, ...]
    content: bytes = attrs.field(repr=False)


class Measures(Protocol):
    """The measures of every point of the tenant."""

    def knows_file(self, sha256: str) -> bool:
        """Whether a file of that content was taken in before (a refused one counts as not)."""
        ...

    def add_file(self, file: FlowFile) -> None: ...

    def add(self, *, readings: Iterable[Reading], curves: Iterable[MonthCurve]) -> None: ...

    def add_refused(self, sha256: str, refused: Iterable[RefusedRecord]) -> None: ...

    def readings(self, points: Iterable[str], first: dt.date, last: dt.date) -> Mapping[str, tuple[Reading, ...]]:
        """Every reading, superseded ones included, of days first..last (both included), by point, in order of day."""
        ...

    def curves(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[MonthCurve, ...]]:
        """Every curve, superseded ones included, of the months that meet `period`, by point, in order of month."""
        ...

    def files(self, limit: int) -> tuple[FlowFile, ...]:
        """The files received last, newest first, with their content."""
        ...

    def file(self, sha256: str) -> FlowFile: ...

    def refused(self, sha256: str) -> tuple[RefusedRecord, ...]:
        """The records of a file that were not taken, in order."""
        ...
