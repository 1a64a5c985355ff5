"""Faults: what went wrong with one item of a batch, as data.

A fault code is a public contract: once published it is never reused for something else. The kinds of faults stand
beside what raises them (the faults.py of a room) and are gathered once, in application/faults.py, for docs/faults.md.
"""

from __future__ import annotations

import enum

import attrs


class Severity(enum.Enum):
    """refuse: the item is not processed; hold: a person decides; warn: processed, but look."""

    REFUSE = "refuse"
    HOLD = "hold"
    WARN = "warn"


@attrs.frozen
class Fault:
    """One fault: its code, the subject (contract, point, file position) and a message with the value found."""

    code: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.subject}: {self.message}"


@attrs.frozen
class FaultCode:
    """A documented kind of fault: code, severity, what it means and what to do about it."""

    code: str
    severity: Severity
    meaning: str
    remedy: str

    def fault(self, subject: str, message: str) -> Fault:
        """A fault of this kind: its subject (contract, point, file position) and a message with the value found."""
        return Fault(self.code, subject, message)


def refuse(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item is not processed."""
    return FaultCode(code, Severity.REFUSE, meaning, remedy)


def hold(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item waits for a person."""
    return FaultCode(code, Severity.HOLD, meaning, remedy)


def warn(code: str, meaning: str, remedy: str) -> FaultCode:
    """A kind of fault whose item is processed, but should be looked at."""
    return FaultCode(code, Severity.WARN, meaning, remedy)
