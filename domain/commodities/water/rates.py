"""The rates of a water tariff on a day: every value of the book that some terms and tariff structure make due.

Band limits are those of a whole year: they add over the households behind the meter (TICSI, pro-capite criterion).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from domain.commodities.water.offer_price import DischargeFormula, Franchise, Limit, WaterBand, WaterPrice
from domain.commodities.water.terms import WaterService, WaterTerms
from domain.kernel.rounding import EIGHT_PLACES
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

_NOT_FOR_BONUS = frozenset({"ui3"})


@attrs.frozen(eq=False)
class BandRate:
    """A band: its yearly limit for all households (None: no end), the rows that made it, its price."""

    band: WaterBand
    upto: Decimal | None
    limits: tuple[ParameterRow, ...]
    price: ParameterRow


@attrs.frozen(eq=False)
class PerCubicMetre:
    """A component charged on every m3 of a service."""

    code: str
    label: str
    service: WaterService
    row: ParameterRow


@attrs.frozen(eq=False)
class DischargeRate:
    """The prices of an industrial discharge; factor multiplies the treatment price, `parts` are what it was made of."""

    sewerage: ParameterRow | None
    treatment: ParameterRow | None
    factor: Decimal
    parts: tuple[tuple[str, Decimal, ParameterRow | None], ...]
    formula: str


@attrs.frozen(eq=False)
class LeakRate:
    """When a hidden leak is relieved, how much of its aqueduct price is left, what stays with the customer."""

    trigger: ParameterRow
    ratio: ParameterRow
    franchise: ParameterRow | None


@attrs.frozen(eq=False)
class WaterRates:
    """Everything charged by volume on a day. `provisional` is the status of the tariff where the ambit states one."""

    bands: tuple[BandRate, ...]
    flat: tuple[tuple[WaterService, ParameterRow], ...]
    per_m3: tuple[PerCubicMetre, ...]
    bonus: ParameterRow | None
    members: int
    leak: LeakRate | None
    discharge: DischargeRate | None
    provisional: bool


def rates(terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> WaterRates:
    """The rates of a supply on a day; NotInForce where one is missing."""
    return WaterRates(
        bands=tuple(_bands(terms, price, lookup, day)) if WaterService.AQUEDUCT in terms.services else (),
        flat=tuple(_flat(terms, lookup, day)),
        per_m3=tuple(_per_m3(terms, price, lookup, day)),
        bonus=lookup.value("water/bonus_volume", (), day) if terms.bonus else None,
        members=sum(households(terms, lookup, day)) if terms.bonus else 0,
        leak=_leak(terms, price, lookup, day) if terms.leak else None,
        discharge=_discharge(terms, price, lookup, day),
        provisional=_provisional(terms, lookup, day),
    )


def households(terms: WaterTerms, lookup: Lookup, day: dt.date) -> tuple[int, ...]:
    """The members of each unit; those nobody declared count the default of the pro-capite criterion."""
    unknown = terms.units - len(terms.members)
    if not unknown:
        return terms.members
    default = lookup.value("water/members_default", (), day).value
    return (*terms.members, *(int(default) for _ in range(unknown)))


def _bands(terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> Iterator[BandRate]:
    for band in price.bands:
        row = lookup.value("water/acq", (terms.ambit, terms.code, band.name), day)
        upto, limits = _limit(terms, price, band, lookup, day)
        yield BandRate(band, upto, limits, row)


def _limit(
    terms: WaterTerms, price: WaterPrice, band: WaterBand, lookup: Lookup, day: dt.date
) -> tuple[Decimal | None, tuple[ParameterRow, ...]]:
    """The yearly limit of a band over all units, and its rows, each once."""
    if band.limit is Limit.NONE:
        return None, ()
    key = (terms.ambit, terms.code, band.name)
    if band.limit is Limit.FLAT:
        row = lookup.value("water/band_limit", key, day)
        return row.value * terms.units, (row,)
    counts = [_counted(count, terms, price, lookup, day) for count in households(terms, lookup, day)]
    if band.limit is Limit.BY_MEMBERS:
        by_count = {
            count: lookup.value("water/band_limit_by_members", (*key, str(count)), day) for count in sorted(set(counts))
        }
        return sum((by_count[count].value for count in counts), Decimal(0)), tuple(by_count.values())
    slope = lookup.value("water/band_limit_per_member", key, day)
    upto = slope.value * sum(counts)
    if not band.plus_flat:
        return upto, (slope,)
    flat = lookup.value("water/band_limit", key, day)
    return upto + flat.value * terms.units, (slope, flat)


def _counted(count: int, terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> int:
    """A household as the tariff counts it, between the least and the most members it knows."""
    if price.least_members:
        count = max(count, int(lookup.value("water/members_least", (terms.ambit,), day).value))
    if price.most_members:
        count = min(count, int(lookup.value("water/members_most", (terms.ambit,), day).value))
    return count


def _flat(terms: WaterTerms, lookup: Lookup, day: dt.date) -> Iterator[tuple[WaterService, ParameterRow]]:
    for service in (WaterService.SEWERAGE, WaterService.TREATMENT):
        if service in terms.services and not terms.discharge:
            yield service, lookup.value(f"water/{service.value}", (terms.ambit, terms.code), day)


def _per_m3(terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> Iterator[PerCubicMetre]:
    for code in price.perequation:
        if terms.bonus and code in _NOT_FOR_BONUS:
            continue
        for service in terms.services:
            row = lookup.value(f"water/{code}", (service.value,), day)
            yield PerCubicMetre(code, f"Componente {code.upper()}", service, row)
    for code in price.surcharges:
        for service in terms.services:
            row = lookup.value("water/surcharge", (terms.ambit, code, service.value), day)
            yield PerCubicMetre(code, "Maggiorazione deliberata dall'ambito", service, row)


def _leak(terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> LeakRate:
    if price.leak_band not in {band.name for band in price.bands}:
        raise OfferDoesNotFit(f"hidden leaks are charged by band {price.leak_band!r}, which the tariff does not have")
    franchise = price.franchise is not Franchise.NONE
    return LeakRate(
        lookup.value("water/leak_trigger", (), day),
        lookup.value("water/leak_price_ratio", (), day),
        lookup.value("water/leak_franchise", (terms.ambit,), day) if franchise else None,
    )


def _provisional(terms: WaterTerms, lookup: Lookup, day: dt.date) -> bool:
    """Whether the ambit states that its tariff of the day is settled later."""
    if not lookup.book.has("water/tariff_status", (terms.ambit,)):
        return False
    return bool(lookup.value("water/tariff_status", (terms.ambit,), day).value)


def _discharge(terms: WaterTerms, price: WaterPrice, lookup: Lookup, day: dt.date) -> DischargeRate | None:
    if terms.discharge is None:
        return None
    if price.discharge is None:
        raise OfferDoesNotFit(f"ambit {terms.ambit} declares no formula for industrial discharges")
    sewerage = treatment = None
    if WaterService.SEWERAGE in terms.services:
        sewerage = lookup.value("water/discharge_sewerage", (terms.ambit,), day)
    if WaterService.TREATMENT in terms.services:
        treatment = lookup.value("water/discharge_treatment", (terms.ambit,), day)
    measured = {part.pollutant: part.value for part in terms.discharge.concentrations}
    factor, parts, formula = _quality(terms.ambit, price.discharge, measured, lookup, day)
    return DischargeRate(sewerage, treatment, factor, parts, formula)


def _quality(
    ambit: str, formula: DischargeFormula, measured: dict[str, Decimal], lookup: Lookup, day: dt.date
) -> tuple[Decimal, tuple[tuple[str, Decimal, ParameterRow | None], ...], str]:
    """constant + Σ weight × concentration / reference, eight decimals, with its inputs and how it is written."""
    constant = lookup.value("water/discharge_constant", (ambit,), day)
    factor, parts, text = constant.value, [("costante", constant.value, constant)], ["costante"]
    numbers: list[tuple[str, Decimal, ParameterRow | None]] = list(parts)
    for pollutant in formula.pollutants:
        if pollutant not in measured:
            raise OfferDoesNotFit(f"the discharge formula of {ambit} weighs {pollutant}, which was not declared")
        weight = lookup.value("water/discharge_weight", (ambit, pollutant), day)
        reference = lookup.value("water/discharge_reference", (ambit, pollutant), day)
        if not reference.value:
            raise OfferDoesNotFit(f"{reference.name} is zero: a concentration cannot be divided by it")
        ratio = _within(measured[pollutant] / reference.value, formula.at_least, formula.at_most)
        factor += weight.value * ratio
        numbers += [
            (f"peso {pollutant}", weight.value, weight),
            (pollutant, measured[pollutant], None),
            (f"{pollutant} rif", reference.value, reference),
        ]
        text.append(f"peso {pollutant} × {pollutant} / {pollutant} rif")
    limits = [("minimo", formula.at_least), ("massimo", formula.at_most)]
    named = " e ".join(f"{name} {value}" for name, value in limits if value is not None)
    suffix = f", rapporti {named}" if named else ""
    return EIGHT_PLACES.apply(factor), tuple(numbers), " + ".join(text) + suffix


def _within(value: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    value = value if least is None else max(value, least)
    return value if most is None else min(value, most)


def distinct(rows: Iterable[ParameterRow]) -> tuple[ParameterRow, ...]:
    """The rows, each once, in order."""
    return tuple({row.id: row for row in rows}.values())
