"""A book read from files answers as the book built from the same rows in memory."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

from adapters.tariffs.files import ROW_COLUMNS
from adapters.tariffs.loader import load_book
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status

ON = dt.date(2026, 11, 24)
SOURCE = Source("act", 'An "act"', "https://example.org/act")
GAP = Period(dt.date(2026, 4, 1), dt.date(2026, 7, 1))
HEAD = ParameterHead(
    "area/name", "Quota σ", "A fee.", "ARERA", "EUR/kWh", ("code", "band"), 6, "an act", ON, gaps=(GAP,)
)


def _row(start: dt.date, stop: dt.date, known: dt.date, value: str, status: Status) -> ParameterRow:
    return ParameterRow(HEAD.path, ("A, or B", "F1"), Period(start, stop), known, Decimal(value), SOURCE, status)


ROWS = (
    _row(dt.date(2026, 1, 1), dt.date(2026, 4, 1), dt.date(2026, 1, 1), "-.00125", Status.CONFIRMED),
    _row(dt.date(2026, 7, 1), FOREVER, dt.date(2026, 7, 1), "0.024000", Status.RECALLED),
    _row(dt.date(2026, 8, 1), dt.date(2026, 9, 1), dt.date(2026, 10, 1), "1", Status.SYNTHETIC),
)


def _write(root: Path) -> None:
    folder = root / HEAD.path
    folder.mkdir(parents=True)
    (root / "sources.toml").write_text('[act]\ntitle = \'An "act"\'\nlink = "https://example.org/act"\n', "utf-8")
    (folder / "head.toml").write_text(
        'label = "Quota σ"\ndescription = "A fee."\npublisher = "ARERA"\nunit = "EUR/kWh"\n'
        'dimensions = ["code", "band"]\ndecimals = 6\nrounding = "half-up-6"\nnorm = "an act"\n'
        "still_valid_on = 2026-11-24\n"
        'gaps = [{ start = 2026-04-01, stop = 2026-07-01, reason = "not found" }]\n',
        "utf-8",
    )
    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD.dimensions, *ROW_COLUMNS])
        for row in ROWS:
            stop = "" if row.period.stop == FOREVER else row.period.stop
            writer.writerow(
                [*row.key, row.period.start, stop, row.known_from, row.value, row.source.id, row.status.value]
            )


def test_the_book_on_disk_is_the_book_in_memory(tmp_path: Path) -> None:
    _write(tmp_path)
    read, built = load_book(directory=tmp_path, known_on=ON), TariffBook.of([HEAD], ROWS, ON)
    assert read.heads == built.heads
    assert read.rows == built.rows
    assert read.digest == built.digest


def test_reading_again_as_known_earlier_forgets_the_correction(tmp_path: Path) -> None:
    _write(tmp_path)
    earlier = dt.date(2026, 9, 15)
    august = (HEAD.path, ("A, or B", "F1"), dt.date(2026, 8, 15))
    assert load_book(directory=tmp_path, known_on=ON).value(*august).value == 1
    assert load_book(directory=tmp_path, known_on=earlier).value(*august).value == Decimal("0.024000")
    assert (
        load_book(directory=tmp_path, known_on=earlier).digest
        == load_book(directory=tmp_path, known_on=ON).known(earlier).digest
    )
