"""The price structures of district heating: charges, each a base, a time and a safe formula over declared factors.

Prices are free but published with their formula (TITT, 313/2019/R/tlr; MTL-T, 638/2023/R/tlr). Monomia, binomia,
avoided cost, provisional factors, volumes, tiers and indices are all sums of products of factors: nothing is evaluated
but those, so a formula is data and every number of it stands on the line.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.rounding import ROUNDINGS
from domain.kernel.validity import Period
from domain.tariffs.discount import Restart
from domain.tariffs.offer import YearlyCounter
from domain.tariffs.proration import YearShare

TIER = "$tier"
PLACEHOLDERS = ("$network", "$use", "$zone", "$vat", TIER)
"""What a key of a factor may hold in place of a text: the attributes of the supply, and the tier being priced."""


class HeatBase(enum.Enum):
    """What a charge multiplies: energy in kWh or MWh, its renewable share, or what the contract says."""

    KWH = "kwh"
    MWH = "mwh"
    RENEWABLE_KWH = "renewable_kwh"
    POWER = "contract_power_kw"
    FLOW = "contract_flow_m3h"
    VOLUME = "heated_volume_m3"
    POINT = "point"

    @property
    def is_energy(self) -> bool:
        """Whether it is measured."""
        return self in (HeatBase.KWH, HeatBase.MWH, HeatBase.RENEWABLE_KWH)


class HeatTime(enum.Enum):
    """When a charge that is not on energy is due: a price a year, a day, or a heating season."""

    YEAR = "year"
    DAY = "day"
    SEASON = "season"


@attrs.frozen
class HeatFactor:
    """One number of a formula, from one of three places: the contract (`value`), the tariff book (`path` and `key`), or
    the supply (`supply`, the name of one of its attributes).

    plus          added first: 1 for a factor (1 + rate)
    divides       the product is divided by it
    lag_months    the value of so many months before
    at_least      a lower one counts as this; at_most: a higher one
    after_months  counts only from so many months after the supply began, and as 1 before
    provisional   path of the status of its value under the same key: 1 while it is to be settled
    """

    symbol: str
    value: Decimal | None = None
    path: str = ""
    key: tuple[str, ...] = ()
    supply: str = ""
    plus: Decimal = Decimal(0)
    divides: bool = False
    lag_months: int = 0
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    after_months: int = 0
    provisional: str = ""

    def __attrs_post_init__(self) -> None:
        places = [self.value is not None, bool(self.path), bool(self.supply)]
        if sum(places) != 1:
            raise ValueError(f"factor {self.symbol} comes from the contract, the book or the supply: exactly one")
        if (self.key or self.lag_months or self.provisional) and not self.path:
            raise ValueError(f"factor {self.symbol}: key, lag and status are of a value of the book")
        unknown = [part for part in self.key if part.startswith("$") and part not in PLACEHOLDERS]
        if unknown:
            raise ValueError(f"factor {self.symbol}: {unknown[0]} is none of {', '.join(PLACEHOLDERS)}")
        if self.lag_months < 0 or self.after_months < 0:
            raise ValueError(f"factor {self.symbol}: a number of months is at least 0")

    @property
    def text(self) -> str:
        """The factor as written in a formula."""
        return f"({self.plus} + {self.symbol})" if self.plus else self.symbol


@attrs.frozen
class HeatProduct:
    """Factors multiplied and divided, one addend of a formula."""

    factors: tuple[HeatFactor, ...]

    def __attrs_post_init__(self) -> None:
        if not self.factors or all(factor.divides for factor in self.factors):
            raise ValueError("a product has at least one factor that multiplies")


@attrs.frozen
class HeatCharge:
    """One item of the price.

    formula   products, added up
    time      when it is due, for what is not energy
    credit    it is taken off, e.g. the tax credit on renewable heat
    rounding  name of the rounding of the price; empty for none
    at_least  floor of the price, at_most its cap; before rounding
    tiers     names of yearly steps of energy (January to December); limits are heat/tier_limit[network, tier], the last
              has none; the formula is priced tier by tier
    """

    code: str
    label: str
    base: HeatBase
    formula: tuple[HeatProduct, ...]
    time: HeatTime = HeatTime.YEAR
    credit: bool = False
    rounding: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    tiers: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.formula:
            raise ValueError(f"charge {self.code} has no formula")
        if self.rounding and self.rounding not in ROUNDINGS:
            raise ValueError(f"charge {self.code}: rounding is one of {', '.join(ROUNDINGS)}, got {self.rounding!r}")
        if self.tiers and self.base not in (HeatBase.KWH, HeatBase.MWH):
            raise ValueError(f"charge {self.code}: tiers are of energy, not of {self.base.value}")
        if len(set(self.tiers)) != len(self.tiers):
            raise ValueError(f"charge {self.code}: each tier once, got {', '.join(self.tiers)}")
        if not self.tiers and any(TIER in factor.key for factor in self.factors):
            raise ValueError(f"charge {self.code} has no tiers for {TIER}")

    @property
    def factors(self) -> tuple[HeatFactor, ...]:
        """All factors of the formula, in order."""
        return tuple(factor for product in self.formula for factor in product.factors)


@attrs.frozen
class Season:
    """A heating season by its first day and the first day after it, each month and day."""

    from_month: int
    from_day: int
    to_month: int
    to_day: int

    def __attrs_post_init__(self) -> None:
        self.beginning_in(2001)

    def beginning_in(self, year: int) -> Period:
        """The season that begins in a year; it may end in the next."""
        start = dt.date(year, self.from_month, self.from_day)
        stop = dt.date(year, self.to_month, self.to_day)
        return Period(start, stop if stop > start else dt.date(year + 1, self.to_month, self.to_day))


@attrs.frozen
class HeatPrice:
    """Everything a heat supply is charged, in the order of the bill.

    year    the part of a yearly price that counts for a period
    season  of prices by season; needed where there are any
    """

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()

    charges: tuple[HeatCharge, ...]
    year: YearShare = YearShare.DAYS_365
    season: Season | None = None

    def __attrs_post_init__(self) -> None:
        codes = [charge.code for charge in self.charges]
        if not codes or len(set(codes)) != len(codes):
            raise ValueError(f"a heat price has charges, each code once, got {', '.join(codes) or 'none'}")
        seasonal = [one.code for one in self.charges if not one.base.is_energy and one.time is HeatTime.SEASON]
        if seasonal and self.season is None:
            raise ValueError(f"charge {seasonal[0]} is due by season, and the price declares none")

    @property
    def counters(self) -> tuple[YearlyCounter, ...]:
        """The energy from January, once for each charge with tiers, under its code."""
        return tuple((charge.code, Restart.YEAR) for charge in self.charges if charge.tiers)
