"""What of a yearly counter was charged elsewhere, before this platform bills the contract.

A contract that another system billed brings it along, so that bands, tiers and limits of the year go on from it.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.validity import months_later


@attrs.frozen
class CounterOpening:
    """How much of one year of a counter stands charged elsewhere.

    counter     its name: calendar_year or thermal_year of gas, energy of tiers and discounts, the charge of heat
    year_start  the first day of the year it counts
    quantity    charged from that day, or from the first day of the contract, to `until`; in the unit of the commodity
    until       the first day that is not in it, and that is billed here
    """

    counter: str
    year_start: dt.date
    quantity: Decimal
    until: dt.date

    def __attrs_post_init__(self) -> None:
        if not self.counter.strip():
            raise ValueError(f"opening from {self.year_start}: needs the name of its counter, got {self.counter!r}")
        if not (self.quantity.is_finite() and self.quantity >= 0):
            raise ValueError(f"opening of {self.counter}: what was charged is 0 or more, got {self.quantity}")
        if not self.year_start < self.until <= months_later(self.year_start, 12):
            raise ValueError(
                f"opening of {self.counter}: ends after {self.year_start} and within its year, got {self.until}"
            )
