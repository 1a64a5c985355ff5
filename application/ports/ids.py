"""Identifiers for things that have no natural key."""

from __future__ import annotations

from typing import Protocol


class Ids(Protocol):
    """Unique identifiers, sortable by time."""

    def new(self) -> str:
        """A fresh identifier, 32 hexadecimal characters."""
        ...

    def secret(self) -> str:
        """A fresh random secret, for API keys."""
        ...
