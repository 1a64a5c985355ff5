"""Excise on electricity: how much of a month's energy is taxed.

Norms: TUA art. 52 (D.Lgs 504/1995, as rewritten by D.Lgs 43/2025). A resident's dwelling up to a power has a monthly
exemption that is taken back kWh by kWh above a second threshold; other uses pay by steps of the month. Thresholds and
rates come from the tariff book. A recalculation of a month already billed taxes the difference.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.commodities.electricity.terms import ElectricityTerms, ExciseUse
from domain.pricing.taxes.tax import EXCISE, Tax, TaxedEnergy
from domain.tariffs.book import Place
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

_RATE = "excise/electricity"
_CLASSES = ("up_to_1.5", "up_to_3")


@attrs.frozen
class Exemption:
    """The monthly exemption of a power class, kWh a month: exempt up to one threshold, taken back above the other."""

    exempt: ParameterRow
    recapture: ParameterRow


def electricity_excise_values(terms: ElectricityTerms) -> tuple[Place, ...]:
    """The rates and thresholds of the use of some terms."""
    if terms.excise is ExciseUse.EXEMPT:
        return ()
    if terms.excise is ExciseUse.OTHER:
        rates = ((_RATE, ("other_low",)), (_RATE, ("other_high",)))
        thresholds = tuple(("excise/electricity_other_threshold", (step,)) for step in ("low", "high"))
        return (*rates, *thresholds, ("excise/electricity_other_fixed", ()))
    rate = (_RATE, ("dwelling",))
    if terms.excise is ExciseUse.DWELLING:
        return (rate,)
    exemption = ("excise/electricity_power_limit", "excise/electricity_exempt", "excise/electricity_recapture")
    return (rate, *((path, (power_class,)) for path in exemption for power_class in _CLASSES))


def taxed_with_exemption(energy: Decimal, exempt: Decimal, recapture: Decimal, months: int = 1) -> Decimal:
    """The taxed part of `energy` over `months`, thresholds a month. Never below zero, never above `energy`.

    >>> taxed_with_exemption(Decimal(225), Decimal(150), Decimal(220))
    Decimal('80')
    """
    above = max(energy - exempt * months, Decimal(0))
    back = max(energy - recapture * months, Decimal(0))
    return min(energy, above + back)


def exemption_for(terms: ElectricityTerms, lookup: Lookup, day: dt.date) -> Exemption | None:
    """The exemption of a resident's dwelling by committed power; None above the last class and for other uses."""
    if terms.excise is not ExciseUse.RESIDENT_DWELLING:
        return None
    for power_class in _CLASSES:
        limit = lookup.value("excise/electricity_power_limit", (power_class,), day)
        if terms.committed_kw <= limit.value:
            return Exemption(
                lookup.value("excise/electricity_exempt", (power_class,), day),
                lookup.value("excise/electricity_recapture", (power_class,), day),
            )
    return None


def taxed_energy(
    terms: ElectricityTerms, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
) -> tuple[TaxedEnergy, ...]:
    """How `energy` is taxed, when `already` kWh of the same months were billed before it.

    Nothing for an exempt use. For a dwelling one part; for other uses one part a step that is touched.
    """
    if terms.excise is ExciseUse.EXEMPT:
        return ()
    if terms.excise is ExciseUse.OTHER:
        return _by_steps(energy, already, lookup, day, months)
    rate = lookup.value(_RATE, ("dwelling",), day)
    exemption = exemption_for(terms, lookup, day)
    if exemption is None:
        return (TaxedEnergy(energy, rate),)
    exempt, recapture = exemption.exempt.value, exemption.recapture.value
    taxed = taxed_with_exemption(already + energy, exempt, recapture, months) - taxed_with_exemption(
        already, exempt, recapture, months
    )
    return (TaxedEnergy(taxed, rate, (exemption.exempt, exemption.recapture), exempt=energy - taxed),)


def _by_steps(energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int) -> tuple[TaxedEnergy, ...]:
    """Up to the first threshold the low rate, above it the high-use rate; a month above the second threshold pays the
    low rate on the first step and one fixed sum for all the rest.

    What was charged before is never charged again: the bill that passes the second threshold gives back what the rest
    had paid by the kWh and charges the fixed sum, a later bill of the same month charges nothing for the rest.
    """
    first = lookup.value("excise/electricity_other_threshold", ("low",), day)
    low = lookup.value(_RATE, ("other_low",), day)
    step = first.value * months
    below = min(already + energy, step) - min(already, step)
    parts = [TaxedEnergy(below, low, (first,))]
    above = energy - below
    if above > 0:
        second = lookup.value("excise/electricity_other_threshold", ("high",), day)
        limit, charged = second.value * months, max(already - step, Decimal(0))
        if already + energy <= limit:
            parts.append(TaxedEnergy(above, lookup.value(_RATE, ("other_high",), day), (first, second)))
        elif already <= limit:
            if charged:
                high = lookup.value(_RATE, ("other_high",), day)
                parts.append(TaxedEnergy(-charged, high, (first, second)))
            fixed = lookup.value("excise/electricity_other_fixed", (), day)
            parts.append(TaxedEnergy(Decimal(months), fixed, (first, second), fixed=True))
    return tuple(part for part in parts if part.energy)


ELECTRICITY_EXCISE = Tax(EXCISE, "Accisa", taxed_energy, electricity_excise_values, frozenset({_RATE}))
