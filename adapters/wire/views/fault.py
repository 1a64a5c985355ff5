"""Faults as they are shown: with what their code means and what to do."""

from __future__ import annotations

from typing import Annotated

import attrs

from adapters.wire.view import At
from domain.kernel.fault_code import Severity


@attrs.frozen
class FaultView:
    """A fault: its code, the subject, a message with the value found; how grave it is and what to do."""

    code: str
    subject: str
    message: str
    severity: Annotated[Severity, At("kind.severity")]
    remedy: Annotated[str, At("kind.remedy")]
