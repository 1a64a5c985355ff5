"""Measure files from distributors, read a part at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Protocol

from application.ports.channels import Spooled
from domain.metering.deliveries.delivery import Part


class MeasureFlows(Protocol):
    """Reads any measure file a retailer can receive, of any size."""

    def holds_measures(self, first_bytes: bytes) -> bool:
        """Whether the first 4096 bytes of a file are those of measures, whatever its name."""
        ...

    def rules(self) -> frozenset[str]:
        """The checks of records that a tenant may set, by id: what `rule_settings` may name."""
        ...

    def parts(
        self,
        *,
        name: str,
        content: Spooled,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: Mapping[str, str] | None = None,
        container: str = "",
    ) -> Iterator[Part]:
        """What is in a file, from its start: batches in order, at the end a Closing or a RefusedFile; of a refused file
        nothing counts that its batches held.

        received_at    aware; stands for the moment of sending where the name does not say it
        rule_settings  what the tenant made of single rules of the flows: rule id -> off, warn or refuse; a rule that
                       is not named keeps its severity
        container      the container the file was taken out of, if any

        Never raises for bad content: that is a RefusedFile or a RefusedRecord.
        """
        ...
