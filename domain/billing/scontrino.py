"""The scontrino dell'energia: the bill on half a page, quantity x average price = amount, row by row.

Norm: 315/2024/R/com annex A art. 6. It is a view of the lines; average prices are shown, never used to compute
(six decimals, on amounts already in cents).
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from domain.commodities.registry import commodity
from domain.kernel.money import Money, total
from domain.kernel.quantity import Unit
from domain.kernel.rounding import BILL_ROUNDINGS, CENTS, Rounding
from domain.kernel.validity import Period, month_of
from domain.pricing.line import Line
from domain.pricing.lines.bonus import is_bonus
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import VatTotal
from domain.tariffs.component import Block, Quota


@attrs.frozen
class Part:
    """An average price and the amount it explains; no price where the quantity is zero."""

    average_price: Decimal | None
    amount: Money


@attrs.frozen
class ScontrinoRow:
    """One quota: quantity x average price = amount, and what of it is sale, what network and charges."""

    quantity: Decimal
    unit: str
    whole: Part
    sale: Part
    network_and_charges: Part


@attrs.frozen
class Scontrino:
    """The rows in the order of the act.

    corrections is the sum of recalculations, excise included, before VAT; their VAT is in `vat` with all the rest.
    bonus is the social bonus, which `other` holds.
    power holds kW in `quantity`; its average price is per kW and month. total is the total of the bill, payable
    what the customer owes (they differ by split payment).
    """

    consumption: ScontrinoRow
    fixed: ScontrinoRow
    power: ScontrinoRow
    excise: Money
    vat: tuple[VatTotal, ...]
    excise_and_vat: Money
    corrections: Money
    other: Money
    rai_fee: Money
    bonus: Money
    total: Money
    payable: Money


def scontrino(priced: Priced) -> Scontrino:
    """The scontrino of a priced supply."""
    average = BILL_ROUNDINGS[priced.rounding].average_price
    energy = commodity(priced.commodity).energy
    lines = tuple(line for line in priced.lines if not line.correction)
    months = months_in(priced.period)
    passing = [line for line in lines if line.quota is Quota.PASSING]
    excise = total(line.amount for line in lines if line.block is Block.TAXES)
    return Scontrino(
        consumption=_row(lines, Quota.CONSUMPTION, _energy(priced), energy.value, Decimal(1), average),
        fixed=_row(lines, Quota.FIXED, months, "mesi", Decimal(1), average),
        power=_row(lines, Quota.POWER, _power(lines), Unit.KW.value, months, average),
        excise=excise,
        vat=tuple(part for part in priced.vat if not part.vat.nature),
        excise_and_vat=excise + priced.tax,
        corrections=priced.corrected,
        other=total(line.amount for line in passing if line.code != RAI_FEE),
        rai_fee=total(line.amount for line in passing if line.code == RAI_FEE),
        bonus=total(line.amount for line in passing if is_bonus(line)),
        total=priced.total,
        payable=priced.payable,
    )


def months_in(period: Period) -> Decimal:
    """The months of a period, whole ones as one, parts by days of their month, two decimals."""
    parts = [Decimal(month.days) / month_of(month.start).days for month in period.months()]
    return CENTS.apply(sum(parts, Decimal(0)))


def _row(
    lines: tuple[Line, ...], quota: Quota, quantity: Decimal, unit: str, times: Decimal, average: Rounding
) -> ScontrinoRow:
    mine = [line for line in lines if line.quota is quota]
    amount = total(line.amount for line in mine)
    sale = total(line.amount for line in mine if line.block is Block.SALE)
    base = quantity * times

    def part(money: Money) -> Part:
        return Part(average.apply(money.amount / base) if base else None, money)

    return ScontrinoRow(quantity, unit, part(amount), part(sale), part(amount - sale))


def _energy(priced: Priced) -> Decimal:
    return sum((piece.total for piece in priced.consumption), Decimal(0))


def _power(lines: tuple[Line, ...]) -> Decimal:
    """The power of the last power line: what was committed at the end of the period."""
    powers = [line for line in lines if line.quota is Quota.POWER]
    return max(powers, key=lambda line: line.period.stop).quantity.value if powers else Decimal(0)
