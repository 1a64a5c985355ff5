"""What became of a file that was taken again, of measures or of market messages."""

from __future__ import annotations

from typing import TypeAlias

from adapters.wire.view import view
from adapters.wire.views.exchange import IntakeView
from adapters.wire.views.market import ReceivedFileView
from application.market.receive_messages import ReceivedFile
from application.metering.import_measures import Intake

TakenFileView: TypeAlias = IntakeView | ReceivedFileView


def taken_file_view(taken: Intake | ReceivedFile) -> TakenFileView:
    """The view of what became of a file."""
    return view(IntakeView, taken) if isinstance(taken, Intake) else view(ReceivedFileView, taken)
