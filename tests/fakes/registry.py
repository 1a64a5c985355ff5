"""In-memory registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from application.ports.registry import NotFound, OfferIsPublished, RejectedOffer, ValidityOverlaps
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period
from domain.offers.catalogue import OfferState, OfferVersion, check_step, is_version_code
from domain.tariffs.offer import Offer
from tests.fakes.state import State, found, page, those_of


@attrs.frozen
class MemorySellers:
    state: State
    tenant: str

    def put(self, seller: Seller, brand: Brand) -> None:
        if seller.tenant != self.tenant:
            raise ValueError(f"seller of tenant {seller.tenant!r} cannot be stored for tenant {self.tenant!r}")
        self.state.seller[:] = [(seller, brand)]

    def get(self) -> Seller:
        return self._pair()[0]

    def brand(self) -> Brand:
        return self._pair()[1]

    def _pair(self) -> tuple[Seller, Brand]:
        if not self.state.seller:
            raise NotFound("seller of tenant", self.tenant)
        return self.state.seller[0]


@attrs.frozen
class MemoryParties:
    state: State

    def put(self, party: Party) -> None:
        self.state.parties[party.id] = party

    def get(self, party_id: str) -> Party:
        return found(self.state.parties, party_id, "party")

    def of(self, ids: Iterable[str]) -> Mapping[str, Party]:
        return those_of(self.state.parties, ids)

    def page(self, after: str, limit: int) -> tuple[Party, ...]:
        return page(self.state.parties, after, limit)


@attrs.frozen
class MemorySupplyPoints:
    state: State

    def put(self, point: SupplyPoint) -> None:
        self.state.points[point.code] = point

    def get(self, code: str) -> SupplyPoint:
        return found(self.state.points, code, "supply point")

    def of(self, codes: Iterable[str]) -> Mapping[str, SupplyPoint]:
        return those_of(self.state.points, codes)

    def page(self, after: str, limit: int) -> tuple[SupplyPoint, ...]:
        return page(self.state.points, after, limit)


@attrs.frozen
class MemoryOffers:
    state: State

    def put(self, offer: Offer) -> None:
        if is_version_code(offer.code):
            raise OfferIsPublished(offer.code)
        self.state.offers[offer.code] = offer

    def get(self, code: str) -> Offer:
        return found(self.state.offers, code, "offer")

    def all(self) -> tuple[Offer, ...]:
        return tuple(self.state.offers[code] for code in sorted(self.state.offers))

    def add_version(self, version: OfferVersion) -> None:
        known = self.states(version.family, version.number)
        check_step(known[-1] if known else None, version)
        self.state.offer_states.append(version)
        if version.state is not OfferState.DRAFT:
            self.state.offers[version.code] = version.offer

    def version(self, family: str, number: int) -> OfferVersion:
        known = self.states(family, number)
        if not known:
            raise NotFound("offer version", f"{family}@{number}")
        return known[-1]

    def versions(self, family: str) -> tuple[OfferVersion, ...]:
        newest = {each.number: each for each in self.state.offer_states if each.family == family}
        return tuple(newest[number] for number in sorted(newest))

    def states(self, family: str, number: int) -> tuple[OfferVersion, ...]:
        return tuple(each for each in self.state.offer_states if (each.family, each.number) == (family, number))

    def families(self, after: str, limit: int) -> tuple[str, ...]:
        return tuple(sorted({each.family for each in self.state.offer_states if each.family > after})[:limit])

    def add_rejected(self, sha256: str, refused: Iterable[RejectedOffer]) -> None:
        for each in refused:
            self.state.offer_refusals.setdefault((sha256, each.number), each)

    def refused(self, sha256: str) -> tuple[RejectedOffer, ...]:
        return tuple(each for key, each in sorted(self.state.offer_refusals.items()) if key[0] == sha256)


@attrs.frozen
class MemoryContracts:
    state: State

    def put(self, contract: Contract) -> None:
        for other in self.state.contracts.values():
            same_point = (other.commodity, other.point) == (contract.commodity, contract.point)
            if other.number != contract.number and same_point and other.period.overlaps(contract.period):
                raise ValidityOverlaps(
                    f"contract {contract.number} ({contract.period}) overlaps contract {other.number} "
                    f"({other.period}) on point {contract.point}; close the first on the day the second begins"
                )
        self.state.contracts[contract.number] = contract

    def get(self, number: str) -> Contract:
        return found(self.state.contracts, number, "contract")

    def of(self, numbers: Iterable[str]) -> Mapping[str, Contract]:
        return those_of(self.state.contracts, numbers)

    def page(self, after: str, limit: int) -> tuple[Contract, ...]:
        return page(self.state.contracts, after, limit)

    def at(self, commodity: str, points: Iterable[str]) -> tuple[Contract, ...]:
        wanted = set(points)
        everything = (self.state.contracts[number] for number in sorted(self.state.contracts))
        return tuple(each for each in everything if each.commodity == commodity and each.point in wanted)

    def due(self, *, commodity: str, cycle_months: int, period: Period) -> tuple[str, ...]:
        return tuple(
            sorted(
                each.number
                for each in self.state.contracts.values()
                if (each.commodity, each.cycle_months) == (commodity, cycle_months) and each.period.overlaps(period)
            )
        )

    def grouped(self, *, commodity: str, cycle_months: int, period: Period) -> Mapping[str, tuple[str, str]]:
        numbers = self.due(commodity=commodity, cycle_months=cycle_months, period=period)
        due = {number: self.state.contracts[number] for number in numbers}
        return {number: (each.party, each.bill_group) for number, each in due.items() if each.bill_group}
