"""The port MeasureFlows over the SII formats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from adapters.sii.intake import files_of
from adapters.sii.registry import FORMATS
from adapters.sii.rules import RuleSettings, rules
from adapters.sii.unpack import Limits
from adapters.sii.xml_intake import BatchSize
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFile


@attrs.frozen
class SiiMeasureFlows:
    """Reads measure files of electricity and gas as distributors send them, zipped or not."""

    limits: Limits = attrs.field(factory=Limits)
    batch: BatchSize = attrs.field(factory=BatchSize)

    def roots(self) -> frozenset[str]:
        """The root elements of the declared formats."""
        return frozenset(flow.shell.root.lower() for flow in FORMATS)

    def rules(self) -> frozenset[str]:
        """The ids in rules.toml."""
        return frozenset(rule.id for rule in rules())

    def files(
        self,
        *,
        name: str,
        content: Spooled,
        addressee: str,
        received_at: dt.datetime,
        rule_settings: RuleSettings | None = None,
        container: str = "",
    ) -> Iterator[MeasureFile]:
        """Each XML, read a batch at a time; a container that cannot be opened stands for itself."""
        return files_of(
            name=name,
            content=content,
            addressees=frozenset({addressee}),
            limits=self.limits,
            received_at=received_at,
            rule_settings=rule_settings or {},
            batch=self.batch,
            container=container,
        )
