"""A tenant's own parameters and hourly index series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs
from sqlalchemy import Text, cast, func, literal
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert

from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session
from adapters.persistence.tables import hourly_prices, hourly_series, parameter_heads, parameter_rows
from domain.kernel.validity import Period
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import ParameterHead, ParameterRow, RowsOverlap, Source, Status


@attrs.frozen
class SqlTenantParameters:
    """Heads and rows of the tenant's own; hourly prices by series. Rows are only added."""

    session: Session

    def put(self, heads: Iterable[ParameterHead], rows: Iterable[ParameterRow]) -> None:
        """Add rows and replace heads; the same row again changes nothing.

        RowsOverlap where a row has the key, start and day of knowledge of another with other content.
        """
        for head in heads:
            self._heads.put(head.path, head)
        for row in rows:
            statement = insert(parameter_rows).values(tenant=self.session.tenant, id=row.id, document=CODEC.dump(row))
            added = statement.on_conflict_do_nothing().returning(parameter_rows.c.id)
            if self.session.connection.execute(added).first() is None:
                refuse_other(self._rows.get(row.id), row)

    def all(self) -> tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...]]:
        """Heads in order of path; rows in order of path, key, start and day of knowledge."""
        return self._heads.where(), tuple(sorted(self._rows.where(), key=row_order))

    def put_hourly(self, series: HourlySeries) -> None:
        """Add or replace the days of a series; its source and status become those given."""
        self.session.put(hourly_series, name=series.name, status=series.status.value, source=CODEC.dump(series.source))
        if not series.prices:
            return
        statement = insert(hourly_prices)
        statement = statement.on_conflict_do_update(
            index_elements=["tenant", "series", "day"], set_={"prices": statement.excluded.prices}
        )
        self.session.connection.execute(
            statement,
            [
                {"tenant": self.session.tenant, "series": series.name, "day": day, "prices": " ".join(map(str, prices))}
                for day, prices in series.prices.items()
            ],
        )

    def hourly(self, period: Period) -> dict[str, HourlySeries]:
        """Every series, with the days of `period`, in order."""
        columns = (hourly_prices.c.series, hourly_prices.c.day, hourly_prices.c.prices)
        days = self.session.mine(hourly_prices, *columns).where(
            hourly_prices.c.day >= period.start, hourly_prices.c.day < period.stop
        )
        prices: dict[str, dict[dt.date, tuple[Decimal, ...]]] = {}
        for row in self.session.connection.execute(days.order_by(hourly_prices.c.day)):
            prices.setdefault(row.series, {})[row.day] = tuple(map(Decimal, row.prices.split()))
        series = self.session.mine(hourly_series, hourly_series.c.name, hourly_series.c.status, hourly_series.c.source)
        return {
            row.name: HourlySeries(
                row.name, prices.get(row.name, {}), CODEC.load(Source, row.source), Status(row.status)
            )
            for row in self.session.connection.execute(series.order_by(hourly_series.c.name))
        }

    def hourly_digest(self, period: Period) -> str:
        """What tells one state of the hourly prices of `period` from another; empty where there are none."""
        columns = hourly_prices.c
        text = func.concat_ws("|", columns.series, cast(columns.day, Text), columns.prices)
        every = func.string_agg(text, aggregate_order_by(literal("\n"), columns.series, columns.day))
        statement = self.session.mine(hourly_prices, func.encode(func.sha256(func.convert_to(every, "UTF8")), "hex"))
        found = self.session.connection.scalar(statement.where(columns.day >= period.start, columns.day < period.stop))
        return found or ""

    @property
    def _heads(self) -> DocumentTable[ParameterHead]:
        return DocumentTable(self.session, parameter_heads, "path", ParameterHead, "parameter")

    @property
    def _rows(self) -> DocumentTable[ParameterRow]:
        return DocumentTable(self.session, parameter_rows, "id", ParameterRow, "parameter row")


def refuse_other(stored: ParameterRow, row: ParameterRow) -> None:
    """RowsOverlap unless the two rows are the same."""
    if stored != row:
        raise RowsOverlap(
            f"{row.name} from {row.period.start}, known from {row.known_from}: {stored.value} is stored already, got "
            f"{row.value}; give a correction a later known_from"
        )


def row_order(row: ParameterRow) -> tuple[object, ...]:
    """Path, key, start, day of knowledge."""
    return row.path, row.key, row.period.start, row.known_from
