"""A shadow run as files for people: a workbook and a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from domain.offers.shadow import ShadowReport


class ShadowReports(Protocol):
    """Draws up the files of a shadow run."""

    def files(self, title: str, report: ShadowReport) -> Mapping[str, bytes]:
        """Name to content; the same report gives the same bytes."""
        ...
