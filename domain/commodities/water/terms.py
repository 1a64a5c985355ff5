"""Water (servizio idrico integrato): what the price of aqueduct, sewerage and treatment depends on.

Norm: TICSI (665/2017/R/idr) for uses and households, 897/2017/R/idr for the social bonus, 609/2021/R/idr for hidden
leaks. Prices and limits are in the tariff book; the structure of a tariff is its offer's price.
"""

from __future__ import annotations

import enum
import re
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.contracts.supply_terms import TermsContradict
from domain.kernel.identifiers import InvalidIdentifier

_CODE = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,29}")


class WaterUse(enum.Enum):
    """The uses of TICSI."""

    RESIDENT = "domestic_resident"
    NON_RESIDENT = "domestic_non_resident"
    CONDOMINIUM = "condominium"
    BUSINESS = "artisan_commercial"
    AGRICULTURAL = "agricultural"
    INDUSTRIAL = "industrial"
    PUBLIC_PROTECTED = "public_non_disconnectable"
    PUBLIC = "public_disconnectable"
    OTHER = "other"


class WaterService(enum.Enum):
    """The services of the cycle, each with its own prices: acquedotto, fognatura, depurazione."""

    AQUEDUCT = "acq"
    SEWERAGE = "fogn"
    TREATMENT = "dep"


@attrs.frozen
class LeakRelief:
    """A recognised hidden leak: the mean daily use it is measured against, and whether it reached the sewer."""

    reference_m3_per_day: Decimal
    reached_sewer: bool = False

    def __attrs_post_init__(self) -> None:
        if self.reference_m3_per_day < 0:
            raise ValueError(f"the reference use of a leak is at least 0 m3 a day, got {self.reference_m3_per_day}")


@attrs.frozen
class Concentration:
    """How much of a pollutant a discharge holds, in the unit of its reference (mg/l)."""

    pollutant: str
    value: Decimal


@attrs.frozen
class Discharge:
    """What an industrial discharge declares.

    size            class of the discharge, by volume and analyses, as the ambit names it
    share           the part of the water withdrawn that is discharged
    authorised_m3   yearly volume the permit admits; zero where no quota is charged on it
    concentrations  the pollutants of the last valid analysis
    """

    size: str
    concentrations: tuple[Concentration, ...]
    share: Decimal = Decimal(1)
    authorised_m3: Decimal = Decimal(0)

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise ValueError(f"the share discharged is from 0 to 1, got {self.share}")
        if self.authorised_m3 < 0:
            raise ValueError(f"the authorised volume is at least 0 m3, got {self.authorised_m3}")
        if any(part.value < 0 for part in self.concentrations):
            raise ValueError("a concentration is at least 0")


@attrs.frozen
class WaterTerms:
    """What the price of a supply depends on, as long as it does not change.

    ambit       whose tariffs hold, as the tariff book names it
    services    the services that serve it
    units       housing units behind the meter
    members     members of each household that is known, at most one a unit; the others count the default
    tariff      tariff code, where the ambit divides a use further; the use where it is empty
    diameter    of the meter, as the tariff book names it; empty where nothing depends on it
    bonus       whether the social bonus is due (bonus sociale idrico)
    leak        a hidden leak that was recognised for these days
    discharge   an industrial discharge: it takes the place of the flat prices of sewerage and treatment
    """

    commodity: ClassVar[str] = "water"
    may_resell: ClassVar[bool] = False  # the reverse charge is of electricity and gas
    available: ClassVar[Decimal] = Decimal(0)

    ambit: str
    use: WaterUse
    services: tuple[WaterService, ...] = (WaterService.AQUEDUCT, WaterService.SEWERAGE, WaterService.TREATMENT)
    units: int = 1
    members: tuple[int, ...] = ()
    tariff: str = ""
    diameter: str = ""
    bonus: bool = False
    leak: LeakRelief | None = None
    discharge: Discharge | None = None

    def __attrs_post_init__(self) -> None:
        if not self.services or len(set(self.services)) != len(self.services):
            raise ValueError(f"a supply has services, each once, got {[service.value for service in self.services]}")
        if self.units < 1:
            raise ValueError(f"a supply has at least one unit, got {self.units}")
        if len(self.members) > self.units or any(count < 1 for count in self.members):
            raise ValueError(f"households have at least one member and are at most one a unit, got {self.members}")
        if self.bonus and (self.use is not WaterUse.RESIDENT or self.units != 1):
            raise TermsContradict("the social bonus is billed to a resident home of one unit; pay others by an extra")
        if self.discharge and self.use is not WaterUse.INDUSTRIAL:
            raise TermsContradict(f"an industrial discharge is of an industrial use, got {self.use.value}")

    @property
    def code(self) -> str:
        """The tariff code its prices are found under."""
        return self.tariff or self.use.value

    @property
    def customer_class(self) -> str:
        """The use, as offers name it."""
        return self.use.value


def utility_code(text: str) -> str:
    """The code of a water supply point (codice utenza), upper case; InvalidIdentifier where it is malformed."""
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise InvalidIdentifier("codice utenza", text, "3 to 30 letters, digits, dots, slashes or hyphens")
    return code
