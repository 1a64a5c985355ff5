"""The lines of a gas supply: the seller's prices, network and charges, excise and regional surcharge.

Each piece of consumption is cut where a yearly band or the VAT changes (see gas_bands); counters go on from what was
charged before and begin again with their year. Fees are monthly and at the ordinary VAT.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from domain.commodities.gas.bands import (
    GasSlice,
    GasVats,
    PartOfYear,
    YearScales,
    band_of,
    billed,
    by,
    by_vat,
    gas_vats,
    slices,
    year_scales,
)
from domain.commodities.gas.components import BANDED, HEAT_PRICED
from domain.commodities.gas.excise import GAS_TAXES, BandedTax, ExciseLimits
from domain.commodities.gas.prices import PER_SMC, FormulaPrice, Heat, gas_price
from domain.commodities.gas.terms import BandLimits, BandYear, GasTerms
from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.counted_energy import CounterUnknown
from domain.pricing.lines.cuts import DueFee, TermsPiece, by_month, joined, regulated_due
from domain.pricing.lines.offer.discounts import discount_lines
from domain.pricing.lines.offer.once import once_lines
from domain.pricing.lines.offer.sale import ENERGY
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Basis, Block, Component, Quota
from domain.tariffs.offer import SellerFee
from domain.tariffs.parameter import ParameterRow


@attrs.frozen(eq=False)
class _Piece:
    """Days with one value of everything, and their gas cut by band and VAT."""

    terms: TermsPiece
    period: Period
    scales: YearScales
    parts: tuple[GasSlice, ...]
    heat: Heat

    @property
    def supply(self) -> GasTerms:
        supply = self.terms.terms.supply
        assert isinstance(supply, GasTerms)
        return supply


def gas_lines(context: LineContext) -> Iterator[Line]:
    """Every line of the supply: sale, then network and charges, then taxes."""
    vats = {piece.period: _vats(context, piece) for piece in context.terms}
    pieces = tuple(_pieces(context, vats))
    for terms in context.terms:
        _check(context, terms)
    lines = [*_supply(context, pieces, vats)]
    yield from lines
    if any(terms.offer.discounts for terms in context.terms):
        last = vats[context.terms[-1].period]
        yield from discount_lines(attrs.evolve(context, vat=last.ordinary), lines, ENERGY)
    yield from _taxes(context, pieces)


def _supply(context: LineContext, pieces: tuple[_Piece, ...], vats: dict[Period, GasVats]) -> Iterator[Line]:
    """Sale, network and charges, without discounts."""
    yield from _sale(context, pieces)
    yield from _seller_fees(context, vats)
    yield from _regulated_fees(context, vats)
    for component in _energy_components(context):
        for piece in pieces:
            if component in _components(context, piece.terms):
                yield from _component(context, piece, component)


def _check(context: LineContext, piece: TermsPiece) -> None:
    offer, customer = piece.offer, piece.terms.supply.customer_class
    if customer not in offer.customers:
        raise OfferDoesNotFit(
            f"offer {offer.code} is for {', '.join(sorted(offer.customers))}, the supply is {customer}"
        )
    sale = context.kind.sale(piece.terms.supply)
    unknown = [code for code in offer.passes if code not in sale]
    if unknown:
        raise OfferDoesNotFit(f"offer {offer.code} passes on {unknown[0]!r}, which this supply does not have")
    if any(fee.basis is Basis.POWER for fee in offer.fees):
        raise OfferDoesNotFit(f"offer {offer.code} has a fee on power, which gas has not")


def _vats(context: LineContext, piece: TermsPiece) -> GasVats:
    supply = piece.terms.supply
    assert isinstance(supply, GasTerms)
    return gas_vats(supply, context.vat, context.lookup, context.facts.issue_day)


def _pieces(context: LineContext, vats: dict[Period, GasVats]) -> Iterator[_Piece]:
    """The pieces of consumption in order of time, each after the counters of those before it."""
    used: dict[tuple[BandYear, dt.date], Decimal] = {}
    for terms, consumption in context.energy:
        supply, day = terms.terms.supply, consumption.period.start
        assert isinstance(supply, GasTerms)
        calendar = (BandYear.CALENDAR, BandYear.CALENDAR.holding(day).start)
        banded = (supply.band_year, supply.band_year.holding(day).start)
        for kind, start in {calendar, banded} - used.keys():
            used[kind, start] = counted_before(context.facts, kind, start)
        scales = year_scales(
            supply,
            vats[terms.period],
            context.lookup,
            day,
            network_part=_part_of_year(context, supply, supply.band_year, day),
            excise_part=_part_of_year(context, supply, BandYear.CALENDAR, day),
        )
        parts = slices(scales, consumption.total, used[banded], used[calendar])
        yield _Piece(terms, consumption.period, scales, parts, Heat(supply, context.lookup, day))
        for counter in {calendar, banded}:
            used[counter] += consumption.total


def counted_before(facts: BillingFacts, kind: BandYear, start: dt.date) -> Decimal:
    """The Smc charged from the first day of a year to the period; CounterUnknown where the facts do not say."""
    for counter in facts.counters:
        if (counter.name, counter.year_start) == (kind.value, start):
            return counter.quantity
    first = max(start, facts.contract.period.start)
    if first >= facts.period.start:
        return Decimal(0)
    raise CounterUnknown(
        f"contract {facts.contract.number}: how many Smc were charged from {first} to {facts.period.start} is not "
        f"known, and bands and VAT depend on it; bill the days before first or give the counter {kind.value}"
    )


def _part_of_year(context: LineContext, supply: GasTerms, kind: BandYear, day: dt.date) -> PartOfYear | None:
    """The days of the year the contract supplies; None for a whole year, or where limits are not by day."""
    year = kind.holding(day)
    supplied = context.facts.contract.period.meet(year)
    if supply.limits is not BandLimits.BY_DAY or supplied is None or supplied == year:
        return None
    return PartOfYear(supplied.days, context.lookup.value("gas/band_days", (), day))


def _components(context: LineContext, piece: TermsPiece) -> tuple[Component, ...]:
    sale = context.kind.sale(piece.terms.supply)
    regulated = (
        component
        for component in context.kind.regulated(piece.terms.supply)
        if component.block not in piece.offer.includes
    )
    return (*(sale[code] for code in piece.offer.passes), *regulated)


def _energy_components(context: LineContext) -> tuple[Component, ...]:
    seen: dict[Component, None] = {}
    for piece in context.terms:
        seen.update((each, None) for each in _components(context, piece) if each.basis is Basis.ENERGY)
    return tuple(seen)


def _sale(context: LineContext, pieces: tuple[_Piece, ...]) -> Iterator[Line]:
    for piece in pieces:
        made = gas_price(piece.terms.offer, piece.heat)
        yield from _volume(context, piece, (ENERGY, "Gas naturale", Block.SALE), "M", made, by_vat(piece.parts))
        for fee in piece.terms.offer.fees:
            if fee.basis is Basis.ENERGY:
                priced = piece.heat.scaled(FormulaPrice(fee.value, "prezzo", (Input("prezzo", fee.value, PER_SMC),)))
                yield from _volume(context, piece, (fee.code, fee.label, Block.SALE), "", priced, by_vat(piece.parts))


def _volume(
    context: LineContext,
    piece: _Piece,
    what: tuple[str, str, Block],
    band: str,
    made: FormulaPrice,
    amounts: Mapping[Vat, Decimal],
    note: str = "",
    quota: Quota = Quota.CONSUMPTION,
) -> Iterator[Line]:
    """A line for each VAT the gas falls under."""
    code, label, block = what
    for vat, quantity in amounts.items():
        yield context.per_energy(
            code,
            label,
            block,
            piece.period,
            quantity,
            made.value,
            made.formula,
            made.inputs,
            quota=quota,
            band=band,
            note=note,
            vat=vat,
        )


def _component(context: LineContext, piece: _Piece, component: Component) -> Iterator[Line]:
    """The lines of a component on energy; none where its band saw no gas or its value is zero."""
    amounts = billed(component, piece.parts)
    if not amounts:
        return
    row = context.lookup.value(component.path, component.key, piece.period.start)
    if not row.value:
        return
    made = FormulaPrice(row.value, "voce", (row_input("voce", row, PER_SMC),))
    if component.path in HEAT_PRICED:
        made = piece.heat.scaled(made)
    note = ""
    if component.path in BANDED:
        limits, note = piece.scales.network, _note(piece.scales, piece.scales.network)
        made = attrs.evolve(made, inputs=(*made.inputs, *_limit(context, limits, component.key[-1])))
    what = (component.code, component.label, component.block)
    yield from _volume(context, piece, what, band_of(component), made, amounts, note)


def _limit(context: LineContext, limits: ExciseLimits, tier: str) -> tuple[Input, ...]:
    """The end of a band, as an input a reader can check."""
    if tier not in limits.rows:
        return ()
    return (row_input("fino a", context.lookup.note(limits.rows[tier]), "Smc/anno"),)


def _note(scales: YearScales, limits: ExciseLimits) -> str:
    if scales.part is None or not limits.rows:
        return ""
    return f"Scaglioni rapportati ai giorni di fornitura dell'anno: {scales.part.days}/{scales.part.whole.value}"


def _seller_fees(context: LineContext, vats: dict[Period, GasVats]) -> Iterator[Line]:
    dues: dict[tuple[SellerFee, GasVats], list[DueFee]] = {}
    for piece in context.terms:
        for fee in piece.offer.fees:
            if fee.basis is Basis.POINT:
                due = DueFee(piece.period, Decimal(1), fee.value)
                dues.setdefault((attrs.evolve(fee, value=Decimal(0)), vats[piece.period]), []).append(due)
    step = context.facts.rounding.seller_fee
    for (fee, treatment), days in dues.items():
        for part in by_month(days):
            yield context.fee(fee.code, fee.label, Block.SALE, fee.basis, part, "quota", step, vat=treatment.ordinary)
    yield from once_lines(context, vats[context.terms[0].period].ordinary)


def _regulated_fees(context: LineContext, vats: dict[Period, GasVats]) -> Iterator[Line]:
    dues: dict[tuple[Component, GasVats], list[DueFee]] = {}
    for piece in context.terms:
        for component in _components(context, piece):
            if component.basis is Basis.POINT:
                days = regulated_due(component, piece.period, Decimal(1), context.lookup)
                dues.setdefault((component, vats[piece.period]), []).extend(days)
    step = context.facts.rounding.regulated_fee
    for (component, treatment), due in dues.items():
        for part in joined(due):
            if part.value:
                yield context.fee(
                    component.code,
                    component.label,
                    component.block,
                    component.basis,
                    part,
                    "voce",
                    step,
                    vat=treatment.ordinary,
                )


def _taxes(context: LineContext, pieces: tuple[_Piece, ...]) -> Iterator[Line]:
    for tax in GAS_TAXES:
        for piece in pieces:
            for step in by(piece.parts, lambda part: part.step):
                rate = tax.rate(piece.supply, step, context.lookup, piece.period.start)
                if rate is not None:
                    yield from _tax(context, piece, tax, step, rate)


def _tax(context: LineContext, piece: _Piece, tax: BandedTax, step: str, rate: ParameterRow) -> Iterator[Line]:
    label = f"{tax.label}, scaglione {step.replace('_', ' ')}" if step else tax.label
    inputs = (row_input("aliquota", rate, PER_SMC), *_limit(context, piece.scales.excise, step))
    amounts = by_vat(part for part in piece.parts if part.step == step)
    note = _note(piece.scales, piece.scales.excise)
    made = FormulaPrice(rate.value, "aliquota", inputs)
    yield from _volume(context, piece, (tax.code, label, Block.TAXES), step, made, amounts, note, Quota.TAX)
