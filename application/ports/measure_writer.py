"""Measure files, written: what a distributor sends, for whoever plays one."""

from __future__ import annotations

from typing import Protocol

from domain.simulation.dispatch import Dispatch


class MeasureWriter(Protocol):
    """Writes the file of a dispatch in the format of its flow."""

    def write(self, dispatch: Dispatch) -> tuple[str, bytes]:
        """The official name of the file as it travels (a zip of one file) and its bytes: the same dispatch, the same
        bytes. Raises NotWritable for a flow it has no format for, and for a measure that is not of the flow.
        """
        ...


class NotWritable(ValueError):
    """A file cannot be written in the format asked for."""
