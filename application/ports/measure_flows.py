"""Measure files from distributors, read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from domain.meters.delivery import Delivery, RefusedFile


class MeasureFlows(Protocol):
    """Reads any measure file a retailer can receive."""

    def roots(self) -> frozenset[str]:
        """The root elements of its files, in lower case."""
        ...

    def rules(self) -> frozenset[str]:
        """The checks of records that a tenant may set, by id: what `rule_settings` may name."""
        ...

    def read(
        self,
        *,
        name: str,
        data: bytes,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: Mapping[str, str] | None = None,
    ) -> tuple[tuple[bytes, Delivery | RefusedFile], ...]:
        """Each XML of the file with its bytes and what was read; a container of several gives several.

        rule_settings  what the tenant made of single rules of the flows: rule id -> off, warn or refuse; a rule that
                       is not named keeps its severity

        Never raises for bad content: that is a RefusedFile or a RefusedRecord.
        """
        ...
