"""Quantities and prices with their units. Units do not mix: multiplying a price by another unit is an error."""

from __future__ import annotations

import enum
from decimal import Decimal

import attrs


class Unit(enum.Enum):
    """What is counted. The value is what is printed."""

    KWH = "kWh"
    KW = "kW"
    KVARH = "kvarh"
    SMC = "Smc"
    M3 = "m3"
    GJ = "GJ"
    MINUTE = "min"
    SECOND = "s"
    MESSAGE = "SMS"
    KILOBYTE = "KB"
    DAY = "giorno"
    MWH = "MWh"
    M3_PER_HOUR = "m3/h"  # contract flow of district heating
    DWELLING = "unità"  # one housing unit behind a meter
    MEMBER = "componente"  # one member of a household
    POINT = "punto"  # one supply point: what a fee per POD, PDR or line is charged on
    EURO = "EUR"  # the base of a percentage

    __hash__ = object.__hash__  # members are single; the hash of an enum is worked out in Python, and bills ask often


class UnitsDiffer(ValueError):
    """Two units met that cannot be combined."""


@attrs.frozen
class Quantity:
    """A finite amount of one unit.

    >>> str(Quantity(Decimal("45"), Unit.KWH))
    '45 kWh'
    """

    value: Decimal
    unit: Unit

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"a quantity is finite, got {self.value}")

    def __str__(self) -> str:
        return f"{self.value} {self.unit.value}"

    def __add__(self, other: Quantity) -> Quantity:
        if self.unit is not other.unit:
            raise UnitsDiffer(f"cannot add {other} to {self}")
        return Quantity(self.value + other.value, self.unit)


@attrs.frozen
class Price:
    """Euro per unit, or euro per unit and year when `yearly`.

    >>> str(Price(Decimal("23.52"), Unit.KW, yearly=True))
    '23.52 EUR/kW/anno'
    """

    value: Decimal
    per: Unit
    yearly: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite():
            raise ValueError(f"a price is finite, got {self.value}")

    def __str__(self) -> str:
        return f"{self.value} {self.unit_text}"

    @property
    def unit_text(self) -> str:
        """EUR/kWh, EUR/kW/anno ..."""
        return _UNIT_TEXTS[self.per, self.yearly]


_UNIT_TEXTS = {
    (unit, yearly): f"EUR/{unit.value}{'/anno' if yearly else ''}" for unit in Unit for yearly in (False, True)
}
