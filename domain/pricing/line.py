"""A bill line: what was charged, for which days, on which quantity, at which price, from which act.

A line proves itself: it cannot be built unless its amount is what its quantity, price, share and rounding give.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from domain.kernel.money import Money
from domain.kernel.quantity import Price, Quantity, UnitsDiffer
from domain.kernel.rounding import ROUNDINGS, Rounding
from domain.kernel.validity import Period
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block, Quota


@attrs.frozen
class Share:
    """The part of a year a yearly price is charged for: 1/12 of it for a whole month, days/365 for a part of one."""

    numerator: int
    denominator: int

    def __attrs_post_init__(self) -> None:
        if self.numerator < 0 or self.denominator <= 0:
            raise ValueError(f"a share is a fraction >= 0, got {self.numerator}/{self.denominator}")

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


WHOLE = Share(1, 1)

# A line and its inputs have no slots: frozen values are made a fifth faster without, and a bill has forty lines.


@attrs.frozen(slots=False)
class Input:
    """A number a price was made of: its symbol in the formula, and the parameter row it is (empty: the contract)."""

    symbol: str
    value: Decimal
    unit: str
    row: str = ""


_TO_COMPUTE = Money(Decimal("0.00"))  # this very object stands for an amount not given


@attrs.frozen(slots=False)
class Line:
    """One line.

    code, label    the component and its printed name
    quantity       what the price multiplies
    price          unit price as in force, yearly prices per year
    share          the part of the year charged, WHOLE for prices that are not yearly
    step           name of the rounding of price x share, before it is multiplied; empty for none
    rounding       name of the rounding of the amount
    formula        how the price was made, in symbols of `inputs`
    note           what a reader must know, e.g. why an amount is zero
    amount         computed where it is left out; where it is given, as by a stored document, it must be right
    correction     key of the correction it is part of (see Correction); empty for what is charged for the first time
    """

    code: str
    label: str
    block: Block
    quota: Quota
    period: Period
    quantity: Quantity
    price: Price
    share: Share
    step: str
    rounding: str
    vat: Vat
    formula: str
    inputs: tuple[Input, ...]
    band: str = ""
    note: str = ""
    correction: str = ""
    amount: Money = attrs.field(default=_TO_COMPUTE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        quantity, price = self.quantity, self.price
        if self.share is WHOLE and not self.step and quantity.unit is price.per:  # most lines: no need to ask further
            exact = quantity.value * price.value
        else:
            exact = _exact(quantity, price, self.share, self.step)
        right = ROUNDINGS[self.rounding].apply(exact)
        if self.amount is _TO_COMPUTE:
            object.__setattr__(self, "amount", Money(right))
        elif right != self.amount.amount:
            raise ValueError(
                f"line {self.code} {self.period}: amount {self.amount} is not what its terms give, {right}"
            )

    def reversed(self, correction: str = "") -> Line:
        """The same line taken back: quantity and amount with the other sign."""
        return attrs.evolve(
            self,
            quantity=Quantity(-self.quantity.value, self.quantity.unit),
            amount=-self.amount,
            correction=correction,
        )

    @property
    def period_price(self) -> Decimal:
        """The price for the period charged: price x share, after its step; may have many decimals."""
        return _period_price(self.price, self.share, self.step)


def of_supply(line: Line) -> bool:
    """Whether the line is a price of the supply, its excise included: not a sum that only passes through the bill."""
    return line.quota is not Quota.PASSING


def line_amount(quantity: Quantity, price: Price, share: Share, step: str, rounding: str) -> Money:
    """quantity x round(price x share, step), rounded to money. UnitsDiffer where quantity and price do not match."""
    return Money.rounded(_exact(quantity, price, share, step), ROUNDINGS[rounding])


def _exact(quantity: Quantity, price: Price, share: Share, step: str) -> Decimal:
    if quantity.unit is not price.per:
        raise UnitsDiffer(f"a price per {price.per.value} cannot multiply {quantity}")
    if share is WHOLE and not step:  # by far the most lines
        return quantity.value * price.value
    if not step and share.denominator != 1:  # one division, last, so that nothing is lost
        return quantity.value * price.value * share.numerator / share.denominator
    return quantity.value * _period_price(price, share, step)


def priced_line(
    *,
    code: str,
    label: str,
    block: Block,
    quota: Quota,
    period: Period,
    quantity: Quantity,
    price: Price,
    vat: Vat,
    rounding: Rounding,
    share: Share = WHOLE,
    step: Rounding | None = None,
    formula: str = "prezzo",
    inputs: tuple[Input, ...],
    band: str = "",
    note: str = "",
) -> Line:
    """A line with its amount computed."""
    return Line(
        code,
        label,
        block,
        quota,
        period,
        quantity,
        price,
        share,
        step.name if step else "",
        rounding.name,
        vat,
        formula,
        inputs,
        band,
        note,
    )


def _period_price(price: Price, share: Share, step: str) -> Decimal:
    value = price.value if share.denominator == 1 else price.value * share.numerator / share.denominator
    if share.denominator == 1 and share.numerator != 1:
        value = price.value * share.numerator
    return ROUNDINGS[step].apply(value) if step else value
