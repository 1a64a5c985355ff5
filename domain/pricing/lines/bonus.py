"""The social bonus: a credit outside VAT for every day it is granted.

Norm: ARERA, bonus sociale; 315/2024/R/com annex A art. 5.2 k and 6.9 (a line of its own after the quotas, with the day
it ends). The amount is a day's, by class of household, so that a year comes to the yearly amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.contracts.contract import SocialBonus
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import Period
from domain.pricing.line import Line, priced_line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow

BONUS = "bonus"
_NATURE = "N2.2"


def is_bonus(line: Line) -> bool:
    """Whether a line is a social bonus: its code begins so and it only passes through the bill."""
    return line.code.startswith(BONUS) and line.quota is Quota.PASSING


def bonus_lines(context: LineContext) -> Iterator[Line]:
    """A line a month of the days on which the bonus is granted, cut where its amount changes."""
    path = f"bonus/{context.kind.code}_day"
    for piece in context.terms:
        bonus = piece.terms.bonus
        days = piece.period.meet(bonus.period) if bonus is not None else None
        if bonus is None or days is None:
            continue
        key = (bonus.household,)
        for month in days.months():
            for part in month.cut(context.lookup.book.changes(path, key, month)):
                yield _line(context, bonus, part, context.lookup.value(path, key, part.start))


def _line(context: LineContext, bonus: SocialBonus, days: Period, row: ParameterRow) -> Line:
    return priced_line(
        code=BONUS,
        label="Bonus sociale",
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=days,
        quantity=Quantity(Decimal(days.days), Unit.DAY),
        price=Price(-row.value, Unit.DAY),
        vat=outside_vat(_NATURE),
        rounding=context.facts.rounding.amount,
        formula="-importo",
        inputs=(row_input("importo", row, "EUR/giorno"),),
        note=f"Fino al {bonus.period.last:%d/%m/%Y}",
    )
