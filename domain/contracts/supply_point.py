"""Supply points: a physical place where a commodity is delivered."""

from __future__ import annotations

import attrs

from domain.contracts.annual_usage import AnnualUse
from domain.contracts.party import Address
from domain.kernel.validity import History

_UNKNOWN: History[AnnualUse] = History("annual use", ())


@attrs.frozen
class Distributor:
    """Who runs the network and the meter; `fault_phone` is printed on page 1 of the bill."""

    vat_number: str
    name: str
    fault_phone: str


@attrs.frozen
class SupplyPoint:
    """A point by its code (POD, PDR ...) in its one form, where it is and who distributes there.

    annual_use  what it is expected to use in a year, as the market tells it from day to day; estimates go by it

    Where one is accepted, the registry of commodities checks its code (check_point): only it knows their forms.
    """

    code: str
    commodity: str
    address: Address
    distributor: Distributor
    annual_use: History[AnnualUse] = _UNKNOWN
