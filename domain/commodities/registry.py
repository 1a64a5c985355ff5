"""The commodities this platform bills. A new one is a module and one entry here."""

from __future__ import annotations

from domain.commodities.commodity import Commodity
from domain.commodities.electricity import ELECTRICITY, ElectricityTerms

COMMODITIES: tuple[Commodity, ...] = (ELECTRICITY,)

SupplyTerms = ElectricityTerms
"""The dated terms of any supply: the union of every commodity's."""


class UnknownCommodity(LookupError):
    """No commodity has that code."""


def commodity(code: str) -> Commodity:
    """The commodity of a code."""
    for candidate in COMMODITIES:
        if candidate.code == code:
            return candidate
    raise UnknownCommodity(f"no commodity {code!r}; known: {', '.join(known.code for known in COMMODITIES)}")
