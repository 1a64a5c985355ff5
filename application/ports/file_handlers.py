"""Takers: who knows what to do with a file that came through a channel, whatever the channel."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

import attrs

from application.ports.channels import Spooled


@attrs.frozen
class Arrival:
    """A file that came; `container`: the file it was taken out of, if any."""

    name: str
    content: Spooled
    channel: str
    counterpart: str
    at: dt.datetime
    container: str = ""


@attrs.frozen
class Taken:
    """What became of it: `outcome` is "imported", or the code of the fault for which nothing of it was taken."""

    outcome: str
    flow: str = ""
    detail: str = ""
    records: int = 0
    taken: int = 0
    refused: int = 0


class Taker(Protocol):
    """Takes in files of one sort. Bad content is an outcome, never an error."""

    def takes(self, name: str, first_bytes: bytes) -> bool:
        """Whether it is a file of that sort, by its name and its first 4096 bytes."""
        ...

    def take(self, arrival: Arrival) -> Taken:
        """Take it in; a second time without effect. Its bytes are kept already."""
        ...
