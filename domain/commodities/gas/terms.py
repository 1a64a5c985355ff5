"""Natural gas: the terms of a supply. Consumption is in standard cubic metres (Smc)."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.contracts.supply_terms import TermsContradict
from domain.kernel.validity import Period

AREAS = ("1", "2", "3", "4", "5", "6", "7")
"""Tariff areas: North-West, North-East, Centre, South-East, South-West, South, Sardinia."""

DEPOSIT_CLASSES = ("0-500", "501-1500", "1501-2500", "2501-5000")
"""The classes of yearly use a deposit goes by, as the keys of their values; where each ends is in the book."""

_FIRST_MONTH = {"calendar_year": 1, "thermal_year": 10}


class GasCustomer(enum.Enum):
    """The class of customer that charges depend on."""

    DOMESTIC = "domestic"
    CONDOMINIUM = "condominium"
    OTHER = "other"


class MeterClass(enum.Enum):
    """The class of meter that τ1 depends on."""

    UP_TO_G6 = "<=G6"
    G10_TO_G40 = "G10-G40"
    OVER_G40 = ">G40"


class GasUse(enum.Enum):
    """Excise: civil uses (bands of the year), industrial (two steps), vehicle fuel, exempt."""

    CIVIL = "civil"
    INDUSTRIAL = "industrial"
    VEHICLE = "vehicle"
    EXEMPT = "exempt"


class GasVat(enum.Enum):
    """VAT: civil is the reduced rate on the volume up to a yearly limit and the ordinary one on all the rest.

    contract: the rate of the category of the contract on everything.
    """

    CIVIL = "civil"
    CONTRACT = "contract"


class PcsPolicy(enum.Enum):
    """Whether prices stay as written, at the reference PCS, or follow the PCS of the plant (REMI and month)."""

    REFERENCE = "reference"
    PLANT = "plant"


class CoefficientSource(enum.Enum):
    """Where C comes from: each reading brings its own, or a converter shows Smc and C is 1."""

    READINGS = "readings"
    CONVERTER = "converter"


class BandYear(enum.Enum):
    """The year over which τ3 and UG2 count: from January, or from October (anno termico). The name of its counter."""

    CALENDAR = "calendar_year"
    THERMAL = "thermal_year"

    def holding(self, day: dt.date) -> Period:
        """The year of this kind that holds `day`.

        >>> str(BandYear.THERMAL.holding(dt.date(2026, 3, 1)))
        '2025-10-01 .. 2026-10-01'
        """
        month = _FIRST_MONTH[self.value]
        year = day.year if day.month >= month else day.year - 1
        return Period(dt.date(year, month, 1), dt.date(year + 1, month, 1))


class BandLimits(enum.Enum):
    """How yearly bands hold in a year supplied in part: whole, or by the days supplied."""

    ANNUAL = "annual"
    BY_DAY = "by_day"


@attrs.frozen
class Climate:
    """Where a meter stands, for the C that is to be expected of it (reference on SII flows 7.4).

    degree_days  of the municipality; zone: its climatic zone, the key of its heating days
    """

    altitude_m: Decimal
    degree_days: Decimal
    zone: str

    def __attrs_post_init__(self) -> None:
        if not self.altitude_m.is_finite() or not self.degree_days > 0:
            raise ValueError(f"degree days are above 0 and an altitude is a number, got {self}")


@attrs.frozen
class GasTerms:
    """What the price of a supply depends on, as long as it does not change.

    area                 tariff area of the network
    excise_zone, region  keys of the excise and of the regional surcharge in the book
    withdrawal_category  categoria d'uso del prelievo, e.g. C1; tells the profile of estimates
    remi                 delivery point of the transport network: the key of the plant's PCS
    band_year, limits    how the bands of network and excise count; excise and VAT always on the calendar year
    max_flow             Smc an hour the meter can pass, for the plausibility of readings; 0 where unknown
    climate              of the place of the meter, for the plausibility of C; None where unknown
    """

    commodity: ClassVar[str] = "gas"

    customer: GasCustomer
    area: str
    meter_class: MeterClass
    use: GasUse
    excise_zone: str
    region: str
    vat: GasVat
    withdrawal_category: str = ""
    remi: str = ""
    pcs: PcsPolicy = PcsPolicy.REFERENCE
    coefficient_source: CoefficientSource = CoefficientSource.READINGS
    band_year: BandYear = BandYear.CALENDAR
    limits: BandLimits = BandLimits.ANNUAL
    max_flow: Decimal = Decimal(0)
    climate: Climate | None = None

    def __attrs_post_init__(self) -> None:
        if self.area not in AREAS:
            raise ValueError(f"tariff area is one of {', '.join(AREAS)}, got {self.area!r}")
        if self.pcs is PcsPolicy.PLANT and not self.remi:
            raise TermsContradict("prices that follow the plant's PCS need its REMI code")
        if not self.max_flow.is_finite() or self.max_flow < 0:
            raise ValueError(f"the maximum flow is >= 0 Smc an hour, got {self.max_flow}")
        if self.vat is GasVat.CIVIL and self.use in (GasUse.INDUSTRIAL, GasUse.VEHICLE):
            raise TermsContradict(f"the VAT of civil uses does not fit a use {self.use.value!r}")
        if self.customer is not GasCustomer.OTHER and self.use in (GasUse.INDUSTRIAL, GasUse.VEHICLE):
            raise TermsContradict(f"a use {self.use.value!r} is of other customers, got {self.customer.value!r}")

    @property
    def customer_class(self) -> str:
        """The customer, as offers name it."""
        return self.customer.value

    @property
    def may_resell(self) -> bool:
        """Whether it can be of a reseller: neither a home nor a condominium is."""
        return self.customer is GasCustomer.OTHER

    @property
    def available(self) -> Decimal:
        """The most the meter can pass, Smc an hour; zero where unknown."""
        return self.max_flow
