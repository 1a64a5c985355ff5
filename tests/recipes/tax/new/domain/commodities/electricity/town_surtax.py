"""An invented surtax of towns on electricity: so much a kWh, whatever the use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.commodities.electricity.terms import ElectricityTerms
from domain.pricing.taxes.tax import Tax, TaxedEnergy
from domain.tariffs.book import Place
from domain.tariffs.lookup import Lookup

_RATE = "excise/electricity_town"


def _taxed(
    terms: ElectricityTerms, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
) -> tuple[TaxedEnergy, ...]:
    return (TaxedEnergy(energy, lookup.value(_RATE, (), day)),)


def _values(terms: ElectricityTerms) -> tuple[Place, ...]:
    return ((_RATE, ()),)


TOWN_SURTAX = Tax("town_surtax", "Addizionale comunale", _taxed, _values, frozenset({_RATE}))
