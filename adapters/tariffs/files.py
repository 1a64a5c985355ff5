"""The files of the tariff book: sources.toml, units.toml, head.toml and values.csv, read line by line.

Nothing is guessed: a file that does not follow the format of data/README.md is a BadParameterFile that names the
place. Reading knows nothing of other rows; overlaps and gaps are found by the book and by the checks.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import attrs

from domain.kernel.rounding import ROUNDINGS
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status

DATA = Path(__file__).parent / "data"
CALENDARS = "calendars"
HEAD, VALUES = "head.toml", "values.csv"
ROW_COLUMNS = ("valid_from", "valid_to", "known_from", "value", "source", "status")
_HEAD_KEYS = {
    "label": str,
    "description": str,
    "publisher": str,
    "unit": str,
    "dimensions": list,
    "decimals": int,
    "rounding": str,
    "norm": str,
    "still_valid_on": dt.date,
}
_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)")
_LINK = re.compile(r"(https?://\S+|sha256:[0-9a-f]{64})")


class BadParameterFile(ValueError):
    """A file of the tariff book cannot be used as it is written."""

    def __init__(self, file: Path, line: int, column: str, value: object, problem: str) -> None:
        self.file, self.line, self.column, self.value, self.problem = file, line, column, value, problem
        place = f"{file}, line {line}" if line else str(file)
        named = f", {column} {value!r}" if column else ""
        super().__init__(f"{place}{named}: {problem}")


@attrs.frozen
class CsvRow:
    """One row of a CSV file as text, by column name, and where it stands (line 1 is the header)."""

    file: Path
    number: int
    cells: Mapping[str, str]

    def bad(self, column: str, problem: str) -> BadParameterFile:
        """The error that names this line and one of its columns."""
        return BadParameterFile(self.file, self.number, column, self.cells.get(column, ""), problem)

    def day(self, column: str) -> dt.date:
        """The date in a column, written YYYY-MM-DD."""
        try:
            return dt.date.fromisoformat(self.cells[column])
        except ValueError as error:
            raise self.bad(column, "not a day; write it YYYY-MM-DD") from error

    def period(self) -> Period:
        """valid_from up to without valid_to; an empty valid_to is open."""
        start = self.day("valid_from")
        stop = self.day("valid_to") if self.cells["valid_to"] else FOREVER
        if start >= stop:
            raise self.bad("valid_to", f"must be later than valid_from {start}; valid_to is the first day without it")
        return Period(start, stop)

    def source(self, sources: Mapping[str, Source]) -> Source:
        """The source the line cites."""
        if self.cells["source"] not in sources:
            raise self.bad("source", "no such source; add it to sources.toml or correct the id")
        return sources[self.cells["source"]]

    def status(self) -> Status:
        """How sure the line is."""
        try:
            return Status(self.cells["status"])
        except ValueError as error:
            allowed = ", ".join(status.value for status in Status)
            raise self.bad("status", f"not a status; use one of {allowed}") from error


def read_toml(file: Path) -> dict[str, object]:
    """The content of a TOML file."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise BadParameterFile(file, 0, "", "", "the file is missing; data/README.md says what it holds") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadParameterFile(file, 0, "", "", f"not a TOML file in UTF-8: {error}") from error


def read_lines(file: Path, columns: tuple[str, ...]) -> Iterator[CsvRow]:
    """The rows of a CSV file whose header is exactly `columns`."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError as error:
        raise BadParameterFile(file, 0, "", "", "the file is missing; write it or remove the folder") from error
    except UnicodeDecodeError as error:
        raise BadParameterFile(file, 0, "", "", f"not UTF-8: {error}") from error
    reader = csv.reader(text.splitlines())
    header = tuple(next(reader, ()))
    if header != columns:
        raise BadParameterFile(file, 1, "header", ",".join(header), f"expected {','.join(columns)}")
    for cells in reader:
        if len(cells) != len(columns):
            raise BadParameterFile(
                file, reader.line_num, "row", ",".join(cells), f"{len(cells)} cells where the header has {len(columns)}"
            )
        yield CsvRow(file, reader.line_num, dict(zip(columns, cells, strict=True)))


def read_sources(directory: Path) -> dict[str, Source]:
    """Every source of sources.toml by id. Title and link are what a customer reads; read_in is for whoever checks."""
    file = directory / "sources.toml"
    sources = {}
    for name, entry in read_toml(file).items():
        line = line_of(file, f"[{name}]")
        if not isinstance(entry, dict) or not {"title", "link"} <= set(entry) <= {"title", "link", "read_in"}:
            raise BadParameterFile(file, line, "source", name, "needs title and link, and may say where it was read_in")
        title, link = str(entry["title"]), str(entry["link"])
        if not title or not _LINK.fullmatch(link):
            raise BadParameterFile(file, line, "link", link, "needs a title, and a link: http(s) or sha256:<digest>")
        sources[name] = Source(name, title, link)
    return sources


def read_units(directory: Path) -> frozenset[str]:
    """The units a head may use: those of this book and those the directory adds in its own units.toml."""
    own = directory / "units.toml"
    files = {DATA / "units.toml", own} if own.exists() else {DATA / "units.toml"}
    return frozenset(unit for file in files for unit in read_toml(file))


def parameter_folders(directory: Path) -> tuple[Path, ...]:
    """The folders <area>/<name> of parameters, sorted; calendars are not parameters."""
    if not directory.is_dir():
        raise BadParameterFile(directory, 0, "", "", "no such directory; give the root of a tariff book")
    folders = (
        folder for area in directory.iterdir() if area.is_dir() and area.name != CALENDARS for folder in area.iterdir()
    )
    return tuple(sorted(folder for folder in folders if folder.is_dir()))


def path_of(folder: Path) -> str:
    """The parameter path area/name of a folder."""
    return f"{folder.parent.name}/{folder.name}"


def read_head(folder: Path, units: frozenset[str]) -> ParameterHead:
    """What the parameter of a folder is."""
    file = folder / HEAD
    content = read_toml(file)
    for key in content.keys() - _HEAD_KEYS.keys() - {"gaps", "by_tenant"}:
        raise BadParameterFile(file, line_of(file, key), key, content[key], "no such key; data/README.md lists them")
    for key, kind in _HEAD_KEYS.items():
        value = content.get(key)
        if type(value) is not kind or value == "":
            raise BadParameterFile(file, line_of(file, key), key, value, f"a {kind.__name__} is needed here")
    by_tenant = content.get("by_tenant", False)
    if not isinstance(by_tenant, bool):
        raise BadParameterFile(file, line_of(file, "by_tenant"), "by_tenant", by_tenant, "true, or leave it out")
    if content["unit"] not in units:
        raise BadParameterFile(file, line_of(file, "unit"), "unit", content["unit"], "unknown; add it to units.toml")
    if content["rounding"] not in {"exact", *ROUNDINGS}:
        problem = f"use exact or one of {', '.join(ROUNDINGS)}"
        raise BadParameterFile(file, line_of(file, "rounding"), "rounding", content["rounding"], problem)
    fields = {key: content[key] for key in _HEAD_KEYS if key not in {"rounding", "dimensions"}}
    dimensions = content["dimensions"]
    if not isinstance(dimensions, list) or not all(isinstance(name, str) for name in dimensions):
        raise BadParameterFile(file, line_of(file, "dimensions"), "dimensions", dimensions, "a list of names is needed")
    return ParameterHead(
        path=path_of(folder),
        dimensions=tuple(dimensions),
        gaps=_gaps(file, content.get("gaps", [])),
        by_tenant=by_tenant,
        **fields,  # type: ignore[arg-type]  # each was checked against _HEAD_KEYS
    )


def read_rows(folder: Path, head: ParameterHead) -> Iterator[CsvRow]:
    """The lines of values.csv, as text."""
    return read_lines(folder / VALUES, (*head.dimensions, *ROW_COLUMNS))


def parse_row(line: CsvRow, head: ParameterHead, sources: Mapping[str, Source]) -> ParameterRow:
    """The row a line states."""
    for name in head.dimensions:
        if not line.cells[name].strip():
            raise line.bad(name, f"the key of {head.path} is incomplete; fill in every dimension")
    return ParameterRow(
        path=head.path,
        key=tuple(line.cells[name] for name in head.dimensions),
        period=line.period(),
        known_from=line.day("known_from"),
        value=_number(line, head.decimals),
        source=line.source(sources),
        status=line.status(),
    )


def line_of(file: Path, start: str) -> int:
    """The number of the first line that begins with `start`, 0 when there is none: for messages."""
    lines = file.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 0)


def _number(line: CsvRow, decimals: int) -> Decimal:
    text = line.cells["value"]
    if not _NUMBER.fullmatch(text):
        raise line.bad("value", "not a number; write digits with a decimal point, no thousands separator")
    if len(text.partition(".")[2]) > decimals:
        raise line.bad("value", f"more than the {decimals} decimals the head declares; correct the value or the head")
    return Decimal(text)


def _gaps(file: Path, entries: object) -> tuple[Period, ...]:
    line = line_of(file, "gaps")
    if not isinstance(entries, list):
        raise BadParameterFile(file, line, "gaps", entries, "a list of { start, stop, reason } is needed here")
    gaps = []
    for entry in entries:
        if not isinstance(entry, dict) or set(entry) != {"start", "stop", "reason"} or not entry["reason"]:
            raise BadParameterFile(file, line, "gaps", entry, "a gap needs start, stop and a reason")
        start, stop = entry["start"], entry["stop"]
        if type(start) is not dt.date or type(stop) is not dt.date or start >= stop:
            raise BadParameterFile(file, line, "gaps", entry, "a gap needs two days, start before stop")
        gaps.append(Period(start, stop))
    return tuple(gaps)
