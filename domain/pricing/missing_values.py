"""Which values a refused bill lacks: all that pricing would ask for, so that they can be found at once.

Pricing goes on with a number in place of each tariff and rate that is missing. Such a value only multiplies a quantity,
so what is asked for after it does not depend on it; a missing limit or threshold ends the search, for what it would
have led to cannot be known.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.pricing.facts import BillingFacts
from domain.pricing.lines.taxes import RAI_RATE
from domain.pricing.taxes.treatment import VAT_RATES
from domain.tariffs.book import Key, Spans
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice
from domain.tariffs.parameter import NotInForce, ParameterRow, Source, Status

_IN_ITS_PLACE = Decimal("0.5")  # any number will do that a rate of VAT may be
_NOWHERE = Source("", "", "")


@attrs.define
class MissingValues(Lookup):
    """A lookup that notes what is not in force of `multipliers`, one a key, and goes on with a number in its place."""

    multipliers: frozenset[str] = attrs.field(kw_only=True)
    missing: dict[tuple[str, Key], NotInForce] = attrs.field(factory=dict)

    def value(self, path: str, key: Key, day: dt.date) -> ParameterRow:
        """The row in force on `day`; NotInForce where there is none and it is no multiplier."""
        try:
            return self.book.value(path, key, day)
        except NotInForce as error:
            if path not in self.multipliers:
                raise
            self.note_missing(error)
            return ParameterRow(path, key, Period(day), day, _IN_ITS_PLACE, _NOWHERE, Status.GIVEN)

    def note_missing(self, error: NotInForce) -> None:
        """Keep that a value is not in force, the first time its key is met."""
        self.missing.setdefault((error.path, error.key), error)

    def spans(self, path: str, key: Key, period: Period) -> Spans:
        """`period` cut at months and where the value changes, each part with what `value` gives."""
        months = (month.start for month in period.months())
        parts = period.cut((*months, *self.book.changes(path, key, period)))
        return tuple((part, self.value(path, key, part.start)) for part in parts)


def multipliers(facts: BillingFacts) -> frozenset[str]:
    """The paths of values that only multiply: rates of taxes, regulated components, the indices of the offers."""
    kind = facts.commodity
    paths = {*VAT_RATES, RAI_RATE, *kind.rates, *(path for tax in kind.taxes for path in tax.rates)}
    for entry in facts.contract.terms.entries:
        supply = entry.value.supply
        paths.update(component.path for component in (*kind.regulated(supply), *kind.sale(supply).values()))
        offer = facts.offers.get(entry.value.offer)
        if offer is not None and isinstance(offer.price, IndexedPrice):
            paths.add(offer.price.index)
    return frozenset(paths)
