"""Contract of the tariff books and calendars."""

from __future__ import annotations

import contextlib
import datetime as dt
from pathlib import Path

import pytest

from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.files import DATA, BadParameterFile
from application.ports.tariff_books import TariffBooks
from domain.tariffs.parameter import NotInForce

ON = dt.date(2026, 11, 24)


@pytest.fixture(params=["packaged", "another directory"])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> TariffBooks:
    if request.param == "packaged":
        return PackagedTariffs()
    link = tmp_path / "data"
    link.symlink_to(DATA, target_is_directory=True)
    return PackagedTariffs(link)


def test_a_book_is_loaded_once_and_is_always_the_same(books: TariffBooks) -> None:
    book = books.book(ON)
    assert books.book(ON) is book
    assert book.known_on == ON
    assert book.digest == PackagedTariffs().book(ON).digest


def test_a_book_holds_nothing_that_was_not_known_yet(books: TariffBooks) -> None:
    for day in (dt.date(2026, 1, 1), dt.date(2026, 7, 15), ON):
        book = books.book(day)
        later = [row for row in book.rows if row.known_from > day]
        for row in later:
            if book.has(row.path, row.key):
                with contextlib.suppress(NotInForce):
                    assert book.value(row.path, row.key, row.period.start).known_from <= day
    assert books.book(dt.date(2026, 1, 1)).digest != books.book(ON).digest


def test_every_day_of_a_year_has_its_bands(books: TariffBooks) -> None:
    bands, day = books.bands(), dt.date(2026, 1, 1)
    while day.year == 2026:
        assert len(bands.bands_of(day)) == 24
        assert set(bands.bands_of(day)) <= {"F1", "F2", "F3"}
        day += dt.timedelta(days=1)
    assert set(bands.bands_of(dt.date(2026, 8, 15))) == {"F3"}


@pytest.mark.parametrize("name", ["bands", "working", "target"])
def test_every_list_of_holidays_knows_christmas_and_easter(books: TariffBooks, name: str) -> None:
    holidays = books.holidays(f"holidays_{name}")
    assert not holidays.is_working(dt.date(2026, 12, 25))
    assert not holidays.is_working(dt.date(2026, 4, 6))
    assert holidays.is_working(dt.date(2026, 11, 24))


def test_a_list_of_holidays_that_does_not_exist_is_an_error(books: TariffBooks) -> None:
    with pytest.raises((LookupError, OSError, BadParameterFile)):
        books.holidays("holidays_of_nobody")
