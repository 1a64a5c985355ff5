"""The market processes as declared: state tables in data."""

from __future__ import annotations

from typing import Protocol

from domain.market.process import Process


class UnknownProcess(LookupError):
    """No process has that code, or it is still to be completed and cannot be asked."""


class Processes(Protocol):
    """Every declared process."""

    def get(self, code: str) -> Process:
        """A process by code. UnknownProcess."""
        ...

    def all(self) -> tuple[Process, ...]:
        """Every process in order of code, those to be completed included."""
        ...

    def of_message(self, message: str) -> tuple[Process, ...]:
        """The processes whose table has an incoming message of that code, in order of code."""
        ...
