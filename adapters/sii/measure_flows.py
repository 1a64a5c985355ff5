"""The port MeasureFlows over the SII formats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from adapters.sii.registry import FORMATS
from adapters.sii.rules import RuleSettings, rules
from adapters.sii.xml_intake import BatchSize, Xml
from application.ports.channels import Spooled
from domain.metering.deliveries.delivery import Part

MAX_FILE_BYTES = 2 << 30
_ROOTS = frozenset(flow.shell.root.lower().encode() for flow in FORMATS)


@attrs.frozen
class SiiMeasureFlows:
    """Reads measure files of electricity and gas as distributors send them, up to `max_file_bytes` each."""

    max_file_bytes: int = MAX_FILE_BYTES
    batch: BatchSize = attrs.field(factory=BatchSize)

    def holds_measures(self, first_bytes: bytes) -> bool:
        """Whether the root element of a declared format is near the start."""
        start = first_bytes.lower()
        return any(root in start for root in _ROOTS)

    def rules(self) -> frozenset[str]:
        """The ids in rules.toml."""
        return frozenset(rule.id for rule in rules())

    def parts(
        self,
        *,
        name: str,
        content: Spooled,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: RuleSettings | None = None,
        container: str = "",
    ) -> Iterator[Part]:
        """An XML, read a batch at a time. ValueError where `received_at` is naive."""
        if received_at.tzinfo is None:
            raise ValueError(f"received_at must be aware, got {received_at}")
        return Xml(
            name=name,
            content=content,
            container=container or None,
            addressees=frozenset({addressee}),
            received_at=received_at,
            rule_settings=rule_settings or {},
            limit_bytes=self.max_file_bytes,
            batch=self.batch,
        ).parts()
