"""One record of a stored file as it was written: what a line of the history points to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class FlowRecords(Protocol):
    """Finds a record in a file of any declared form."""

    def raw(self, chunks: Iterable[bytes], number: int) -> str | None:
        """The text of record `number` (from 1) of a file read piece by piece; None where it has no such record."""
        ...
