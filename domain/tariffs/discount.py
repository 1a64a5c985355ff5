"""A discount of an offer: how much off what, for how long, on which condition.

Norms: 315/2024/R/com annex A (discounts stand apart in the bill), 386/2025/R/com; the Portale Offerte describes
the same with Sconto TIPOLOGIA, VALIDITA, CONDIZIONE and IVA_SCONTO (reference 5.2, 5.3). Values are positive, what they
take off is negative.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import attrs

from domain.kernel.validity import Period, months_later


class DiscountExceedsBase(ValueError):
    """A discount takes off more than what it is taken off, as written or on a bill."""


class Off(enum.Enum):
    """What a value is: a ratio of the base, EUR per unit of energy, EUR a year, EUR once on the first day."""

    RATIO = "ratio"
    ENERGY = "energy"
    YEARLY = "yearly"
    ONCE = "once"


class Base(enum.Enum):
    """What it is taken off, and may not exceed: the energy price, the whole sale part, the seller's fixed fees."""

    ENERGY = "energy"
    SALE = "sale"
    FIXED_FEE = "fixed_fee"


class Restart(enum.Enum):
    """When a counter of energy begins again: each calendar month, each calendar year, each year of the contract."""

    MONTH = "month"
    YEAR = "year"
    CONTRACT_YEAR = "contract_year"


@attrs.frozen
class Discount:
    """One discount.

    value      above 0: a ratio (0.10 is ten per cent), EUR/kWh, EUR/year or EUR, as `off` says
    upto       only the first so much energy of every `restart` period has it; None for all of it
    months     how many months it lasts; None without end
    after      how many months after the first day of the contract it begins
    period     the days it holds, where it is bound to dates
    condition  what the contract must say for it to be due, e.g. direct_debit; empty for nothing
    vat        taken off before VAT; False: after it
    """

    code: str
    label: str
    value: Decimal
    off: Off
    base: Base = Base.SALE
    upto: Decimal | None = None
    restart: Restart = Restart.CONTRACT_YEAR
    months: int | None = None
    period: Period | None = None
    condition: str = ""
    vat: bool = True
    after: int = 0

    def __attrs_post_init__(self) -> None:
        what = f"discount {self.code}"
        if not self.value > 0:
            raise ValueError(f"{what}: the value is above 0, it is taken off; got {self.value}")
        if self.off is Off.RATIO and self.value > 1:
            raise DiscountExceedsBase(f"{what}: a ratio is at most 1, got {self.value}; ten per cent is 0.10")
        if self.upto is not None and (self.off is not Off.ENERGY or self.upto <= 0):
            raise ValueError(f"{what}: a first part of the energy goes with a discount per unit of energy, above 0")
        if self.after < 0 or (self.after and self.period is not None):
            raise ValueError(f"{what}: begins so many months after the contract, or between dates, not both")
        if self.months is not None and (self.months < 1 or self.period is not None):
            raise ValueError(f"{what}: lasts so many months, at least 1, or between dates, not both")

    def days(self, contract: Period) -> Period | None:
        """The days of `contract` on which it holds; None where there are none."""
        start = months_later(contract.start, self.after)
        if self.months is not None:
            return contract.meet(Period(start, months_later(contract.start, self.after + self.months)))
        if self.after:
            return contract.meet(Period(start))
        return contract.meet(self.period) if self.period is not None else contract


def counting_from(restart: Restart, day: dt.date, contract_start: dt.date) -> Period:
    """The counting period `day` lies in; a year of the contract begins on the anniversary of its first day.

    >>> counting_from(Restart.CONTRACT_YEAR, dt.date(2026, 3, 1), dt.date(2024, 5, 10)).start
    datetime.date(2025, 5, 10)
    """
    if restart is Restart.MONTH:
        first = day.replace(day=1)
        return Period(first, months_later(first, 1))
    if restart is Restart.YEAR:
        first = dt.date(day.year, 1, 1)
        return Period(first, months_later(first, 12))
    years = day.year - contract_start.year
    start = months_later(contract_start, 12 * years)
    if start > day:
        start = months_later(contract_start, 12 * (years - 1))
        return Period(start, months_later(contract_start, 12 * years))
    return Period(start, months_later(contract_start, 12 * (years + 1)))
