"""Credits by component, in days that are reckoned again.

A credit note by component is a decision about an amount. The days are compared as they stood charged before it, so that
only what changes afterwards is charged or given back. What is right now is never reckoned at less than what was
credited: that much was given back already, and giving it back once more would leave the component below zero. So a
component of a document always comes to what is right now less what was credited, and to nothing where that is less
than nothing. A credit that was taken back, as of a bonus, is the same below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import BILL_ROUNDINGS, split
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat

_CENTS = 2
_NOTE = "già accreditato con nota di credito"


def credited_components(credited: Iterable[Line], again: Iterable[Priced]) -> tuple[Line, ...]:
    """What a credit by decision is more than what is right now, by component and document: lines to stand beside those
    priced again.

    credited  the lines of credit notes that overlap these days
    again     the documents priced again, in order of day
    """
    left = list(credited)
    found: list[Line] = []
    for priced in again:
        mine = [line for line in left if line.period.overlaps(priced.period)]
        left = [line for line in left if not line.period.overlaps(priced.period)]
        for code in dict.fromkeys(line.code for line in mine):
            found += _of_component([line for line in mine if line.code == code], priced)
    return tuple(found)


def _of_component(credited: Sequence[Line], priced: Priced) -> Iterator[Line]:
    first = credited[0]
    given = -total(line.amount for line in credited)
    right = total(line.amount for line in priced.lines if line.code == first.code)
    excess = max(given - right, ZERO) if given > ZERO else min(given - right, ZERO)
    if not given or not excess:
        return
    by_vat: dict[Vat, Money] = {}
    for line in credited:
        by_vat[line.vat] = by_vat.get(line.vat, ZERO) - line.amount
    same_side = {vat: amount.amount for vat, amount in by_vat.items() if (amount > ZERO) is (given > ZERO)}
    shares = split(excess.amount, [abs(amount) for amount in same_side.values()], _CENTS)
    for vat, share in zip(same_side, shares, strict=True):
        if share:
            yield _line(first, priced, share, vat)


def _line(credited: Line, priced: Priced, value: Decimal, vat: Vat) -> Line:
    return priced_line(
        code=credited.code,
        label=credited.label,
        block=credited.block,
        quota=credited.quota,
        period=priced.period,
        quantity=Quantity(Decimal(1), Unit.POINT),
        price=Price(value, Unit.POINT),
        vat=vat,
        rounding=BILL_ROUNDINGS[priced.rounding].amount,
        formula="importo",
        inputs=(Input("importo", value, "EUR"),),
        note=_NOTE,
    )
