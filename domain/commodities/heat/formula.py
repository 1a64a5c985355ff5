"""The value of a heat price on a day: factors looked up, multiplied, divided and added, each kept with its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.commodities.heat.offer_price import HeatCharge, HeatFactor, HeatProduct
from domain.commodities.heat.terms import HeatTerms
from domain.kernel.rounding import ROUNDINGS, SIX_PLACES
from domain.kernel.validity import months_later
from domain.pricing.line import Input
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.lookup import Lookup

PROVISIONAL = "Prezzo provvisorio, salvo conguaglio"


@attrs.frozen
class HeatValue:
    """A price with its formula written out; `notes` say which limits held it and whether it is provisional."""

    value: Decimal
    formula: str
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]


@attrs.frozen(eq=False)
class Formula:
    """Where the factors of one supply are looked up, on one day."""

    terms: HeatTerms
    names: Mapping[str, str]
    lookup: Lookup
    day: dt.date

    def value(self, charge: HeatCharge) -> HeatValue:
        """The price of a charge; NotInForce where a value is missing, OfferDoesNotFit where it cannot be reckoned."""
        inputs: dict[str, Input] = {}
        notes: dict[str, None] = {}
        total = Decimal(0)
        for product in charge.formula:
            total += self._product(charge, product, inputs, notes)
        held = _within(total, charge.at_least, charge.at_most)
        if held != total:
            notes[f"Prezzo limitato a {_shown(held)}, la formula dà {_shown(total)}"] = None
        if charge.rounding:
            held = ROUNDINGS[charge.rounding].apply(held)
        text = " + ".join(self._text(product) for product in charge.formula)
        value, text = (-held, f"-({text})") if charge.credit else (held, text)
        return HeatValue(value, text, tuple(inputs.values()), tuple(notes))

    def _product(
        self, charge: HeatCharge, product: HeatProduct, inputs: dict[str, Input], notes: dict[str, None]
    ) -> Decimal:
        above, below = Decimal(1), Decimal(1)
        for factor in product.factors:
            number = self._factor(factor, inputs, notes)
            if factor.divides:
                below *= number
            else:
                above *= number
        if not below:
            raise OfferDoesNotFit(f"charge {charge.code} on {self.day}: {self._text(product)} divides by zero")
        return above / below  # one division, last, so that nothing is lost

    def _factor(self, factor: HeatFactor, inputs: dict[str, Input], notes: dict[str, None]) -> Decimal:
        if factor.after_months and not self._begun(factor):
            return Decimal(1)
        found = self._input(factor, notes)
        inputs[factor.symbol] = found
        held = _within(found.value, factor.at_least, factor.at_most)
        if held != found.value:
            notes[f"{factor.symbol} limitato a {_shown(held)}"] = None
        return factor.plus + held

    def _text(self, product: HeatProduct) -> str:
        """The product as written, without factors that do not count yet."""
        counting = [factor for factor in product.factors if not factor.after_months or self._begun(factor)]
        above = " × ".join(factor.text for factor in counting if not factor.divides) or "1"
        return " / ".join([above, *(factor.text for factor in counting if factor.divides)])

    def _begun(self, factor: HeatFactor) -> bool:
        since = self.terms.supplied_since
        if since is None:
            raise OfferDoesNotFit(
                f"factor {factor.symbol} counts from {factor.after_months} months after the supply began, and the "
                "supply does not say when it did"
            )
        return self.day >= months_later(since, factor.after_months)

    def _input(self, factor: HeatFactor, notes: dict[str, None]) -> Input:
        if factor.value is not None:
            return Input(factor.symbol, factor.value, "")
        if factor.supply:
            if factor.supply not in self.terms.numbers:
                raise OfferDoesNotFit(f"factor {factor.symbol}: a heat supply has no number {factor.supply!r}")
            return Input(factor.symbol, self.terms.numbers[factor.supply], "")
        key = tuple(self._named(part, factor) for part in factor.key)
        day = months_later(self.day, -factor.lag_months)
        row = self.lookup.value(factor.path, key, day)
        if factor.provisional and self.lookup.value(factor.provisional, key, day).value:
            notes[f"{PROVISIONAL}: {factor.symbol}"] = None
        return Input(factor.symbol, row.value, self.lookup.book.heads[factor.path].unit, row.id)

    def _named(self, part: str, factor: HeatFactor) -> str:
        text = self.names[part] if part.startswith("$") else part
        if not text:
            raise OfferDoesNotFit(f"factor {factor.symbol} is by {part}, which the supply does not name")
        return text


def _within(value: Decimal, least: Decimal | None, most: Decimal | None) -> Decimal:
    value = value if least is None else max(value, least)
    return value if most is None else min(value, most)


def _shown(value: Decimal) -> str:
    return f"{SIX_PLACES.apply(value).normalize():f}".replace(".", ",")
