"""Faults as they are shown: with what their code means and what to do."""

from __future__ import annotations

from typing import Annotated

import attrs

from adapters.wire.view import At
from application.faults import kind_of
from domain.kernel.fault import Fault, Severity


def _severity(fault: Fault) -> Severity:
    return kind_of(fault).severity


def _remedy(fault: Fault) -> str:
    return kind_of(fault).remedy


@attrs.frozen
class FaultView:
    """A fault: its code, the subject, a message with the value found; how grave it is and what to do."""

    code: str
    subject: str
    message: str
    severity: Annotated[Severity, At(_severity)]
    remedy: Annotated[str, At(_remedy)]
