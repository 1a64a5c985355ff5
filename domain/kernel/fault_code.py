"""Kinds of faults: what a code says, how grave it is and what to do. Which codes there are is in fault.py."""

from __future__ import annotations

import enum

import attrs


class Severity(enum.Enum):
    """refuse: the item is not processed; hold: a person decides; warn: processed, but look."""

    REFUSE = "refuse"
    HOLD = "hold"
    WARN = "warn"


@attrs.frozen
class FaultCode:
    """A documented kind of fault: code, severity, what it means and what to do about it."""

    code: str
    severity: Severity
    meaning: str
    remedy: str


def refuse(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item is not processed."""
    return FaultCode(code, Severity.REFUSE, meaning, remedy)


def hold(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item waits for a person."""
    return FaultCode(code, Severity.HOLD, meaning, remedy)


def warn(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item is processed, but should be looked at."""
    return FaultCode(code, Severity.WARN, meaning, remedy)
