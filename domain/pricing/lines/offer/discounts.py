"""Lines of discounts: what an offer takes off its own sale part, apart from what it is taken off.

Norms: 315/2024/R/com annex A, 386/2025/R/com (discounts in a section of their own). A discount larger than its base is
refused: the base of a bill is what it charges, and no discount makes it negative, nor do fees below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from domain.kernel.money import ZERO, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import EIGHT_PLACES
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.counted_energy import counted
from domain.pricing.lines.cuts import DueFee, by_month
from domain.pricing.taxes.treatment import outside_vat
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import YEARLY, Basis, Block, Quota
from domain.tariffs.discount import Base, Discount, DiscountExceedsBase, Off

_OUTSIDE = "N2.2"
_QUOTAS = {Base.ENERGY: Quota.CONSUMPTION, Base.FIXED_FEE: Quota.FIXED, Base.SALE: Quota.FIXED}


def discount_lines(context: LineContext, lines: Sequence[Line], energy_code: str) -> Iterator[Line]:
    """The discounts of the offers, in their order; `lines` are the lines of the bill without them, and `energy_code`
    the code of the seller's energy among them. DiscountExceedsBase, CounterUnknown."""
    sale = [line for line in lines if line.block is Block.SALE]
    fees = {fee.code for piece in context.terms for fee in piece.offer.fees if fee.basis in YEARLY}
    bases = {
        Base.SALE: sale,
        Base.ENERGY: [line for line in sale if line.code == energy_code],
        Base.FIXED_FEE: [line for line in sale if line.code in fees],
    }
    left = {base: total(line.amount for line in found) for base, found in bases.items()}
    for active in _active(context):
        discount = active.discount
        made = [_moved(line, discount) for line in _lines(context, active, bases[discount.base])]
        off = -total(line.amount for line in made)
        room = min(left[discount.base], left[Base.SALE])
        if off.amount > max(room.amount, ZERO.amount):
            raise DiscountExceedsBase(
                f"discount {discount.code} takes {off} off {discount.base.value}, of which {context.facts.period} has "
                f"{room}; correct the offer, or bill a longer period"
            )
        for base in {discount.base, Base.SALE}:
            left[base] -= off
        yield from made


def check_fees(context: LineContext, lines: Iterable[Line]) -> None:
    """DiscountExceedsBase where fees below zero take off more than the rest of the sale part of the bill comes to.

    A fee below zero is a discount by another name, and has no more room than one.
    """
    below = {fee.code for piece in context.terms for fee in piece.offer.fees if fee.value < 0}
    if not below:
        return
    sale = [line for line in lines if line.block is Block.SALE]
    off = -total(line.amount for line in sale if line.code in below and line.price.value < 0)
    room = total(line.amount for line in sale) + off
    if off.amount > max(room.amount, ZERO.amount):
        raise DiscountExceedsBase(
            f"fees below zero ({', '.join(sorted(below))}) take {off} off the sale part, of which "
            f"{context.facts.period} has {room}; correct the offer, or bill a longer period"
        )


@attrs.frozen
class _Active:
    """A discount and the days of the bill that have it."""

    discount: Discount
    days: tuple[Period, ...]

    def share_of(self, period: Period) -> Decimal:
        """The part of the days of `period` that have it."""
        met = [days.meet(period) for days in self.days]
        return Decimal(sum(each.days for each in met if each is not None)) / period.days


def _active(context: LineContext) -> tuple[_Active, ...]:
    found: dict[Discount, list[Period]] = {}
    for piece in context.terms:
        for discount in piece.offer.discounts:
            whole = discount.days(context.facts.contract.period)
            days = whole.meet(piece.period) if whole is not None else None
            met = not discount.condition or discount.condition in piece.terms.conditions
            if days is not None and met:
                found.setdefault(discount, []).append(days)
    return tuple(_Active(discount, tuple(days)) for discount, days in found.items())


def _lines(context: LineContext, active: _Active, base: Sequence[Line]) -> Iterable[Line]:
    make = {Off.RATIO: _ratio, Off.ENERGY: _energy, Off.YEARLY: _yearly, Off.ONCE: _once}[active.discount.off]
    return make(context, active, base)


def _ratio(context: LineContext, active: _Active, base: Sequence[Line]) -> Iterator[Line]:
    """A line a month: the ratio of what its lines come to, lines that have it on some days only by days."""
    discount = active.discount
    for month in context.facts.period.months():
        shares = [(line, active.share_of(line.period)) for line in base if month.covers(line.period)]
        amount = sum((line.amount.amount * share for line, share in shares), Decimal(0))
        periods = [line.period for line, share in shares if share]
        if amount <= 0 or not periods:
            continue
        if any(share not in (0, 1) for _, share in shares):
            amount = EIGHT_PLACES.apply(amount)
        period = Period(min(each.start for each in periods), max(each.stop for each in periods))
        yield _line(context, discount, period, Quantity(amount, Unit.EURO))


def _energy(context: LineContext, active: _Active, base: Sequence[Line]) -> Iterator[Line]:
    """A line a piece of energy, or the part of it that lies below the limit."""
    discount, unit = active.discount, context.kind.energy
    for consumption, quantity in _eligible(context, discount):
        if quantity and active.share_of(consumption.period) == 1:
            yield _line(context, discount, consumption.period, Quantity(quantity, unit))


def _eligible(context: LineContext, discount: Discount) -> Iterator[tuple[Consumption, Decimal]]:
    if discount.upto is None:
        yield from ((consumption, consumption.total) for _, consumption in context.energy)
        return
    for _, consumption, before in counted(context, discount.restart):
        yield consumption, min(max(discount.upto - before, Decimal(0)), consumption.total)


def _yearly(context: LineContext, active: _Active, base: Sequence[Line]) -> Iterator[Line]:
    discount = active.discount
    dues = [DueFee(days, Decimal(1), -discount.value) for days in active.days]
    for due in by_month(dues):
        yield context.fee(
            discount.code,
            discount.label,
            Block.SALE,
            Basis.POINT,
            due,
            "sconto",
            context.facts.rounding.seller_fee,
            vat=_vat(context, discount),
        )


def _once(context: LineContext, active: _Active, base: Sequence[Line]) -> Iterator[Line]:
    """On the first day of the contract, or of the dates it is bound to."""
    whole = active.discount.days(context.facts.contract.period)
    for days in active.days:
        if whole is not None and whole.start in days:
            yield _line(context, active.discount, days, Quantity(Decimal(1), Unit.POINT))


def _line(context: LineContext, discount: Discount, period: Period, quantity: Quantity) -> Line:
    unit = Price(discount.value, quantity.unit).unit_text
    return priced_line(
        code=discount.code,
        label=discount.label,
        block=Block.SALE,
        quota=Quota.CONSUMPTION if discount.off is Off.ENERGY else _QUOTAS[discount.base],
        period=period,
        quantity=quantity,
        price=Price(-discount.value, quantity.unit),
        vat=_vat(context, discount),
        rounding=context.facts.rounding.amount,
        formula="-sconto",
        inputs=(Input("sconto", discount.value, unit),),
        note=_note(discount, quantity.unit.value),
    )


def _note(discount: Discount, unit: str) -> str:
    return "" if discount.upto is None else f"Sui primi {discount.upto:f} {unit}"


def _moved(line: Line, discount: Discount) -> Line:
    """After VAT it is no part of the sale: it passes through the bill."""
    return line if discount.vat else attrs.evolve(line, block=Block.OTHER, quota=Quota.PASSING)


def _vat(context: LineContext, discount: Discount) -> Vat:
    return context.vat if discount.vat else outside_vat(_OUTSIDE)
