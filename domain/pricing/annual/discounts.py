"""Discounts of a year's estimate: those that are due by themselves in the first twelve months.

Norm: Portale Offerte rules v4.0 (reference 5.3): VALIDITA 01 and 02, CONDIZIONE 00; a discount with IVA_SCONTO NO comes
after VAT. One on the first part of the energy is taken on that part of the year's energy alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from domain.kernel.quantity import Price, Quantity, Unit
from domain.pricing.annual.estimate import AnnualSupply, EstimateLine
from domain.pricing.line import Input
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block
from domain.tariffs.discount import Base, Discount, Off, Restart

_MONTHS = 12
_OUTSIDE = "N2.2"


def discount_year(
    use: AnnualSupply, lines: Sequence[EstimateLine], energy: Quantity, energy_code: str
) -> Iterator[EstimateLine]:
    """The discounts of an offer over a year; `lines` are those of its sale and network, `energy` all of the year."""
    fees = {fee.code for fee in use.offer.fees}
    sale = [line for line in lines if line.block is Block.SALE]
    bases = {
        Base.SALE: sale,
        Base.ENERGY: [line for line in sale if line.code == energy_code],
        Base.FIXED_FEE: [line for line in sale if line.code in fees and line.quantity.unit is not energy.unit],
    }
    for discount in use.offer.discounts:
        if not discount.condition and discount.after < _MONTHS:
            yield _line(discount, _quantity(use, discount, bases[discount.base], energy))


def _quantity(use: AnnualSupply, discount: Discount, base: Iterable[EstimateLine], energy: Quantity) -> Quantity:
    if discount.off is Off.ONCE:
        return Quantity(Decimal(1), Unit.POINT)
    part = _part_of_year(use, discount)
    if discount.off is Off.YEARLY:
        return Quantity(part, Unit.POINT)
    if discount.off is Off.RATIO:
        return Quantity(max(sum((line.exact for line in base), Decimal(0)), Decimal(0)) * part, Unit.EURO)
    value = energy.value * part
    if discount.upto is not None:
        value = min(value, discount.upto * (_MONTHS if discount.restart is Restart.MONTH else 1))
    return Quantity(value, energy.unit)


def _part_of_year(use: AnnualSupply, discount: Discount) -> Decimal:
    """How much of the year has it: so many months of twelve, or days between its dates."""
    if discount.months is not None:
        return Decimal(min(discount.months, _MONTHS - discount.after)) / _MONTHS
    if discount.period is None:
        return Decimal(_MONTHS - discount.after) / _MONTHS
    met = use.year.meet(discount.period)
    return Decimal(met.days) / use.year.days if met is not None else Decimal(0)


def _line(discount: Discount, quantity: Quantity) -> EstimateLine:
    price = Price(-discount.value, quantity.unit, yearly=discount.off is Off.YEARLY)
    return EstimateLine(
        code=discount.code,
        label=discount.label,
        block=Block.SALE,
        quantity=quantity,
        price=price,
        formula="-sconto",
        inputs=(Input("sconto", discount.value, price.unit_text),),
        vat=None if discount.vat else outside_vat(_OUTSIDE),
        discount=True,
    )
