"""Rounding as named policies. No other module rounds.

A bill must say how it rounded, so a policy is a value with a name that stays on the document.
Practice followed: amounts to cents half up, annual regulated fees to four decimals a month before they are
multiplied by power, average prices shown at six decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import attrs


@attrs.frozen
class Rounding:
    """Half-up rounding to `places` decimals.

    >>> CENTS.apply(Decimal("2.345"))
    Decimal('2.35')
    >>> CENTS.apply(Decimal("-2.345"))
    Decimal('-2.35')
    """

    name: str
    places: int
    _unit: Decimal = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.places <= 12:
            raise ValueError(f"rounding {self.name!r}: places must be 0..12, got {self.places}")
        object.__setattr__(self, "_unit", Decimal(1).scaleb(-self.places))

    def apply(self, value: Decimal) -> Decimal:
        """`value` rounded half away from zero to this many places; zero has no sign."""
        return value.quantize(self._unit, ROUND_HALF_UP) + 0


WHOLE = Rounding("half-up-0", 0)
CENTS = Rounding("half-up-2", 2)
FOUR_PLACES = Rounding("half-up-4", 4)
SIX_PLACES = Rounding("half-up-6", 6)
EIGHT_PLACES = Rounding("half-up-8", 8)

ROUNDINGS = {rounding.name: rounding for rounding in (CENTS, FOUR_PLACES, SIX_PLACES, EIGHT_PLACES)}


@attrs.frozen
class BillRounding:
    """How one bill rounds, as a whole.

    amount         each line, and each VAT rate once a bill
    regulated_fee  annual/12 of a regulated fee, before it is multiplied by kW (None: not rounded)
    seller_fee     the same for the seller's own fee
    average_price  the price shown in the scontrino; never used to compute
    """

    name: str
    amount: Rounding = CENTS
    regulated_fee: Rounding | None = FOUR_PLACES
    seller_fee: Rounding | None = None
    average_price: Rounding = SIX_PLACES


STANDARD = BillRounding("standard")
UNSTEPPED = BillRounding("unstepped", regulated_fee=None)
BILL_ROUNDINGS = {policy.name: policy for policy in (STANDARD, UNSTEPPED)}


def places_of(value: Decimal) -> int:
    """How many decimals a number is written with; 0 for a whole one.

    >>> places_of(Decimal("12.50"))
    2
    """
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def split(total: Decimal, weights: Sequence[int | Decimal], places: int) -> tuple[Decimal, ...]:
    """`total` cut into parts proportional to `weights`, each with `places` decimals, whose sum is exactly `total`.

    Largest remainder: every part is floored, the left-over units go to the largest fractions, ties to the first.
    `total` must itself fit in `places` decimals and weights must be >= 0 with a positive sum, else ValueError.
    Parts have the sign of `total`.

    >>> split(Decimal("10"), [1, 1, 1], 0)
    (Decimal('4'), Decimal('3'), Decimal('3'))
    """
    unit = Decimal(1).scaleb(-places)
    if total < 0:
        return tuple(-part for part in split(-total, weights, places))
    if total != total.quantize(unit):
        raise ValueError(f"cannot split {total} into parts of {places} decimals")
    whole = sum((Decimal(weight) for weight in weights), Decimal(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError(f"weights must be >= 0 with a positive sum, got {list(weights)}")
    exact = [total * weight / whole for weight in weights]
    parts = [value.quantize(unit, ROUND_FLOOR) for value in exact]
    left = int((total - sum(parts, Decimal(0))) / unit)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += unit
    return tuple(parts)
