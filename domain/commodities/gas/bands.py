"""Gas by where it falls in the year: network band, excise band, VAT.

Four things count over a year: the bands of τ3 and UG2 (calendar or thermal year), the bands of the excise and of the
regional surcharge, and the limit of the reduced VAT (calendar year). A piece of consumption is cut wherever one of
them changes, so that every line has one band and one rate. Practice of VAT: the reduced rate is on the volumetric
part of the first Smc of the year alone; fixed fees are at the ordinary one (Portale Offerte, reference 2.6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

import attrs

from domain.commodities.gas.components import BANDED, NETWORK_BANDS
from domain.commodities.gas.excise import ExciseLimits, excise_limits, limits_of
from domain.commodities.gas.terms import GasTerms, GasVat
from domain.kernel.rounding import SIX_PLACES
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Component
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow
from domain.tariffs.scale import Filled, Scale, Tier

CIVIL_VAT = "vat/gas"
"""Where the rates of the VAT of civil uses stand."""

_REDUCED, _ORDINARY = "reduced", "ordinary"
K = TypeVar("K")


@attrs.frozen
class GasVats:
    """The two treatments of a supply: up to the yearly limit of volume, and for all the rest."""

    reduced: Vat
    ordinary: Vat

    @property
    def is_one(self) -> bool:
        """Whether everything is treated the same."""
        return self.reduced == self.ordinary


def gas_vats(terms: GasTerms, treatment: Vat, lookup: Lookup, day: dt.date) -> GasVats:
    """The treatments for VAT due on `day`; `treatment` is that of the contract, and all where it has a nature."""
    if treatment.nature or terms.vat is not GasVat.CIVIL:
        return GasVats(treatment, treatment)
    low = lookup.value(CIVIL_VAT, ("civil_up_to_480",), day).value
    high = lookup.value(CIVIL_VAT, ("civil_over_480",), day).value
    return GasVats(attrs.evolve(treatment, rate=low), attrs.evolve(treatment, rate=high))


@attrs.frozen
class PartOfYear:
    """The days of a counter's year that are supplied, over those of a whole one."""

    days: int
    whole: ParameterRow

    def of(self, limits: ExciseLimits) -> ExciseLimits:
        """The limits for those days, six decimals."""
        tiers = (
            Tier(tier.name, None if tier.upto is None else SIX_PLACES.apply(tier.upto * self.days / self.whole.value))
            for tier in limits.scale.tiers
        )
        return ExciseLimits(Scale(tuple(tiers)), limits.rows)


@attrs.frozen
class YearScales:
    """The scales one piece of consumption fills."""

    network: ExciseLimits
    excise: ExciseLimits
    vat: Scale
    vats: GasVats
    part: PartOfYear | None = None


def year_scales(
    terms: GasTerms,
    vats: GasVats,
    lookup: Lookup,
    day: dt.date,
    *,
    network_part: PartOfYear | None = None,
    excise_part: PartOfYear | None = None,
) -> YearScales:
    """The scales in force on `day`. The limit of the reduced VAT is never cut by days."""
    network = limits_of("gas/band_limit", NETWORK_BANDS, lookup, day)
    excise = excise_limits(terms, lookup, day)
    vat = Scale((Tier(_ORDINARY, None),))
    if not vats.is_one:
        limit = lookup.value("vat/gas_limit", (), day)
        vat = Scale((Tier(_REDUCED, limit.value), Tier(_ORDINARY, None)))
    return YearScales(
        network_part.of(network) if network_part else network,
        excise_part.of(excise) if excise_part else excise,
        vat,
        vats,
        network_part or excise_part,
    )


@attrs.frozen
class GasSlice:
    """Gas that has one network band, one excise band and one VAT."""

    quantity: Decimal
    band: str
    step: str
    vat: Vat


def slices(scales: YearScales, quantity: Decimal, network_used: Decimal, year_used: Decimal) -> tuple[GasSlice, ...]:
    """`quantity` cut at every limit, in order; their sum is `quantity`.

    network_used is what the year of the network bands has seen before, year_used what the calendar year has.
    """
    fills = (
        scales.network.scale.fill(network_used, quantity),
        scales.excise.scale.fill(year_used, quantity),
        scales.vat.fill(year_used, quantity),
    )
    made = []
    for part, (network, excise, vat) in overlaid(fills):
        rate = scales.vats.reduced if vat.name == _REDUCED else scales.vats.ordinary
        made.append(GasSlice(part, network.name, excise.name, rate))
    return tuple(made)


def overlaid(fills: tuple[tuple[Filled, ...], ...]) -> Iterator[tuple[Decimal, tuple[Tier, ...]]]:
    """Partitions of one quantity laid over each other: each common part, with its tier in every partition."""
    ends = [_ends(fill) for fill in fills]
    cuts = sorted({end for each in ends for end in each})
    for start, stop in zip((Decimal(0), *cuts), cuts, strict=False):
        tiers = [fill[sum(end <= start for end in each)].tier for fill, each in zip(fills, ends, strict=True)]
        yield stop - start, tuple(tiers)


def _ends(fill: tuple[Filled, ...]) -> list[Decimal]:
    ends, reached = [], Decimal(0)
    for part in fill:
        reached += part.quantity
        ends.append(reached)
    return ends


def by(parts: Iterable[GasSlice], key: Callable[[GasSlice], K]) -> Mapping[K, Decimal]:
    """The gas of some slices by a key, in order."""
    sums: dict[K, Decimal] = {}
    for part in parts:
        sums[key(part)] = sums.get(key(part), Decimal(0)) + part.quantity
    return sums


def by_vat(parts: Iterable[GasSlice]) -> Mapping[Vat, Decimal]:
    """The gas by VAT."""
    return by(parts, lambda part: part.vat)


def billed(component: Component, parts: tuple[GasSlice, ...]) -> Mapping[Vat, Decimal]:
    """The gas a component is charged on, by VAT: that of its band, or all of it."""
    if component.path in BANDED:
        return by_vat(part for part in parts if part.band == component.key[-1])
    return by_vat(parts)


def band_of(component: Component) -> str:
    """The yearly band of a component, empty for one without."""
    return component.key[-1] if component.path in BANDED else ""
