"""Lines of taxes on energy, as the excise, and of the RAI fee.

A tax is reckoned by calendar month, because thresholds are monthly: pieces of one month add up, and energy of the
month that was charged before counts first. The RAI fee is outside VAT and of a month when the period holds its last
day, so that a month cut by a bill is charged once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.kernel.calendar import ITALIAN_MONTHS
from domain.kernel.validity import Period, month_of
from domain.pricing.line import Line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.counted_energy import used_of_month
from domain.pricing.taxes.tax import Tax, TaxedEnergy
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block, Quota

RAI_FEE = "rai_fee"
"""Code of the RAI fee line."""

RAI_RATE = "rai/instalment"
"""Where the instalment of the RAI fee stands."""


def tax_lines(context: LineContext) -> Iterator[Line]:
    """Every tax of the commodity on every piece of energy, tax by tax in order of time."""
    for tax in context.kind.taxes:
        already: dict[dt.date, Decimal] = {}
        for piece, consumption in context.energy:
            month = month_of(consumption.period.start).start
            before = already[month] if month in already else used_of_month(context.facts, month)
            day = consumption.period.start
            for part in tax.taxed(piece.terms.supply, consumption.total, before, context.lookup, day):
                yield _tax_line(context, tax, consumption.period, part)
            already[month] = before + consumption.total


def _tax_line(context: LineContext, tax: Tax, period: Period, part: TaxedEnergy) -> Line:
    label = tax.label_of(part)
    if part.fixed:
        return context.lump(tax.code, label, Block.TAXES, Quota.TAX, period, part.energy, part.rate, context.vat)
    note = f"Esenti {part.exempt:f} {context.unit.value}".replace(".", ",") if part.exempt else ""
    thresholds = (row_input("soglia", row, f"{context.unit.value}/mese") for row in part.thresholds)
    inputs = (row_input("aliquota", part.rate, context.price_unit), *thresholds)
    return context.per_energy(
        tax.code,
        label,
        Block.TAXES,
        period,
        part.energy,
        part.rate.value,
        "aliquota",
        inputs,
        quota=Quota.TAX,
        note=note,
    )


def rai_lines(context: LineContext) -> Iterator[Line]:
    """An instalment a month, while the terms say that the fee is due and the law sets one."""
    vat = outside_vat(context.facts.rai_nature)
    for piece in context.terms:
        if not piece.terms.rai_fee:
            continue
        for month in piece.period.months():
            whole = month_of(month.start)
            if piece.period.stop < whole.stop:
                continue
            row = context.lookup.value(RAI_RATE, (), whole.start)
            if row.value:
                yield context.lump(
                    RAI_FEE,
                    f"Canone TV, rata di {ITALIAN_MONTHS[whole.start.month - 1]}",
                    Block.OTHER,
                    Quota.PASSING,
                    whole,
                    Decimal(1),
                    row,
                    vat,
                )
