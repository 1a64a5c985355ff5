"""Load the tariff book and the calendars from their directory.

Only what a single row states is verified here, and that rows of one key do not collide; `checks` looks at the whole.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from adapters.tariffs.calendars import read_bands, read_holidays
from adapters.tariffs.files import (
    DATA,
    parameter_folders,
    parse_row,
    read_head,
    read_rows,
    read_sources,
    read_units,
)
from domain.kernel.calendar import BandCalendar, Holidays
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow


def load_book(*, directory: Path = DATA, known_on: dt.date) -> TariffBook:
    """The book of every parameter below `directory`, as known on a day.

    Raises BadParameterFile with the place, or RowsOverlap where two rows of a key collide.
    """
    sources, units = read_sources(directory), read_units(directory)
    heads: list[ParameterHead] = []
    rows: list[ParameterRow] = []
    for folder in parameter_folders(directory):
        head = read_head(folder, units)
        heads.append(head)
        rows.extend(parse_row(line, head, sources) for line in read_rows(folder, head))
    return TariffBook.of(heads, rows, known_on)


def load_bands(*, directory: Path = DATA) -> BandCalendar:
    """The band of each hour, with the holidays of the bands."""
    return read_bands(directory, read_sources(directory))


def load_holidays(name: str, *, directory: Path = DATA) -> Holidays:
    """A list of holidays by the name of its folder: holidays_bands, holidays_working or holidays_target."""
    return read_holidays(directory, name, read_sources(directory))
