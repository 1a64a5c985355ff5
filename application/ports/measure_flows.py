"""Measure files from distributors, read."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from domain.meters.delivery import Delivery, RefusedFile


class MeasureFlows(Protocol):
    """Reads any measure file a retailer can receive."""

    def read(
        self, *, name: str, data: bytes, addressee: str, received_at: dt.datetime
    ) -> tuple[tuple[bytes, Delivery | RefusedFile], ...]:
        """Each XML of the file with its bytes and what was read; a container of several gives several.

        Never raises for bad content: that is a RefusedFile or a RefusedRecord.
        """
        ...
