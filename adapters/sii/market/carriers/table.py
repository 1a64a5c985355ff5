"""Market messages as CSV of any size, a row at a time: columns by position, the header as a check.

A header that differs where its name is confirmed refuses the file, and so does a missing one: without it nothing tells
that a value stands in the column it is meant for. Where a name is only inferred, a differing one is a remark, unless
it stands elsewhere (the columns are shifted). A format to be completed goes by the names of its columns.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import attrs

from adapters.sii.layouts.codecs import STEP
from adapters.sii.layouts.format import MarketFormat, UnknownMessage, version_for, versions_of
from adapters.sii.layouts.layout import slots
from adapters.sii.market.intake import FileRejected, MessageIntake
from adapters.sii.market.mapping import SERVICE
from adapters.sii.records.codec import DATE_IT, MalformedText
from adapters.sii.records.delimited import BadLine, DelimitedRow, TableLimits, UnwritableCell, rows, written
from application.ports.market_flows import MarketPart, UnwritableMessage
from domain.market.message_faults import SII_040, SII_041, SII_042, SII_043, SII_044, SII_046, SII_048
from domain.metering.deliveries.faults import SII_009

_EXTRA = re.compile(r"\[([1-9][0-9]{0,2})\](.*)")
_CONFIRMED = ("C", "C2")

Texts = tuple[dict[str, str], tuple[tuple[str, str], ...]]


def read_csv(
    name: str, stream: BinaryIO, formats: tuple[MarketFormat, ...], limits: TableLimits
) -> Iterator[MarketPart]:
    """The messages of a CSV file. Raises FileRefused (SII-009, 040, 041, 042), never after a message."""
    lines = rows(stream, limits)
    header = next(lines, None)
    if header is None:
        raise FileRejected(SII_040.code, "the file is empty")
    if isinstance(header, BadLine):
        raise FileRejected(
            SII_009.code if header.is_too_large else SII_040.code, f"line {header.line}: {header.reason}"
        )
    _must_be_header(header)
    reading = _Reading(MessageIntake(name), header, formats)
    for line in lines:
        if isinstance(line, DelimitedRow):
            reading.accept(line)
        else:
            reading.refuse(line)
        yield from reading.intake.parts()
    if reading.bound is None and reading.intake.records:
        raise FileRejected(SII_042.code, reading.unknown or "no row can be read")
    yield from reading.intake.done(reading.bound.form if reading.bound else None)


def write_csv(form: MarketFormat, messages: Sequence[Texts]) -> bytes:
    """A header and a row for each message, from its checked texts and its undeclared columns.

    Raises UnwritableMessage.
    """
    headers = _headers(form, messages)
    at = _columns(form, headers)
    width = max(form.columns, *at.values(), *headers) if headers else max(form.columns, *at.values())
    names = {at[slot.name]: slot.place.header for slot in form.fields} | headers
    lines = [[names.get(column) or f"COLONNA_{column}" for column in range(1, width + 1)]]
    for column, header in headers.items():
        lines[0][column - 1] = header
    for found, extra in messages:
        cells = [""] * width
        for name, text in found.items():
            cells[at[name] - 1] = text
        for key, text in extra:
            cells[_place(form, key)[0] - 1] = text
        lines.append(cells)
    try:
        return written(lines)
    except UnwritableCell as error:
        raise UnwritableMessage(f"{form.code}: {error}") from error


def _must_be_header(header: DelimitedRow) -> None:
    if len(header.cells) < 2:
        raise FileRejected(
            SII_040.code, f"line {header.line}: {header.raw[:40]!r} is neither XML nor columns between ;"
        )
    if header.cells[0].upper() != SERVICE:
        raise FileRejected(
            SII_041.code,
            f"line {header.line} begins with {header.cells[0][:40]!r}, expected the header row with {SERVICE}: without "
            "it nothing states that the values stand in their columns",
        )


@attrs.frozen
class _Bound:
    """A format on the columns of one file: where each field is, and which columns are of no field."""

    form: MarketFormat
    columns: tuple[tuple[str, int], ...]
    others: tuple[tuple[int, str], ...]


@attrs.define
class _Reading:
    intake: MessageIntake
    header: DelimitedRow
    formats: tuple[MarketFormat, ...]
    bound: _Bound | None = None
    unknown: str = ""
    has_restored: bool = False
    is_recoded: bool = False
    versions: dict[str, tuple[MarketFormat, ...]] = attrs.field(factory=dict)

    def refuse(self, line: BadLine) -> None:
        subject = f"record {self.intake.position} (line {line.line})"
        self.intake.refuse(SII_009.code if line.is_too_large else SII_048.code, subject, line.reason, line.raw)

    def accept(self, row: DelimitedRow) -> None:
        subject = f"record {self.intake.position} (line {row.line})"
        if row.encoding != "utf-8" and not self.is_recoded:
            self.is_recoded = True
            self.intake.warn(SII_046.code, subject, f"not UTF-8: read as {row.encoding}, as others may be below")
        try:
            code = self._code(row, subject)
            form = self._form(code, row)
        except (MalformedText, UnknownMessage) as error:
            self.unknown = self.unknown or f"line {row.line}: {error}"
            self.intake.refuse(SII_042.code, subject, str(error), row.raw)
            return
        if self.bound is None:
            self.bound = _bind(form, self.header.cells, self.intake)
        bound = self.bound
        if form.code != bound.form.code:
            message = f"a {form.code} in a file of {bound.form.code}, whose header it has"
            self.intake.refuse(SII_044.code, subject, message, row.raw)
            return
        cells, expected = row.cells, len(self.header.cells)
        if len(cells) < expected or any(cells[expected:]):
            message = f"{len(cells)} columns, the header has {expected}; a semicolon inside a value shifts the rest"
            self.intake.refuse(SII_043.code, subject, message, row.raw)
            return
        found = {name: cells[column] for name, column in bound.columns}
        extra = tuple((f"[{column + 1}]{header}", cells[column]) for column, header in bound.others if cells[column])
        self.intake.accept(bound.form, found, extra, subject, row.raw)

    def _code(self, row: DelimitedRow, subject: str) -> str:
        service, step = (*row.cells, "")[:2]
        whole = STEP.read(step)
        if whole != step.upper() and not self.has_restored:
            self.has_restored = True
            self.intake.warn(SII_046.code, subject, f"COD_FLUSSO {step!r} had lost its zeros: read as {whole}")
        return f"{service.upper()}.{whole}"

    def _form(self, code: str, row: DelimitedRow) -> MarketFormat:
        if code not in self.versions:
            self.versions = {code: versions_of(self.formats, code)}  # a file is of one message
        days = [(form, self._day(form, row)) for form in self.versions[code]]
        form = next((form for form, day in days if day is None or form.since <= day), None)
        return form or version_for(self.formats, code, days[-1][1])

    def _day(self, form: MarketFormat, row: DelimitedRow) -> dt.date | None:
        slot = slots(form.parts).get(form.effective)
        if slot is None:
            return None
        column = slot.at - 1
        if form.is_to_be_completed:
            names = [cell.upper() for cell in self.header.cells]
            column = names.index(slot.place.header) if slot.place.header in names else len(row.cells)
        try:
            day: dt.date | None = DATE_IT.read(row.cells[column]) if column < len(row.cells) else None
        except MalformedText:
            return None
        return day


def _bind(form: MarketFormat, header: tuple[str, ...], intake: MessageIntake) -> _Bound:
    names = [cell.upper() for cell in header]
    columns: dict[str, int] = {}
    for slot in form.fields:
        if form.is_to_be_completed:
            column = names.index(slot.place.header) if slot.place.header in names else len(header)
        else:
            column = slot.at - 1
            _check_header(form, slot.place.header, slot.declared.source, column, names, intake)
        if column < len(header):
            columns[slot.name] = column
        elif slot.declared.required:
            raise FileRejected(
                SII_041.code, f"{form.code}: column {slot.name} is missing; the header has {len(header)} columns"
            )
    if len(header) < max(form.columns, len(columns)) or len(columns) < len(form.fields):
        missing = [slot.name for slot in form.fields if slot.name not in columns]
        intake.warn(
            SII_046.code, "", f"{form.code}: {len(header)} columns; missing {', '.join(missing) or 'at the end'}"
        )
    others = tuple((at, cell) for at, cell in enumerate(header) if at not in set(columns.values()))
    return _Bound(form, tuple(columns.items()), others)


def _check_header(
    form: MarketFormat, expected: str, source: str, column: int, names: list[str], intake: MessageIntake
) -> None:
    if not expected or column >= len(names) or names[column] == expected:
        return
    message = f"{form.code}: column {column + 1} is called {names[column][:40]!r}, expected {expected!r}"
    if (source in _CONFIRMED and not form.is_open) or expected in names:
        raise FileRejected(SII_041.code, message)
    intake.warn(SII_046.code, "", f"{message}, a name that is not confirmed; read by position")


def _headers(form: MarketFormat, messages: Iterable[Texts]) -> dict[int, str]:
    """The columns of no field that the messages fill, with their headers."""
    found: dict[int, str] = {}
    for _, extra in messages:
        for key, text in extra:
            column, header = _place(form, key)
            if found.setdefault(column, header) != header:
                raise UnwritableMessage(
                    f"{form.code}: {key} {text!r}: column {column} is called {found[column]!r} in another message"
                )
    return found


def _place(form: MarketFormat, key: str) -> tuple[int, str]:
    matched = _EXTRA.fullmatch(key)
    headers = {slot.place.header for slot in form.fields}
    if not matched or (form.is_to_be_completed and matched[2].upper() in headers):
        raise UnwritableMessage(f"{form.code}: {key} is no column outside the declared ones; expected [number]NAME")
    return int(matched[1]), matched[2]


def _columns(form: MarketFormat, used: Iterable[int]) -> dict[str, int]:
    """The column of each field, from 1; those of a format to be completed go where nothing else stands."""
    others = set(used)
    if form.is_to_be_completed:
        free = (column for column in range(1, 2000) if column not in others)
        return {slot.name: next(free) for slot in form.fields}
    at = {slot.name: slot.at for slot in form.fields}
    clash = others & set(at.values())
    if clash:
        raise UnwritableMessage(f"{form.code}: column {min(clash)} is declared; an undeclared value cannot stand in it")
    return at
