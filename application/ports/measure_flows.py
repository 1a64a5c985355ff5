"""Measure files from distributors, read a part at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

import attrs

from application.ports.channels import Spooled
from domain.metering.delivery import Part


@attrs.frozen
class MeasureFile:
    """One XML of an arrival, to be read as long as the next one is not asked for.

    name       its path in the container, or the name of the arrival
    container  the container it came in, if any
    parts      reads it from its start: batches in order, at the end a Closing or a RefusedFile; of a refused file
               nothing counts that its batches held
    """

    name: str
    content: Spooled
    container: str
    parts: Callable[[], Iterator[Part]] = attrs.field(repr=False)


class MeasureFlows(Protocol):
    """Reads any measure file a retailer can receive, of any size."""

    def roots(self) -> frozenset[str]:
        """The root elements of its files, in lower case."""
        ...

    def rules(self) -> frozenset[str]:
        """The checks of records that a tenant may set, by id: what `rule_settings` may name."""
        ...

    def files(
        self,
        *,
        name: str,
        content: Spooled,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: Mapping[str, str] | None = None,
        container: str = "",
    ) -> Iterator[MeasureFile]:
        """Each XML of the arrival; a container of several gives several, one that cannot be opened stands for itself.

        rule_settings  what the tenant made of single rules of the flows: rule id -> off, warn or refuse; a rule that
                       is not named keeps its severity
        container      the container the arrival was taken out of, if any

        Never raises for bad content: that is a RefusedFile or a RefusedRecord.
        """
        ...
