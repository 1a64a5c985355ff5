"""An offer: the seller's own prices, and which regulated components of the sale it passes on.

An offer is data. Fixed prices include network losses; indexed ones add them to the index, and to the spread only
where the contract says so (reference 1.1). Bands: "M" one price, "F1"/"F2"/"F3", "F23" for F2 and F3 together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import ClassVar, Protocol

import attrs

from domain.kernel.validity import Period
from domain.tariffs.component import Basis, Block
from domain.tariffs.discount import Discount, Restart
from domain.tariffs.scale import Scale, Tier

INCLUDABLE = (Block.NETWORK, Block.CHARGES)
_BAND_SETS = (frozenset({"M"}), frozenset({"F1", "F2", "F3"}), frozenset({"F1", "F23"}))


YearlyCounter = tuple[str, Restart]
"""A counter of energy as the facts of a bill name it, and when it begins again."""

ENERGY_COUNTER = "energy"
"""Name of the counter that tiers and discounts on energy go by."""


class OfferPrice(Protocol):
    """What an offer charges for the commodity: a structure of all commodities, or one that a commodity declares.

    is_fixed    whether its price of energy does not follow an index
    time_bands  the bands it prices, in order; none where it has no price by band
    counters    the counters of energy it goes by
    """

    @property
    def is_fixed(self) -> bool: ...

    @property
    def time_bands(self) -> tuple[str, ...]: ...

    @property
    def counters(self) -> tuple[YearlyCounter, ...]: ...


@attrs.frozen
class BandPrice:
    """A price for one time band, EUR per unit of energy."""

    band: str
    value: Decimal


class NegativePrice(ValueError):
    """A fixed price of energy is below zero: only one that follows an index can be, and a discount stands apart."""


def _check_fixed(values: Iterable[Decimal]) -> None:
    for value in values:
        if not value >= 0:
            raise NegativePrice(
                f"a fixed price is at least 0, got {value}; write what is taken off as a discount, or follow an index"
            )


def _check_bands(prices: Iterable[BandPrice]) -> None:
    bands = [price.band for price in prices]
    if frozenset(bands) not in _BAND_SETS or len(set(bands)) != len(bands):
        raise ValueError(f"prices by band are M, or F1 F2 F3, or F1 F23; got {' '.join(bands) or 'none'}")


@attrs.frozen
class FixedPrice:
    """The same price all the time, at least 0; losses are included."""

    is_fixed: ClassVar[bool] = True
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    prices: tuple[BandPrice, ...]

    def __attrs_post_init__(self) -> None:
        _check_bands(self.prices)
        _check_fixed(price.value for price in self.prices)

    @property
    def time_bands(self) -> tuple[str, ...]:
        """The bands of its prices."""
        return tuple(price.band for price in self.prices)


@attrs.frozen
class IndexedPrice:
    """Index plus spread.

    index             parameter path of the index, EUR per unit, a row a month; the band is its key when by_band
    spreads           added to the index, by band of the offer
    losses_on_index   (1 + lambda) on the index
    losses_on_spread  (1 + lambda) on the spread as well
    hourly            the price of each hour of the load curve, or quarter-hour where the series has it, from the
                      series named `index`
    months            the index is the mean of so many months of the year: 1, 2 (bimester) or 3 (quarter)
    zonal             the index is that of the market zone of the supply: the zone is its (first) key, and ":zone" ends
                      the name of an hourly series
    """

    is_fixed: ClassVar[bool] = False
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    index: str
    spreads: tuple[BandPrice, ...]
    losses_on_index: bool = True
    losses_on_spread: bool = False
    by_band: bool = False
    hourly: bool = False
    zonal: bool = False
    months: int = 1

    def __attrs_post_init__(self) -> None:
        _check_bands(self.spreads)
        if self.hourly and len(self.spreads) != 1:
            raise ValueError("an hourly price has one spread, for band M")
        if self.months not in (1, 2, 3) or (self.hourly and self.months != 1):
            raise ValueError(f"an index is of 1, 2 or 3 months, and of 1 where it is hourly; got {self.months}")

    @property
    def time_bands(self) -> tuple[str, ...]:
        """The bands of its spreads."""
        return tuple(price.band for price in self.spreads)

    def averaged(self, day: dt.date) -> tuple[dt.date, ...]:
        """The first days of the months the index of `day` is the mean of; bimesters and quarters begin in January."""
        start = day.month - (day.month - 1) % self.months
        return tuple(dt.date(day.year, month, 1) for month in range(start, start + self.months))

    def key(self, zone: str, band: str) -> tuple[str, ...]:
        """The key of the index for a market zone and a band."""
        return ((zone,) if self.zonal else ()) + ((band,) if self.by_band else ())


@attrs.frozen
class RegulatedPrice:
    """No price of the seller's: everything charged is a regulated tariff, or fees."""

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()


@attrs.frozen
class PriceTier:
    """A price up to a quantity of energy; None where it does not end."""

    upto: Decimal | None
    value: Decimal


@attrs.frozen
class TieredPrice:
    """A price that changes as energy is used, losses included; the counter begins again every month or year.

    The tiers rise and the last has no end; no price is below 0.
    """

    is_fixed: ClassVar[bool] = True
    time_bands: ClassVar[tuple[str, ...]] = ("M",)

    tiers: tuple[PriceTier, ...]
    restart: Restart = Restart.YEAR

    def __attrs_post_init__(self) -> None:
        self.scale()
        _check_fixed(tier.value for tier in self.tiers)

    @property
    def counters(self) -> tuple[YearlyCounter, ...]:
        """The energy, counted from where its tiers begin again."""
        return ((ENERGY_COUNTER, self.restart),)

    def scale(self) -> Scale:
        """The tiers as a scale; each is named by its place, from 0."""
        return Scale(tuple(Tier(str(i), tier.upto) for i, tier in enumerate(self.tiers)))


GENERAL_PRICES: Mapping[str, type[OfferPrice]] = {
    "fixed": FixedPrice,
    "indexed": IndexedPrice,
    "regulated": RegulatedPrice,
    "tiered": TieredPrice,
}
"""The structures any commodity may use, by the name in documents; a commodity declares its own."""


@attrs.frozen
class SellerFee:
    """A fee of the seller's own: EUR a year per point or kW, EUR per unit of energy, or EUR on the first day of the
    contract.

    One below zero takes off the sale part of a bill no more than the rest of it comes to.
    """

    code: str
    label: str
    value: Decimal
    basis: Basis = Basis.POINT


@attrs.frozen
class PowerLimits:
    """From which committed power to which, kW, both included; None where there is no limit."""

    lowest_kw: Decimal | None = None
    highest_kw: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        given = [limit for limit in (self.lowest_kw, self.highest_kw) if limit is not None]
        if not given or given != sorted(given) or not all(limit.is_finite() and limit >= 0 for limit in given):
            raise ValueError(f"limits of power rise from 0, got {self.lowest_kw} .. {self.highest_kw} kW")

    def __contains__(self, power_kw: Decimal) -> bool:
        above = self.lowest_kw is None or power_kw >= self.lowest_kw
        return above and (self.highest_kw is None or power_kw <= self.highest_kw)

    def __str__(self) -> str:
        lowest = "" if self.lowest_kw is None else f"from {self.lowest_kw} "
        return f"{lowest}kW" if self.highest_kw is None else f"{lowest}to {self.highest_kw} kW"


@attrs.frozen
class Offer:
    """What a customer signed.

    customers  the customer classes it is for, as the commodity names them
    passes     codes of the regulated sale components it passes on, e.g. cdispd, dispbt, pcv
    validity   the days on which it can be signed; expiry of a contract's conditions is on the contract
    discounts  what it takes off, in the order they are applied
    includes   blocks its own prices already include: their regulated components are not charged (all-inclusive offers)
    power      the committed power it can be signed for; None for any
    joint      families of offers it is sold with (dual offers)
    alone      whether it is sold without one of these
    """

    code: str
    name: str
    commodity: str
    customers: frozenset[str]
    price: OfferPrice
    fees: tuple[SellerFee, ...]
    passes: tuple[str, ...]
    validity: Period
    description: str = ""
    portal_code: str = ""
    discounts: tuple[Discount, ...] = ()
    includes: tuple[Block, ...] = ()
    power: PowerLimits | None = None
    joint: tuple[str, ...] = ()
    alone: bool = True

    def __attrs_post_init__(self) -> None:
        wrong = [block.value for block in self.includes if block not in INCLUDABLE]
        if wrong:
            raise ValueError(f"offer {self.code}: its prices include network and charges at most, got {wrong[0]}")

    @property
    def is_fixed(self) -> bool:
        """Whether its energy price does not follow an index."""
        return self.price.is_fixed

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands it prices, in order; none where it has no price by band."""
        return self.price.time_bands
