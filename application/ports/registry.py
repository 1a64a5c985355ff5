"""The registry of one tenant: seller, parties, points, offers, contracts. Every store sees one tenant only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import attrs

from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.offers.catalogue import OfferVersion
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


class OfferIsPublished(ValueError):
    """An offer of the catalogue would be replaced by hand; its versions are drafted and published."""

    def __init__(self, code: str) -> None:
        super().__init__(f"offer {code!r} is a version of the catalogue; draft a new version of its family")


@attrs.frozen
class RejectedOffer:
    """An offer of a file that was not taken: its place in the file from 1, why, and as it was written."""

    number: int
    faults: tuple[Fault, ...]
    raw: str


class Offers(Protocol):
    """Offers by code, and the catalogue they are published from: versions, each state of which is kept."""

    def put(self, offer: Offer) -> None:
        """Store or replace by code. OfferIsPublished for a code of the catalogue."""
        ...

    def get(self, code: str) -> Offer: ...

    def all(self) -> tuple[Offer, ...]:
        """Every offer that contracts can name, in order of code: registered ones and published versions."""
        ...

    def add_version(self, version: OfferVersion) -> None:
        """Keep a state of a version beside those before it; once published, contracts can name its code.

        WrongOfferStep where what was published would change.
        """
        ...

    def version(self, family: str, number: int) -> OfferVersion:
        """A version as it stands; NotFound."""
        ...

    def versions(self, family: str) -> tuple[OfferVersion, ...]:
        """The versions of a family as they stand, in order of number."""
        ...

    def states(self, family: str, number: int) -> tuple[OfferVersion, ...]:
        """Every state of a version that was kept, in order of time."""
        ...

    def families(self, after: str, limit: int) -> tuple[str, ...]:
        """Up to `limit` families above `after`, in order."""
        ...

    def add_rejected(self, sha256: str, refused: Iterable[RejectedOffer]) -> None:
        """Keep what was not taken of a file; a place of it that is there already is left as it is."""
        ...

    def refused(self, sha256: str) -> tuple[RejectedOffer, ...]:
        """What was rejected of a file, in its order."""
        ...


class Contracts(Protocol):
    """Contracts by number. Two contracts never supply one point on the same day."""

    def put(self, contract: Contract) -> None:
        """Store or replace by number. ValidityOverlaps where another contract has the point on a day of its period."""
        ...

    def get(self, number: str) -> Contract: ...

    def of(self, numbers: Iterable[str]) -> Mapping[str, Contract]: ...

    def page(self, after: str, limit: int) -> tuple[Contract, ...]: ...

    def at(self, commodity: str, points: Iterable[str]) -> tuple[Contract, ...]:
        """The contracts of a commodity at these points, whatever their period, in order of number."""
        ...

    def due(self, *, commodity: str, cycle_months: int, period: Period) -> tuple[str, ...]:
        """The numbers, in order, of contracts of that cycle that supply on a day of `period`."""
        ...

    def grouped(self, *, commodity: str, cycle_months: int, period: Period) -> Mapping[str, tuple[str, str]]:
        """Of the contracts that are due those of a bill group, in order of number, with party and group."""
        ...
