"""The tariff book of a tenant: the common one as known on a day, under the tenant's own parameters."""

from __future__ import annotations

import datetime as dt

from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork
from domain.tariffs.book import TariffBook


def book_of(uow: UnitOfWork, books: TariffBooks, known_on: dt.date) -> TariffBook:
    """The common book as known on a day, under the tenant's own parameters."""
    heads, rows = uow.parameters.all()
    common = books.book(known_on)
    return common.overlaid(heads, rows) if rows else common
