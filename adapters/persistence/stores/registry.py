"""Sellers, parties, points, offers and contracts of one tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
import psycopg
from sqlalchemy import ColumnElement, Select, delete, insert
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.exc import IntegrityError

from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session, any_of, from_range, to_range
from adapters.persistence.tables import (
    contract_terms,
    contracts,
    offer_refusals,
    offer_versions,
    offers,
    parties,
    sellers,
    supply_points,
)
from application.ports.registry import NotFound, OfferIsPublished, RejectedOffer, ValidityOverlaps
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period
from domain.offers.catalogue import OfferState, OfferVersion, check_step, is_version_code
from domain.tariffs.offer import Offer


@attrs.frozen
class SqlSellers:
    """The tenant itself."""

    session: Session

    def put(self, seller: Seller, brand: Brand) -> None:
        """Store or replace; the seller must be the tenant of this unit of work."""
        if seller.tenant != self.session.tenant:
            raise ValueError(f"seller of tenant {seller.tenant!r} cannot be stored for tenant {self.session.tenant!r}")
        self.session.put(sellers, document=CODEC.dump(seller), brand=CODEC.dump(brand))

    def get(self) -> Seller:
        """NotFound where the tenant was not set up."""
        return CODEC.load(Seller, self._row()[0])

    def brand(self) -> Brand:
        """NotFound where the tenant was not set up."""
        return CODEC.load(Brand, self._row()[1])

    def _row(self) -> tuple[bytes, bytes]:
        statement = self.session.mine(sellers, sellers.c.document, sellers.c.brand)
        row = self.session.connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("seller of tenant", self.session.tenant)
        return row.document, row.brand


@attrs.frozen
class SqlParties:
    """Customers by id."""

    documents: DocumentTable[Party]

    @classmethod
    def over(cls, session: Session) -> SqlParties:
        """The store over a session."""
        return cls(DocumentTable(session, parties, "id", Party, "party"))

    def put(self, party: Party) -> None:
        """Store or replace by id."""
        self.documents.put(party.id, party)

    def get(self, party_id: str) -> Party:
        """NotFound where there is none."""
        return self.documents.get(party_id)

    def of(self, ids: Iterable[str]) -> Mapping[str, Party]:
        """Those of `ids` that exist, in one query."""
        return self.documents.of(ids)

    def page(self, after: str, limit: int) -> tuple[Party, ...]:
        """Up to `limit` parties with an id above `after`, in order of id."""
        return self.documents.page(after, limit)


@attrs.frozen
class SqlSupplyPoints:
    """Supply points by code."""

    documents: DocumentTable[SupplyPoint]

    @classmethod
    def over(cls, session: Session) -> SqlSupplyPoints:
        """The store over a session."""
        return cls(DocumentTable(session, supply_points, "code", SupplyPoint, "supply point"))

    def put(self, point: SupplyPoint) -> None:
        """Store or replace by code."""
        self.documents.put(point.code, point)

    def get(self, code: str) -> SupplyPoint:
        """NotFound where there is none."""
        return self.documents.get(code)

    def of(self, codes: Iterable[str]) -> Mapping[str, SupplyPoint]:
        """Those of `codes` that exist, in one query."""
        return self.documents.of(codes)

    def page(self, after: str, limit: int) -> tuple[SupplyPoint, ...]:
        """Up to `limit` points with a code above `after`, in order of code."""
        return self.documents.page(after, limit)


@attrs.frozen
class SqlOffers:
    """Offers by code."""

    documents: DocumentTable[Offer]

    @classmethod
    def over(cls, session: Session) -> SqlOffers:
        """The store over a session."""
        return cls(DocumentTable(session, offers, "code", Offer, "offer"))

    def put(self, offer: Offer) -> None:
        """Store or replace by code. OfferIsPublished for a code of the catalogue."""
        if is_version_code(offer.code):
            raise OfferIsPublished(offer.code)
        self.documents.put(offer.code, offer)

    def get(self, code: str) -> Offer:
        """NotFound where there is none."""
        return self.documents.get(code)

    def all(self) -> tuple[Offer, ...]:
        """Every offer that contracts can name, in order of code."""
        return self.documents.where()

    def add_version(self, version: OfferVersion) -> None:
        """Keep a state of a version; once published, contracts can name its code. WrongOfferStep."""
        known = self.states(version.family, version.number)
        check_step(known[-1] if known else None, version)
        session = self.documents.session
        row = {"tenant": session.tenant, "family": version.family, "number": version.number}
        row |= {"state": version.state.value, "document": CODEC.dump(version)}
        session.connection.execute(insert(offer_versions), row)
        if version.state is not OfferState.DRAFT:
            self.documents.put(version.code, version.offer)

    def version(self, family: str, number: int) -> OfferVersion:
        """A version as it stands; NotFound."""
        known = self.states(family, number)
        if not known:
            raise NotFound("offer version", f"{family}@{number}")
        return known[-1]

    def versions(self, family: str) -> tuple[OfferVersion, ...]:
        """The versions of a family as they stand, in order of number."""
        rows = offer_versions.c
        statement = self._states(rows.family == family).ext(distinct_on(rows.number))
        return self._loaded(statement.order_by(rows.number, rows.position.desc()))

    def states(self, family: str, number: int) -> tuple[OfferVersion, ...]:
        """Every state of a version that was kept, in order of time."""
        rows = offer_versions.c
        return self._loaded(self._states(rows.family == family, rows.number == number).order_by(rows.position))

    def families(self, after: str, limit: int) -> tuple[str, ...]:
        """Up to `limit` families above `after`, in order."""
        family = offer_versions.c.family
        session = self.documents.session
        statement = session.mine(offer_versions, family).where(family > after).distinct().order_by(family).limit(limit)
        return tuple(session.connection.scalars(statement))

    def add_rejected(self, sha256: str, refused: Iterable[RejectedOffer]) -> None:
        """Keep what was not taken of a file; a place of it that is there already is left as it is."""
        session = self.documents.session
        rows = [
            {"tenant": session.tenant, "sha256": sha256, "number": each.number, "document": CODEC.dump(each)}
            for each in refused
        ]
        if rows:
            session.connection.execute(postgresql_insert(offer_refusals).on_conflict_do_nothing(), rows)

    def refused(self, sha256: str) -> tuple[RejectedOffer, ...]:
        """What was rejected of a file, in its order."""
        session, rows = self.documents.session, offer_refusals.c
        statement = session.mine(offer_refusals, rows.document).where(rows.sha256 == sha256).order_by(rows.number)
        return tuple(CODEC.load(RejectedOffer, document) for document in session.connection.scalars(statement))

    def _states(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        return self.documents.session.mine(offer_versions, offer_versions.c.document).where(*conditions)

    def _loaded(self, statement: Select[Any]) -> tuple[OfferVersion, ...]:
        documents = self.documents.session.connection.scalars(statement)
        return tuple(CODEC.load(OfferVersion, document) for document in documents)


@attrs.frozen
class SqlContracts:
    """Contracts by number. The database refuses two contracts on one point on the same day."""

    documents: DocumentTable[Contract]

    @classmethod
    def over(cls, session: Session) -> SqlContracts:
        """The store over a session."""
        return cls(DocumentTable(session, contracts, "number", Contract, "contract"))

    def put(self, contract: Contract) -> None:
        """Store or replace by number. ValidityOverlaps where another contract has the point on a day of its period."""
        connection = self.documents.session.connection
        try:
            with connection.begin_nested():
                self._delete_terms(contract.number)
                self.documents.put(
                    contract.number,
                    contract,
                    commodity=contract.commodity,
                    point=contract.point,
                    party=contract.party,
                    validity=to_range(contract.period),
                    cycle_months=contract.cycle_months,
                    bill_group=contract.bill_group,
                )
                self._insert_terms(contract)
        except IntegrityError as error:
            if not isinstance(error.orig, psycopg.errors.ExclusionViolation):
                raise
            raise ValidityOverlaps(self._overlap(contract)) from error

    def get(self, number: str) -> Contract:
        """NotFound where there is none."""
        return self.documents.get(number)

    def of(self, numbers: Iterable[str]) -> Mapping[str, Contract]:
        """Those of `numbers` that exist, in one query."""
        return self.documents.of(numbers)

    def page(self, after: str, limit: int) -> tuple[Contract, ...]:
        """Up to `limit` contracts with a number above `after`, in order of number."""
        return self.documents.page(after, limit)

    def at(self, commodity: str, points: Iterable[str]) -> tuple[Contract, ...]:
        """The contracts of a commodity at these points, whatever their period, in order of number."""
        return self.documents.where(contracts.c.commodity == commodity, contracts.c.point == any_of(points))

    def due(self, *, commodity: str, cycle_months: int, period: Period) -> tuple[str, ...]:
        """The numbers, in order, of contracts of that cycle that supply on a day of `period`."""
        statement = self._due(commodity, cycle_months, period, contracts.c.number)
        return tuple(self.documents.session.connection.scalars(statement.order_by(contracts.c.number)))

    def grouped(self, *, commodity: str, cycle_months: int, period: Period) -> Mapping[str, tuple[str, str]]:
        """Of the contracts that are due those of a bill group, in order of number, with party and group."""
        statement = self._due(
            commodity, cycle_months, period, contracts.c.number, contracts.c.party, contracts.c.bill_group
        )
        rows = self.documents.session.connection.execute(
            statement.where(contracts.c.bill_group != "").order_by(contracts.c.number)
        )
        return {row.number: (row.party, row.bill_group) for row in rows}

    def _due(self, commodity: str, cycle_months: int, period: Period, *columns: ColumnElement[Any]) -> Select[Any]:
        return self.documents.session.mine(contracts, *columns).where(
            contracts.c.commodity == commodity,
            contracts.c.cycle_months == cycle_months,
            contracts.c.validity.overlaps(to_range(period)),
        )

    def _delete_terms(self, number: str) -> None:
        session = self.documents.session
        session.connection.execute(
            delete(contract_terms).where(contract_terms.c.tenant == session.tenant, contract_terms.c.contract == number)
        )

    def _insert_terms(self, contract: Contract) -> None:
        pieces = ((entry.period.meet(contract.period), entry.value.offer) for entry in contract.terms.entries)
        rows = [
            {
                "tenant": self.documents.session.tenant,
                "contract": contract.number,
                "validity": to_range(piece),
                "offer": offer,
            }
            for piece, offer in pieces
            if piece is not None
        ]
        self.documents.session.connection.execute(insert(contract_terms), rows)

    def _overlap(self, contract: Contract) -> str:
        session = self.documents.session
        statement = session.mine(contracts, contracts.c.number, contracts.c.validity).where(
            contracts.c.number != contract.number,
            contracts.c.commodity == contract.commodity,
            contracts.c.point == contract.point,
            contracts.c.validity.overlaps(to_range(contract.period)),
        )
        other = session.connection.execute(statement.order_by(contracts.c.validity)).first()
        found = f"contract {other.number} ({from_range(other.validity)})" if other else "another contract"
        return (
            f"contract {contract.number} ({contract.period}) overlaps {found} on point {contract.point}; "
            "close the first on the day the second begins"
        )
