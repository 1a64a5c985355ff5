"""The past use of a point as JSON, for the command line and for REST."""

from __future__ import annotations

from application.metering.show_historical_consumption import ToldMonth
from domain.kernel.digest import Plain


def past_json(told: ToldMonth) -> dict[str, Plain]:
    """A month as it was told; numbers as text, of a curve the days it has and its Wh."""
    use = told.use
    return {
        "month": f"{use.period.start:%Y-%m}",
        "standing": told.standing.value,
        "quality": use.quality.value,
        "starts_on": None if use.starts_on is None else use.starts_on.isoformat(),
        "bands": {band: f"{value:f}" for band, value in use.bands},
        "standard": {band: f"{value:f}" for band, value in use.standard},
        "curve_days": len(use.days),
        "curve_wh": sum(sum(day.values) for day in use.days),
        "flow": use.flow,
        "sent_at": use.origin.sent_at.isoformat(),
        "file": use.origin.file_name,
        "sha256": use.origin.file_sha256,
        "record": use.origin.record,
    }
