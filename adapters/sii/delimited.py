"""Text with columns between semicolons, as portals and spreadsheets write it: in and out, row by row.

The SII portal writes UTF-8 with CRLF, a header row and no quotes; dates dd/MM/yyyy; empty means nothing. Read besides:
a byte order mark, LF alone, the Windows character set (cp1252), cells in double or single quotes. There is no way to
write a semicolon, a line break or an outer quote inside a value, so such a value is refused.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import attrs

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 16
_ENCODINGS = ("utf-8", "cp1252")


@attrs.frozen
class TableLimits:
    """How much is read: bytes of the file and of one line, and rows."""

    max_file_bytes: int = 64 << 20
    max_line_bytes: int = 64 << 10
    max_rows: int = 1_000_000

    def __attrs_post_init__(self) -> None:
        for name, value in attrs.asdict(self).items():
            if value < 1:
                raise ValueError(f"limit {name}: expected a number above zero, got {value}")


class NotDelimited(ValueError):
    """The bytes are no text with columns: which line, and why. `is_too_large`: a limit was exceeded."""

    def __init__(self, message: str, *, is_too_large: bool = False) -> None:
        super().__init__(message)
        self.is_too_large = is_too_large


class UnwritableCell(ValueError):
    """A value cannot be written between semicolons, because it would not be read back as it is."""


@attrs.frozen
class Row:
    """One line that is not empty: its number in the file from 1, its cells without outer spaces, and its text."""

    line: int
    cells: tuple[str, ...]
    raw: str


def encoding_of(data: bytes, limits: TableLimits) -> str:
    """utf-8 where every byte is, else cp1252. Raises NotDelimited for what is neither, and above the limit."""
    if len(data) > limits.max_file_bytes:
        raise NotDelimited(f"{len(data)} bytes, at most {limits.max_file_bytes} are read", is_too_large=True)
    if b"\x00" in data:
        raise NotDelimited(f"a NUL at byte {data.index(0) + 1}: not UTF-8 text (UTF-16, or not text at all)")
    for encoding in _ENCODINGS:
        if _decodes(data, encoding):
            return encoding
    raise NotDelimited("the text is neither UTF-8 nor of the Windows character set (cp1252)")


def rows(data: bytes, encoding: str, limits: TableLimits) -> Iterator[Row]:
    """The rows in order, the header being the first; memory is that of one line. Raises NotDelimited as it goes."""
    stream = io.BytesIO(data.removeprefix(_BOM))
    number = found = 0
    while line := stream.readline(limits.max_line_bytes + 1):
        number += 1
        if len(line) > limits.max_line_bytes:
            raise NotDelimited(f"line {number}: more than {limits.max_line_bytes} bytes", is_too_large=True)
        raw = line.decode(encoding).rstrip("\r\n")
        if not raw.strip():
            continue
        found += 1
        if found > limits.max_rows + 1:
            raise NotDelimited(f"more than {limits.max_rows} rows", is_too_large=True)
        yield Row(number, cells_of(raw), raw)


def cells_of(raw: str) -> tuple[str, ...]:
    """The cells of a line; quotes that close nothing, or a stray carriage return, are taken as they stand.

    >>> cells_of("a;'b';;D'ANGELO")
    ('a', 'b', '', "D'ANGELO")
    """
    return tuple(_unquoted(cell.strip()) for cell in _split(raw))


def _split(raw: str) -> list[str]:
    if '"' not in raw:
        return raw.split(";")
    try:
        return next(csv.reader([raw], delimiter=";", quotechar='"'), [])
    except csv.Error:  # no CSV, whatever it is: its cells are judged one by one
        return raw.split(";")


def written(lines: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with CRLF. Raises UnwritableCell for a cell that would be read back as something else."""
    return b"".join(_line(number, cells) for number, cells in enumerate(lines, start=1))


def _line(number: int, cells: Sequence[str]) -> bytes:
    text = ";".join(cells)
    if "\r" in text or "\n" in text or "\x00" in text or cells_of(text) != tuple(cells):
        wrong = next((cell for cell in cells if set(cell) & set(';"\r\n\x00') or cells_of(cell) != (cell,)), text)
        raise UnwritableCell(
            f"line {number}: {wrong[:80]!r} cannot be written: no semicolon, line break, outer space or quote"
        )
    return f"{text}\r\n".encode()


def _unquoted(cell: str) -> str:
    return cell[1:-1].strip() if len(cell) > 1 and cell[0] == cell[-1] == "'" else cell


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
