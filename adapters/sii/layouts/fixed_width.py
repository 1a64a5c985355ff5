"""Records in lines of fixed width, from the same declarations as every other carrier.

Numbers stand to the right and are filled with zeros, all else to the left and is filled with spaces; an empty field is
spaces. Lines are of equal length; in reading, spaces at the end of a line may have been cut off.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import attrs

from adapters.sii.layouts.layout import Parts, Records, Slot, records, slots, texts
from adapters.sii.records.codec import INT
from adapters.sii.records.delimited import NotDelimited, TableLimits, encoding_of
from adapters.sii.records.engine import BadRecord
from domain.market.message_faults import SII_043

_NUMBERS = (INT.name,)


class UnwritableLine(ValueError):
    """A value does not fit its width, or would not be read back: which field, which value, how wide it is."""


@attrs.frozen
class FixedWidthLine:
    """One line that was read: its number from 1, and the records, or why there are none."""

    line: int
    raw: str
    records: Records | None
    fault: BadRecord | None


def line_length(parts: Parts) -> int:
    """How many characters a line has."""
    return sum(slot.place.width for slot in slots(parts).values())


def read_lines(parts: Parts, data: bytes, limits: TableLimits) -> Iterator[FixedWidthLine]:
    """Each line that is not empty, taken or refused alone. Raises NotDelimited for what is no text or too large."""
    encoding = encoding_of(data, limits)
    found = 0
    for number, line in enumerate(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), start=1):
        raw = line.decode(encoding).rstrip("\r\n")
        if not raw.strip():
            continue
        found += 1
        if found > limits.max_rows or len(line) > limits.max_line_bytes:
            raise NotDelimited(f"line {number}: a line or the number of lines exceeds its limit", is_too_large=True)
        try:
            yield FixedWidthLine(number, raw, read_line(parts, raw), None)
        except BadRecord as error:
            yield FixedWidthLine(number, raw, None, error)


def read_line(parts: Parts, raw: str) -> Records:
    """The records of one line. Raises BadRecord (SII-005, 006; 043 for a line that is too long)."""
    if len(raw.rstrip()) > line_length(parts):
        raise BadRecord(SII_043.code, f"{len(raw)} characters, a line has {line_length(parts)}")
    found, start = {}, 0
    for slot in slots(parts).values():
        found[slot.name] = raw[start : start + slot.place.width].strip()
        start += slot.place.width
    return records(parts, found)


def write_lines(parts: Parts, found: Iterable[Records]) -> bytes:
    """UTF-8 with CRLF. Raises UnwritableLine."""
    return "".join(f"{_line(parts, each)}\r\n" for each in found).encode()


def document(parts: Parts) -> str:
    """The layout as a Markdown table: first and last character from 1, field, type, description, source mark."""
    lines = ["| da | a | campo | tipo | obbligatorio | descrizione | fonte |", "|---|---|---|---|---|---|---|"]
    start = 1
    for slot in slots(parts).values():
        stop, line = start + slot.place.width - 1, slot.declared
        needed = "sì" if line.required else ""
        lines.append(
            f"| {start} | {stop} | `{slot.name}` | {slot.codec.name} | {needed} | {line.label} | {line.source} |"
        )
        start = stop + 1
    return "\n".join([*lines, ""])


def _line(parts: Parts, found: Records) -> str:
    written = texts(parts, found)
    return "".join(_padded(slot, written.get(slot.name, "")) for slot in slots(parts).values())


def _padded(slot: Slot, text: str) -> str:
    width = slot.place.width
    assert width > 0, f"{slot.name} declares no width"
    if len(text) > width or text != text.strip() or not text.isprintable():
        raise UnwritableLine(f"{slot.name}: {text[:80]!r} does not fit {width} characters on one line")
    return text.rjust(width, "0") if text and slot.codec.name in _NUMBERS else text.ljust(width)
