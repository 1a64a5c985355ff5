"""Messages of market processes as files: written for the SII or a distributor, read when they come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from application.ports.channels import Spooled
from domain.contracts.party import Party
from domain.kernel.fault import Fault
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import MessageFacts
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord

MarketPart = MarketMessage | RejectedRecord | Fault | RejectedFile
"""What comes of a file: a message, a record refused alone, a remark on what was taken, or the refusal of all of it."""


class MarketFlows(Protocol):
    """Every declared format of market messages, in and out."""

    def knows(self, code: str) -> bool:
        """Whether a format is declared for a message code such as "SE1.0050"."""
        ...

    def is_public(self, code: str) -> bool:
        """Whether the layout of a message is public, so that a file of it is one the other side would write too."""
        ...

    def states_day(self, code: str) -> bool:
        """Whether the layout of a message has a place for the day it speaks of, as far as it is known."""
        ...

    def holds_messages(self, first_bytes: bytes) -> bool:
        """Whether the first 4096 bytes of a file are those of market messages, whatever its name."""
        ...

    def facts(self, message: MarketMessage) -> MessageFacts:
        """What a message says of its own, beyond what every message does; a stored one too. Never raises."""
        ...

    def with_customer(
        self, message: MarketMessage, *, names: Iterable[str], customer: Party, day: dt.date
    ) -> MarketMessage:
        """A request of ours, made on `day`, with those of its fields `names` that the registry knows of a customer and
        of who asks; what the message says already stays."""
        ...

    def with_cancelled(self, message: MarketMessage, *, case: Case) -> MarketMessage:
        """A message with the case that it cancels named; as it is where it cancels none."""
        ...

    def parts(self, *, name: str, content: Spooled) -> Iterator[MarketPart]:
        """What is in a file of any size, in order, with memory for one record at a time.

        Messages and refused records are numbered from 1 as they come. A RefusedFile comes last, and only where no
        message came before. Never raises for bad content.
        """
        ...

    def read(self, *, name: str, data: bytes) -> tuple[MarketMessage | RejectedRecord, ...] | RejectedFile:
        """Everything a small file holds, without the remarks; its refusal where there is one."""
        ...

    def write(self, messages: Sequence[MarketMessage]) -> tuple[str, bytes]:
        """The name and the bytes of one file with messages of one code. Raises UnwritableMessage."""
        ...


class UnwritableMessage(ValueError):
    """A message does not fit its declared format: which field, which value, what is expected."""
