"""Flat records: the fields of a format in order, and their texts, whatever carries them.

A format is made of parts, each a frozen record (its header, what it asks, a customer). The declared names are the keys
of everything: of the texts a carrier brings, and of the values of a message.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from adapters.sii.records.codec import FieldCodec, MalformedText
from adapters.sii.records.declare import Declared, Place, Scalar, declared
from adapters.sii.records.engine import BadRecord
from domain.metering.deliveries.faults import SII_005, SII_006

Parts = tuple[type[attrs.AttrsInstance], ...]
Records = tuple[attrs.AttrsInstance, ...]


@attrs.frozen
class Slot:
    """One field of a format: the part and attribute that hold it, its declaration, and its column from 1."""

    part: int
    attribute: str
    declared: Declared
    at: int

    @property
    def name(self) -> str:
        """The declared name."""
        return self.declared.names[0]

    @property
    def place(self) -> Place:
        """Where it stands in each carrier."""
        assert self.declared.place is not None
        return self.declared.place

    @property
    def codec(self) -> FieldCodec:
        """The type of its text."""
        assert isinstance(self.declared.shape, Scalar)
        return self.declared.shape.codec


@functools.cache
def slots(parts: Parts) -> Mapping[str, Slot]:
    """The fields of all parts in declared order, by name; a name or a column that two fields share is our mistake."""
    found: dict[str, Slot] = {}
    at = 0
    for number, part in enumerate(parts):
        for attribute in attrs.fields(part):
            line = declared(attribute)
            assert line.place is not None, f"{part.__name__}.{attribute.name} is not declared as a column"
            at = line.place.at or at + 1
            slot = Slot(number, attribute.name, line, at)
            assert slot.name not in found, f"{part.__name__}: {slot.name} is declared twice"
            assert at not in {other.at for other in found.values()}, f"{part.__name__}: column {at} is declared twice"
            found[slot.name] = slot
    return MappingProxyType(found)


def records(parts: Parts, texts: Mapping[str, str]) -> Records:
    """The records of which `texts` are the fields, by name; an empty text is a missing one.

    Raises BadRecord (SII-005 missing, SII-006 malformed).
    """
    values: tuple[dict[str, Any], ...] = tuple({} for _ in parts)
    for slot in slots(parts).values():
        text = texts.get(slot.name, "").strip()
        if text:
            try:
                values[slot.part][slot.attribute] = slot.codec.read(text)
            except MalformedText as error:
                raise BadRecord(SII_006.code, f"{slot.name}: {error}") from error
        elif slot.declared.required:
            raise BadRecord(SII_005.code, f"{slot.name} is missing or empty")
    return tuple(part(**held) for part, held in zip(parts, values, strict=True))


def texts(parts: Parts, found: Records) -> dict[str, str]:
    """The filled fields of records as text, by name in declared order. The inverse of `records`."""
    written: dict[str, str] = {}
    for slot in slots(parts).values():
        value = getattr(found[slot.part], slot.attribute)
        if value is not None:
            written[slot.name] = slot.codec.write(value)
    return written
