"""Progressive scales: a quantity fills tier after tier, from where the year's counter stands.

Used wherever a price depends on how much was used before: gas network and excise, water, heat, offers with tiers.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs


@attrs.frozen
class Tier:
    """A step of a scale: its name, and the quantity at which it ends (None: it does not)."""

    name: str
    upto: Decimal | None


@attrs.frozen
class Filled:
    """How much of a quantity fell into one tier."""

    tier: Tier
    quantity: Decimal


class BadScale(ValueError):
    """Tiers are not in rising order, or the last one ends."""


@attrs.frozen
class Scale:
    """Tiers in rising order; the last has no end.

    >>> scale = Scale((Tier("a", Decimal(120)), Tier("b", Decimal(480)), Tier("c", None)))
    >>> [(part.tier.name, str(part.quantity)) for part in scale.fill(Decimal(100), Decimal(50))]
    [('a', '20'), ('b', '30')]
    """

    tiers: tuple[Tier, ...]

    def __attrs_post_init__(self) -> None:
        ends = [tier.upto for tier in self.tiers]
        limits = [end for end in ends if end is not None]
        if not ends or ends[-1] is not None or len(limits) != len(ends) - 1 or limits != sorted(set(limits)):
            raise BadScale(f"tiers must rise and the last have no end, got {ends}")

    def fill(self, already: Decimal, quantity: Decimal) -> tuple[Filled, ...]:
        """The parts of `quantity` by tier, in order, when `already` is used; both >= 0. The parts sum to it."""
        if already < 0 or quantity < 0:
            raise ValueError(f"a scale fills from 0 up, got {already} and {quantity}")
        start, stop, floor = already, already + quantity, Decimal(0)
        parts = []
        for tier in self.tiers:
            end = stop if tier.upto is None else min(stop, tier.upto)
            part = end - max(start, floor)
            if part > 0:
                parts.append(Filled(tier, part))
            floor = end if tier.upto is None else tier.upto
        return tuple(parts)

    def scaled(self, numerator: int | Decimal, denominator: int | Decimal = 1) -> Scale:
        """The same scale with every limit multiplied by numerator/denominator, exactly where Decimal allows."""
        return Scale(
            tuple(
                Tier(tier.name, None if tier.upto is None else tier.upto * numerator / denominator)
                for tier in self.tiers
            )
        )


def scale(limits: Iterable[tuple[str, Decimal | None]]) -> Scale:
    """A scale from names and ends."""
    return Scale(tuple(Tier(name, upto) for name, upto in limits))
