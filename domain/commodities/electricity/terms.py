"""Electricity: the terms of a supply."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.contracts.supply_terms import TermsContradict

VOLTAGES = ("BT", "MT", "AT")
_VOLTAGE_OF = {"BT": "BT", "MT": "MT", "AL": "AT", "AA": "AT"}  # by how a tariff code begins


class ElectricityCustomer(enum.Enum):
    """The customer class that network and charges depend on."""

    RESIDENT = "domestic_resident"
    NON_RESIDENT = "domestic_non_resident"
    OTHER = "other"


class ExciseUse(enum.Enum):
    """Excise: dwelling of a resident (monthly exemption up to a power), other dwelling, other uses, exempt."""

    RESIDENT_DWELLING = "resident_dwelling"
    DWELLING = "dwelling"
    OTHER = "other"
    EXEMPT = "exempt"


@attrs.frozen
class ElectricityTerms:
    """What the price of a supply depends on, as long as it does not change.

    tariff_code   domestic_resident, domestic_non_resident, BTA1 .. BTA6, MTA1 ...
    committed_kw  contractual committed power (potenza impegnata)
    available_kw  available power, committed plus tolerance where the meter limits it
    peak_power    power quotas are charged on the highest power withdrawn in the month (True) or on the committed one
                  (False); None: as the tariff book says for the tariff code
    zone          market zone of the point, for zonal prices; empty where none is asked for
    energy_class  class of an energy-intensive firm, which has its own ASOS; empty for all others
    certificate   reference of the document that exempts from excise
    """

    commodity: ClassVar[str] = "electricity"

    customer: ElectricityCustomer
    tariff_code: str
    committed_kw: Decimal
    available_kw: Decimal
    excise: ExciseUse
    voltage: str = "BT"
    peak_power: bool | None = None
    zone: str = ""
    energy_class: str = ""
    certificate: str = ""

    def __attrs_post_init__(self) -> None:
        if not 0 < self.committed_kw <= self.available_kw:
            raise TermsContradict(
                f"committed power must be above 0 and at most the available power, got {self.committed_kw} kW "
                f"committed and {self.available_kw} kW available"
            )
        if self.voltage not in VOLTAGES:
            raise ValueError(f"voltage is one of {', '.join(VOLTAGES)}, got {self.voltage!r}")
        if (self.customer is ElectricityCustomer.OTHER) == self.tariff_code.startswith("domestic"):
            raise TermsContradict(f"tariff code {self.tariff_code!r} does not fit customer {self.customer.value!r}")
        voltage = "BT" if self.is_domestic else _VOLTAGE_OF.get(self.tariff_code[:2], self.voltage)
        if self.voltage != voltage:
            raise TermsContradict(f"tariff code {self.tariff_code!r} is of voltage {voltage}, got {self.voltage!r}")
        if self.is_domestic and (self.peak_power or self.energy_class):
            raise TermsContradict("a home pays by committed power and is no energy-intensive firm")
        if self.certificate and self.excise is not ExciseUse.EXEMPT:
            raise TermsContradict(
                f"certificate {self.certificate!r} exempts from excise; the use is {self.excise.value!r}"
            )

    @property
    def is_domestic(self) -> bool:
        """Whether the supply is of a home."""
        return self.customer is not ElectricityCustomer.OTHER

    @property
    def voltage_class(self) -> str:
        """The class of the UC components: domestic, bt_other, mt, at."""
        return "domestic" if self.is_domestic else {"BT": "bt_other", "MT": "mt", "AT": "at"}[self.voltage]

    @property
    def customer_class(self) -> str:
        """The customer, as offers name it."""
        return self.customer.value

    @property
    def may_resell(self) -> bool:
        """Whether it can be of a reseller: no home is."""
        return not self.is_domestic

    @property
    def available(self) -> Decimal:
        """The available power, kW."""
        return self.available_kw
