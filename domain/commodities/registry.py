"""The commodities this platform bills. A new one is a folder, its import and its entry; nothing else knows them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.commodities.electricity.commodity import ELECTRICITY
from domain.commodities.gas.commodity import GAS
from domain.commodities.heat.commodity import HEAT
from domain.commodities.services.commodity import SERVICES
from domain.commodities.telephony.commodity import TELEPHONY
from domain.commodities.water.commodity import WATER
from domain.contracts.supply_point import SupplyPoint
from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.identifiers import InvalidIdentifier
from domain.pricing.commodity import Commodity
from domain.tariffs.offer import GENERAL_PRICES, OfferPrice

COMMODITIES: tuple[Commodity, ...] = (
    ELECTRICITY,
    GAS,
    TELEPHONY,
    SERVICES,
    WATER,
    HEAT,
)

TERMS_KINDS: Mapping[str, type[Any]] = {kind.code: kind.terms for kind in COMMODITIES}
"""The class of the terms by commodity, as written documents name them."""

PRICE_KINDS: Mapping[str, type[OfferPrice]] = {
    **GENERAL_PRICES,
    **{name: price for kind in COMMODITIES for name, price in kind.prices.items()},
}
"""Every structure of a price an offer can have, as written documents name them."""


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
    return commodity(supply.commodity)


def check_point(point: SupplyPoint) -> SupplyPoint:
    """The point, whose code is in the one form of its commodity.

    UnknownCommodity, or InvalidIdentifier where the code is not one of its commodity.
    """
    kind = commodity(point.commodity)
    form = kind.point_code(point.code)
    if form != point.code:
        raise InvalidIdentifier(kind.point_label, point.code, f"the form {form}")
    return point
