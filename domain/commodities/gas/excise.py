"""Excise and regional surcharge on natural gas: which rate each Smc of a year is taxed at.

Norms: TUA art. 26 (D.Lgs 504/1995; names of uses changed by D.Lgs 43/2025 from 2026) and the regional surcharges on
it. Civil uses pay by bands of the calendar year, industrial ones by two steps, vehicle fuel one rate. What counts is
the gas of the year that was charged before. Limits and rates come from the tariff book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs

from domain.commodities.gas.terms import GasTerms, GasUse
from domain.pricing.taxes.tax import EXCISE
from domain.tariffs.book import Place
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow
from domain.tariffs.scale import Scale, Tier

_CIVIL = ("0-120", "120-480", "480-1560", "over_1560")
_INDUSTRIAL = ("up_to_1200000", "over_1200000")
_LIMITS = {GasUse.CIVIL: ("excise/gas_limit", _CIVIL), GasUse.INDUSTRIAL: ("excise/gas_industrial_limit", _INDUSTRIAL)}


@attrs.frozen
class ExciseLimits:
    """A scale with the rows its ends were read from, by tier; tiers without an end have none."""

    scale: Scale
    rows: dict[str, ParameterRow]


def limits_of(path: str, tiers: tuple[str, ...], lookup: Lookup, day: dt.date) -> ExciseLimits:
    """The scale of some tiers whose ends are values of `path`, but for the last, which has none.

    The rows are not remembered as used: who fills a tier notes its row.
    """
    rows = {tier: lookup.peek(path, (tier,), day) for tier in tiers[:-1]}
    ends = (*(Tier(tier, row.value) for tier, row in rows.items()), Tier(tiers[-1], None))
    return ExciseLimits(Scale(ends), rows)


def gas_tax_values(terms: GasTerms) -> tuple[Place, ...]:
    """The rates of excise and surcharge of the use of some terms, and the limits of their bands."""
    if terms.use is GasUse.EXEMPT:
        return ()
    if terms.use is GasUse.VEHICLE:
        return (("excise/gas_vehicle", ()),)
    path, tiers = _LIMITS[terms.use]
    if terms.use is GasUse.INDUSTRIAL:
        rates: list[Place] = [("excise/gas_industrial", ()), ("surcharge/gas_industrial", (terms.region,))]
    else:
        rates = [("excise/gas", (terms.excise_zone,)), ("surcharge/gas", (terms.region,))]
    return (
        *((path, (tier,)) for tier in tiers[:-1]),
        *((rate, (*key, tier)) for rate, key in rates for tier in tiers),
    )


def excise_limits(terms: GasTerms, lookup: Lookup, day: dt.date) -> ExciseLimits:
    """The bands of the year of some use; one without end where the rate does not depend on the volume."""
    if terms.use not in _LIMITS:
        return ExciseLimits(Scale((Tier("", None),)), {})
    path, tiers = _LIMITS[terms.use]
    return limits_of(path, tiers, lookup, day)


def excise_rate(terms: GasTerms, tier: str, lookup: Lookup, day: dt.date) -> ParameterRow | None:
    """The rate of the excise in a band; None for an exempt use."""
    if terms.use is GasUse.CIVIL:
        return lookup.value("excise/gas", (terms.excise_zone, tier), day)
    if terms.use is GasUse.INDUSTRIAL:
        return lookup.value("excise/gas_industrial", (tier,), day)
    return lookup.value("excise/gas_vehicle", (), day) if terms.use is GasUse.VEHICLE else None


def surcharge_rate(terms: GasTerms, tier: str, lookup: Lookup, day: dt.date) -> ParameterRow | None:
    """The rate of the regional surcharge in a band; None for a use that pays none, and where it is zero."""
    if terms.use is GasUse.CIVIL:
        rate = lookup.value("surcharge/gas", (terms.region, tier), day)
    elif terms.use is GasUse.INDUSTRIAL:
        rate = lookup.value("surcharge/gas_industrial", (terms.region, tier), day)
    else:
        return None
    return rate if rate.value else None


@attrs.frozen
class BandedTax:
    """A tax whose rate goes by the band of the year that gas lies in.

    rate  the rate under some terms in a band on a day; None where the tax is not due
    """

    code: str
    label: str
    rate: Callable[[GasTerms, str, Lookup, dt.date], ParameterRow | None]


GAS_TAXES = (
    BandedTax(EXCISE, "Accisa", excise_rate),
    BandedTax("surcharge", "Addizionale regionale", surcharge_rate),
)
"""The taxes on gas, in the order they are printed."""

GAS_TAX_RATES = frozenset(
    {"excise/gas", "excise/gas_industrial", "excise/gas_vehicle", "surcharge/gas", "surcharge/gas_industrial"}
)
"""The paths of their rates."""
