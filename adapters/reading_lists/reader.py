"""Read a list of readings by its mapping. A bad row is kept with its reason; a list that is not what its mapping
says is refused whole.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from adapters.reading_lists.mapping import (
    GAS_CONVERTER,
    GAS_METER,
    CodeColumn,
    ListMapping,
    Register,
    mapping_of,
    number_of,
    packaged,
)
from adapters.reading_lists.route_file import route_file
from application.ports.reading_lists import CannotReadList
from domain.commodities.registry import UnknownCommodity, commodity
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault
from domain.kernel.identifiers import InvalidIdentifier
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.deliveries.reading_list import ListedReading, ReadingList
from domain.metering.gas import AnyReading, GasReading
from domain.metering.manual_readings.faults import RDG_002, RDG_101, RDG_102
from domain.metering.manual_readings.reading_route import RouteStop
from domain.metering.reading import Action, MeasureReason, Origin, Quality, Reading, RegisterValue

_MOST_ROW = 10_000
_MOST_DIGITS = 15


@attrs.frozen
class _Row:
    line: int
    raw: str
    cells: Mapping[str, str]


@attrs.frozen
class CsvReadingLists:
    """The port ReadingLists over mappings on disk."""

    known: Mapping[str, ListMapping] = attrs.field(factory=packaged)

    def mappings(self) -> Mapping[str, str]:
        """The mappings known: name to label, in order of name."""
        return {name: mapping.label for name, mapping in sorted(self.known.items())}

    def read(self, *, name: str, data: bytes, mapping: str, received_at: dt.datetime) -> ReadingList:
        """The rows of a list. CannotReadList, UnknownListMapping; a bad row is a RefusedRecord, never an error."""
        used = mapping_of(self.known, mapping)
        lines = _lines(name, data, used)
        columns, first = _columns(name, lines, used)
        origin = Origin(received_at, 0, 1, digest_of_bytes(data), name)
        return _List(used, origin).of(list(_rows(name, lines, first, columns, used)), _undeclared(name, columns, used))

    def reading_route(self, stops: Sequence[RouteStop], day: dt.date, form: str) -> bytes:
        """The list a meter reader takes along, as csv or xlsx: a row a register, to be filled in."""
        return route_file(stops, day, form)


def _lines(name: str, data: bytes, mapping: ListMapping) -> list[str]:
    try:
        text = data.decode(mapping.encoding)
    except UnicodeDecodeError as error:
        raise CannotReadList(f"{name}: byte {error.start} is not {mapping.encoding}") from error
    if "\x00" in text:
        raise CannotReadList(f"{name}: holds a NUL character, which no CSV has")
    return text.removeprefix("\ufeff").splitlines()


def _columns(name: str, lines: list[str], mapping: ListMapping) -> tuple[tuple[str, ...], int]:
    """The columns of the list, and the index of its first row."""
    if not mapping.header:
        return mapping.columns, 0
    if not lines:
        raise CannotReadList(f"{name}: is empty; mapping {mapping.name} begins with a line of columns")
    declared = {column.lower(): column for column in mapping.columns}
    found = tuple(declared.get(cell.strip().lower(), cell.strip()) for cell in _cells(lines[0], mapping))
    missing = [column for column in mapping.named_columns() if column not in found]
    if missing:
        raise CannotReadList(f"{name}, line 1: no column {missing[0]!r}, which mapping {mapping.name} needs")
    if len(set(found)) != len(found):
        raise CannotReadList(f"{name}, line 1: a column is named twice")
    return found, 1


def _undeclared(name: str, columns: tuple[str, ...], mapping: ListMapping) -> tuple[Fault, ...]:
    unknown = [column for column in columns if column not in mapping.columns]
    return tuple(RDG_102.fault(name, f"column {column!r} is not declared by {mapping.name}") for column in unknown)


def _rows(name: str, lines: list[str], first: int, columns: tuple[str, ...], mapping: ListMapping) -> Iterator[_Row]:
    for number, line in enumerate(lines[first:], first + 1):
        if not line.strip().strip(mapping.delimiter):
            continue
        if len(line) > _MOST_ROW:
            raise CannotReadList(f"{name}, line {number}: {len(line)} characters, a row has at most {_MOST_ROW}")
        cells = _cells(line, mapping)
        given = dict(zip(columns, (cell.strip() for cell in cells), strict=False)) if len(cells) == len(columns) else {}
        yield _Row(number, line, given)


def _cells(line: str, mapping: ListMapping) -> list[str]:
    return next(csv.reader([line], delimiter=mapping.delimiter), [])


class _BadField(ValueError):
    """A field of a row is malformed: what was found and what is expected."""


@attrs.define
class _List:
    """The rows of one list, sorted out."""

    mapping: ListMapping
    origin: Origin
    readings: list[ListedReading] = attrs.field(factory=list)
    refused: list[RejectedRecord] = attrs.field(factory=list)
    unread: list[RejectedRecord] = attrs.field(factory=list)

    def of(self, rows: list[_Row], warnings: tuple[Fault, ...]) -> ReadingList:
        """Every row taken, refused or told as not read; rows of one reading go together."""
        for group in self._groups(rows):
            self._add_group(group)
        refused = tuple(sorted(self.refused, key=lambda each: each.record))
        made = tuple(self.readings)
        flow, checked = self.mapping.flow, self.mapping.checked
        return ReadingList(flow, checked, len(rows), made, refused, tuple(self.unread), warnings)

    def _groups(self, rows: list[_Row]) -> list[list[_Row]]:
        if not self.mapping.by_row:
            return [[row] for row in rows]
        groups: dict[tuple[object, ...], list[_Row]] = {}
        for row in rows:
            stated = tuple(row.cells.get(self.mapping.fields[name], "") for name in ("point", "day"))
            groups.setdefault(stated if row.cells and stated[0] else (row.line,), []).append(row)
        return list(groups.values())

    def _add_group(self, rows: list[_Row]) -> None:
        causes = [self._cause(row) for row in rows]
        if self.mapping.blank and not any(causes) and not any(map(self._has_value, rows)):
            causes = [self.mapping.blank for _ in rows]
        if any(causes):
            for row, cause in zip(rows, causes, strict=True):
                message = f"the meter was not read: {cause or next(filter(None, causes))}"
                self.unread.append(self._rejection(row, RDG_101.code, message))
            return
        try:
            if any(not row.cells for row in rows):
                raise _BadField(f"has another number of columns than mapping {self.mapping.name}")
            reading = self._reading(rows)
        except ValueError as error:  # a value of the domain tells what is wrong with it
            self.refused += [self._rejection(row, RDG_002.code, str(error)) for row in rows]
            return
        note = " / ".join(filter(None, (self._text(row, "note") for row in rows)))
        self.readings.append(ListedReading(reading, "\n".join(row.raw for row in rows), note))

    def _has_value(self, row: _Row) -> bool:
        """Whether any register of a row is filled; a row of another number of columns is not blank."""
        return not row.cells or any(row.cells[each.column] for each in self.mapping.registers)

    def _rejection(self, row: _Row, code: str, message: str) -> RejectedRecord:
        point = row.cells.get(self.mapping.fields["point"], "")
        fault = Fault(code, f"{self.origin.file_name}#{row.line}", message)
        return RejectedRecord(row.line, point or None, fault, row.raw)

    def _cause(self, row: _Row) -> str:
        codes = self.mapping.unread
        return codes.values.get(row.cells.get(codes.column, ""), "") if codes.column else ""

    def _reading(self, rows: list[_Row]) -> AnyReading:
        first = rows[0]
        shown = [pair for row in rows for pair in self._shown(row)]
        if not shown:
            raise _BadField("no register is filled")
        quality = Quality(_coded(first, self.mapping.quality))
        reason = MeasureReason(_coded(first, self.mapping.reason))
        point, day, origin = self._point(first), self._day(first), attrs.evolve(self.origin, record=first.line)
        serial, digits = self._text(first, "serial") or None, self._digits(first)
        flow = self.mapping.flow
        if any(each.gas for each, _ in shown):
            gas = {each.gas: value for each, value in shown}
            return GasReading(
                point,
                day,
                quality,
                reason,
                Action.NEW,
                flow,
                origin,
                meter_m3=gas.get(GAS_METER),
                converter_smc=gas.get(GAS_CONVERTER),
                coefficient=self._number(first, "coefficient"),
                serial=serial,
                digits=digits,
            )
        values = tuple(RegisterValue(each.kind, each.band, value) for each, value in shown if each.kind is not None)
        multiplier = self._number(first, "multiplier")
        return Reading(
            point,
            day,
            values,
            quality,
            reason,
            Action.NEW,
            flow,
            origin,
            serial=serial,
            digits=digits,
            multiplier=Decimal(1) if multiplier is None else multiplier,
        )

    def _digits(self, row: _Row) -> int | None:
        """The figures of the register, in the unit it is kept in: 5 of MWh are 8 of kWh."""
        text = self._text(row, "digits")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and 0 < int(text) <= _MOST_DIGITS):
            raise _BadField(f"digits {text!r}: expected 1 to {_MOST_DIGITS}")
        return max(1, int(text) + self.mapping.registers[0].exponent)

    def _point(self, row: _Row) -> str:
        text = self._text(row, "point")
        if not text:
            raise _BadField("the point is empty")
        try:
            return commodity(self.mapping.commodity or self._text(row, "commodity")).point_code(text)
        except (InvalidIdentifier, UnknownCommodity) as error:
            raise _BadField(str(error)) from error

    def _day(self, row: _Row) -> dt.date:
        text = self._text(row, "day")
        for form in self.mapping.days:
            try:
                return dt.datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
            except ValueError:
                continue
        raise _BadField(f"day {text!r}: expected {' or '.join(self.mapping.days)}")

    def _shown(self, row: _Row) -> Iterator[tuple[Register, Decimal]]:
        """The registers a row tells, in the unit they are kept in; a column that is empty tells none."""
        name = row.cells.get(self.mapping.by_row, "") if self.mapping.by_row else ""
        stated = [each for each in self.mapping.registers if each.named == name]
        if not stated:
            known = ", ".join(each.named for each in self.mapping.registers)
            raise _BadField(f"{self.mapping.by_row} {name!r}: expected one of {known}")
        for each in stated:
            text = row.cells[each.column]
            if text:
                yield each, self._parsed(each.column, text).scaleb(each.exponent)

    def _number(self, row: _Row, field: str) -> Decimal | None:
        text = self._text(row, field)
        return self._parsed(self.mapping.fields.get(field, field), text) if text else None

    def _parsed(self, column: str, text: str) -> Decimal:
        try:
            return number_of(text, self.mapping)
        except ValueError as error:
            raise _BadField(f"{column}: {error}") from error

    def _text(self, row: _Row, field: str) -> str:
        column = self.mapping.fields.get(field)
        stated = row.cells.get(column, "") if column else ""
        return stated or self.mapping.constant.get(field, "")


def _coded(row: _Row, codes: CodeColumn) -> str:
    value = row.cells.get(codes.column, "") if codes.column else ""
    if not value:
        return codes.default
    if value not in codes.values:
        raise _BadField(f"{codes.column} {value!r}: expected one of {', '.join(codes.values)}")
    return codes.values[value]
