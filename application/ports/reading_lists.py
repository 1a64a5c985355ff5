"""Lists of readings that come in no measure flow: of operators, wholesalers and meter readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.metering.deliveries.reading_list import ReadingList
from domain.metering.manual_readings.reading_route import RouteStop


class CannotReadList(ValueError):
    """A list cannot be read as its mapping says; nothing of it is used."""


class UnknownForm(ValueError):
    """A walk list is written as csv or xlsx."""


class UnknownListMapping(LookupError):
    """No mapping of lists of readings has that name."""


class ReadingLists(Protocol):
    """Reads lists of readings by the mapping of who wrote them."""

    def mappings(self) -> Mapping[str, str]:
        """The mappings known: name to label, in order of name."""
        ...

    def read(self, *, name: str, data: bytes, mapping: str, received_at: dt.datetime) -> ReadingList:
        """The rows of a list. CannotReadList, UnknownListMapping; a bad row is a RefusedRecord, never an error.

        The same arguments give the same readings, their origins included.
        """
        ...

    def reading_route(self, stops: Sequence[RouteStop], day: dt.date, form: str) -> bytes:
        """The list a meter reader takes along, as csv or xlsx: a row a register, `day` and reading to be filled in.

        Filled in and saved as CSV it is read by the mapping walk_list.
        """
        ...
