"""What this package gives the house: files of call records in."""

from __future__ import annotations

from application.ports.calls import CallFiles


def build_calls() -> CallFiles:
    """The call records of every telephone operator that has a mapping."""
    from adapters.cdr.reader import CdrFiles

    return CdrFiles()
