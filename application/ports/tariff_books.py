"""The common tariff book and the calendars, as packaged."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from domain.kernel.calendar import BandCalendar, Holidays
from domain.tariffs.book import TariffBook


class TariffBooks(Protocol):
    """Loaded once a process."""

    def book(self, known_on: dt.date) -> TariffBook:
        """The book as known on a day."""
        ...

    def bands(self) -> BandCalendar:
        """The hours of the time bands."""
        ...

    def holidays(self, name: str) -> Holidays:
        """bands, working or target."""
        ...
