"""Lines of the seller's own prices: energy at a fixed or indexed price, and fees.

Fixed prices include losses. An indexed price is index x (1 + lambda) + spread, lambda on the spread only where the
contract says so (reference 1.1).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.invoices.charging import Charging, row_input
from domain.invoices.facts import HourlySeries
from domain.invoices.line import Input, Line
from domain.invoices.pieces import Due, TermsPiece, by_month
from domain.invoices.regulated_lines import OfferDoesNotFit, fee_quantity
from domain.kernel.rounding import EIGHT_PLACES
from domain.kernel.validity import Period
from domain.meters.consumption import BandEnergy, Consumption
from domain.meters.curve import hourly
from domain.tariffs.component import Basis, Block
from domain.tariffs.offer import FixedPrice, IndexedPrice, Offer, SellerFee
from domain.tariffs.parameter import ParameterRow

ENERGY = "energy"
_LABEL = "Energia"


def sale_lines(charging: Charging) -> Iterator[Line]:
    """The seller's lines: energy first, then fees."""
    for piece in charging.terms:
        customer = charging.kind.customer(piece.terms.supply)
        if customer not in piece.offer.customers:
            raise OfferDoesNotFit(
                f"offer {piece.offer.code} is for {', '.join(sorted(piece.offer.customers))}, the supply is {customer}"
            )
    for piece, consumption in charging.energy:
        price = piece.offer.price
        if isinstance(price, FixedPrice):
            yield from _fixed(charging, piece.offer, price, consumption)
        elif price.hourly:
            yield _by_the_hour(charging, piece, price, consumption)
        else:
            yield from _indexed(charging, piece, price, consumption)
    yield from _fees(charging)


def in_bands(energy: tuple[BandEnergy, ...], offer: Offer) -> tuple[BandEnergy, ...]:
    """Measured energy in the bands an offer prices; OfferDoesNotFit where it was not measured finely enough."""
    measured = {part.band: part.value for part in energy}
    if offer.bands == ("M",):
        return (BandEnergy("M", sum(measured.values(), Decimal(0))),)
    if set(measured) - {"F1", "F2", "F3"}:
        raise OfferDoesNotFit(
            f"offer {offer.code} prices {' '.join(offer.bands)}, the meter gives {' '.join(measured)}"
        )
    values = {"F23": measured.get("F2", Decimal(0)) + measured.get("F3", Decimal(0)), **measured}
    return tuple(BandEnergy(band, values.get(band, Decimal(0))) for band in offer.bands)


def _label(band: str) -> str:
    return _LABEL if band == "M" else f"{_LABEL} {band}"


def _fixed(charging: Charging, offer: Offer, price: FixedPrice, consumption: Consumption) -> Iterator[Line]:
    prices = {each.band: each.value for each in price.prices}
    for part in in_bands(consumption.bands, offer):
        inputs = (Input("prezzo", prices[part.band], charging.price_unit),)
        yield charging.per_energy(
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


def _indexed(charging: Charging, piece: TermsPiece, price: IndexedPrice, consumption: Consumption) -> Iterator[Line]:
    day = consumption.period.start
    spreads = {each.band: each.value for each in price.spreads}
    for part in in_bands(consumption.bands, piece.offer):
        row = charging.lookup.value(price.index, (part.band,) if price.by_band else (), day)
        value, formula, inputs = _composed(charging, piece, price, row, spreads[part.band], day)
        yield charging.per_energy(
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
    charging: Charging, piece: TermsPiece, price: IndexedPrice, row: ParameterRow, spread: Decimal, day: dt.date
) -> tuple[Decimal, str, tuple[Input, ...]]:
    """index x (1 + lambda) + spread, its formula and its inputs."""
    unit = charging.price_unit
    inputs: tuple[Input, ...] = (row_input("indice", row, unit), Input("spread", spread, unit))
    if not price.losses_on_index:
        return row.value + spread, "indice + spread", inputs
    losses = charging.losses(piece, day)
    inputs = (*inputs, row_input("λ", losses, ""))
    if price.losses_on_spread:
        return (row.value + spread) * (1 + losses.value), "(indice + spread) × (1 + λ)", inputs
    return row.value * (1 + losses.value) + spread, "indice × (1 + λ) + spread", inputs


def _by_the_hour(charging: Charging, piece: TermsPiece, price: IndexedPrice, consumption: Consumption) -> Line:
    """Energy at hourly prices: the index of the line is the mean of the hours, weighted by the load curve."""
    period = consumption.period
    if price.index not in charging.facts.hourly:
        raise OfferDoesNotFit(f"offer {piece.offer.code} is priced by the hour and there is no series {price.index!r}")
    row = charging.lookup.note(_weighted(charging.facts.hourly[price.index], consumption))
    value, formula, inputs = _composed(charging, piece, price, row, price.spreads[0].value, period.start)
    return charging.per_energy(
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


def _weighted(series: HourlySeries, consumption: Consumption) -> ParameterRow:
    """The mean price of the curve's hours, eight decimals; the plain mean when nothing was used."""
    period = consumption.period
    if len(consumption.days) != period.days:
        raise OfferDoesNotFit(f"hourly price {series.name} needs the load curve of every day of {period}")
    weighted, plain, energy, hours = Decimal(0), Decimal(0), 0, 0
    for day in consumption.days:
        used = hourly(day.curve)
        prices = series.prices.get(day.curve.day, ())
        if len(prices) != len(used):
            raise OfferDoesNotFit(
                f"hourly series {series.name} has {len(prices)} prices on {day.curve.day}, not {len(used)}"
            )
        weighted += sum((price * watt_hours for price, watt_hours in zip(prices, used, strict=True)), Decimal(0))
        plain += sum(prices, Decimal(0))
        energy += sum(used)
        hours += len(used)
    mean = EIGHT_PLACES.apply(weighted / energy if energy else plain / hours)
    return ParameterRow(
        series.name,
        ("media oraria pesata",),
        Period(period.start, period.stop),
        period.start,
        mean,
        series.source,
        series.status,
    )


def _fees(charging: Charging) -> Iterator[Line]:
    dues: dict[tuple[str, str, Basis], list[Due]] = {}
    for piece in charging.terms:
        for fee in piece.offer.fees:
            if fee.basis is not Basis.ENERGY:
                due = Due(piece.period, fee_quantity(charging, fee.basis, piece), fee.value)
                dues.setdefault((fee.code, fee.label, fee.basis), []).append(due)
    step = charging.facts.rounding.seller_fee
    for (code, label, basis), due_days in dues.items():
        for part in by_month(due_days):
            yield charging.fee(code, label, Block.SALE, basis, part, "quota", step)
    for piece, consumption in charging.energy:
        for fee in piece.offer.fees:
            if fee.basis is Basis.ENERGY:
                yield _energy_fee(charging, fee, consumption)


def _energy_fee(charging: Charging, fee: SellerFee, consumption: Consumption) -> Line:
    inputs = (Input("prezzo", fee.value, charging.price_unit),)
    return charging.per_energy(
        fee.code, fee.label, Block.SALE, consumption.period, consumption.total, fee.value, "prezzo", inputs
    )
