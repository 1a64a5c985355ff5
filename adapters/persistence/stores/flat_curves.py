"""Stored curves in bulk: of each row only what decides whether it counts is read, and its values are left as bytes."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import Row

from adapters.persistence import curve_blob
from adapters.persistence.documents import Session, any_of
from adapters.persistence.packing import unpacked
from adapters.persistence.tables import curves
from domain.kernel.validity import Period
from domain.metering.curve import FlatCurve, current_curves
from domain.metering.reading import Action, Kind, Origin, Quality

_SCHEMA = 1  # of the documents read here, see adapters/persistence/codec.py
_NUMBER_BYTES = 2


class _Sent(msgspec.Struct):
    sent_at: dt.datetime
    progressive: int
    record: int
    file_sha256: str
    file_name: str


class _Head(msgspec.Struct):
    """What the document of a curve says, as far as it is needed here."""

    days: msgspec.Raw
    quality: str
    action: str
    origin: _Sent
    validated: bool


_HEADS = msgspec.json.Decoder(_Head)
_DAYS = msgspec.json.Decoder(tuple[dt.date, ...])
_QUALITIES = {quality.value: quality for quality in Quality}
_ACTIONS = {action.value: action for action in Action}
_KINDS = {kind.value: kind for kind in Kind}


def counting(session: Session, month: Period, kinds: Collection[Kind], after: str) -> Iterator[FlatCurve]:
    """See Measures.counting. Rows come through a cursor of the server: memory does not grow with their number."""
    if not month.is_whole_month:
        raise ValueError(f"curves are stored by calendar month, got {month}")
    columns = (curves.c.point, curves.c.kind, curves.c.version, curves.c.document, curves.c.quarter_hours)
    statement = (
        session.mine(curves, *columns)
        .where(
            curves.c.month == month.start,
            curves.c.kind == any_of(kind.value for kind in kinds),
            curves.c.point > after,
        )
        .order_by(curves.c.point, curves.c.kind, curves.c.version)
    )
    for _, rows in itertools.groupby(session.stream(statement), key=lambda row: (row.point, row.kind)):
        yield from current_curves(_flat(row, month) for row in rows)


def _flat(row: Row[Any], month: Period) -> FlatCurve:
    number = int.from_bytes(row.document[:_NUMBER_BYTES], "big")
    assert number == _SCHEMA, f"a curve document of schema {number} needs its upgrade here as well"
    head = _HEADS.decode(unpacked(row.document[_NUMBER_BYTES:]))
    sent = head.origin
    return FlatCurve(
        row.point,
        _KINDS[row.kind],
        month,
        _days(bytes(head.days)),
        curve_blob.unpack_plain(row.quarter_hours),
        _QUALITIES[head.quality],
        _ACTIONS[head.action],
        Origin(sent.sent_at, sent.progressive, sent.record, sent.file_sha256, sent.file_name),
        row.version,
        head.validated,
    )


@functools.lru_cache(maxsize=1024)
def _days(json: bytes) -> tuple[dt.date, ...]:
    """Nearly every curve of a month has the same days: they are made once."""
    return _DAYS.decode(json)
