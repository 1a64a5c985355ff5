"""Text with columns between semicolons, as portals and spreadsheets write it: in and out, row by row, of any size.

The SII portal writes UTF-8 with CRLF, a header row and no quotes; dates dd/MM/yyyy; empty means nothing. Read besides:
a byte order mark, LF alone, the Windows character set (cp1252) in single lines, cells in double or single quotes. There
is no way to write a semicolon, a line break or an outer quote inside a value, so such a value is refused.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import attrs

_BOM = b"\xef\xbb\xbf"
_CHUNK = 1 << 16
_SHOWN = 200  # bytes of a line that cannot be read
_ENCODINGS = ("utf-8", "cp1252")


@attrs.frozen
class TableLimits:
    """How much is read: bytes of a file that is read a line at a time, of one that is held whole, of a line; rows."""

    max_file_bytes: int = 2 << 30
    max_held_bytes: int = 64 << 20
    max_line_bytes: int = 64 << 10
    max_rows: int = 20_000_000

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
class DelimitedRow:
    """One line that is not empty: its number in the file from 1, its cells without outer spaces, and its text."""

    line: int
    cells: tuple[str, ...]
    raw: str
    encoding: str = _ENCODINGS[0]


@attrs.frozen
class BadLine:
    """One line that cannot be read: its number in the file from 1, what of it can be shown, and why."""

    line: int
    raw: str
    reason: str
    is_too_large: bool = False


def encoding_of(data: bytes, limits: TableLimits) -> str:
    """utf-8 where every byte is, else cp1252. Raises NotDelimited for what is neither, and above the limit."""
    if len(data) > limits.max_held_bytes:
        raise NotDelimited(f"{len(data)} bytes, at most {limits.max_held_bytes} are read", is_too_large=True)
    if b"\x00" in data:
        raise NotDelimited(f"a NUL at byte {data.index(0) + 1}: not UTF-8 text (UTF-16, or not text at all)")
    for encoding in _ENCODINGS:
        if _decodes(data, encoding):
            return encoding
    raise NotDelimited("the text is neither UTF-8 nor of the Windows character set (cp1252)")


def rows(stream: BinaryIO, limits: TableLimits) -> Iterator[DelimitedRow | BadLine]:
    """The rows in order, the header being the first; memory is that of one line.

    A line is UTF-8, or else of the Windows character set; what is neither, or too long, is told alone. Beyond the
    last row that is read one BadLine tells so and nothing more comes.
    """
    found = 0
    for number, line in enumerate(_lines(stream, limits.max_line_bytes), start=1):
        row = _row(number, line.removeprefix(_BOM) if number == 1 else line, limits.max_line_bytes)
        if isinstance(row, DelimitedRow) and not row.raw.strip():
            continue
        found += 1
        if found > limits.max_rows + 1:
            yield BadLine(
                number, row.raw[:_SHOWN], f"more than {limits.max_rows} rows: from here on none is read", True
            )
            return
        yield row


def _lines(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Each line; of one with more than `most` bytes the first `most` + 1."""
    while line := stream.readline(most + 1):
        yield line
        while len(line) > most and not line.endswith(b"\n"):
            line = stream.readline(most + 1)


def _row(number: int, line: bytes, most: int) -> DelimitedRow | BadLine:
    shown = line[:_SHOWN].decode("utf-8", "replace").replace("\x00", "\ufffd").rstrip("\r\n")
    if len(line) > most:
        return BadLine(number, shown, f"more than {most} bytes", is_too_large=True)
    if b"\x00" in line:
        return BadLine(number, shown, f"a NUL at byte {line.index(0) + 1}: not UTF-8 text (UTF-16, or not text at all)")
    for encoding in _ENCODINGS:
        try:
            raw = line.decode(encoding).rstrip("\r\n")
        except UnicodeDecodeError:
            continue
        return DelimitedRow(number, cells_of(raw), raw, encoding)
    return BadLine(number, shown, "the text is neither UTF-8 nor of the Windows character set (cp1252)")


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
