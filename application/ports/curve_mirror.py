"""A copy of load curves for analysis, outside the database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from domain.kernel.validity import Period
from domain.metering.curve import FlatCurve


class CurveMirror(Protocol):
    """Writes the curves of a month into a folder, a part for each month."""

    def write(self, folder: Path, month: Period, curves: Iterable[FlatCurve]) -> int:
        """Put the curves of `month` in place of those it has there, and return how many they are."""
        ...

    def months(self, folder: Path) -> tuple[Period, ...]:
        """The months the folder has, in order; none where there is no such folder."""
        ...
