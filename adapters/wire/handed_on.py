"""Customers' readings as they were handed on, as JSON for the command line and for REST."""

from __future__ import annotations

from application.metering.customer_readings.forward_readings import HandedOn
from domain.kernel.digest import Plain


def handed_on_json(done: HandedOn) -> dict[str, Plain]:
    """The files with their readings, and what waits on with its fault; `by_hand` where no channel sends the file."""
    return {
        "files": [
            {
                "name": each.file.name,
                "flow": each.file.flow,
                "sha256": each.sha256,
                "distributor": each.distributor,
                "readings": [reading.id for reading in each.readings],
                "channel": each.channel,
                "by_hand": not each.channel,
            }
            for each in done.files
        ],
        "waiting": [{"code": each.code, "reading": each.subject, "message": each.message} for each in done.waiting],
    }
