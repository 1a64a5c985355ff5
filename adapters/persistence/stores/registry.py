"""Sellers, parties, points, offers and contracts of one tenant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
import psycopg
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Documents, Session, from_range, to_range
from adapters.persistence.tables import contract_terms, contracts, offers, parties, sellers, supply_points
from application.ports.registry import NotFound, ValidityOverlaps
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period
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

    documents: Documents[Party]

    @classmethod
    def over(cls, session: Session) -> SqlParties:
        """The store over a session."""
        return cls(Documents(session, parties, "id", Party, "party"))

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

    documents: Documents[SupplyPoint]

    @classmethod
    def over(cls, session: Session) -> SqlSupplyPoints:
        """The store over a session."""
        return cls(Documents(session, supply_points, "code", SupplyPoint, "supply point"))

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

    documents: Documents[Offer]

    @classmethod
    def over(cls, session: Session) -> SqlOffers:
        """The store over a session."""
        return cls(Documents(session, offers, "code", Offer, "offer"))

    def put(self, offer: Offer) -> None:
        """Store or replace by code."""
        self.documents.put(offer.code, offer)

    def get(self, code: str) -> Offer:
        """NotFound where there is none."""
        return self.documents.get(code)

    def all(self) -> tuple[Offer, ...]:
        """Every offer, in order of code."""
        return self.documents.where()


@attrs.frozen
class SqlContracts:
    """Contracts by number. The database refuses two contracts on one point on the same day."""

    documents: Documents[Contract]

    @classmethod
    def over(cls, session: Session) -> SqlContracts:
        """The store over a session."""
        return cls(Documents(session, contracts, "number", Contract, "contract"))

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

    def due(self, *, commodity: str, cycle_months: int, period: Period) -> tuple[str, ...]:
        """The numbers, in order, of contracts of that cycle that supply on a day of `period`."""
        session = self.documents.session
        statement = (
            session.mine(contracts, contracts.c.number)
            .where(
                contracts.c.commodity == commodity,
                contracts.c.cycle_months == cycle_months,
                contracts.c.validity.overlaps(to_range(period)),
            )
            .order_by(contracts.c.number)
        )
        return tuple(session.connection.scalars(statement))

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
