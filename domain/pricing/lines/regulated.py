"""Lines of regulated components: network, charges, and the sale components an offer passes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.cuts import DueFee, TermsPiece, joined, regulated_due
from domain.tariffs.component import Basis, Component


class MissingMeasure(LookupError):
    """A price is charged on a measure that is not there: maximum power, reactive energy by band."""


class OfferDoesNotFit(ValueError):
    """An offer passes on a component its supply does not have, prices bands it does not measure, or is for others."""


def regulated_lines(context: LineContext) -> Iterator[Line]:
    """Every regulated line of the period: fees first, then energy."""
    dues: dict[Component, list[DueFee]] = {}
    on_energy: dict[dt.date, list[Component]] = {}
    for piece in context.terms:
        energy = on_energy[piece.period.start] = []
        quantities: dict[Basis, tuple[tuple[Period, Decimal], ...]] = {}
        for component in _components(context, piece):
            basis = component.basis
            if basis is Basis.ENERGY:
                energy.append(component)
                continue
            if basis not in quantities:
                quantities[basis] = tuple(fee_quantities(context, basis, piece))
            due_days = dues.setdefault(component, [])
            for period, quantity in quantities[basis]:
                due_days.extend(regulated_due(component, period, quantity, context.lookup))
    step = context.facts.rounding.regulated_fee
    for component, due in dues.items():
        for part in joined(due):
            if part.value:
                yield context.fee(component.code, component.label, component.block, component.basis, part, "voce", step)
    for piece, consumption in context.energy:
        whole = [("", consumption.total)]
        for component in on_energy[piece.period.start]:
            parts = _parts(consumption, component) if component.by_band else whole
            yield from _energy_lines(context, piece, consumption, component, parts)


def _components(context: LineContext, piece: TermsPiece) -> tuple[Component, ...]:
    sale = context.kind.sale(piece.terms.supply)
    unknown = [code for code in piece.offer.passes if code not in sale]
    if unknown:
        raise OfferDoesNotFit(f"offer {piece.offer.code} passes on {unknown[0]!r}, which this supply does not have")
    regulated = context.kind.regulated(piece.terms.supply)
    if piece.offer.includes:
        regulated = tuple(component for component in regulated if component.block not in piece.offer.includes)
    return tuple(sale[code] for code in piece.offer.passes) + regulated


def fee_quantity(context: LineContext, basis: Basis, piece: TermsPiece) -> Decimal:
    """What a fee multiplies: the power of the supply, or one point."""
    return context.kind.power(piece.terms.supply) if basis is Basis.POWER else Decimal(1)


def fee_quantities(context: LineContext, basis: Basis, piece: TermsPiece) -> Iterator[tuple[Period, Decimal]]:
    """The days of a piece with what a fee multiplies on them: month by month where power is the highest withdrawn."""
    whole = fee_quantity(context, basis, piece)
    by_peak = basis is Basis.POWER and context.kind.peak_power(piece.terms.supply)
    if isinstance(by_peak, bool):
        days = piece.period.months() if by_peak else (piece.period,)
        yield from ((part, _peak(context, part) if by_peak else whole) for part in days)
        return
    for part, row in context.lookup.spans(*by_peak, piece.period):
        yield part, _peak(context, part) if row.value else whole


def _peak(context: LineContext, days: Period) -> Decimal:
    for demand in context.facts.demand:
        if demand.max_power_kw is not None and demand.period.overlaps(days):
            return demand.max_power_kw
    raise MissingMeasure(f"the highest power withdrawn in {days} is not known, and power quotas are charged on it")


def _energy_lines(
    context: LineContext,
    piece: TermsPiece,
    consumption: Consumption,
    component: Component,
    parts: list[tuple[str, Decimal]],
) -> list[Line]:
    """A line for each part of the energy, all or by band. A value of exactly zero makes no line."""
    day = consumption.period.start
    lines = []
    for band, energy in parts:
        if band == "M":
            raise OfferDoesNotFit(
                f"offer {piece.offer.code} passes on {component.code}, which has a value a band; the meter gives M"
            )
        key = (*component.key, band) if component.by_band else component.key
        row = context.lookup.value(component.path, key, day)
        if not row.value:
            continue
        inputs: tuple[Input, ...] = (row_input("voce", row, context.price_unit),)
        price, formula = row.value, "voce"
        if component.with_losses:
            losses = context.losses(piece, day)
            inputs, price = (*inputs, row_input("λ", losses, "")), row.value * (1 + losses.value)
            formula = "voce × (1 + λ)"
        lines.append(
            context.per_energy(
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
        )
    return lines


def _parts(consumption: Consumption, component: Component) -> list[tuple[str, Decimal]]:
    """The energy by band, or by the fewer bands of a component's values."""
    measured = [(part.band, part.value) for part in consumption.bands]
    if not component.grouped or measured[0][0] == "M":
        return measured
    return [
        (group, sum((value for band, value in measured if band == group or band[1:] in group[1:]), Decimal(0)))
        for group in component.grouped
    ]
