"""Calendars on disk: what is read, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from adapters.tariffs.checks import check
from adapters.tariffs.files import BadParameterFile
from adapters.tariffs.loader import load_bands, load_holidays

SOURCES = '[act]\ntitle = "An act"\nlink = "https://example.org/act"\n'
HOLIDAY_HEAD = """label = "Festività"
description = "Days."
norm = "an act"
weekend = [6]
still_valid_on = 2026-11-01
"""
HOLIDAY_COLUMNS = "name,month,day,easter_offset,valid_from,valid_to,source,status\n"
BAND_COLUMNS = "day_type,from_hour,to_hour,band,valid_from,valid_to,source,status\n"


def calendar(root: Path, name: str, head: str, values: str) -> Path:
    folder = root / "calendars" / name
    folder.mkdir(parents=True)
    (folder / "head.toml").write_text(head, "utf-8")
    (folder / "values.csv").write_text(values, "utf-8")
    (root / "sources.toml").write_text(SOURCES, "utf-8")
    return root


def test_a_holiday_counts_only_while_it_is_in_force(tmp_path: Path) -> None:
    values = HOLIDAY_COLUMNS + "Patrono,10,4,,2026-01-01,2028-01-01,act,confirmed\n"
    holidays = load_holidays("list", directory=calendar(tmp_path, "list", HOLIDAY_HEAD, values))
    assert [year for year in range(2025, 2030) if holidays.is_holiday(dt.date(year, 10, 4))] == [2026, 2027]
    assert holidays.weekend == {6}


@pytest.mark.parametrize(
    "cells",
    [
        "Nulla,,,,2026-01-01,,act,confirmed",
        "Due,1,1,0,2026-01-01,,act,confirmed",
        "Mai,2,30,,2026-01-01,,act,confirmed",
        "Testo,x,1,,2026-01-01,,act,confirmed",
        "Fonte,1,1,,2026-01-01,,rumour,confirmed",
    ],
)
def test_a_holiday_without_exactly_one_real_day_is_refused(tmp_path: Path, cells: str) -> None:
    root = calendar(tmp_path, "list", HOLIDAY_HEAD, HOLIDAY_COLUMNS + cells + "\n")
    with pytest.raises(BadParameterFile, match="line 2"):
        load_holidays("list", directory=root)
    assert any(finding.line == 2 for finding in check(root, dt.date(2026, 11, 24)))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("weekday,0,23,F1,2026-01-01,,act,confirmed\n", "hour 23 has no band"),
        ("weekday,0,24,F1,2026-01-01,,act,confirmed\nweekday,3,4,F2,2026-01-01,,act,confirmed\n", "already belongs"),
        ("monday,0,24,F1,2026-01-01,,act,confirmed\n", "use one of weekday"),
        ("weekday,0,25,F1,2026-01-01,,act,confirmed\n", "an hour 0 to 24"),
    ],
)
def test_band_hours_cover_the_day_once(tmp_path: Path, cells: str, said: str) -> None:
    head = HOLIDAY_HEAD.replace("weekend = [6]", 'holidays = "list"')
    calendar(tmp_path, "list", HOLIDAY_HEAD, HOLIDAY_COLUMNS)
    with pytest.raises(BadParameterFile, match=said):
        load_bands(directory=calendar(tmp_path, "bands", head, BAND_COLUMNS + cells))
