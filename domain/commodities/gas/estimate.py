"""The annual spend of gas, line by line, by the rules of the Portale Offerte (v4.0, reference 5.3).

The year begins with every counter at zero; bands are filled by the whole of it. The price is the seller's mean over
the year: where an index follows the profile of the use, the case gives the weighted mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from domain.commodities.gas.bands import GasSlice, band_of, billed, by, by_vat, gas_vats, slices, year_scales
from domain.commodities.gas.components import HEAT_PRICED
from domain.commodities.gas.excise import GAS_TAXES, BandedTax
from domain.commodities.gas.prices import PER_SMC, FormulaPrice, Heat, gas_price
from domain.commodities.gas.terms import GasTerms
from domain.kernel.quantity import Price, Quantity, Unit
from domain.pricing.annual.discounts import discount_year
from domain.pricing.annual.estimate import AnnualSupply, EstimateLine
from domain.pricing.commodity import Commodity
from domain.pricing.line import Input
from domain.pricing.lines.context import row_input
from domain.pricing.lines.offer.sale import ENERGY
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Basis, Block, Component
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice, SellerFee
from domain.tariffs.parameter import ParameterRow

_QUARTERS = 4


def gas_year(use: AnnualSupply, kind: Commodity, lookup: Lookup, treatment: Vat) -> Iterator[EstimateLine]:
    """The lines of a year of gas: volumes by VAT, fees at the ordinary rate."""
    supply = use.supply
    assert isinstance(supply, GasTerms)
    if supply.customer_class not in use.offer.customers:
        raise OfferDoesNotFit(
            f"offer {use.offer.code} is for {', '.join(sorted(use.offer.customers))}, the supply is "
            f"{supply.customer_class}"
        )
    vats = gas_vats(supply, treatment, lookup, use.on)
    scales = year_scales(supply, vats, lookup, use.on)
    quantity = sum((part.value for part in use.energy), Decimal(0))
    parts = slices(scales, quantity, Decimal(0), Decimal(0))
    year = _Year(use, kind, lookup, Heat(supply, lookup, use.on), parts, vats.ordinary)
    lines = [*year.sale(), *year.regulated()]
    yield from lines
    for line in discount_year(use, lines, Quantity(quantity, kind.energy), ENERGY):
        yield attrs.evolve(line, vat=line.vat or vats.ordinary)
    yield from year.taxes()


@attrs.frozen(eq=False)
class _Year:
    """One estimate under way."""

    use: AnnualSupply
    kind: Commodity
    lookup: Lookup
    heat: Heat
    parts: tuple[GasSlice, ...]
    ordinary: Vat

    def sale(self) -> Iterator[EstimateLine]:
        """The seller's gas, then fees."""
        made = gas_price(self.use.offer, self.heat, self._index())
        yield from self._volume(ENERGY, "Gas naturale", Block.SALE, made, by_vat(self.parts), "M")
        for fee in self.use.offer.fees:
            yield from self._seller_fee(fee)

    def _seller_fee(self, fee: SellerFee) -> Iterator[EstimateLine]:
        if fee.basis is Basis.POWER:
            raise OfferDoesNotFit(f"offer {self.use.offer.code} has a fee on power, which gas has not")
        if fee.basis is Basis.ENERGY:
            made = self.heat.scaled(FormulaPrice(fee.value, "prezzo", (Input("prezzo", fee.value, PER_SMC),)))
            yield from self._volume(fee.code, fee.label, Block.SALE, made, by_vat(self.parts))
        else:
            price = _yearly(fee.value) if fee.basis is Basis.POINT else Price(fee.value, Unit.POINT)
            own = (Input("quota", fee.value, price.unit_text),)
            yield attrs.evolve(self._fee(fee.code, fee.label, Block.SALE, fee.value, "quota", own), price=price)

    def _index(self) -> FormulaPrice | None:
        """The mean of the year: as given, or of the book's values at the start of each quarter."""
        price = self.use.offer.price
        if not isinstance(price, IndexedPrice):
            return None
        if self.use.index:
            value = self.use.index["M"]
            return FormulaPrice(value, "indice", (Input("indice", value, PER_SMC),))
        rows = [self.lookup.value(price.index, (), month.start) for month in self.use.year.months()[::3]]
        if self.lookup.book.heads[price.index].unit != PER_SMC:
            raise OfferDoesNotFit(f"{price.index} is not in EUR/Smc: give the mean of the year as the index")
        inputs = tuple(row_input(f"indice Q{i}", row, PER_SMC) for i, row in enumerate(rows, 1))
        return FormulaPrice(sum((row.value for row in rows), Decimal(0)) / _QUARTERS, "indice", inputs)

    def regulated(self) -> Iterator[EstimateLine]:
        """What the offer passes on, network and charges; a value of zero makes no line."""
        sale = self.kind.sale(self.use.supply)
        unknown = [code for code in self.use.offer.passes if code not in sale]
        if unknown:
            raise OfferDoesNotFit(f"offer {self.use.offer.code} passes on {unknown[0]!r}, which this supply has not")
        for component in tuple(sale[code] for code in self.use.offer.passes) + self.kind.regulated(self.use.supply):
            if component.block not in self.use.offer.includes:
                yield from self._component(component)

    def _component(self, component: Component) -> Iterator[EstimateLine]:
        amounts = billed(component, self.parts) if component.basis is Basis.ENERGY else {}
        if component.basis is Basis.ENERGY and not amounts:
            return
        row = self.lookup.value(component.path, component.key, self.use.on)
        if not row.value:
            return
        code, label, block = component.code, component.label, component.block
        if component.basis is Basis.ENERGY:
            made = FormulaPrice(row.value, "voce", (row_input("voce", row, PER_SMC),))
            scaled = self.heat.scaled(made) if component.path in HEAT_PRICED else made
            yield from self._volume(code, label, block, scaled, amounts, band_of(component))
        else:
            own = (row_input("voce", row, _yearly(row.value).unit_text),)
            yield self._fee(code, label, block, row.value, "voce", own)

    def taxes(self) -> Iterator[EstimateLine]:
        """Excise and regional surcharge by band of the year."""
        for tax in GAS_TAXES:
            for step in by(self.parts, lambda part: part.step):
                yield from self._tax(tax, step, tax.rate(self.heat.terms, step, self.lookup, self.use.on))

    def _tax(self, tax: BandedTax, step: str, rate: ParameterRow | None) -> Iterator[EstimateLine]:
        if rate is not None and rate.value:
            made = FormulaPrice(rate.value, "aliquota", (row_input("aliquota", rate, PER_SMC),))
            amounts = by_vat(part for part in self.parts if part.step == step)
            yield from self._volume(tax.code, tax.label, Block.TAXES, made, amounts, step)

    def _volume(
        self, code: str, label: str, block: Block, made: FormulaPrice, amounts: Mapping[Vat, Decimal], band: str = ""
    ) -> Iterator[EstimateLine]:
        for vat, quantity in amounts.items():
            price = Price(made.value, Unit.SMC)
            yield EstimateLine(
                code, label, block, Quantity(quantity, Unit.SMC), price, made.formula, made.inputs, band, vat=vat
            )

    def _fee(
        self, code: str, label: str, block: Block, value: Decimal, formula: str, inputs: tuple[Input, ...]
    ) -> EstimateLine:
        one = Quantity(Decimal(1), Unit.POINT)
        return EstimateLine(code, label, block, one, _yearly(value), formula, inputs, vat=self.ordinary)


def _yearly(value: Decimal) -> Price:
    return Price(value, Unit.POINT, yearly=True)
