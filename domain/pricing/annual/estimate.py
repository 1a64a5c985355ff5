"""What an annual estimate is made of: the use to estimate, and the lines of a year.

Norm: "Regole per il calcolo della spesa annua stimata" v4.0 of 16-2-2026 (reference 5.3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.contracts.contract import VatTerms
from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.quantity import Price, Quantity
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.pricing.line import Input
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block
from domain.tariffs.offer import Offer


@attrs.frozen
class EstimateLine:
    """A component of the annual spend. `exact` is quantity x price, not rounded; only blocks are.

    vat       where the supply has more than one treatment; None for that of the contract
    discount  shown apart from its block
    """

    code: str
    label: str
    block: Block
    quantity: Quantity
    price: Price
    formula: str
    inputs: tuple[Input, ...]
    band: str = ""
    note: str = ""
    vat: Vat | None = None
    discount: bool = False

    @property
    def exact(self) -> Decimal:
        """Euro a year, with all decimals."""
        return self.quantity.value * self.price.value


@attrs.frozen(eq=False)
class AnnualSupply:
    """What is estimated: a supply, an offer, and a year of energy by band ("M" where only the total is known).

    on         the day of consultation; every value is the one in force then
    index      mean of the four forward quarters by band of the offer; empty to take the quarters from the book
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
        self.vat.check(self.supply)
        if not self.energy or negative:
            raise ValueError(f"a year of energy is >= 0 in every band, got {negative or 'none'}")

    @property
    def year(self) -> Period:
        """The four quarters from the quarter of consultation."""
        start = self.on.replace(month=self.on.month - (self.on.month - 1) % 3, day=1)
        return Period(start, start.replace(year=start.year + 1))
