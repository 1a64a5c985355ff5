"""Hourly index series from files: a TOML head and a CSV with a line a day.

`<name>.toml` has name, title and link of the source, and status; `<name>.csv` has day and h1 .. h25, EUR/kWh. A day
has as many prices as elapsed hours: 23, 24 or 25, the rest of its cells are empty; or as many as quarter-hours: 92, 96
or 100.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path

from adapters.tariffs.files import BadParameterFile
from domain.kernel.calendar import quarters_in
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import Source, Status

HOURLY = "hourly"
_QUARTERS_AN_HOUR = 4
_KEYS = {"name", "title", "link", "status"}


def read_hourly(directory: Path) -> tuple[HourlySeries, ...]:
    """The series in `directory`/hourly, by file name; none where there is no such folder. Raises BadParameterFile."""
    return tuple(_series(head) for head in sorted((directory / HOURLY).glob("*.toml")))


def _series(head: Path) -> HourlySeries:
    content = tomllib.loads(head.read_text("utf-8"))
    if set(content) != _KEYS:
        raise BadParameterFile(head, 0, "", sorted(content), f"the keys are {', '.join(sorted(_KEYS))}")
    source = Source(head.stem, content["title"], content["link"])
    values = head.with_suffix(".csv")
    with values.open(encoding="utf-8", newline="") as file:
        prices = dict(_day(values, line) for line in enumerate(csv.reader(file), 1) if line[0] > 1)
    return HourlySeries(content["name"], prices, source, Status(content["status"]))


def _day(file: Path, line: tuple[int, list[str]]) -> tuple[dt.date, tuple[Decimal, ...]]:
    number, cells = line
    try:
        day = dt.date.fromisoformat(cells[0])
        prices = tuple(Decimal(cell) for cell in cells[1:] if cell)
    except (ValueError, InvalidOperation) as error:
        raise BadParameterFile(file, number, "", cells, "a day and its prices as decimal numbers") from error
    quarters = quarters_in(day)
    hours = quarters // _QUARTERS_AN_HOUR
    if len(prices) not in (hours, quarters):
        raise BadParameterFile(file, number, "", len(prices), f"{day} has {hours} hours, or {quarters} quarter-hours")
    return day, prices
