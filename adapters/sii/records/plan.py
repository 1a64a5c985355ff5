"""How a record class is read: its lines by the names of elements, worked out once from its declaration."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import attrs

from adapters.sii.records.declare import BAND_NAMES, Bands, Curve, Groups, Scalar, Shape, declared

NULLS = frozenset({"null", "NULL", "Null"})
"""Texts that stand for a missing value."""


@attrs.frozen
class PlannedField:
    """What one element is for: the attribute of the record, of bands which, and how its text is read."""

    attribute: str
    shape: Shape
    band: str
    read: Callable[[str], Any] | None


@attrs.frozen
class Plan:
    """How a record class is read: its lines by name, as declared and in lower case; what must be there;
    which values are closed at the end, because they came one by one.
    """

    lines: dict[str, PlannedField]
    required: tuple[tuple[str, str], ...]
    bands: tuple[str, ...]
    lists: tuple[str, ...]


@functools.cache
def plan_of(record: type[attrs.AttrsInstance]) -> Plan:
    """The plan of a record class."""
    lines: dict[str, PlannedField] = {}
    fields = [(attribute.name, declared(attribute)) for attribute in attrs.fields(record)]
    for name, found in fields:
        for path in found.names:
            for band in BAND_NAMES if isinstance(found.shape, Bands) else ("",):
                key = (path + band).lower()
                assert key not in lines, f"{record.__name__}: {path + band} is declared twice"
                codec = found.shape.codec if isinstance(found.shape, Scalar | Bands) else None
                lines[path + band] = lines[key] = PlannedField(name, found.shape, band, codec.read if codec else None)
    return Plan(
        lines,
        tuple((name, line.names[0]) for name, line in fields if line.required),
        tuple(name for name, line in fields if isinstance(line.shape, Bands)),
        tuple(name for name, line in fields if isinstance(line.shape, Curve | Groups)),
    )


def filled(text: str | None) -> str:
    """A text without the spaces around it; "" where it stands for a missing one: empty, or "null"."""
    if text is None or not (text := text.strip()) or text in NULLS:
        return ""
    return text
