"""The annual spend of electricity, line by line, by the rules of the Portale Offerte (v4.0, reference 5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from domain.commodities.electricity.terms import ElectricityTerms
from domain.kernel.quantity import Price, Quantity, Unit
from domain.metering.consumption import BandEnergy
from domain.pricing.annual.discounts import discount_year
from domain.pricing.annual.estimate import AnnualSupply, EstimateLine
from domain.pricing.commodity import Commodity
from domain.pricing.line import Input
from domain.pricing.lines.context import row_input
from domain.pricing.lines.offer.sale import ENERGY, in_bands
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.taxes.tax import Tax, TaxedEnergy
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import YEARLY, Basis, Block, Component, unit_of
from domain.tariffs.discount import Restart
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import FixedPrice, IndexedPrice, TieredPrice
from domain.tariffs.parameter import ParameterRow

_BANDS = ("F1", "F2", "F3")
_MONTHS = 12
_QUARTERS = 4


def electricity_year(use: AnnualSupply, kind: Commodity, lookup: Lookup, treatment: Vat) -> Iterator[EstimateLine]:
    """The lines of a year of electricity; all have the VAT of the contract."""
    year = _Year(use, kind, lookup, sum((part.value for part in use.energy), Decimal(0)))
    lines = [*year.sale(), *year.regulated()]
    yield from lines
    yield from discount_year(use, lines, Quantity(year.total, kind.energy), ENERGY)
    yield from year.taxes()


@attrs.frozen(eq=False)
class _Year:
    """One estimate under way."""

    use: AnnualSupply
    kind: Commodity
    lookup: Lookup
    total: Decimal

    @property
    def price_unit(self) -> str:
        return Price(Decimal(0), self.kind.energy).unit_text

    def row(self, path: str, key: tuple[str, ...]) -> ParameterRow:
        return self.lookup.value(path, key, self.use.on)

    def sale(self) -> Iterator[EstimateLine]:
        """The seller's own lines: energy, then fees."""
        offer, customer = self.use.offer, self.use.supply.customer_class
        if customer not in offer.customers:
            raise OfferDoesNotFit(
                f"offer {offer.code} is for {', '.join(sorted(offer.customers))}, the supply is {customer}"
            )
        if isinstance(offer.price, TieredPrice):
            yield from self._tiers(offer.price)
        for part in () if isinstance(offer.price, TieredPrice) else in_bands(self._bands(), offer):
            value, formula, inputs = self._unit_price(part.band)
            label = "Energia" if part.band == "M" else f"Energia {part.band}"
            yield self._line(ENERGY, label, Block.SALE, Basis.ENERGY, part.value, value, formula, inputs, part.band)
        for fee in offer.fees:
            quantity, unit = self._quantity(fee.basis), unit_of(fee.basis, self.kind.energy)
            inputs = (Input("quota", fee.value, Price(fee.value, unit, fee.basis in YEARLY).unit_text),)
            yield self._line(fee.code, fee.label, Block.SALE, fee.basis, quantity, fee.value, "quota", inputs)

    def _tiers(self, price: TieredPrice) -> Iterator[EstimateLine]:
        """The year's energy by tier; a monthly scale twelve times over."""
        scale = price.scale()
        whole = scale.scaled(_MONTHS) if price.restart is Restart.MONTH else scale
        for part in whole.fill(Decimal(0), self.total):
            value = price.tiers[int(part.tier.name)].value
            inputs = (Input("prezzo", value, self.price_unit),)
            yield self._line(ENERGY, "Energia", Block.SALE, Basis.ENERGY, part.quantity, value, "prezzo", inputs, "M")

    def regulated(self) -> Iterator[EstimateLine]:
        """What the offer passes on, network and charges; a value of zero makes no line."""
        known = self.kind.sale(self.use.supply)
        unknown = [code for code in self.use.offer.passes if code not in known]
        if unknown:
            raise OfferDoesNotFit(f"offer {self.use.offer.code} passes on {unknown[0]!r}, which this supply has not")
        passed = tuple(known[code] for code in self.use.offer.passes)
        due = (each for each in self.kind.regulated(self.use.supply) if each.block not in self.use.offer.includes)
        for component in (*passed, *due):
            value, formula, inputs = self._regulated_price(component)
            if value:
                quantity = self._quantity(component.basis)
                yield self._line(
                    component.code,
                    component.label,
                    component.block,
                    component.basis,
                    quantity,
                    value,
                    formula,
                    inputs,
                    note="Media aritmetica delle fasce" if component.by_band else "",
                )

    def taxes(self) -> Iterator[EstimateLine]:
        """The taxes of the year: thresholds are twelve times those of a month."""
        for tax in self.kind.taxes:
            for part in tax.taxed(self.use.supply, self.total, Decimal(0), self.lookup, self.use.on, _MONTHS):
                yield self._tax_line(tax, part)

    def _tax_line(self, tax: Tax, part: TaxedEnergy) -> EstimateLine:
        unit = Unit.POINT if part.fixed else self.kind.energy
        price, quantity = Price(part.rate.value, unit), Quantity(part.energy, unit)
        inputs = (row_input("aliquota", part.rate, price.unit_text),)
        note = f"Esenti {part.exempt} {self.kind.energy.value}" if part.exempt else ""
        return EstimateLine(tax.code, tax.label_of(part), Block.TAXES, quantity, price, "aliquota", inputs, note=note)

    def _line(
        self,
        code: str,
        label: str,
        block: Block,
        basis: Basis,
        quantity: Decimal,
        value: Decimal,
        formula: str,
        inputs: tuple[Input, ...],
        band: str = "",
        note: str = "",
    ) -> EstimateLine:
        unit = unit_of(basis, self.kind.energy)
        price = Price(value, unit, yearly=basis in YEARLY)
        return EstimateLine(code, label, block, Quantity(quantity, unit), price, formula, inputs, band, note)

    def _quantity(self, basis: Basis) -> Decimal:
        if basis is Basis.ENERGY:
            return self.total
        return self.kind.power(self.use.supply) if basis is Basis.POWER else Decimal(1)

    def _bands(self) -> tuple[BandEnergy, ...]:
        """The energy as finely as the offer needs it: a total is spread by the shares of the rules."""
        single = [part.band for part in self.use.energy] == ["M"]
        if not single or self.use.offer.bands == ("M",):
            return self.use.energy
        supply = self.use.supply
        assert isinstance(supply, ElectricityTerms)
        customer = "domestic" if supply.is_domestic else "other"
        rows = {band: self.row("estimate/band_share", (customer, band)) for band in _BANDS}
        return tuple(BandEnergy(band, self.total * row.value) for band, row in rows.items())

    def _unit_price(self, band: str) -> tuple[Decimal, str, tuple[Input, ...]]:
        price = self.use.offer.price
        if isinstance(price, FixedPrice):
            value = next(each.value for each in price.prices if each.band == band)
            return value, "prezzo", (Input("prezzo", value, self.price_unit),)
        if not isinstance(price, IndexedPrice):
            raise OfferDoesNotFit(f"offer {self.use.offer.code} has no price of energy to estimate")
        index, inputs = self._index(price, band)
        spread = next(each.value for each in price.spreads if each.band == band)
        inputs = (*inputs, Input("spread", spread, self.price_unit))
        if not price.losses_on_index:
            return index + spread, "indice + spread", inputs
        losses = self._losses()
        inputs = (*inputs, row_input("λ", losses, ""))
        if price.losses_on_spread:
            return (index + spread) * (1 + losses.value), "(indice + spread) × (1 + λ)", inputs
        return index * (1 + losses.value) + spread, "indice × (1 + λ) + spread", inputs

    def _index(self, price: IndexedPrice, band: str) -> tuple[Decimal, tuple[Input, ...]]:
        """The mean of the four forward quarters: as given, or from the book's values at the start of each quarter."""
        if self.use.index:
            if band not in self.use.index:
                raise OfferDoesNotFit(f"offer {self.use.offer.code} prices {band}; no index was given for it")
            value = self.use.index[band]
            return value, (Input("indice", value, self.price_unit),)
        key = price.key(self.kind.zone(self.use.supply), band)
        starts = [month.start for month in self.use.year.months()[::3]]
        rows = [self.lookup.value(price.index, key, day) for day in starts]
        inputs = tuple(row_input(f"indice Q{i}", row, self.price_unit) for i, row in enumerate(rows, 1))
        return sum((row.value for row in rows), Decimal(0)) / _QUARTERS, inputs

    def _regulated_price(self, component: Component) -> tuple[Decimal, str, tuple[Input, ...]]:
        """By band: the mean of the bands, without losses (rules v4.0). Else the value, grossed up where it must be."""
        unit = Price(Decimal(0), unit_of(component.basis, self.kind.energy), component.basis is not Basis.ENERGY)
        if component.by_band:
            rows = [self.row(component.path, (*component.key, band)) for band in component.grouped or _BANDS]
            inputs = tuple(row_input(row.key[-1], row, unit.unit_text) for row in rows)
            return sum((row.value for row in rows), Decimal(0)) / len(rows), "media delle fasce", inputs
        row = self.row(component.path, component.key)
        own = row_input("voce", row, unit.unit_text)
        if not component.with_losses:
            return row.value, "voce", (own,)
        losses = self._losses()
        return row.value * (1 + losses.value), "voce × (1 + λ)", (own, row_input("λ", losses, ""))

    def _losses(self) -> ParameterRow:
        place = self.kind.losses(self.use.supply)
        assert place is not None, f"{self.kind.code} has no losses"
        return self.row(*place)
