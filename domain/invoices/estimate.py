"""The annual spend of an offer for a customer, by the rules of the Portale Offerte.

Norm: "Regole per il calcolo della spesa annua stimata" v4.0 of 16-2-2026 (reference 5.3). Four quarters from the
quarter of consultation, at the values in force on the day of consultation. Nothing is rounded inside a block: each
block is its exact sum brought to cents, VAT is taken on the sum of the rounded blocks. The components are those a bill
is priced with; only the time differs, a whole year at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from domain.commodities.commodity import Commodity
from domain.commodities.registry import SupplyTerms, commodity
from domain.contracts.contract import VatTerms
from domain.invoices.charging import row_input
from domain.invoices.line import Input
from domain.invoices.priced import Refused
from domain.invoices.pricing import status_faults
from domain.invoices.regulated_lines import OfferDoesNotFit
from domain.invoices.sale_lines import ENERGY, in_bands
from domain.invoices.tax_lines import EXCISE
from domain.kernel.digest import digest
from domain.kernel.fault import Fault
from domain.kernel.money import Money, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import Period
from domain.meters.consumption import BandEnergy
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Block, Component, unit_of
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import FixedPrice, IndexedPrice, Offer
from domain.tariffs.parameter import NotInForce, ParameterRow, UnknownParameter
from domain.taxes.registry import EXCISES
from domain.taxes.treatment import supply_vat
from domain.taxes.vat import Vat

_BANDS = ("F1", "F2", "F3")
_MONTHS = 12
_QUARTERS = 4


@attrs.frozen
class EstimateLine:
    """A component of the annual spend. `exact` is quantity x price, not rounded; only blocks are."""

    code: str
    label: str
    block: Block
    quantity: Quantity
    price: Price
    formula: str
    inputs: tuple[Input, ...]
    band: str = ""
    note: str = ""

    @property
    def exact(self) -> Decimal:
        """Euro a year, with all decimals."""
        return self.quantity.value * self.price.value


@attrs.frozen
class EstimatedSpend:
    """Euro a year by block, and the lines that make each.

    excise         Block.TAXES, of which `taxed_energy` is the energy it was charged on
    sale .. excise are each the rounding of the exact sum of their lines; vat is on their sum
    """

    offer: str
    on: dt.date
    sale: Money
    network: Money
    charges: Money
    excise: Money
    taxed_energy: Decimal
    treatment: Vat
    vat: Money
    lines: tuple[EstimateLine, ...]
    rows: tuple[ParameterRow, ...]
    warnings: tuple[Fault, ...]
    book_digest: str

    @property
    def net(self) -> Money:
        """The blocks together, before VAT."""
        return total((self.sale, self.network, self.charges, self.excise))

    @property
    def total(self) -> Money:
        """Blocks and VAT."""
        return self.net + self.vat

    @property
    def digest(self) -> str:
        """SHA-256 over what was estimated: the same inputs always give the same one."""
        lines = [[each.code, each.band, str(each.quantity), str(each.price)] for each in self.lines]
        return digest([self.offer, self.on.isoformat(), self.book_digest, lines, str(self.net), str(self.vat)])


@attrs.frozen(eq=False)
class AnnualUse:
    """What is estimated: a supply, an offer, and a year of energy by band ("M" where only the total is known).

    on      the day of consultation; every value is the one in force then
    index   mean of the four forward quarters by band of the offer; empty to take the quarters from the book
    """

    commodity: str
    supply: SupplyTerms
    offer: Offer
    energy: tuple[BandEnergy, ...]
    vat: VatTerms
    on: dt.date
    index: Mapping[str, Decimal] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        negative = [part for part in self.energy if part.value < 0]
        if not self.energy or negative:
            raise ValueError(f"a year of energy is >= 0 in every band, got {negative or 'none'}")

    @property
    def year(self) -> Period:
        """The four quarters from the quarter of consultation."""
        start = self.on.replace(month=self.on.month - (self.on.month - 1) % 3, day=1)
        return Period(start, start.replace(year=start.year + 1))


def estimate(use: AnnualUse, book: TariffBook) -> EstimatedSpend | Refused:
    """The annual spend, or the fault that stands in the way: PRC-001 (no value in force), PRC-005 (offer)."""
    try:
        return _estimated(use, Lookup(book))
    except (NotInForce, UnknownParameter) as error:
        return _refused(use, "PRC-001", error)
    except OfferDoesNotFit as error:
        return _refused(use, "PRC-005", error)


def _refused(use: AnnualUse, code: str, error: Exception) -> Refused:
    return Refused(use.offer.code, use.year, (Fault(code, use.offer.code, str(error)),))


def _estimated(use: AnnualUse, lookup: Lookup) -> EstimatedSpend:
    kind = commodity(use.commodity)
    year = _Year(use, kind, lookup, sum((part.value for part in use.energy), Decimal(0)))
    lines = (*year.sale(), *year.regulated(), *year.excise())
    blocks = {
        block: Money.rounded(sum((each.exact for each in lines if each.block is block), Decimal(0))) for block in Block
    }
    treatment = supply_vat(use.vat, lookup, use.on)
    vat = Money.rounded(total(blocks.values()).amount * treatment.rate)
    taxed = [each.quantity for each in lines if each.block is Block.TAXES and each.quantity.unit is kind.energy]
    return EstimatedSpend(
        offer=use.offer.code,
        on=use.on,
        sale=blocks[Block.SALE],
        network=blocks[Block.NETWORK],
        charges=blocks[Block.CHARGES],
        excise=blocks[Block.TAXES],
        taxed_energy=sum((quantity.value for quantity in taxed), Decimal(0)),
        treatment=treatment,
        vat=vat,
        lines=lines,
        rows=lookup.rows,
        warnings=status_faults(use.offer.code, lookup.rows),
        book_digest=lookup.book.digest,
    )


@attrs.frozen(eq=False)
class _Year:
    """One estimate under way."""

    use: AnnualUse
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
        offer, customer = self.use.offer, self.kind.customer(self.use.supply)
        if customer not in offer.customers:
            raise OfferDoesNotFit(
                f"offer {offer.code} is for {', '.join(sorted(offer.customers))}, the supply is {customer}"
            )
        for part in in_bands(self._bands(), offer):
            value, formula, inputs = self._unit_price(part.band)
            label = "Energia" if part.band == "M" else f"Energia {part.band}"
            yield self._line(ENERGY, label, Block.SALE, Basis.ENERGY, part.value, value, formula, inputs, part.band)
        for fee in offer.fees:
            quantity, unit = self._quantity(fee.basis), unit_of(fee.basis, self.kind.energy)
            inputs = (Input("quota", fee.value, Price(fee.value, unit, fee.basis is not Basis.ENERGY).unit_text),)
            yield self._line(fee.code, fee.label, Block.SALE, fee.basis, quantity, fee.value, "quota", inputs)

    def regulated(self) -> Iterator[EstimateLine]:
        """What the offer passes on, network and charges; a value of zero makes no line."""
        known = self.kind.sale(self.use.supply)
        unknown = [code for code in self.use.offer.passes if code not in known]
        if unknown:
            raise OfferDoesNotFit(f"offer {self.use.offer.code} passes on {unknown[0]!r}, which this supply has not")
        passed = tuple(known[code] for code in self.use.offer.passes)
        for component in passed + self.kind.regulated(self.use.supply):
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

    def excise(self) -> Iterator[EstimateLine]:
        """The excise of the year: thresholds are twelve times those of a month."""
        taxed_energy = EXCISES[self.kind.code]
        for part in taxed_energy(self.use.supply, self.total, Decimal(0), self.lookup, self.use.on, _MONTHS):
            unit = Unit.POINT if part.fixed else self.kind.energy
            label = "Accisa, importo fisso mensile" if part.fixed else "Accisa"
            note = f"Esenti {part.exempt} {self.kind.energy.value}" if part.exempt else ""
            price = Price(part.rate.value, unit)
            inputs = (row_input("aliquota", part.rate, price.unit_text),)
            yield EstimateLine(
                EXCISE, label, Block.TAXES, Quantity(part.energy, unit), price, "aliquota", inputs, note=note
            )

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
        price = Price(value, unit, yearly=basis is not Basis.ENERGY)
        return EstimateLine(code, label, block, Quantity(quantity, unit), price, formula, inputs, band, note)

    def _quantity(self, basis: Basis) -> Decimal:
        return {Basis.POINT: Decimal(1), Basis.POWER: self.kind.power(self.use.supply), Basis.ENERGY: self.total}[basis]

    def _bands(self) -> tuple[BandEnergy, ...]:
        """The energy as finely as the offer needs it: a total is spread by the shares of the rules."""
        single = [part.band for part in self.use.energy] == ["M"]
        if not single or self.use.offer.bands == ("M",):
            return self.use.energy
        customer = "domestic" if self.use.supply.is_domestic else "other"
        rows = {band: self.row("estimate/band_share", (customer, band)) for band in _BANDS}
        return tuple(BandEnergy(band, self.total * row.value) for band, row in rows.items())

    def _unit_price(self, band: str) -> tuple[Decimal, str, tuple[Input, ...]]:
        price = self.use.offer.price
        if isinstance(price, FixedPrice):
            value = next(each.value for each in price.prices if each.band == band)
            return value, "prezzo", (Input("prezzo", value, self.price_unit),)
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
        key = (band,) if price.by_band else ()
        starts = [month.start for month in self.use.year.months()[::3]]
        rows = [self.lookup.value(price.index, key, day) for day in starts]
        inputs = tuple(row_input(f"indice Q{i}", row, self.price_unit) for i, row in enumerate(rows, 1))
        return sum((row.value for row in rows), Decimal(0)) / _QUARTERS, inputs

    def _regulated_price(self, component: Component) -> tuple[Decimal, str, tuple[Input, ...]]:
        """By band: the mean of the bands, without losses (rules v4.0). Else the value, grossed up where it must be."""
        unit = Price(Decimal(0), unit_of(component.basis, self.kind.energy), component.basis is not Basis.ENERGY)
        if component.by_band:
            rows = [self.row(component.path, (*component.key, band)) for band in _BANDS]
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
