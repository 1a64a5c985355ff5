"""The value of a monthly index on a day: of the month, or the mean of a bimester or quarter of the year.

The Portale Offerte names indices by month, two months and quarter (IDX_PREZZO_ENERGIA, reference 5.2). The mean is the
arithmetic one of the months, six decimals as an index is published, and holds for each month of it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.rounding import SIX_PLACES
from domain.pricing.line import Input
from domain.pricing.lines.context import row_input
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice

SYMBOL = "indice"


@attrs.frozen
class IndexValue:
    """What an index is, and the rows it was read from."""

    value: Decimal
    inputs: tuple[Input, ...]


def index_on(lookup: Lookup, price: IndexedPrice, key: tuple[str, ...], day: dt.date, unit: str) -> IndexValue:
    """The index on `day`; NotInForce where a month of it has no value."""
    if price.months == 1:
        row = lookup.value(price.index, key, day)
        return IndexValue(row.value, (row_input(SYMBOL, row, unit),))
    rows = [(first, lookup.value(price.index, key, first)) for first in price.averaged(day)]
    mean = SIX_PLACES.apply(sum((row.value for _, row in rows), Decimal(0)) / len(rows))
    months = (row_input(f"{SYMBOL} {first:%m/%Y}", row, unit) for first, row in rows)
    return IndexValue(mean, (Input(SYMBOL, mean, unit), *months))
