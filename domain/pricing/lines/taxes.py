"""Lines of excise and of the RAI fee.

Excise is reckoned by calendar month, because its thresholds are monthly: pieces of one month add up, and energy of the
month that was charged before counts first. The RAI fee is outside VAT and of a month when the period holds its last
day, so that a month cut by a bill is charged once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.commodities.excises import EXCISES
from domain.kernel.calendar import ITALIAN_MONTHS
from domain.kernel.validity import Period, month_of
from domain.pricing.line import Line
from domain.pricing.lines.context import Charging, row_input
from domain.pricing.lines.counting import used_of_month
from domain.pricing.scontrino import RAI_FEE
from domain.pricing.taxes.excise import TaxedEnergy
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block, Quota

EXCISE = "excise"


def excise_lines(charging: Charging) -> Iterator[Line]:
    """The excise of every piece of energy, in order of time."""
    excise = EXCISES[charging.kind.code]
    already: dict[dt.date, Decimal] = {}
    for piece, consumption in charging.energy:
        month = month_of(consumption.period.start).start
        before = already[month] if month in already else used_of_month(charging.facts, month)
        day = consumption.period.start
        for part in excise(piece.terms.supply, consumption.total, before, charging.lookup, day):
            yield _excise_line(charging, consumption.period, part)
        already[month] = before + consumption.total


def _excise_line(charging: Charging, period: Period, part: TaxedEnergy) -> Line:
    if part.fixed:
        return charging.lump(
            EXCISE,
            "Accisa, importo fisso mensile",
            Block.TAXES,
            Quota.TAX,
            period,
            part.energy,
            part.rate,
            charging.vat,
        )
    note = f"Esenti {part.exempt:f} {charging.unit.value}".replace(".", ",") if part.exempt else ""
    thresholds = (row_input("soglia", row, f"{charging.unit.value}/mese") for row in part.thresholds)
    inputs = (row_input("aliquota", part.rate, charging.price_unit), *thresholds)
    return charging.per_energy(
        EXCISE,
        "Accisa",
        Block.TAXES,
        period,
        part.energy,
        part.rate.value,
        "aliquota",
        inputs,
        quota=Quota.TAX,
        note=note,
    )


def rai_lines(charging: Charging) -> Iterator[Line]:
    """An instalment a month, while the terms say that the fee is due and the law sets one."""
    vat = outside_vat(charging.facts.rai_nature)
    for piece in charging.terms:
        if not piece.terms.rai_fee:
            continue
        for month in piece.period.months():
            whole = month_of(month.start)
            if piece.period.stop < whole.stop:
                continue
            row = charging.lookup.value("rai/instalment", (), whole.start)
            if row.value:
                yield charging.lump(
                    RAI_FEE,
                    f"Canone TV, rata di {ITALIAN_MONTHS[whole.start.month - 1]}",
                    Block.OTHER,
                    Quota.PASSING,
                    whole,
                    Decimal(1),
                    row,
                    vat,
                )
