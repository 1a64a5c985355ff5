"""One record of a flow file as it was written, found without holding the file in memory.

In XML a record is a DatiPod, a DatiPdr or, in the envelope of the PdC, a DatiSII, as the intake counts them; a
Prestazione without any of them is one record. Below the header of market messages a record is a line that is not empty;
in any other text it is the line of that number.
"""

from __future__ import annotations

import functools
import io
import itertools
from collections.abc import Iterable, Iterator

import attrs
from lxml import etree

from adapters.xml import local_name

RECORDS = frozenset({"datipod", "datipdr", "datisii"})
_SINGLE = "prestazione"
_PEEK_BYTES = 64
_MARKET = b"cod_servizio"
_LONGEST_LINE = 1 << 20


class _Reading(io.RawIOBase):
    """Pieces of bytes as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self.held:
            self.held = next((piece for piece in self.pieces if piece), b"")
        count = min(len(buffer), len(self.held))
        buffer[:count], self.held = self.held[:count], self.held[count:]
        return count


@attrs.frozen
class SiiFlowRecords:
    """Finds records of XML and of text with one record a line."""

    def raw(self, chunks: Iterable[bytes], number: int) -> str | None:
        """The text of record `number` (from 1); None where there is none, or the file cannot be read so far."""
        stream = io.BufferedReader(_Reading(iter(chunks)))
        head = stream.peek(_PEEK_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
        return _element(stream, number) if head.startswith(b"<") else _line(stream, number)


def _element(stream: io.BufferedReader[_Reading], number: int) -> str | None:
    events = etree.iterparse(
        stream, events=("end",), load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False
    )
    found = 0
    try:
        for _, element in events:
            if not found and number == 1 and local_name(str(element.tag)) == _SINGLE:
                return etree.tostring(element, encoding="unicode", with_tail=False)
            if local_name(str(element.tag)) not in RECORDS:
                continue
            found += 1
            if found == number:
                return etree.tostring(element, encoding="unicode", with_tail=False)
            element.clear()
    except etree.XMLSyntaxError:  # cut off: what comes before is readable, the rest was refused at intake
        return None
    return None


def _line(stream: io.BufferedReader[_Reading], number: int) -> str | None:
    lines = iter(functools.partial(stream.readline, _LONGEST_LINE), b"")
    header = [*itertools.islice(lines, 1)]
    are_messages = any(_MARKET in line[:_PEEK_BYTES].lower() for line in header)
    for line in lines if are_messages else itertools.chain(header, lines):
        number -= bool(line.strip()) or not are_messages
        if not number:
            return line.decode("utf-8", "replace").rstrip("\r\n")
    return None
