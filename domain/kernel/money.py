"""Money: euro with exactly two decimals. Charges are positive, credits negative."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import attrs

from domain.kernel.rounding import CENTS, Rounding

_CENT = Decimal("0.01")


@attrs.frozen(order=True)
class Money:
    """An amount of euro in whole cents. Build from text or from a Decimal that already has two decimals.

    >>> Money.of("1.10") + Money.of("2")
    Money('3.10')
    """

    amount: Decimal = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.amount.same_quantum(_CENT):
            raise ValueError(f"money needs exactly two decimals, got {self.amount}")

    @classmethod
    def of(cls, text: str) -> Money:
        """Money written as text with at most two decimals; anything else is a ValueError, never rounded."""
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(f"money is a number with at most two decimals, got {text!r}") from error
        if not value.is_finite():
            raise ValueError(f"money is finite, got {text!r}")
        cents = CENTS.apply(value)
        if cents != value:
            raise ValueError(f"money has at most two decimals, got {text}")
        return cls(cents)

    @classmethod
    def rounded(cls, value: Decimal, rounding: Rounding = CENTS) -> Money:
        """`value` brought to cents by the policy. `rounding` must be one of two places."""
        return cls(rounding.apply(value))

    def __repr__(self) -> str:
        return f"Money('{self.amount}')"

    def __str__(self) -> str:
        return str(self.amount)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - other.amount)

    def __neg__(self) -> Money:
        return Money(CENTS.apply(-self.amount))

    def __bool__(self) -> bool:
        return self.amount != 0


ZERO = Money(Decimal("0.00"))


def total(amounts: Iterable[Money]) -> Money:
    """The exact sum; of nothing it is zero."""
    return Money(sum((money.amount for money in amounts), ZERO.amount))
