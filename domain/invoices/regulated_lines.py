"""Lines of regulated components: network, charges, and the sale components an offer passes on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.invoices.charging import Charging, row_input
from domain.invoices.line import Input, Line
from domain.invoices.pieces import Due, TermsPiece, by_month, regulated_due
from domain.meters.consumption import Consumption
from domain.tariffs.component import Basis, Component


class OfferDoesNotFit(ValueError):
    """An offer passes on a component its supply does not have, prices bands it does not measure, or is for others."""


def regulated_lines(charging: Charging) -> Iterator[Line]:
    """Every regulated line of the period: fees first, then energy."""
    dues: dict[Component, list[Due]] = {}
    for piece in charging.terms:
        for component in _components(charging, piece):
            if component.basis is not Basis.ENERGY:
                quantity = fee_quantity(charging, component.basis, piece)
                dues.setdefault(component, []).extend(regulated_due(component, piece.period, quantity, charging.lookup))
    step = charging.facts.rounding.regulated_fee
    for component, due in dues.items():
        for part in by_month(due):
            if part.value:
                yield charging.fee(
                    component.code, component.label, component.block, component.basis, part, "voce", step
                )
    for piece, consumption in charging.energy:
        for component in _components(charging, piece):
            if component.basis is Basis.ENERGY:
                yield from _energy_lines(charging, piece, consumption, component)


def _components(charging: Charging, piece: TermsPiece) -> tuple[Component, ...]:
    sale = charging.kind.sale(piece.terms.supply)
    unknown = [code for code in piece.offer.passes if code not in sale]
    if unknown:
        raise OfferDoesNotFit(f"offer {piece.offer.code} passes on {unknown[0]!r}, which this supply does not have")
    return tuple(sale[code] for code in piece.offer.passes) + charging.kind.regulated(piece.terms.supply)


def fee_quantity(charging: Charging, basis: Basis, piece: TermsPiece) -> Decimal:
    """What a fee multiplies: the power of the supply, or one point."""
    return charging.kind.power(piece.terms.supply) if basis is Basis.POWER else Decimal(1)


def _energy_lines(
    charging: Charging, piece: TermsPiece, consumption: Consumption, component: Component
) -> Iterator[Line]:
    """One line, or one a band. A value of exactly zero makes no line."""
    parts = [(part.band, part.value) for part in consumption.bands] if component.by_band else [("", consumption.total)]
    day = consumption.period.start
    for band, energy in parts:
        if band == "M":
            raise OfferDoesNotFit(
                f"offer {piece.offer.code} passes on {component.code}, which has a value a band; the meter gives M"
            )
        key = (*component.key, band) if component.by_band else component.key
        row = charging.lookup.value(component.path, key, day)
        if not row.value:
            continue
        inputs: tuple[Input, ...] = (row_input("voce", row, charging.price_unit),)
        price, formula = row.value, "voce"
        if component.with_losses:
            losses = charging.losses(piece, day)
            inputs, price = (*inputs, row_input("λ", losses, "")), row.value * (1 + losses.value)
            formula = "voce × (1 + λ)"
        yield charging.per_energy(
            component.code,
            component.label,
            component.block,
            consumption.period,
            energy,
            price,
            formula,
            inputs,
            band=band,
        )
