"""Bills of gas priced over any book."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies.supply import packaged_book


def priced(what: BillingFacts, book: TariffBook | None = None) -> Priced:
    result = price(what, book or packaged_book())
    assert isinstance(result, Priced), result
    return result


def refused(what: BillingFacts) -> tuple[str, str]:
    result = price(what, packaged_book())
    assert isinstance(result, Refused), result
    return result.faults[0].code, result.faults[0].message


def given_rows(**values: tuple[str, tuple[str, ...], str, str]) -> TariffBook:
    """The book with values for all days: path, key, unit, value."""
    heads = [
        ParameterHead(path, path, "", "", unit, tuple("k" for _ in key), 12, "", dt.date(2026, 11, 24))
        for path, key, unit, _ in values.values()
        if path not in packaged_book().heads
    ]
    rows = [
        ParameterRow(
            path,
            key,
            Period(dt.date(2024, 1, 1)),
            dt.date(2024, 1, 1),
            Decimal(value),
            Source("x", "X", ""),
            Status.GIVEN,
        )
        for path, key, _, value in values.values()
    ]
    return packaged_book().overlaid(heads, rows)
