"""Gas prices by the heat of the gas (PCS, GJ/Smc).

Prices are of a Smc at the reference PCS; a contract may let them follow the PCS of the plant, by REMI and month. An
index in EUR/GJ or EUR/MWh becomes EUR/Smc by the PCS. A price that was converted has six decimals, as ARERA publishes
the CMEM (10.486333 EUR/GJ x 0.038520 = 0.403934 EUR/Smc, January 2026).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.commodities.gas.terms import GasTerms, PcsPolicy
from domain.kernel.rounding import SIX_PLACES
from domain.pricing.line import Input
from domain.pricing.lines.context import row_input
from domain.pricing.lines.offer.index_price import SYMBOL, IndexValue, index_on
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import FixedPrice, IndexedPrice, Offer
from domain.tariffs.parameter import ParameterRow

PER_SMC = "EUR/Smc"
PCS_UNIT = "GJ/Smc"
_GJ_PER_MWH = Decimal("3.6")


@attrs.frozen
class FormulaPrice:
    """A price in EUR/Smc, the formula it comes from and its inputs."""

    value: Decimal
    formula: str
    inputs: tuple[Input, ...]


@attrs.frozen(eq=False)
class Heat:
    """The PCS of one supply on one day, read only when a price needs it."""

    terms: GasTerms
    lookup: Lookup
    day: dt.date

    @property
    def follows_plant(self) -> bool:
        """Whether prices follow the PCS of the plant."""
        return self.terms.pcs is PcsPolicy.PLANT

    def reference(self) -> ParameterRow:
        """The PCS prices are written for."""
        return self.lookup.value("gas/pcs_reference", (), self.day)

    def plant(self) -> ParameterRow:
        """The PCS of the REMI in the month."""
        return self.lookup.value("gas/pcs", (self.terms.remi,), self.day)

    def scaled(self, made: FormulaPrice) -> FormulaPrice:
        """A price per Smc at the reference PCS, brought to the plant's where the contract says so."""
        if not self.follows_plant:
            return made
        plant, reference = self.plant(), self.reference()
        value = SIX_PLACES.apply(made.value * plant.value / reference.value)
        formula = made.formula if " " not in made.formula else f"({made.formula})"
        return FormulaPrice(
            value, f"{formula} × PCS / PCS rif", (*made.inputs, *self._pcs(plant), *self._pcs(reference, True))
        )

    def from_heat(self, index: IndexValue, path: str, unit: str) -> FormulaPrice:
        """An index per GJ or MWh as one per Smc; OfferDoesNotFit for any other unit."""
        pcs = self.plant() if self.follows_plant else self.reference()
        inputs = (*index.inputs, *self._pcs(pcs))
        if unit == "EUR/GJ":
            return FormulaPrice(SIX_PLACES.apply(index.value * pcs.value), f"{SYMBOL} × PCS", inputs)
        if unit == "EUR/MWh":
            return FormulaPrice(
                SIX_PLACES.apply(index.value * pcs.value / _GJ_PER_MWH), f"{SYMBOL} × PCS / 3,6", inputs
            )
        raise OfferDoesNotFit(f"{path} is in {unit}; the price of gas is in EUR/Smc, EUR/GJ or EUR/MWh")

    def _pcs(self, row: ParameterRow, is_reference: bool = False) -> tuple[Input, ...]:
        return (row_input("PCS rif" if is_reference else "PCS", row, PCS_UNIT),)


def gas_price(offer: Offer, heat: Heat, index: FormulaPrice | None = None) -> FormulaPrice:
    """What an offer asks for a Smc: a fixed price, or an index and a spread. `index` in place of the book's."""
    price = offer.price
    if isinstance(price, FixedPrice) and offer.bands == ("M",):
        value = price.prices[0].value
        return heat.scaled(FormulaPrice(value, "prezzo", (Input("prezzo", value, PER_SMC),)))
    if not isinstance(price, IndexedPrice) or offer.bands != ("M",) or price.hourly or price.by_band or price.zonal:
        raise OfferDoesNotFit(f"offer {offer.code} has no price of gas: one fixed price, or a monthly index, for M")
    if price.losses_on_index or price.losses_on_spread:
        raise OfferDoesNotFit(f"offer {offer.code} adds network losses, which gas has not: losses_on_index is false")
    spread = price.spreads[0].value
    own = Input("spread", spread, PER_SMC)
    if index is None:
        head = heat.lookup.book.heads.get(price.index)
        unit = head.unit if head is not None else PER_SMC
        found = index_on(heat.lookup, price, (), heat.day, unit)
        if unit != PER_SMC:
            made = heat.from_heat(found, price.index, unit)
            added = heat.scaled(FormulaPrice(spread, "spread", (own,)))
            extra = tuple(each for each in added.inputs if each not in made.inputs)
            return FormulaPrice(made.value + added.value, f"{made.formula} + {added.formula}", (*made.inputs, *extra))
        index = FormulaPrice(found.value, SYMBOL, found.inputs)
    whole = FormulaPrice(index.value + spread, f"{index.formula} + spread", (*index.inputs, own))
    return heat.scaled(whole)
