"""Supply points: a physical place where a commodity is delivered."""

from __future__ import annotations

import attrs

from domain.contracts.party import Address


@attrs.frozen
class Distributor:
    """Who runs the network and the meter; `fault_phone` is printed on page 1 of the bill."""

    vat_number: str
    name: str
    fault_phone: str


@attrs.frozen
class SupplyPoint:
    """A point by its code (POD, PDR ...), where it is and who distributes there."""

    code: str
    commodity: str
    address: Address
    distributor: Distributor
