"""Read a file of call records by its mapping. A bad record is kept with its reason; a file that is not what its mapping
says is refused whole."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping

import attrs

from adapters.cdr.mapping import CdrMapping, mapping_of, packaged
from application.ports.calls import CannotReadCalls
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.telephone import CallKind, normalised
from domain.metering.calls.call import AcceptedCall, Call, CdrFile, RawCdr, SuspendedCdr
from domain.metering.calls.faults import TEL_002, TEL_003

_MOST_RECORD = 10_000
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)\Z", re.ASCII)
_COUNT = re.compile(r"\d{1,12}\Z", re.ASCII)


class _BadField(ValueError):
    """A field of a record is malformed: the code of its fault and what was found."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class CdrFiles:
    """The port CallFiles over mappings on disk."""

    known: Mapping[str, CdrMapping] = attrs.field(factory=packaged)

    def mappings(self) -> Mapping[str, str]:
        """The mappings known: name to label, in order of name."""
        return {name: mapping.label for name, mapping in sorted(self.known.items())}

    def read(self, *, name: str, data: bytes, mapping: str) -> CdrFile:
        """The records of a file. CannotReadCalls, UnknownMapping; a bad record is a SuspendedCdr, never an error."""
        used = mapping_of(self.known, mapping)
        sha256 = digest_of_bytes(data)
        rows = _rows(name, data, used)
        return _sorted_out(used, ((RawCdr(sha256, line, text), cells) for line, text, cells in rows))

    def read_again(self, suspended: SuspendedCdr) -> CdrFile:
        """One record read again by the mapping as it is now: a file of one record."""
        used = mapping_of(self.known, suspended.source)
        cells = next(_csv([suspended.raw.text], used), [])
        if len(cells) != len(used.columns):
            return CdrFile((), (suspended,), 0)
        return _sorted_out(used, ((suspended.raw, cells),))


def _rows(name: str, data: bytes, mapping: CdrMapping) -> Iterator[tuple[int, str, list[str]]]:
    """The line number, text and cells of each record. A record is one line: line ends inside quotes are refused."""
    try:
        text = data.decode(mapping.encoding)
    except UnicodeDecodeError as error:
        raise CannotReadCalls(f"{name}: byte {error.start} is not {mapping.encoding}") from error
    if "\x00" in text:
        raise CannotReadCalls(f"{name}: holds a NUL character, which no CSV has")
    lines = text.removeprefix("\ufeff").splitlines()
    first = 1 if mapping.header else 0
    if mapping.header and (not lines or tuple(next(_csv(lines[:1], mapping))) != mapping.columns):
        found = lines[0][:100] if lines else "nothing"
        raise CannotReadCalls(f"{name}, line 1: {found!r} is not the header {mapping.delimiter.join(mapping.columns)}")
    for i, line in enumerate(lines[first:], first + 1):
        if not line.strip():
            continue
        if len(line) > _MOST_RECORD:
            raise CannotReadCalls(f"{name}, line {i}: {len(line)} characters, a record has at most {_MOST_RECORD}")
        cells = next(_csv([line], mapping))
        if len(cells) != len(mapping.columns):
            raise CannotReadCalls(
                f"{name}, line {i}: {len(cells)} columns where mapping {mapping.name} has {len(mapping.columns)}"
            )
        yield i, line, cells


def _csv(lines: list[str], mapping: CdrMapping) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=mapping.delimiter)


def _sorted_out(
    mapping: CdrMapping, records: Iterator[tuple[RawCdr, list[str]]] | tuple[tuple[RawCdr, list[str]]]
) -> CdrFile:
    calls: list[AcceptedCall] = []
    unread: list[SuspendedCdr] = []
    skipped = 0
    for raw, row in records:
        cells = dict(zip(mapping.columns, row, strict=True))
        if any(cells[column].strip() not in values for column, values in mapping.keep.items()):
            skipped += 1
            continue
        try:
            calls.append(AcceptedCall(_call(mapping, cells), raw))
        except _BadField as error:
            fault = Fault(error.code, f"{mapping.name} line {raw.line}", str(error))
            unread.append(SuspendedCdr(mapping.name, raw, fault))
    return CdrFile(tuple(calls), tuple(unread), skipped)


def _call(mapping: CdrMapping, cells: Mapping[str, str]) -> Call:
    kind = _kind(mapping, cells)
    called = " ".join(_of(cells, mapping.called)).strip()
    is_nowhere = kind is CallKind.DATA and not called
    return Call(
        source=mapping.name,
        id=_id(mapping, cells),
        a_number=_number(mapping, " ".join(_of(cells, mapping.caller)), "caller"),
        b_number="" if is_nowhere else _number(mapping, called, "called"),
        answered=_answered(mapping, " ".join(_of(cells, mapping.answered))),
        kind=kind,
        quantity=_quantity(mapping, " ".join(_of(cells, mapping.quantity)), kind),
    )


def _of(cells: Mapping[str, str], columns: tuple[str, ...]) -> list[str]:
    return [cells[column].strip() for column in columns]


def _id(mapping: CdrMapping, cells: Mapping[str, str]) -> str:
    text = "|".join(_of(cells, mapping.id))
    if not text.strip("|"):
        raise _BadField(TEL_002.code, f"{' '.join(mapping.id)} is empty: a record has an identifier")
    return text


def _kind(mapping: CdrMapping, cells: Mapping[str, str]) -> CallKind:
    if not mapping.kind_column:
        assert mapping.default_kind is not None, "the mapping checked it"
        return mapping.default_kind
    value = cells[mapping.kind_column].strip()
    kind = mapping.kinds.get(value, mapping.default_kind)
    if kind is None:
        raise _BadField(TEL_002.code, f"{mapping.kind_column} {value!r}: expected {', '.join(mapping.kinds)}")
    return kind


def _number(mapping: CdrMapping, text: str, what: str) -> str:
    try:
        return normalised(text, mapping.numbers)
    except InvalidIdentifier as error:
        raise _BadField(TEL_003.code, f"{what}: {error}") from error


def _answered(mapping: CdrMapping, text: str) -> dt.datetime:
    try:
        found = dt.datetime.strptime(text, mapping.time_format)  # noqa: DTZ007  its zone is the mapping's
    except ValueError as error:
        raise _BadField(TEL_002.code, f"time {text!r}: expected {mapping.time_format}") from error
    if found.tzinfo is not None:
        return found.astimezone(dt.UTC)
    instant = found.replace(tzinfo=mapping.zone).astimezone(dt.UTC)
    if instant.astimezone(mapping.zone).replace(tzinfo=None) != found:
        raise _BadField(TEL_002.code, f"time {text!r} does not exist in {mapping.zone}: clocks went forward")
    return instant


def _quantity(mapping: CdrMapping, text: str, kind: CallKind) -> int:
    clock = _CLOCK.match(text) if mapping.duration == "clock" and kind is CallKind.VOICE else None
    if clock:
        hours, minutes, seconds = map(int, clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if not _COUNT.match(text) or (mapping.duration == "clock" and kind is CallKind.VOICE):
        expected = "HH:MM:SS" if mapping.duration == "clock" else "a whole number"
        raise _BadField(TEL_002.code, f"duration {text!r}: expected {expected}")
    return int(text)
