"""What is declared of each format, as plain rows: for the command line and whoever else lists formats.

`EVERY` names each tuple of formats there is; a package of formats joins by one entry here.
"""

from __future__ import annotations

from typing import Any

import attrs

from adapters.sii.declare import Format
from adapters.sii.documentation import field_rows
from adapters.sii.flows.gas_self_reading import TAL_0050
from adapters.sii.registry import FORMATS
from adapters.sii.rules import rules_of

EVERY: tuple[tuple[Format[Any], ...], ...] = (FORMATS, (TAL_0050,))


@attrs.frozen
class FormatSheet:
    """One version of a format. `fields` are element, type, unit, required, label and source; `checks` its rules."""

    code: str
    title: str
    version: str
    carrier: str
    commodity: str
    record: str
    direction: str
    source: str
    fields: tuple[tuple[str, ...], ...]
    checks: tuple[tuple[str, str, str], ...]


def sheets() -> tuple[FormatSheet, ...]:
    """Every version of every declared format, in the order declared."""
    return tuple(_sheet(flow) for formats in EVERY for flow in formats)


def _sheet(flow: Format[Any]) -> FormatSheet:
    return FormatSheet(
        code=flow.code,
        title=flow.title,
        version=f"{flow.since:%Y-%m-%d}",
        carrier="xml",
        commodity=flow.commodity,
        record=f"{flow.shell.root}/{flow.shell.element}",
        direction=flow.direction,
        source=flow.source,
        fields=field_rows(flow),
        checks=tuple((rule.id, rule.label, rule.severity.value) for rule in rules_of(flow.code)),
    )
