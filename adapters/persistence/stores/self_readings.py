"""Customers' readings of one tenant, by identifier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
from sqlalchemy import ColumnElement

from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session, any_of
from adapters.persistence.tables import self_readings
from domain.metering.manual_readings.customer_reading import SelfReading, SelfReadingStatus


@attrs.frozen
class SqlSelfReadings:
    """The customers' readings of the tenant."""

    documents: DocumentTable[SelfReading]

    @classmethod
    def over(cls, session: Session) -> SqlSelfReadings:
        """The store over a session."""
        return cls(DocumentTable(session, self_readings, "id", SelfReading, "self-reading"))

    def put(self, reading: SelfReading) -> None:
        """Store or replace by identifier."""
        self.documents.put(
            reading.id,
            reading,
            point=reading.point,
            status=reading.status.value,
            forward_by=reading.forward_by,
            told_at=reading.received_at,
        )

    def get(self, identifier: str) -> SelfReading:
        """NotFound where there is none."""
        return self.documents.get(identifier)

    def find(self, identifier: str) -> SelfReading | None:
        """None where there is none."""
        return self.documents.of([identifier]).get(identifier)

    def with_status(self, statuses: Iterable[SelfReadingStatus]) -> tuple[SelfReading, ...]:
        """Those that stand so, in order of term and identifier; without a term last."""
        wanted = any_of(each.value for each in statuses)
        columns = self_readings.c
        order = (columns.forward_by.asc().nulls_last(), columns.id)
        return self._all(columns.status == wanted, order)

    def of_point(self, point: str) -> tuple[SelfReading, ...]:
        """Those of a point, in order of the moment they were told and identifier."""
        columns = self_readings.c
        return self._all(columns.point == point, (columns.told_at, columns.id))

    def page(self, after: str, limit: int) -> tuple[SelfReading, ...]:
        """Up to `limit` with an identifier above `after`, in order of identifier."""
        return self.documents.page(after, limit)

    def _all(self, condition: ColumnElement[bool], order: tuple[ColumnElement[Any], ...]) -> tuple[SelfReading, ...]:
        session = self.documents.session
        statement = session.mine(self_readings, self_readings.c.document).where(condition).order_by(*order)
        return tuple(CODEC.load(SelfReading, document) for document in session.connection.scalars(statement))
