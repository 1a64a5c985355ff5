"""The commodities this platform bills. A new one is a module and one entry here."""

from __future__ import annotations

from collections.abc import Mapping

from domain.commodities.electricity.terms import ELECTRICITY, ElectricityTerms
from domain.commodities.gas.terms import GAS, GasTerms
from domain.commodities.heat.terms import HEAT, HeatTerms
from domain.commodities.services.terms import SERVICES, ServiceTerms
from domain.commodities.telephony.terms import TELEPHONY, TelephonyTerms
from domain.commodities.water.terms import WATER, WaterTerms
from domain.pricing.commodity import Commodity

COMMODITIES: tuple[Commodity, ...] = (ELECTRICITY, GAS, TELEPHONY, SERVICES, WATER, HEAT)

SupplyTerms = ElectricityTerms | GasTerms | TelephonyTerms | ServiceTerms | WaterTerms | HeatTerms
"""The dated terms of any supply: the union of every commodity's."""

TERMS_KINDS: Mapping[str, type[SupplyTerms]] = {kind.code: kind.terms for kind in COMMODITIES}
"""The terms by commodity, as written documents name them."""


class UnknownCommodity(LookupError):
    """No commodity has that code."""


def commodity(code: str) -> Commodity:
    """The commodity of a code."""
    for candidate in COMMODITIES:
        if candidate.code == code:
            return candidate
    raise UnknownCommodity(f"no commodity {code!r}; known: {', '.join(known.code for known in COMMODITIES)}")


def commodity_of(supply: SupplyTerms) -> Commodity:
    """The commodity some terms are of."""
    return next(kind for kind in COMMODITIES if isinstance(supply, kind.terms))
