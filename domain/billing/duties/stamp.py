"""Stamp duty: what a document owes the state because much of it bears no VAT.

Norm: DPR 642/1972, tariffa, art. 13: documents that charge or credit sums without VAT above a threshold; DM 17 June
2014 art. 6: an electronic document pays it virtually. Which natures count is what the revenue agency adds up by itself.
The seller bears it: the document does not charge it to the customer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from domain.kernel.money import ZERO, Money, total
from domain.pricing.taxes.vat import VatTotal
from domain.tariffs.book import TariffBook


def stamp_duty(vat: Iterable[VatTotal], book: TariffBook, day: dt.date) -> Money | None:
    """The duty of a document issued on `day` with these totals; None where none is due. NotInForce."""
    bare = [part for part in vat if part.vat.nature and book.has("stamp/natures", (part.vat.nature,))]
    if not bare:
        return None
    counted = total(part.taxable for part in bare if book.value("stamp/natures", (part.vat.nature,), day).value)
    limit = Money.rounded(book.value("stamp/threshold", (), day).value)
    if max(counted, ZERO - counted) <= limit:
        return None
    return Money.rounded(book.value("stamp/amount", (), day).value)
