"""What this package gives the house: a shadow run as files for people."""

from __future__ import annotations

from application.ports.shadow_reports import ShadowReports


def build_shadow_reports() -> ShadowReports:
    """A workbook and a chart."""
    from adapters.reports.shadow_files import ShadowFiles

    return ShadowFiles()
