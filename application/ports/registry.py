"""The registry of one tenant: seller, parties, points, offers, contracts. Every store sees one tenant only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period
from domain.tariffs.offer import Offer


class NotFound(LookupError):
    """A thing asked for by its key does not exist for this tenant."""

    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"{what} {key!r} does not exist")
        self.what, self.key = what, key


class ValidityOverlaps(ValueError):
    """A contract overlaps another on the same point, or a period was billed before."""


class Sellers(Protocol):
    """The tenant itself."""

    def put(self, seller: Seller, brand: Brand) -> None: ...

    def get(self) -> Seller:
        """NotFound where the tenant was not set up."""
        ...

    def brand(self) -> Brand: ...


class Parties(Protocol):
    """Customers by id."""

    def put(self, party: Party) -> None: ...

    def get(self, party_id: str) -> Party: ...

    def of(self, ids: Iterable[str]) -> Mapping[str, Party]:
        """Those of `ids` that exist, in one query."""
        ...

    def page(self, after: str, limit: int) -> tuple[Party, ...]:
        """Up to `limit` parties with an id above `after`, in order of id."""
        ...


class SupplyPoints(Protocol):
    """Supply points by code."""

    def put(self, point: SupplyPoint) -> None: ...

    def get(self, code: str) -> SupplyPoint: ...

    def of(self, codes: Iterable[str]) -> Mapping[str, SupplyPoint]: ...

    def page(self, after: str, limit: int) -> tuple[SupplyPoint, ...]: ...


class Offers(Protocol):
    """Offers by code."""

    def put(self, offer: Offer) -> None: ...

    def get(self, code: str) -> Offer: ...

    def all(self) -> tuple[Offer, ...]: ...


class Contracts(Protocol):
    """Contracts by number. Two contracts never supply one point on the same day."""

    def put(self, contract: Contract) -> None:
        """Store or replace by number. ValidityOverlaps where another contract has the point on a day of its period."""
        ...

    def get(self, number: str) -> Contract: ...

    def of(self, numbers: Iterable[str]) -> Mapping[str, Contract]: ...

    def page(self, after: str, limit: int) -> tuple[Contract, ...]: ...

    def due(self, *, commodity: str, cycle_months: int, period: Period) -> tuple[str, ...]:
        """The numbers, in order, of contracts of that cycle that supply on a day of `period`."""
        ...
