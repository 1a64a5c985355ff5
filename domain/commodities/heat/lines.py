"""Lines of district heating: every charge of the offer's price, over the days on which its factors stay the same.

Charges on energy follow what was measured, by readings and else pro die; charges on power, flow or volume follow days.
Yearly tiers count the energy of the supply from January, going on from what earlier documents charged. A building of
mixed use is charged twice, its dwellings and the rest, each part with its VAT; the parts of a quantity sum to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import attrs

from domain.commodities.heat.formula import Formula, HeatValue
from domain.commodities.heat.offer_price import TIER, HeatBase, HeatCharge, HeatPrice, HeatTime
from domain.commodities.heat.terms import HeatTerms, HeatUse
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import Rounding
from domain.kernel.validity import Period, month_of, months_later
from domain.metering.consumption import Consumption
from domain.pricing.line import WHOLE, Input, Line, Share, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.counted_energy import CounterUnknown
from domain.pricing.lines.cuts import TermsPiece
from domain.pricing.lines.metered_slice import constant, new_years, used_by_slice, year_share
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.taxes.treatment import supply_vat
from domain.tariffs.component import Block, Quota
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow
from domain.tariffs.proration import YearShare
from domain.tariffs.scale import Scale, Tier

_MEASURE = Rounding("half-up-3", 3)
_KWH_A_MWH_PLACES = 3
_UNITS = {
    HeatBase.KWH: Unit.KWH,
    HeatBase.MWH: Unit.MWH,
    HeatBase.RENEWABLE_KWH: Unit.KWH,
    HeatBase.POWER: Unit.KW,
    HeatBase.FLOW: Unit.M3_PER_HOUR,
    HeatBase.VOLUME: Unit.M3,
    HeatBase.POINT: Unit.POINT,
}

DWELLINGS, REST = "heat_residential", "heat_other"
"""The VAT categories of the parts of a mixed use."""

Tiered = tuple[tuple[str, ParameterRow | None, HeatValue], ...]


@attrs.frozen(eq=False)
class _BilledPart:
    """A charge on some days of terms, for the whole supply (category empty) or one part of a mixed use."""

    context: LineContext
    piece: TermsPiece
    charge: HeatCharge
    category: str

    @property
    def terms(self) -> HeatTerms:
        return _terms(self.piece)

    def slices(self) -> Iterator[tuple[Period, Tiered]]:
        """The days by the values of the charge, tier by tier (one nameless tier where there are none)."""
        yield from constant(self.context, self.piece, self._values, self._edges())

    def _values(self, lookup: Lookup, day: dt.date) -> Tiered:
        found: list[tuple[str, ParameterRow | None, HeatValue]] = []
        tiers = self.charge.tiers or ("",)
        for tier in tiers:
            key = (self.terms.network, tier)
            limit = None if tier == tiers[-1] else lookup.value("heat/tier_limit", key, day)
            found.append((tier, limit, Formula(self.terms, self._names(tier), lookup, day).value(self.charge)))
        return tuple(found)

    def _names(self, tier: str) -> dict[str, str]:
        return {
            "$network": self.terms.network,
            "$use": self.terms.use.value,
            "$zone": self.terms.zone,
            "$vat": self.category or self.piece.terms.vat.category,
            TIER: tier,
        }

    def _edges(self) -> tuple[dt.date, ...]:
        """Days it is cut at whatever its values: months where one lags, years where tiers restart, its own start."""
        days: list[dt.date] = []
        days += self._lagged()
        if self.charge.tiers or _price(self.piece).year is YearShare.CALENDAR:
            days += new_years(self.piece.period)
        if self.terms.supplied_since:
            starts = {factor.after_months for factor in self.charge.factors if factor.after_months}
            days += [months_later(self.terms.supplied_since, months) for months in starts]
        return tuple(days)

    def _lagged(self) -> Iterator[dt.date]:
        """The first days of months where a factor lags, and the days its value, so many months late, changes on."""
        tiers = [self._names(tier) for tier in self.charge.tiers or ("",)]
        for factor in (factor for factor in self.charge.factors if factor.lag_months):
            places = {
                (path, tuple(names.get(part, part) for part in factor.key))
                for path in (factor.path, factor.provisional)
                for names in tiers
            }
            for month in self.piece.period.months():
                yield month.start
                whole = month_of(months_later(month.start, -factor.lag_months))
                for path, key in places:
                    for day in self.context.lookup.book.changes(path, key, whole):
                        yield months_later(day, factor.lag_months)

    def line(
        self,
        period: Period,
        quantity: Decimal,
        value: HeatValue,
        quota: Quota,
        *,
        share: Share = WHOLE,
        tier: str = "",
    ) -> Line:
        """A line of the charge; a part of a mixed use bears its part of the quantity and its own VAT."""
        context, charge = self.context, self.charge
        vat, notes = context.vat, value.notes
        if self.category:
            terms = attrs.evolve(self.piece.terms.vat, category=self.category)
            vat = supply_vat(terms, context.lookup, context.facts.issue_day)
            quantity, whole = self._part(quantity), quantity
            use = "abitazioni" if self.category == DWELLINGS else "altri usi"
            notes = (*notes, f"Uso promiscuo, {use}: {_text(quantity)} di {_text(whole)}")
        unit = _UNITS[charge.base]
        yearly = not charge.base.is_energy and charge.time is HeatTime.YEAR
        return priced_line(
            code=charge.code,
            label=charge.label,
            block=Block.SALE,
            quota=quota,
            period=period,
            quantity=Quantity(quantity, unit),
            price=Price(value.value, unit, yearly=yearly),
            share=share,
            vat=vat,
            rounding=context.facts.rounding.amount,
            formula=value.formula,
            inputs=value.inputs,
            band=tier,
            note="; ".join(notes),
        )

    def _part(self, quantity: Decimal) -> Decimal:
        dwellings = _MEASURE.apply(quantity * self.terms.residential_share)
        return dwellings if self.category == DWELLINGS else quantity - dwellings


def heat_lines(context: LineContext) -> Iterator[Line]:
    """Every line of a heat supply, charge by charge in the order of the offer."""
    for code in dict.fromkeys(charge.code for piece in context.terms for charge in _price(piece).charges):
        for category in _categories(context):
            yield from _energy_lines(context, code, category)
            for piece in context.terms:
                charge = _charge(piece, code)
                if charge and not charge.base.is_energy:
                    yield from _fee_lines(_BilledPart(context, piece, charge, category))


def _categories(context: LineContext) -> tuple[str, ...]:
    """The VAT categories a bill is charged under: one empty text for that of the contract, or both of a mixed use."""
    mixed = {_terms(piece).use is HeatUse.MIXED for piece in context.terms}
    if len(mixed) > 1:
        raise OfferDoesNotFit("a use that becomes mixed, or ceases to be, needs a bill for each part of the period")
    return (DWELLINGS, REST) if True in mixed else ("",)


def _price(piece: TermsPiece) -> HeatPrice:
    if not isinstance(piece.offer.price, HeatPrice):
        raise OfferDoesNotFit(f"offer {piece.offer.code} has no heat price structure")
    return piece.offer.price


def _charge(piece: TermsPiece, code: str) -> HeatCharge | None:
    return next((charge for charge in _price(piece).charges if charge.code == code), None)


def _terms(piece: TermsPiece) -> HeatTerms:
    assert isinstance(piece.terms.supply, HeatTerms), "a heat contract has heat terms"
    return piece.terms.supply


def _energy_lines(context: LineContext, code: str, category: str) -> Iterator[Line]:
    found: list[tuple[_BilledPart | None, Period, Tiered]] = []
    for piece in context.terms:
        charge = _charge(piece, code)
        if charge is None or not charge.base.is_energy:
            found += [(None, days, ()) for days in piece.period.cut(new_years(piece.period))]
        else:
            charged = _BilledPart(context, piece, charge, category)
            found += [(charged, period, tiers) for period, tiers in charged.slices()]
    used = used_by_slice(_measured(context, code), tuple(period for _, period, _ in found), 0)
    inside: dict[dt.date, Decimal] = {}
    for (each, period, tiers), energy in zip(found, used, strict=True):
        year = dt.date(period.start.year, 1, 1)
        if each is not None and not each.charge.tiers:
            yield _energy_line(each, period, energy, "", None, tiers[0][2])
        elif each is not None:
            before = _counted(context, code, year) + inside.get(year, Decimal(0))
            rows = {tier: (limit, value) for tier, limit, value in tiers}
            scale = Scale(tuple(Tier(tier, limit.value if limit else None) for tier, limit, _ in tiers))
            for part in scale.fill(before, energy):
                limit, value = rows[part.tier.name]
                yield _energy_line(each, period, part.quantity, part.tier.name, limit, value)
        inside[year] = inside.get(year, Decimal(0)) + energy


def _measured(context: LineContext, code: str) -> Iterator[Consumption]:
    """The consumption of the bill; cut at new years where tiers count by them, as the counter of the next bill cuts
    what this one charged."""
    charges = (_charge(piece, code) for piece in context.terms)
    edges = new_years(context.facts.period) if any(charge and charge.tiers for charge in charges) else ()
    for whole in context.facts.consumption:
        yield from whole.cut(edges)


def _counted(context: LineContext, code: str, year: dt.date) -> Decimal:
    """What earlier documents charged of a year; nothing where the supply or the bill begins it. CounterUnknown."""
    for counter in context.facts.counters:
        if (counter.name, counter.year_start) == (code, year):
            return counter.quantity
    first = max(year, context.facts.contract.period.start)
    if context.facts.period.start > first:
        raise CounterUnknown(
            f"contract {context.facts.contract.number}: how much heat was charged from {first} to "
            f"{context.facts.period.start} is not known, and the tiers of charge {code} depend on it; bill the days "
            "before first or give the counter"
        )
    return Decimal(0)


def _energy_line(
    each: _BilledPart, period: Period, energy: Decimal, tier: str, limit: ParameterRow | None, value: HeatValue
) -> Line:
    inputs, notes, quantity = value.inputs, value.notes, energy
    if each.charge.base is HeatBase.MWH:
        quantity = energy.scaleb(-_KWH_A_MWH_PLACES)
    if each.charge.base is HeatBase.RENEWABLE_KWH:
        share = each.terms.renewable_share
        quantity = _MEASURE.apply(energy * share)
        inputs = (*inputs, Input("quota rinnovabile", share, ""))
        notes = (*notes, f"{_text(energy)} kWh × quota rinnovabile {_text(share)}")
    if limit is not None:
        inputs = (*inputs, Input("limite annuo", limit.value, "kWh/anno", limit.id))
    value = attrs.evolve(value, inputs=inputs, notes=notes)
    return each.line(period, quantity, value, Quota.CONSUMPTION, tier=tier)


def _fee_lines(each: _BilledPart) -> Iterator[Line]:
    charge = each.charge
    quantity = Decimal(1) if charge.base is HeatBase.POINT else each.terms.numbers[charge.base.value]
    if not quantity:
        raise OfferDoesNotFit(f"charge {charge.code} is on {charge.base.value}, which the supply does not state")
    quota = Quota.POWER if charge.base in (HeatBase.POWER, HeatBase.FLOW) else Quota.FIXED
    for period, tiers in each.slices():
        for days, value, share in _due(period, _price(each.piece), charge, tiers[0][2]):
            yield each.line(days, quantity, value, quota, share=share)


def _due(
    period: Period, price: HeatPrice, charge: HeatCharge, value: HeatValue
) -> Iterator[tuple[Period, HeatValue, Share]]:
    """The days a charge that is not on energy is due, its price, and the part of its year or season they are."""
    if charge.time is HeatTime.DAY:
        formula = f"{value.formula} × giorni" if " + " not in value.formula else f"({value.formula}) × giorni"
        days = Input("giorni", Decimal(period.days), "")
        of_days = HeatValue(value.value * period.days, formula, (*value.inputs, days), value.notes)
        yield period, of_days, WHOLE
    elif charge.time is HeatTime.YEAR:
        yield period, value, year_share(period, price.year)
    else:
        assert price.season is not None, "a seasonal charge has its season"
        for year in range(period.start.year - 1, period.stop.year + 1):
            season = price.season.beginning_in(year)
            due = season.meet(period)
            if due:
                note = f"{due.days} giorni su {season.days} della stagione"
                yield due, attrs.evolve(value, notes=(*value.notes, note)), Share(due.days, season.days)


def _text(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
