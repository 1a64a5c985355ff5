"""Lines of the seller's own prices: energy at a fixed or indexed price, and fees.

Fixed prices include losses. An indexed price is index x (1 + lambda) + spread, lambda on the spread only where the
contract says so (reference 1.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.metering.consumption import BandEnergy, Consumption
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.cuts import DueFee, TermsPiece, by_month
from domain.pricing.lines.offer.discounts import discount_lines
from domain.pricing.lines.offer.hourly_price import weighted
from domain.pricing.lines.offer.index_price import SYMBOL, IndexValue, index_on
from domain.pricing.lines.offer.once import once_lines
from domain.pricing.lines.offer.tiered import tiered_lines
from domain.pricing.lines.regulated import OfferDoesNotFit, fee_quantities, regulated_lines
from domain.tariffs.component import YEARLY, Basis, Block
from domain.tariffs.offer import FixedPrice, IndexedPrice, Offer, SellerFee

ENERGY = "energy"
_LABEL = "Energia"


def supply_lines(context: LineContext) -> Iterator[Line]:
    """Sale, network and charges of a supply, then the discounts on them."""
    lines = [*sale_lines(context), *regulated_lines(context)]
    if any(piece.offer.discounts for piece in context.terms):
        lines = [*lines, *discount_lines(context, lines, ENERGY)]
    return iter(lines)


def sale_lines(context: LineContext) -> Iterator[Line]:
    """The seller's lines: energy first, then fees."""
    for piece in context.terms:
        customer = piece.terms.supply.customer_class
        if customer not in piece.offer.customers:
            raise OfferDoesNotFit(
                f"offer {piece.offer.code} is for {', '.join(sorted(piece.offer.customers))}, the supply is {customer}"
            )
    for piece, consumption in context.energy:
        price = piece.offer.price
        if isinstance(price, FixedPrice):
            yield from _fixed(context, piece.offer, price, consumption)
        elif isinstance(price, IndexedPrice) and price.hourly:
            yield _by_the_hour(context, piece, price, consumption)
        elif isinstance(price, IndexedPrice):
            yield from _indexed(context, piece, price, consumption)
    yield from tiered_lines(context, ENERGY, _LABEL)
    yield from _fees(context)


def zone_of(context: LineContext, piece: TermsPiece, price: IndexedPrice) -> str:
    """The market zone a zonal price goes by; empty for another price. OfferDoesNotFit where the supply names none."""
    if not price.zonal:
        return ""
    zone = context.kind.zone(piece.terms.supply)
    if not zone:
        raise OfferDoesNotFit(
            f"offer {piece.offer.code} goes by the price of the market zone, and the supply names none"
        )
    return zone


def in_bands(energy: tuple[BandEnergy, ...], offer: Offer) -> tuple[BandEnergy, ...]:
    """Measured energy in the bands an offer prices; OfferDoesNotFit where it was not measured finely enough."""
    wanted = offer.bands
    if wanted == tuple([part.band for part in energy]):
        return energy
    measured = {part.band: part.value for part in energy}
    if wanted == ("M",):
        return (BandEnergy("M", sum(measured.values(), Decimal(0))),)
    if set(measured) - {"F1", "F2", "F3"}:
        raise OfferDoesNotFit(f"offer {offer.code} prices {' '.join(wanted)}, the meter gives {' '.join(measured)}")
    values = {"F23": measured.get("F2", Decimal(0)) + measured.get("F3", Decimal(0)), **measured}
    return tuple(BandEnergy(band, values.get(band, Decimal(0))) for band in wanted)


def _label(band: str) -> str:
    return _LABEL if band == "M" else f"{_LABEL} {band}"


def _fixed(context: LineContext, offer: Offer, price: FixedPrice, consumption: Consumption) -> Iterator[Line]:
    prices = {each.band: each.value for each in price.prices}
    for part in in_bands(consumption.bands, offer):
        inputs = (Input("prezzo", prices[part.band], context.price_unit),)
        yield context.per_energy(
            ENERGY,
            _label(part.band),
            Block.SALE,
            consumption.period,
            part.value,
            prices[part.band],
            "prezzo",
            inputs,
            band=part.band,
        )


def _indexed(context: LineContext, piece: TermsPiece, price: IndexedPrice, consumption: Consumption) -> Iterator[Line]:
    day = consumption.period.start
    spreads = {each.band: each.value for each in price.spreads}
    zone = zone_of(context, piece, price)
    for part in in_bands(consumption.bands, piece.offer):
        index = index_on(context.lookup, price, price.key(zone, part.band), day, context.price_unit)
        value, formula, inputs = _composed(context, piece, price, index, spreads[part.band], day)
        yield context.per_energy(
            ENERGY,
            _label(part.band),
            Block.SALE,
            consumption.period,
            part.value,
            value,
            formula,
            inputs,
            band=part.band,
        )


def _composed(
    context: LineContext, piece: TermsPiece, price: IndexedPrice, index: IndexValue, spread: Decimal, day: dt.date
) -> tuple[Decimal, str, tuple[Input, ...]]:
    """index x (1 + lambda) + spread, its formula and its inputs."""
    unit = context.price_unit
    inputs: tuple[Input, ...] = (*index.inputs, Input("spread", spread, unit))
    if not price.losses_on_index:
        return index.value + spread, "indice + spread", inputs
    losses = context.losses(piece, day)
    inputs = (*inputs, row_input("λ", losses, ""))
    if price.losses_on_spread:
        return (index.value + spread) * (1 + losses.value), "(indice + spread) × (1 + λ)", inputs
    return index.value * (1 + losses.value) + spread, "indice × (1 + λ) + spread", inputs


def _by_the_hour(context: LineContext, piece: TermsPiece, price: IndexedPrice, consumption: Consumption) -> Line:
    """Energy at hourly or quarter-hourly prices: the index of the line is their mean, weighted by the load curve."""
    period = consumption.period
    zone = zone_of(context, piece, price)
    name = f"{price.index}:{zone}" if zone else price.index
    if name not in context.facts.hourly:
        raise OfferDoesNotFit(f"offer {piece.offer.code} is priced by the hour and there is no series {name!r}")
    row = context.lookup.note(weighted(context.facts.hourly[name], consumption))
    index = IndexValue(row.value, (row_input(SYMBOL, row, context.price_unit),))
    value, formula, inputs = _composed(context, piece, price, index, price.spreads[0].value, period.start)
    return context.per_energy(
        ENERGY,
        f"{_LABEL} a prezzo orario",
        Block.SALE,
        period,
        consumption.total,
        value,
        formula,
        inputs,
        band="M",
        note="Indice: media dei prezzi orari pesata sulla curva di carico",
    )


def _fees(context: LineContext) -> Iterator[Line]:
    dues: dict[tuple[str, str, Basis], list[DueFee]] = {}
    for piece in context.terms:
        for fee in piece.offer.fees:
            if fee.basis in YEARLY:
                due_days = dues.setdefault((fee.code, fee.label, fee.basis), [])
                for period, quantity in fee_quantities(context, fee.basis, piece):
                    due_days.append(DueFee(period, quantity, fee.value))
    step = context.facts.rounding.seller_fee
    for (code, label, basis), due_days in dues.items():
        for part in by_month(due_days):
            yield context.fee(code, label, Block.SALE, basis, part, "quota", step)
    for piece, consumption in context.energy:
        for fee in piece.offer.fees:
            if fee.basis is Basis.ENERGY:
                yield _energy_fee(context, fee, consumption)
    yield from once_lines(context, context.vat)


def _energy_fee(context: LineContext, fee: SellerFee, consumption: Consumption) -> Line:
    inputs = (Input("prezzo", fee.value, context.price_unit),)
    return context.per_energy(
        fee.code, fee.label, Block.SALE, consumption.period, consumption.total, fee.value, "prezzo", inputs
    )
