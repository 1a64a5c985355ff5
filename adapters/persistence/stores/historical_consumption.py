"""What points used before they were ours: a document a month, its quarter-hours beside it as those of curves are.

Rows are only added; their key holds their own digest, so that the same month of the same record is stored once.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import attrs

from adapters.persistence import bulk, curve_blob
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session, any_of
from adapters.persistence.tables import past_uses
from domain.kernel.calendar import quarters_in
from domain.kernel.digest import digest_of_bytes
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.reading import Origin, Quality

_COLUMNS = ("tenant", "point", "month", "sha256", "document", "quarter_hours")


@attrs.frozen
class PastRecord:
    """What is kept of a past month beside its quarter-hours; `days` are the days these are of."""

    bands: tuple[tuple[str, Decimal], ...]
    quality: Quality
    flow: str
    origin: Origin
    days: tuple[dt.date, ...]
    standard: tuple[tuple[str, Decimal], ...]
    max_power_kw: Decimal | None
    validated: bool
    starts_on: dt.date | None
    is_doubted: bool


def add(session: Session, uses: Iterable[HistoricalConsumption]) -> None:
    """Add what is not there yet, by COPY."""
    rows = list(_rows(session.tenant, uses))
    if rows:
        bulk.insert(session.connection, past_uses, _COLUMNS, rows, on_conflict="on conflict do nothing")


def of(session: Session, points: Iterable[str], period: Period) -> Mapping[str, tuple[HistoricalConsumption, ...]]:
    """Every past use of the months that meet `period`, by point, in order of month and origin."""
    wanted = sorted(set(points))
    columns = (past_uses.c.point, past_uses.c.month, past_uses.c.document, past_uses.c.quarter_hours)
    statement = session.mine(past_uses, *columns).where(
        past_uses.c.point == any_of(wanted),
        past_uses.c.month >= period.start.replace(day=1),
        past_uses.c.month < period.stop,
    )
    found: dict[str, list[HistoricalConsumption]] = {point: [] for point in wanted}
    for row in session.connection.execute(statement):
        found[row.point].append(_use(row.point, row.month, row.document, row.quarter_hours))
    return {point: tuple(sorted(uses, key=lambda use: (use.period.start, use.origin))) for point, uses in found.items()}


def _rows(tenant: str, uses: Iterable[HistoricalConsumption]) -> Iterator[tuple[object, ...]]:
    for use in uses:
        record = PastRecord(
            use.bands,
            use.quality,
            use.flow,
            use.origin,
            tuple(curve.day for curve in use.days),
            use.standard,
            use.max_power_kw,
            use.validated,
            use.starts_on,
            use.is_doubted,
        )
        json = CODEC.json(record)
        values = curve_blob.plain(tuple(itertools.chain.from_iterable(curve.values for curve in use.days)))
        key = (use.point, use.period.start, digest_of_bytes(json + values))
        yield (tenant, *key, CODEC.pack(PastRecord, json), curve_blob.pack_plain(values))


def _use(point: str, month: dt.date, document: bytes, blob: bytes) -> HistoricalConsumption:
    record = CODEC.load(PastRecord, document)
    parts = curve_blob.cut(curve_blob.unpack(blob), [quarters_in(day) for day in record.days])
    return HistoricalConsumption(
        point,
        month_of(month),
        record.bands,
        record.quality,
        record.flow,
        record.origin,
        tuple(map(DayCurve, record.days, parts)),
        record.standard,
        record.max_power_kw,
        record.validated,
        record.starts_on,
        record.is_doubted,
    )
