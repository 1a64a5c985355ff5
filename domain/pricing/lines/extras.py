"""Lines that are no price of a supply: bonus, indemnities, deposits, contributions, services, sums carried over.

Each is a fact with its own VAT: a category whose rate applies, or a nature where it is outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.kernel.quantity import Price, Quantity, Unit
from domain.pricing.extra import Extra
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.taxes.treatment import outside_vat
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Quota


def extra_lines(context: LineContext) -> Iterator[Line]:
    """One line for each extra, in order; credits are negative."""
    for extra in context.facts.extras:
        for row in extra.used:
            context.lookup.note(row)
        yield priced_line(
            code=extra.code,
            label=extra.label,
            block=extra.block,
            quota=Quota.PASSING,
            period=extra.period,
            quantity=Quantity(Decimal(1), Unit.POINT),
            price=Price(extra.amount.amount, Unit.POINT),
            vat=_vat(context, extra),
            rounding=context.facts.rounding.amount,
            formula="importo",
            inputs=(Input("importo", extra.amount.amount, "EUR", extra.row),),
            note=extra.note,
        )


def _vat(context: LineContext, extra: Extra) -> Vat:
    if extra.nature:
        return outside_vat(extra.nature)
    if extra.vat_category:
        return Vat(context.lookup.value("vat/rate", (extra.vat_category,), context.facts.issue_day).value)
    return context.vat
