"""What came of files in channels, as JSON."""

from __future__ import annotations

from application.exchange.send_files import Sent
from application.ports.file_handlers import Handled
from domain.kernel.digest import Plain


def collected_json(file: Handled) -> Plain:
    """A file that was collected, by its counts; what was rejected of it is asked for by its hash."""
    return {
        "channel": file.channel,
        "name": file.name,
        "outcome": file.outcome,
        "detail": file.detail,
        "sha256": file.sha256,
        "records": file.records,
        "accepted": file.accepted,
        "rejected": file.rejected,
    }


def sent_json(sent: Sent) -> Plain:
    """A file that was sent, or why not, and what came back at once."""
    return {
        "channel": sent.channel,
        "name": sent.name,
        "sha256": sent.sha256,
        "outcome": sent.outcome,
        "detail": sent.detail,
        "returned": [collected_json(each) for each in sent.returned],
    }
