"""A slice of a water bill: days with one set of rates, their volume and band limits, and how a line of it is made."""

from __future__ import annotations

from decimal import Decimal

import attrs

from domain.commodities.water.offer_price import WaterPrice
from domain.commodities.water.rates import WaterRates
from domain.commodities.water.terms import WaterTerms
from domain.kernel.rounding import Rounding
from domain.kernel.validity import Period
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.metered_slice import year_share
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow
from domain.tariffs.scale import Scale, Tier

PROVISIONAL = "Tariffa provvisoria, salvo conguaglio"


@attrs.frozen(eq=False)
class WaterSlice:
    """Days on which every rate is the same."""

    context: LineContext
    terms: WaterTerms
    price: WaterPrice
    period: Period
    rates: WaterRates
    volume: Decimal

    @property
    def volume_rounding(self) -> Rounding:
        """How volumes cut by days are rounded."""
        return Rounding(f"half-up-{self.price.volume_decimals}", self.price.volume_decimals)

    @property
    def scale(self) -> Scale:
        """The bands with limits for the days of the slice; a band too short to hold anything is left out."""
        share = year_share(self.period, self.price.band_year)
        tiers: list[Tier] = []
        for rate in self.rates.bands:
            if rate.upto is None:
                tiers.append(Tier(rate.band.name, None))
                continue
            limit = self.volume_rounding.apply(rate.upto * share.numerator / share.denominator)
            if not tiers or tiers[-1].upto is None or limit > tiers[-1].upto:
                tiers.append(Tier(rate.band.name, limit))
        return Scale(tuple(tiers))

    def text(self, volume: Decimal) -> str:
        """A volume as a note prints it."""
        return f"{volume:f} m3".replace(".", ",")

    @property
    def discharged(self) -> Decimal:
        """The volume sewerage and treatment are charged on: a part of it where an industrial discharge says so."""
        if self.terms.discharge is None:
            return self.volume
        return self.volume_rounding.apply(self.volume * self.terms.discharge.share)

    def unit(self, row: ParameterRow | None, otherwise: str) -> str:
        """The unit of a row of the book."""
        return self.context.lookup.book.heads[row.path].unit if row else otherwise

    def per_m3(
        self,
        code: str,
        label: str,
        volume: Decimal,
        price: Decimal,
        formula: str,
        inputs: tuple[Input, ...],
        *,
        band: str = "",
        note: str = "",
        block: Block = Block.SALE,
    ) -> Line:
        """A line for a price per m3."""
        notes = [text for text in (note, PROVISIONAL if self.rates.provisional else "") if text]
        return self.context.per_energy(
            code,
            label,
            block,
            self.period,
            volume,
            price,
            formula,
            inputs,
            quota=Quota.CONSUMPTION,
            band=band,
            note="; ".join(notes),
        )
