"""Prices of services: once, again and again, or goods by instalments. Each has its own VAT.

VAT is a category whose rate is in the tariff book, or a nature with its norm where there is none (insurance-like
services: N4, DPR 633/1972 art. 10); neither: the VAT of the contract.
"""

from __future__ import annotations

import enum
import re
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.money import ZERO, Money
from domain.tariffs.offer import YearlyCounter

_NATURE = re.compile(r"N[1-7](\.\d)?\Z")
_CYCLES = (1, 2, 3, 4, 6, 12)


class Anchor(enum.Enum):
    """When a recurring charge begins again: with the calendar, or on the day of the month the contract began."""

    CALENDAR = "calendar"
    START_DAY = "start_day"


@attrs.frozen
class ServiceVat:
    """The VAT of a service: a category, or a nature with the norm that is printed; both empty for the contract's."""

    category: str = ""
    nature: str = ""
    norm: str = ""

    def __attrs_post_init__(self) -> None:
        if self.category and self.nature:
            raise ValueError(f"VAT by a category or by a nature, got {self.category!r} and {self.nature!r}")
        if bool(self.nature) != bool(self.norm) or (self.nature and not _NATURE.match(self.nature)):
            raise ValueError(f"a nature is N1 to N7 and goes with its norm, got {self.nature!r} and {self.norm!r}")


CONTRACT_VAT = ServiceVat()


@attrs.frozen
class OneOffPrice:
    """A sum charged once, on the first day of the contract."""

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    amount: Money
    vat: ServiceVat = CONTRACT_VAT


@attrs.frozen
class RecurringPrice:
    """A sum every so many months, in advance.

    anchor    calendar: with the months of the year (1, 2, 3, 4, 6 or 12 of them from January); start_day: from the
              day the contract began
    prorated  a first part cut by the calendar, and the part in which the contract ends, by days; else whole
    """

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    amount: Money
    months: int = 1
    anchor: Anchor = Anchor.CALENDAR
    prorated: bool = True
    vat: ServiceVat = CONTRACT_VAT

    def __attrs_post_init__(self) -> None:
        if self.months not in _CYCLES:
            raise ValueError(f"a charge recurs every 1, 2, 3, 4, 6 or 12 months, got {self.months}")


@attrs.frozen
class InstalmentPrice:
    """The price of goods in equal instalments; the last takes the remainder, so that they add up to the price.

    months          from one instalment to the next; the first is due on the first day of the contract
    residual_at_end what is left falls due when the contract ends; else it is not charged here
    """

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    total: Money
    count: int
    months: int = 1
    anchor: Anchor = Anchor.CALENDAR
    residual_at_end: bool = True
    vat: ServiceVat = CONTRACT_VAT

    def __attrs_post_init__(self) -> None:
        if self.total <= ZERO or self.count < 1:
            raise ValueError(f"instalments need a price above 0 and at least 1 of them, got {self.total}, {self.count}")
        if self.months not in _CYCLES:
            raise ValueError(f"an instalment is due every 1, 2, 3, 4, 6 or 12 months, got {self.months}")

    def instalment(self, number: int) -> Money:
        """The instalment `number`, from 1: the price divided and rounded down to cents, the last with the remainder.

        >>> price = InstalmentPrice(Money.of("100.00"), 3)
        >>> [str(price.instalment(i)) for i in (1, 2, 3)]
        ['33.33', '33.33', '33.34']
        """
        if not 1 <= number <= self.count:
            raise ValueError(f"instalments are numbered 1 to {self.count}, got {number}")
        cents, left = divmod(int(self.total.amount.scaleb(2)), self.count)
        return Money(Decimal(cents + (left if number == self.count else 0)).scaleb(-2))


ServicePrice = OneOffPrice | RecurringPrice | InstalmentPrice
