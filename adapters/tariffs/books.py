"""The port TariffBooks over the packaged data."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import attrs

from adapters.tariffs.files import DATA
from adapters.tariffs.loader import load_bands, load_book, load_holidays
from domain.kernel.calendar import BandCalendar, Holidays
from domain.tariffs.book import TariffBook


@attrs.frozen
class PackagedTariffs:
    """Books and calendars of one directory, read once a process."""

    directory: Path = DATA

    def book(self, known_on: dt.date) -> TariffBook:
        """The book as known on a day."""
        return _book(self.directory, known_on)

    def bands(self) -> BandCalendar:
        """The hours of the time bands."""
        return _bands(self.directory)

    def holidays(self, name: str) -> Holidays:
        """A list of holidays by name, e.g. holidays_target."""
        return _holidays(self.directory, name)


@functools.lru_cache(maxsize=32)
def _book(directory: Path, known_on: dt.date) -> TariffBook:
    return load_book(directory=directory, known_on=known_on)


@functools.lru_cache(maxsize=4)
def _bands(directory: Path) -> BandCalendar:
    return load_bands(directory=directory)


@functools.lru_cache(maxsize=16)
def _holidays(directory: Path, name: str) -> Holidays:
    return load_holidays(name, directory=directory)
