"""Documents of one tenant by key: what most stores are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import attrs
from sqlalchemy import ARRAY, ColumnElement, Connection, Select, Table, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import Range, insert

from adapters.persistence.codec import CODEC
from application.ports.registry import NotFound
from domain.kernel.validity import FOREVER, Period

T = TypeVar("T")
_BATCH = 500


@attrs.frozen
class Session:
    """The connection of one unit of work and the tenant it is for."""

    connection: Connection
    tenant: str

    def put(self, table: Table, **values: object) -> None:
        """Insert a row, or replace the one with the same primary key."""
        keys = [column.name for column in table.primary_key]
        statement = insert(table).values(tenant=self.tenant, **values)
        changed = {name: statement.excluded[name] for name in values if name not in keys}
        self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))

    def mine(self, table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
        """A selection of columns of the tenant's rows."""
        return select(*columns).where(table.c.tenant == self.tenant)

    def stream(self, statement: Select[Any]) -> Iterator[Any]:
        """The rows of a selection through a cursor of the server, so that memory stays flat."""
        with self.connection.execute(statement, execution_options={"yield_per": _BATCH}) as result:
            yield from result


@attrs.frozen
class DocumentTable(Generic[T]):
    """The documents of one table, of one class, under one text key. `what` names them in errors."""

    session: Session
    table: Table
    key: str
    cls: type[T]
    what: str

    def put(self, key: str, value: T, **columns: object) -> None:
        """Store or replace."""
        self.session.put(self.table, **{self.key: key}, **columns, document=CODEC.dump(value))

    def get(self, key: str) -> T:
        """The document under a key; NotFound where there is none."""
        statement = self._select().where(self.table.c[self.key] == key)
        row = self.session.connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound(self.what, key)
        return CODEC.load(self.cls, row.document)

    def of(self, keys: Iterable[str]) -> Mapping[str, T]:
        """Those of `keys` that exist, in order of key, in one query."""
        column = self.table.c[self.key]
        statement = self._select(column).where(column == any_of(keys)).order_by(column)
        return {row[0]: CODEC.load(self.cls, row.document) for row in self.session.connection.execute(statement)}

    def page(self, after: str, limit: int) -> tuple[T, ...]:
        """Up to `limit` documents with a key above `after`, in order of key."""
        column = self.table.c[self.key]
        return self.where(column > after, limit=limit)

    def where(self, *conditions: ColumnElement[bool], limit: int | None = None) -> tuple[T, ...]:
        """The documents that meet conditions, in order of key."""
        statement = self._select().where(*conditions).order_by(self.table.c[self.key]).limit(limit)
        return tuple(CODEC.load(self.cls, row.document) for row in self.session.connection.execute(statement))

    def _select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return self.session.mine(self.table, *columns, self.table.c.document)


def any_of(keys: Iterable[str]) -> Any:
    """`column == any_of(keys)`: whether a text column is one of some keys, as one parameter of any length."""
    return any_(bindparam(None, sorted(set(keys)), type_=ARRAY(Text), unique=True))


def to_range(period: Period) -> Range[dt.date]:
    """A period as a database range; an open end is unbounded."""
    return Range(period.start, None if period.stop == FOREVER else period.stop, bounds="[)")


def from_range(value: Range[dt.date]) -> Period:
    """A period from a database range."""
    assert value.lower is not None
    return Period(value.lower, FOREVER if value.upper is None else value.upper)


def range_text(period: Period) -> str:
    """A period as COPY wants a range."""
    return f"[{period.start},{'' if period.stop == FOREVER else period.stop})"
