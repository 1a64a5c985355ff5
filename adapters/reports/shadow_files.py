"""The files of a shadow run: shadow.xlsx and shadow.svg."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from adapters.reports.shadow_chart import chart
from adapters.reports.shadow_workbook import workbook
from domain.offers.shadow import ShadowReport


@attrs.frozen
class ShadowFiles:
    """The port ShadowReports."""

    def files(self, title: str, report: ShadowReport) -> Mapping[str, bytes]:
        """The workbook and the chart."""
        return {"shadow.xlsx": workbook(title, report), "shadow.svg": chart(title, report)}
