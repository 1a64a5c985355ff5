"""Readings and curves of one tenant, and the past of its points. Rows are only added.

A reading or curve that was stored before, to the last detail, is not stored again: its key holds its own digest.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

import attrs
from sqlalchemy import func, select

from adapters.persistence import bulk, curve_blob
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session, any_of
from adapters.persistence.stores import flat_curves
from adapters.persistence.stores import historical_consumption as past_uses
from adapters.persistence.tables import curves, readings
from domain.kernel.calendar import quarters_in
from domain.kernel.digest import digest_of_bytes
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve, FlatCurve, MonthCurve
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Action, Kind, Origin, Quality, Reading

_CURVE_COLUMNS = ("tenant", "point", "kind", "month", "sha256", "document", "quarter_hours", "version")
_NUMBERED = """
insert into curves (tenant, point, kind, month, sha256, document, quarter_hours, version)
select s.tenant, s.point, s.kind, s.month, s.sha256, s.document, s.quarter_hours,
       s.version + coalesce((select max(c.version) from curves c
                             where (c.tenant, c.point, c.kind, c.month) = (s.tenant, s.point, s.kind, s.month)), 0)
from pg_temp.staging_curves s
on conflict (tenant, point, kind, month, sha256) do nothing
"""


@attrs.frozen
class CurveRecord:
    """What is kept of a curve beside its quarter-hours."""

    days: tuple[dt.date, ...]
    quality: Quality
    action: Action
    flow: str
    origin: Origin
    validated: bool
    max_power_kw: Decimal | None


@attrs.frozen
class SqlMeasures:
    """The measures of every point of the tenant."""

    session: Session

    def add(self, *, readings: Iterable[Reading], curves: Iterable[MonthCurve]) -> None:
        """Add what is not there yet, by COPY."""
        self._add_readings(readings)
        self._add_curves(curves)

    def readings(self, points: Iterable[str], first: dt.date, last: dt.date) -> Mapping[str, tuple[Reading, ...]]:
        """Every reading of days first..last, by point, in order of day and origin; () for a point without."""
        wanted = sorted(set(points))
        statement = self.session.mine(readings, readings.c.document).where(
            readings.c.point == any_of(wanted), readings.c.day.between(first, last)
        )
        found: dict[str, list[Reading]] = {point: [] for point in wanted}
        for document in self.session.connection.scalars(statement):
            reading = CODEC.load(Reading, document)
            found[reading.point].append(reading)
        return {point: tuple(sorted(rows, key=lambda row: (row.day, row.origin))) for point, rows in found.items()}

    def curves(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[MonthCurve, ...]]:
        """Every curve of the months that meet `period`, by point, in order of month, kind and origin."""
        wanted = sorted(set(points))
        columns = (curves.c.point, curves.c.kind, curves.c.month, curves.c.document, curves.c.quarter_hours)
        statement = self.session.mine(curves, *columns).where(
            curves.c.point == any_of(wanted),
            curves.c.month >= period.start.replace(day=1),
            curves.c.month < period.stop,
        )
        found: dict[str, list[MonthCurve]] = {point: [] for point in wanted}
        for row in self.session.connection.execute(statement):
            found[row.point].append(_curve(row.point, row.kind, row.month, row.document, row.quarter_hours))
        return {point: tuple(sorted(rows, key=_curve_order)) for point, rows in found.items()}

    def counting(self, month: Period, kinds: Collection[Kind], *, after: str = "") -> Iterator[FlatCurve]:
        """The curves of a month that count, by point beyond `after`, then by kind."""
        return flat_curves.counting(self.session, month, kinds, after)

    def add_history(self, uses: Iterable[HistoricalConsumption]) -> None:
        """Add what is not there yet, by COPY."""
        past_uses.add(self.session, uses)

    def history(self, points: Iterable[str], period: Period) -> Mapping[str, tuple[HistoricalConsumption, ...]]:
        """Every past use of the months that meet `period`, by point, in order of month and origin."""
        return past_uses.of(self.session, points, period)

    def _add_readings(self, new: Iterable[Reading]) -> None:
        tenant = self.session.tenant
        packed = CODEC.packer(Reading)
        documents = ((reading, CODEC.json(reading)) for reading in new)
        rows = (
            (tenant, reading.point, reading.day, digest_of_bytes(json), packed(json)) for reading, json in documents
        )
        columns = ("tenant", "point", "day", "sha256", "document")
        bulk.insert(self.session.connection, readings, columns, rows, on_conflict="on conflict do nothing")

    def _add_curves(self, new: Iterable[MonthCurve]) -> None:
        batch = list(new)
        if not batch:
            return
        connection = self.session.connection
        lock = func.pg_advisory_xact_lock(func.hashtextextended(f"curves of {self.session.tenant}", 0))
        connection.execute(select(lock))  # versions are counted: one import of curves at a time
        bulk.stage(connection, curves, _CURVE_COLUMNS, _curve_rows(self.session.tenant, batch))
        connection.exec_driver_sql(_NUMBERED)


def _curve_rows(tenant: str, batch: Iterable[MonthCurve]) -> Iterator[tuple[object, ...]]:
    """Rows for the staging table; `version` counts from 1 within the batch, by point, kind and month."""
    count: dict[tuple[str, str, dt.date], int] = {}
    for curve in batch:
        key = (curve.point, curve.kind.value, curve.month.start)
        count[key] = count.get(key, 0) + 1
        record = CurveRecord(
            tuple(day.day for day in curve.days),
            curve.quality,
            curve.action,
            curve.flow,
            curve.origin,
            curve.validated,
            curve.max_power_kw,
        )
        json = CODEC.json(record)
        values = curve_blob.plain(tuple(itertools.chain.from_iterable(day.values for day in curve.days)))
        blob = curve_blob.pack_plain(values)
        yield (tenant, *key, digest_of_bytes(json + values), CODEC.pack(CurveRecord, json), blob, count[key])


def _curve(point: str, kind: str, month: dt.date, document: bytes, blob: bytes) -> MonthCurve:
    record = CODEC.load(CurveRecord, document)
    parts = curve_blob.cut(curve_blob.unpack(blob), [quarters_in(day) for day in record.days])
    return MonthCurve(
        point,
        Kind(kind),
        month_of(month),
        tuple(map(DayCurve, record.days, parts)),
        record.quality,
        record.action,
        record.flow,
        record.origin,
        record.validated,
        record.max_power_kw,
    )


def _curve_order(curve: MonthCurve) -> tuple[dt.date, str, Origin]:
    return curve.month.start, curve.kind.value, curve.origin
