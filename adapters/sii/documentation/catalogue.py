"""What is declared of each format, as plain rows: for the command line and whoever else lists formats.

Formats of measures first, then the messages of the market; another package of formats joins in `sheets`.
"""

from __future__ import annotations

from typing import Any

import attrs

from adapters.sii.documentation.formats import field_rows
from adapters.sii.layouts.format import MarketFormat
from adapters.sii.layouts.layout import Slot
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.records.declare import Format
from adapters.sii.registry import FORMATS
from adapters.sii.rules import rules_of


@attrs.frozen
class CatalogueEntry:
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


def format_catalogue() -> tuple[CatalogueEntry, ...]:
    """Every version of every declared format, in the order declared."""
    measures = tuple(_measure_entry(flow) for flow in FORMATS)
    return measures + tuple(_message_entry(form) for form in MARKET_FORMATS)


def _measure_entry(flow: Format[Any]) -> CatalogueEntry:
    return CatalogueEntry(
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


def _message_entry(form: MarketFormat) -> CatalogueEntry:
    return CatalogueEntry(
        code=form.code,
        title=form.title,
        version=f"{form.since:%Y-%m-%d}",
        carrier=form.carrier,
        commodity=form.commodity,
        record=form.repeated,
        direction="in" if form.is_inbound else "out",
        source=f"{form.source}, to be completed" if form.is_to_be_completed else form.source,
        fields=tuple(_market_field(slot) for slot in form.fields),
        checks=(),
    )


def _market_field(slot: Slot) -> tuple[str, ...]:
    line = slot.declared
    required = "sì" if line.required else ""
    return (slot.place.path or slot.place.header, slot.codec.name, line.unit, required, line.label, line.source)
