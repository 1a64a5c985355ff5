"""Calendars on disk: the lists of holidays and the hours of the time bands (TIV, table 6).

calendars/<name>/head.toml + values.csv. Three lists of holidays differ and must not be mixed: bands, working-day
terms and the interbank TARGET days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from adapters.tariffs.files import CALENDARS, HEAD, VALUES, BadParameterFile, CsvRow, read_lines, read_toml
from domain.kernel.calendar import BandCalendar, BandHours, HolidayRule, Holidays
from domain.kernel.validity import Period
from domain.tariffs.parameter import Source

BANDS = "bands"
HOLIDAY_COLUMNS = ("name", "month", "day", "easter_offset", "valid_from", "valid_to", "source", "status")
BAND_COLUMNS = ("day_type", "from_hour", "to_hour", "band", "valid_from", "valid_to", "source", "status")
_DAY_TYPES = ("weekday", "saturday", "holiday")
_HOLIDAY_HEAD = {"label", "description", "norm", "weekend", "still_valid_on"}
_BAND_HEAD = {"label", "description", "norm", "holidays", "still_valid_on"}


def read_holidays(directory: Path, name: str, sources: Mapping[str, Source]) -> Holidays:
    """The list of holidays `name`, with its weekend (0 Monday .. 6 Sunday)."""
    file = directory / CALENDARS / name / HEAD
    weekend = _head(file, _HOLIDAY_HEAD)["weekend"]
    if not isinstance(weekend, list) or not all(type(day) is int and 0 <= day <= 6 for day in weekend):
        raise BadParameterFile(file, 0, "weekend", weekend, "a list of week days is needed, 0 Monday to 6 Sunday")
    rules = tuple(_holiday(line) for line in calendar_lines(directory, name, sources))
    return Holidays(name, rules, frozenset(weekend))


def read_bands(directory: Path, sources: Mapping[str, Source]) -> BandCalendar:
    """The band hours with the list of holidays their head names."""
    head = _head(directory / CALENDARS / BANDS / HEAD, _BAND_HEAD)
    grids: dict[tuple[str, Period], list[str]] = {}
    for line in calendar_lines(directory, BANDS, sources):
        if line.cells["day_type"] not in _DAY_TYPES:
            raise line.bad("day_type", f"use one of {', '.join(_DAY_TYPES)}")
        grid = grids.setdefault((line.cells["day_type"], line.period()), [""] * 24)
        for hour in range(_hour(line, "from_hour"), _hour(line, "to_hour")):
            if grid[hour]:
                raise line.bad("from_hour", f"hour {hour} already belongs to {grid[hour]}; an hour has one band")
            grid[hour] = line.cells["band"]
    for (day_type, period), grid in grids.items():
        if "" in grid:
            file = directory / CALENDARS / BANDS / VALUES
            problem = f"hour {grid.index('')} has no band in {period}; the 24 hours must be covered"
            raise BadParameterFile(file, 0, "day_type", day_type, problem)
    hours = tuple(BandHours(day_type, period, tuple(grid)) for (day_type, period), grid in grids.items())
    return BandCalendar(hours, read_holidays(directory, str(head["holidays"]), sources))


def calendar_lines(directory: Path, name: str, sources: Mapping[str, Source]) -> Iterator[CsvRow]:
    """The lines of a calendar, with source and status already found good."""
    columns = BAND_COLUMNS if name == BANDS else HOLIDAY_COLUMNS
    for line in read_lines(directory / CALENDARS / name / VALUES, columns):
        line.source(sources)
        line.status()
        yield line


def _head(file: Path, keys: set[str]) -> dict[str, object]:
    content = read_toml(file)
    if set(content) != keys:
        raise BadParameterFile(file, 0, "keys", ", ".join(sorted(content)), f"expected {', '.join(sorted(keys))}")
    return content


def _holiday(line: CsvRow) -> HolidayRule:
    month, day, offset = (_optional_int(line, column) for column in ("month", "day", "easter_offset"))
    try:
        rule = HolidayRule(line.cells["name"], line.period(), month, day, offset)
        rule.day_in(2024)  # a leap year: 29 February is a day
    except ValueError as error:
        if isinstance(error, BadParameterFile):
            raise
        raise line.bad("name", f"{error}; give month and day, or easter_offset") from error
    return rule


def _optional_int(line: CsvRow, column: str) -> int | None:
    text = line.cells[column]
    if not text:
        return None
    if not text.removeprefix("-").isdecimal():
        raise line.bad(column, "a whole number is needed, or nothing")
    return int(text)


def _hour(line: CsvRow, column: str) -> int:
    text = line.cells[column]
    if not text.isdecimal() or not 0 <= int(text) <= 24:
        raise line.bad(column, "an hour 0 to 24 is needed")
    return int(text)
