"""Waiting between two tries, so that tests need not."""

from __future__ import annotations

from typing import Protocol


class Pause(Protocol):
    """Lets time pass."""

    def __call__(self, seconds: int) -> None:
        """Return after so many seconds, 0 or more."""
        ...
