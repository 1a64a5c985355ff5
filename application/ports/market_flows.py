"""Messages of market processes as files: written for the SII or a distributor, read when they come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.market.message import MarketMessage
from domain.meters.delivery import RefusedFile, RefusedRecord


class MarketFlows(Protocol):
    """Every declared format of market messages, in and out."""

    def knows(self, code: str) -> bool:
        """Whether a format is declared for a message code such as "SE1.0050"."""
        ...

    def is_public(self, code: str) -> bool:
        """Whether the layout of a message is public, so that a file of it is one the other side would write too."""
        ...

    def tells_day(self, code: str) -> bool:
        """Whether the layout of a message has a place for the day it speaks of, as far as it is known."""
        ...

    def read(self, *, name: str, data: bytes) -> tuple[MarketMessage | RefusedRecord, ...] | RefusedFile:
        """The messages of a file in order, bad records refused alone; the file refused whole where it cannot be read.

        Never raises for bad content.
        """
        ...

    def write(self, messages: Sequence[MarketMessage]) -> tuple[str, bytes]:
        """The name and the bytes of one file with messages of one code. Raises UnwritableMessage."""
        ...


class UnwritableMessage(ValueError):
    """A message does not fit its declared format: which field, which value, what is expected."""
