"""Lines of water: aqueduct by bands, sewerage and treatment on every m3, perequation, fixed quotas, discharges.

Band limits are scaled by days and filled in order within each slice of days with the same rates; each line rounds once
(TICSI; reference A.11). What lowers the bill, the social bonus and the relief of hidden leaks, is in water_relief.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.commodities.water.offer_price import FixedPer, WaterPrice
from domain.commodities.water.rates import DischargeRate, WaterRates, households, rates
from domain.commodities.water.relief import bonus_lines, leak_lines, leak_volumes
from domain.commodities.water.slice import WaterSlice
from domain.commodities.water.terms import WaterService, WaterTerms
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import Period
from domain.pricing.line import Input, Line, Share, priced_line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.cuts import TermsPiece
from domain.pricing.lines.metered_slice import constant, new_years, used_by_slice, year_share
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.component import Block, Quota
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow
from domain.tariffs.proration import YearShare

SERVICE_NAMES = {
    WaterService.AQUEDUCT: "acquedotto",
    WaterService.SEWERAGE: "fognatura",
    WaterService.TREATMENT: "depurazione",
}
"""The services as printed; also the band of a component charged on each."""

_LABELS = {service: name.capitalize() for service, name in SERVICE_NAMES.items()}


def water_lines(context: LineContext) -> Iterator[Line]:
    """Every line of a water supply: by volume first, then fixed quotas, then bonus and relief."""
    slices = water_slices(context)
    leaks = leak_volumes(slices)
    for each in slices:
        yield from _band_lines(each)
    for each in slices:
        yield from _flat_lines(each)
    for each in slices:
        if each.rates.discharge:
            yield from _discharge_lines(each, each.rates.discharge)
    for each, leak in zip(slices, leaks, strict=True):
        yield from leak_lines(each, leak)
    for each, leak in zip(slices, leaks, strict=True):
        yield from _per_m3_lines(each, leak.uncharged if leak else Decimal(0))
    yield from _fixed_lines(context)
    for each in slices:
        yield from bonus_lines(each)


def water_slices(context: LineContext) -> tuple[WaterSlice, ...]:
    """The period by rates, each slice with its volume; the volumes sum to what was measured."""
    found: list[tuple[TermsPiece, WaterTerms, WaterPrice, Period, WaterRates]] = []
    for piece in context.terms:
        price, terms = structure(piece), piece.terms.supply
        assert isinstance(terms, WaterTerms), "a water contract has water terms"

        def on(lookup: Lookup, day: dt.date, terms: WaterTerms = terms, price: WaterPrice = price) -> WaterRates:
            return rates(terms, price, lookup, day)

        edges = new_years(piece.period) if price.band_year is YearShare.CALENDAR else ()
        found += [(piece, terms, price, period, rate) for period, rate in constant(context, piece, on, edges)]
    places = max(price.volume_decimals for _, _, price, _, _ in found)
    periods = tuple(period for _, _, _, period, _ in found)
    volumes = used_by_slice(context.facts.consumption, periods, places)
    return tuple(
        WaterSlice(context, terms, price, period, rate, volume)
        for (_, terms, price, period, rate), volume in zip(found, volumes, strict=True)
    )


def structure(piece: TermsPiece) -> WaterPrice:
    """The tariff structure of an offer of water."""
    if not isinstance(piece.offer.price, WaterPrice):
        raise OfferDoesNotFit(f"offer {piece.offer.code} has no water tariff structure")
    return piece.offer.price


def _band_lines(each: WaterSlice) -> Iterator[Line]:
    rate_of = {rate.band.name: rate for rate in each.rates.bands}
    for part in each.scale.fill(Decimal(0), each.volume) if rate_of else ():
        rate = rate_of[part.tier.name]
        limits = tuple(row_input(f"limite annuo {i}", row, "m3/anno") for i, row in enumerate(rate.limits, 1))
        note = ""
        if rate.upto is not None and part.tier.upto is not None:
            note = f"Fino a {each.text(part.tier.upto)} nel periodo, {each.text(rate.upto)} l'anno"
        yield each.per_m3(
            WaterService.AQUEDUCT.value,
            f"{_LABELS[WaterService.AQUEDUCT]}, {rate.band.label}",
            part.quantity,
            rate.price.value,
            "prezzo",
            (row_input("prezzo", rate.price, "EUR/m3"), *limits),
            band=part.tier.name,
            note=note,
        )


def _flat_lines(each: WaterSlice) -> Iterator[Line]:
    for service, row in each.rates.flat:
        inputs = (row_input("prezzo", row, "EUR/m3"),)
        yield each.per_m3(service.value, _LABELS[service], each.volume, row.value, "prezzo", inputs)


def _per_m3_lines(each: WaterSlice, uncharged: Decimal) -> Iterator[Line]:
    """Perequation; what a leak took back of sewerage and treatment bears none."""
    for part in each.rates.per_m3:
        if not part.row.value:
            continue
        volume = each.discharged if part.service is not WaterService.AQUEDUCT else each.volume
        if part.service is not WaterService.AQUEDUCT:
            volume -= uncharged
        yield each.per_m3(
            part.code,
            part.label,
            volume,
            part.row.value,
            "voce",
            (row_input("voce", part.row, "EUR/m3"),),
            band=SERVICE_NAMES[part.service],
            block=Block.CHARGES,
        )


def _discharge_lines(each: WaterSlice, rate: DischargeRate) -> Iterator[Line]:
    if rate.sewerage is not None:
        inputs: tuple[Input, ...] = (row_input("prezzo", rate.sewerage, "EUR/m3"),)
        yield each.per_m3(
            "discharge_sewerage",
            "Fognatura, scarico industriale",
            each.discharged,
            rate.sewerage.value,
            "prezzo",
            inputs,
        )
    if rate.treatment is not None:
        parts = tuple(
            Input(symbol, value, each.unit(row, "mg/l"), row.id if row else "") for symbol, value, row in rate.parts
        )
        yield each.per_m3(
            "discharge_treatment",
            "Depurazione, scarico industriale",
            each.discharged,
            rate.treatment.value * rate.factor,
            f"prezzo × ({rate.formula})",
            (row_input("prezzo", rate.treatment, "EUR/m3"), *parts),
        )


def _fixed_lines(context: LineContext) -> Iterator[Line]:
    """Fixed quotas by service, cut only where their own value or what they multiply changes."""
    for service in WaterService:
        yield from _quota(context, service.value, f"{_LABELS[service]}, quota fissa", service)
    yield from _quota(context, "discharge_fixed", "Scarico industriale, quota fissa", None)
    yield from _quota(context, "discharge_capacity", "Scarico industriale, quota capacità", None)


Quoted = tuple[Period, Quantity, ParameterRow, YearShare]


def _quota(context: LineContext, code: str, label: str, service: WaterService | None) -> Iterator[Line]:
    runs: list[Quoted] = []
    for piece in context.terms:
        price, terms = structure(piece), piece.terms.supply
        assert isinstance(terms, WaterTerms), "a water contract has water terms"
        place = _quota_place(terms, price, code, service)
        if place is None:
            continue
        path, key = place

        def on(
            lookup: Lookup,
            day: dt.date,
            path: str = path,
            key: tuple[str, ...] = key,
            terms: WaterTerms = terms,
            price: WaterPrice = price,
        ) -> tuple[ParameterRow, Quantity]:
            return lookup.value(path, key, day), _quota_quantity(terms, price, code, lookup, day)

        edges = new_years(piece.period) if price.fixed_year is YearShare.CALENDAR else ()
        for period, (row, quantity) in constant(context, piece, on, edges):
            _join(runs, (period, quantity, row, price.fixed_year))
    for period, quantity, row, how in runs:
        if row.value:
            yield _quota_line(context, f"{code}_fixed" if service else code, label, period, quantity, row, how)


def _join(runs: list[Quoted], new: Quoted) -> None:
    """Append a quota, as one with the last where it only goes on."""
    if runs and runs[-1][1:] == new[1:] and runs[-1][0].stop == new[0].start and new[3] is not YearShare.CALENDAR:
        runs[-1] = (Period(runs[-1][0].start, new[0].stop), *new[1:])
    else:
        runs.append(new)


def _quota_place(
    terms: WaterTerms, price: WaterPrice, code: str, service: WaterService | None
) -> tuple[str, tuple[str, ...]] | None:
    """Where the value of a quota stands; None where it is not due."""
    if service is None:
        if terms.discharge is None or price.discharge is None:
            return None
        if code == "discharge_fixed":
            return ("water/discharge_fixed", (terms.ambit, terms.discharge.size)) if price.discharge.fixed else None
        return ("water/discharge_capacity", (terms.ambit,)) if price.discharge.capacity else None
    if service not in terms.services or (terms.discharge and service is not WaterService.AQUEDUCT):
        return None
    if not price.fixed_by_diameter:
        return "water/fixed", (terms.ambit, terms.code, service.value)
    if not terms.diameter:
        raise OfferDoesNotFit(f"fixed quotas of {terms.ambit} are by diameter of the meter, and the supply names none")
    return "water/fixed_by_diameter", (terms.ambit, terms.code, service.value, terms.diameter)


def _quota_quantity(terms: WaterTerms, price: WaterPrice, code: str, lookup: Lookup, day: dt.date) -> Quantity:
    if code == "discharge_fixed":
        return Quantity(Decimal(1), Unit.POINT)
    if code == "discharge_capacity":
        assert terms.discharge is not None, "a quota on capacity is of a discharge"
        return Quantity(terms.discharge.authorised_m3, Unit.M3)
    if price.fixed_per is FixedPer.CONTRACT:
        return Quantity(Decimal(1), Unit.POINT)
    if price.fixed_per is FixedPer.UNIT:
        return Quantity(Decimal(terms.units), Unit.DWELLING)
    most = int(lookup.value("water/fixed_members_most", (terms.ambit,), day).value)
    counted = sum(min(count, most) for count in households(terms, lookup, day))
    return Quantity(Decimal(counted), Unit.MEMBER)


def _quota_line(
    context: LineContext,
    code: str,
    label: str,
    period: Period,
    quantity: Quantity,
    row: ParameterRow,
    how: YearShare,
) -> Line:
    share: Share = year_share(period, how)
    price = Price(row.value, quantity.unit, yearly=True)
    return priced_line(
        code=code,
        label=label,
        block=Block.SALE,
        quota=Quota.FIXED,
        period=period,
        quantity=quantity,
        price=price,
        share=share,
        vat=context.vat,
        rounding=context.facts.rounding.amount,
        formula=f"quota × {share}",
        inputs=(row_input("quota", row, price.unit_text),),
    )
