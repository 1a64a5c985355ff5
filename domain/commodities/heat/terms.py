"""District heating (teleriscaldamento): what the price of heat depends on.

Norms: TITT (313/2019/R/tlr) for contracts and prices, TIMT (478/2020/R/tlr) for measures, L. 448/1998 art. 8 c. 10 for
the tax credit on renewable heat. Energy is counted in kWh; a price per MWh is one of the offer's.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.contracts.supply_terms import TermsContradict
from domain.kernel.identifiers import InvalidIdentifier

_CODE = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,29}")


class HeatUse(enum.Enum):
    """The use, which the VAT follows: dwellings, all others, or a building with both."""

    RESIDENTIAL = "residential"
    OTHER = "other"
    MIXED = "mixed"


@attrs.frozen
class HeatTerms:
    """What the price of a supply depends on, as long as it does not change.

    network               whose prices hold, as the tariff book names it
    contract_power_kw     zero where nothing is charged on it; so for flow and heated volume
    renewable_share       the part of the network's heat from biomass or geothermal sources
    building_coefficient  multiplies fixed parts where a network has one (Cu)
    zone                  price area, where a network has several
    residential_share     the part of a mixed use that is of dwellings
    supplied_since        first day of heat, where a price begins or rises some months after it
    """

    commodity: ClassVar[str] = "heat"

    network: str
    use: HeatUse
    contract_power_kw: Decimal = Decimal(0)
    contract_flow_m3h: Decimal = Decimal(0)
    heated_volume_m3: Decimal = Decimal(0)
    renewable_share: Decimal = Decimal(0)
    building_coefficient: Decimal = Decimal(1)
    zone: str = ""
    residential_share: Decimal = Decimal(0)
    supplied_since: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("contract_power_kw", "contract_flow_m3h", "heated_volume_m3", "building_coefficient"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} is at least 0, got {getattr(self, name)}")
        if not 0 <= self.renewable_share <= 1:
            raise ValueError(f"the renewable share is from 0 to 1, got {self.renewable_share}")
        if (self.use is HeatUse.MIXED) != (0 < self.residential_share < 1):
            raise TermsContradict(
                f"a mixed use, and no other, has a residential share between 0 and 1, got {self.use.value} with "
                f"{self.residential_share}"
            )

    @property
    def numbers(self) -> Mapping[str, Decimal]:
        """The attributes a formula may name."""
        return {
            "contract_power_kw": self.contract_power_kw,
            "contract_flow_m3h": self.contract_flow_m3h,
            "heated_volume_m3": self.heated_volume_m3,
            "renewable_share": self.renewable_share,
            "building_coefficient": self.building_coefficient,
        }

    @property
    def customer_class(self) -> str:
        """The use, as offers name it."""
        return self.use.value

    @property
    def may_resell(self) -> bool:
        """No: the reverse charge is of energy."""
        return False

    @property
    def available(self) -> Decimal:
        """The power of the contract, kW."""
        return self.contract_power_kw


def substation_code(text: str) -> str:
    """The code of a substation (sottostazione), upper case; InvalidIdentifier where it is malformed."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise InvalidIdentifier("codice sottostazione", text, "3 to 30 letters, digits, dots, slashes or hyphens")
    return code
