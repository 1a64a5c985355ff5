"""Checks over a whole tariff book on disk: what single rows cannot show.

An error means the book must not be used; a warning asks a person to look. Nothing is raised: every finding is
listed, so that one pass shows all there is to correct.
"""

from __future__ import annotations

import datetime as dt
import enum
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from adapters.tariffs.calendars import BANDS, calendar_lines, read_bands, read_holidays
from adapters.tariffs.files import (
    CALENDARS,
    HEAD,
    VALUES,
    BadParameterFile,
    CsvRow,
    line_of,
    parameter_folders,
    parse_row,
    read_head,
    read_rows,
    read_sources,
    read_units,
)
from domain.kernel.validity import Period
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status


class ProblemLevel(enum.Enum):
    """error: the book must not be used; warning: a person should look."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen
class BookProblem:
    """One thing found: how grave, in which file (relative to the book) and line (0: the whole file)."""

    severity: ProblemLevel
    file: str
    line: int
    message: str

    @property
    def is_error(self) -> bool:
        """Whether the book must not be used."""
        return self.severity is ProblemLevel.ERROR

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.file}:{self.line}: {self.message}"


Numbered = tuple[int, ParameterRow]
_STALE = dt.timedelta(days=365)


def check(directory: Path, on: dt.date) -> tuple[BookProblem, ...]:
    """Everything to say on `on` about the book below `directory`, by file and line."""
    return tuple(sorted(_Check(directory, on).findings(), key=lambda found: (found.file, found.line, found.message)))


@attrs.frozen
class _Check:
    """One pass over a directory; `used` gathers the ids of the sources that rows cite."""

    directory: Path
    on: dt.date
    used: set[str] = attrs.field(init=False, factory=set)

    def findings(self) -> Iterator[BookProblem]:
        try:
            sources, units = read_sources(self.directory), read_units(self.directory)
            folders = parameter_folders(self.directory)
        except BadParameterFile as error:
            yield self._bad(error)
            return
        for folder in folders:
            yield from self._parameter(folder, units, sources)
        for name in _calendar_names(self.directory):
            yield from self._calendar(name, sources)
        file = self.directory / "sources.toml"
        for name in sorted(sources.keys() - self.used):
            message = f"source {name} is cited by no row; remove it or cite it"
            yield self._found(ProblemLevel.ERROR, file, line_of(file, f"[{name}]"), message)

    def _parameter(self, folder: Path, units: frozenset[str], sources: Mapping[str, Source]) -> Iterator[BookProblem]:
        try:
            head = read_head(folder, units)
        except BadParameterFile as error:
            yield self._bad(error)
            return
        if self.on - head.still_valid_on > _STALE and not head.by_tenant:
            message = f"last checked on {head.still_valid_on}; look for newer values and set still_valid_on"
            yield self._found(ProblemLevel.WARNING, folder / HEAD, line_of(folder / HEAD, "still_valid_on"), message)
        rows: list[Numbered] = []
        try:
            for line in read_rows(folder, head):
                yield from self._row(line, head, sources, rows)
        except BadParameterFile as error:
            yield self._bad(error)
            return
        if rows and head.by_tenant:
            message = f"{head.path} is of the tenants and has values here; remove them, or by_tenant"
            yield self._found(ProblemLevel.ERROR, folder / VALUES, rows[0][0], message)
        if not rows and not head.by_tenant and not head.gaps:
            message = f"{head.path} has a head but no usable value; add one, or say in gaps why there is none"
            yield self._found(ProblemLevel.ERROR, folder / VALUES, 0, message)
        yield from self._between(rows, head, folder / VALUES)

    def _row(
        self, line: CsvRow, head: ParameterHead, sources: Mapping[str, Source], rows: list[Numbered]
    ) -> Iterator[BookProblem]:
        self.used.add(line.cells["source"])
        try:
            row = parse_row(line, head, sources)
        except BadParameterFile as error:
            yield self._bad(error)
            return
        rows.append((line.number, row))
        if row.status is Status.RECALLED:
            yield self._recalled(line, row.name)

    def _between(self, rows: list[Numbered], head: ParameterHead, file: Path) -> Iterator[BookProblem]:
        ordered = sorted(rows, key=lambda numbered: (numbered[1].key, numbered[1].period))
        for _, group in itertools.groupby(ordered, key=lambda numbered: numbered[1].key):
            of_key = list(group)
            for (first, a), (second, b) in itertools.combinations(of_key, 2):
                if a.period.overlaps(b.period) and a.known_from == b.known_from:
                    message = (
                        f"{b.name} {b.period} overlaps line {first} ({a.period}); close one, "
                        "or give the correction a later known_from"
                    )
                    yield self._found(ProblemLevel.ERROR, file, second, message)
            for number, gap in _gaps(of_key):
                if not any(declared.covers(gap) for declared in head.gaps):
                    message = f"{of_key[0][1].name} has no value in {gap}; add it or declare the gap in the head"
                    yield self._found(ProblemLevel.ERROR, file, number, message)

    def _calendar(self, name: str, sources: Mapping[str, Source]) -> Iterator[BookProblem]:
        try:
            for line in calendar_lines(self.directory, name, sources):
                self.used.add(line.cells["source"])
                if line.cells["status"] == Status.RECALLED.value:
                    yield self._recalled(line, f"{CALENDARS}/{name} {line.cells.get('name', '')}".rstrip())
            if name == BANDS:
                read_bands(self.directory, sources)
            else:
                read_holidays(self.directory, name, sources)
        except BadParameterFile as error:
            yield self._bad(error)

    def _recalled(self, line: CsvRow, name: str) -> BookProblem:
        message = f"{name} is recalled, not read in a source; verify it and set its status"
        return self._found(ProblemLevel.WARNING, line.file, line.number, message)

    def _bad(self, error: BadParameterFile) -> BookProblem:
        message = f"{error.column} {error.value!r}: {error.problem}" if error.column else error.problem
        return self._found(ProblemLevel.ERROR, error.file, error.line, message)

    def _found(self, severity: ProblemLevel, file: Path, line: int, message: str) -> BookProblem:
        relative = file.relative_to(self.directory) if file.is_relative_to(self.directory) else file
        return BookProblem(severity, relative.as_posix(), line, message)


def _calendar_names(directory: Path) -> Iterable[str]:
    root = directory / CALENDARS
    return sorted(folder.name for folder in root.iterdir() if folder.is_dir()) if root.is_dir() else ()


def _gaps(ordered: list[Numbered]) -> Iterator[tuple[int, Period]]:
    """The days between rows that no row covers, with the line of the row after them."""
    reach = ordered[0][1].period.stop
    for number, row in ordered[1:]:
        if row.period.start > reach:
            yield number, Period(reach, row.period.start)
        reach = max(reach, row.period.stop)
