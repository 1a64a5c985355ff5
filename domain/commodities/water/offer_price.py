"""The structure of a water tariff: which bands there are and how their limits are made, what a fixed quota multiplies,
which perequation components are due, how leaks, bonus and industrial discharges are dealt with.

Norm: TICSI (665/2017/R/idr) leaves these choices to the ambit authority. Only the structure stands here; every number
(prices, limits, ratios) is in the tariff book under water/, by ambit and tariff code.
"""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.tariffs.offer import YearlyCounter
from domain.tariffs.proration import YearShare


class Limit(enum.Enum):
    """How the yearly upper limit of a band is made, for one household.

    flat        water/band_limit
    per_member  water/band_limit_per_member × members (+ water/band_limit where the band says plus_flat)
    by_members  water/band_limit_by_members, a table by number of members
    none        the band has no end
    """

    FLAT = "flat"
    PER_MEMBER = "per_member"
    BY_MEMBERS = "by_members"
    NONE = "none"


class FixedPer(enum.Enum):
    """What a fixed quota multiplies: the housing units, the contract, the members of the households up to a maximum."""

    UNIT = "unit"
    CONTRACT = "contract"
    MEMBER = "member"


class Franchise(enum.Enum):
    """What of a hidden leak stays with the customer: nothing, a part on top of the reference, a part of the excess."""

    NONE = "none"
    ON_REFERENCE = "on_reference"
    ON_EXCESS = "on_excess"


@attrs.frozen
class WaterBand:
    """A band of the aqueduct tariff: its name in keys, its printed label (which holds it), how its limit is made."""

    name: str
    label: str
    limit: Limit = Limit.NONE
    plus_flat: bool = False


@attrs.frozen
class DischargeFormula:
    """The treatment price of an industrial discharge: price × (constant + Σ weight × concentration / reference).

    pollutants  the pollutants it weighs; constant, weights and references are in the book
    at_least    the ratio of a pollutant counts for at least this; at_most: for at most this
    fixed       a yearly fixed quota by size of the discharge is due; capacity: a yearly quota on the authorised volume
    """

    pollutants: tuple[str, ...]
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    fixed: bool = True
    capacity: bool = False

    def __attrs_post_init__(self) -> None:
        if len(set(self.pollutants)) != len(self.pollutants):
            raise ValueError(f"a discharge formula weighs each pollutant once, got {', '.join(self.pollutants)}")


@attrs.frozen
class WaterPrice:
    """One declared tariff structure.

    bands              in rising order; only the last has no end
    least_members      households below water/members_least count as that many; most_members: above water/members_most
    band_year          the part of a yearly limit that counts for a period; fixed_year: of a fixed quota
    volume_decimals    decimals of limits and volumes, once cut by days
    fixed_by_diameter  fixed quotas are by diameter of the meter
    perequation        codes of the components charged on every m3 of every service: ui1, ui2 ...
    surcharges         codes of the ambit's own charges per m3 (water/surcharge), e.g. past settlements
    bonus_nature       nature of the social bonus where it is outside VAT; empty where it lowers the taxable sum
    leak_band          the band whose price is reduced for a hidden leak
    """

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    bands: tuple[WaterBand, ...]
    least_members: bool = False
    most_members: bool = False
    band_year: YearShare = YearShare.DAYS_365
    volume_decimals: int = 3
    fixed_per: FixedPer = FixedPer.UNIT
    fixed_by_diameter: bool = False
    fixed_year: YearShare = YearShare.DAYS_365
    perequation: tuple[str, ...] = ()
    surcharges: tuple[str, ...] = ()
    bonus_nature: str = "N2.2"
    leak_band: str = "base"
    franchise: Franchise = Franchise.ON_REFERENCE
    discharge: DischargeFormula | None = None

    def __attrs_post_init__(self) -> None:
        names = [band.name for band in self.bands]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"a water tariff has bands, each once, got {', '.join(names) or 'none'}")
        if [band.limit is Limit.NONE for band in self.bands] != [False] * (len(names) - 1) + [True]:
            raise ValueError("the last band of a water tariff has no end, and only the last")
        for codes in (self.perequation, self.surcharges):
            if len(set(codes)) != len(codes):
                raise ValueError(f"a component is charged once, got {', '.join(codes)}")
