"""Lines of what an offer charges once: a contribution on the first day of the contract, apart from the sale.

Norm: 315/2024/R/com annex A, contributions stand under altre partite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import Period
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import QUOTA_OF, Basis, Block


def once_lines(context: LineContext, vat: Vat) -> Iterator[Line]:
    """The one-off fees of the offer in force on the first day of the contract, if that day is billed."""
    first = context.facts.contract.period.start
    for piece in context.terms:
        for fee in piece.offer.fees:
            if fee.basis is Basis.ONCE and first in piece.period:
                yield priced_line(
                    code=fee.code,
                    label=fee.label,
                    block=Block.OTHER,
                    quota=QUOTA_OF[fee.basis],
                    period=Period(first, first + dt.timedelta(days=1)),
                    quantity=Quantity(Decimal(1), Unit.POINT),
                    price=Price(fee.value, Unit.POINT),
                    vat=vat,
                    rounding=context.facts.rounding.amount,
                    formula="importo",
                    inputs=(Input("importo", fee.value, "EUR"),),
                )
