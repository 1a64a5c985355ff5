"""Files of call records byte for byte, calls, and records in suspense of one tenant.

A call is columns, not a document: there are many, they are small, and all of them are asked for by line and time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from sqlalchemy import Row, Select, update
from sqlalchemy.dialects.postgresql import insert

from adapters.persistence import bulk
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session, any_of
from adapters.persistence.tables import call_contents, call_files, calls, suspended_calls
from application.ports.calls import CallFile
from application.ports.registry import NotFound
from domain.kernel.digest import digest_of_bytes
from domain.kernel.telephone import CallKind
from domain.metering.calls.call import AcceptedCall, Call, RawCdr, SuspendedCdr

_COLUMNS = (
    "tenant",
    "source",
    "id",
    "answered",
    "a_number",
    "b_number",
    "kind",
    "quantity",
    "sha256",
    "line",
    "raw",
)
_CALL = tuple(calls.c[name] for name in ("source", "id", "a_number", "b_number", "answered", "kind", "quantity"))


@attrs.frozen
class CallFileRecord:
    """What is kept of a file of call records beside its bytes."""

    name: str
    mapping: str
    outcome: str
    detail: str
    records: int
    taken: int
    known: int
    suspended: int
    skipped: int


@attrs.frozen
class SqlCalls:
    """The calls of every line of the tenant."""

    session: Session

    def add_file(self, file: CallFile) -> None:
        """Keep a file; one that came again keeps its bytes once and its outcomes all."""
        shared = {"tenant": self.session.tenant, "sha256": file.sha256}
        content = insert(call_contents).values(**shared, content=file.content).on_conflict_do_nothing()
        self.session.connection.execute(content)
        record = CallFileRecord(
            file.name,
            file.mapping,
            file.outcome,
            file.detail,
            file.records,
            file.accepted,
            file.known,
            file.suspended,
            file.skipped,
        )
        row = {**shared, "received_at": file.received_at, "document": CODEC.dump(record)}
        self.session.connection.execute(insert(call_files).values(**row))

    def files(self, limit: int) -> tuple[CallFile, ...]:
        """The files received last, newest first, with their content."""
        return tuple(map(_file, self.session.connection.execute(self._files().limit(limit))))

    def file(self, sha256: str) -> CallFile:
        """The file of that content as received last."""
        statement = self._files().where(call_files.c.sha256 == sha256).limit(1)
        row = self.session.connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("call file", sha256)
        return _file(row)

    def add(self, accepted_calls: Iterable[AcceptedCall]) -> int:
        """Add what is not there yet by its key, by COPY; how many were new."""
        rows = (self._row(each) for each in accepted_calls)
        return bulk.insert(self.session.connection, calls, _COLUMNS, rows, on_conflict="on conflict do nothing")

    def of(self, numbers: Iterable[str], start: dt.datetime, stop: dt.datetime) -> Mapping[str, tuple[Call, ...]]:
        """The calls of each line answered from `start` up to without `stop`, in order of time; () for one without."""
        wanted = sorted(set(numbers))
        found: dict[str, list[Call]] = {number: [] for number in wanted}
        statement = (
            self.session.mine(calls, *_CALL)
            .where(calls.c.a_number == any_of(wanted), calls.c.answered >= start, calls.c.answered < stop)
            .order_by(calls.c.answered, calls.c.source, calls.c.id)
        )
        for row in self.session.connection.execute(statement):
            found[row.a_number].append(_call(row))
        return {number: tuple(rows) for number, rows in found.items()}

    def raw(self, call: Call) -> AcceptedCall:
        """A call with the record it was read from; NotFound where it is not stored."""
        statement = self.session.mine(calls, *_CALL, calls.c.sha256, calls.c.line, calls.c.raw).where(
            calls.c.source == call.source, calls.c.id == call.id, calls.c.answered == call.answered
        )
        row = self.session.connection.execute(statement).one_or_none()
        if row is None:
            raise NotFound("call", call.id)
        return AcceptedCall(_call(row), RawCdr(row.sha256, row.line, row.raw))

    def suspend(self, records: Iterable[SuspendedCdr]) -> None:
        """Put records into suspense; one that waits already keeps its place and takes the fault."""
        for each in records:
            self.session.put(suspended_calls, **_place(each), waits=True, document=CODEC.dump(each))

    def suspended(self) -> tuple[SuspendedCdr, ...]:
        """The records that wait, in the order they came."""
        statement = (
            self.session.mine(suspended_calls, suspended_calls.c.document)
            .where(suspended_calls.c.waits)
            .order_by(suspended_calls.c.position)
        )
        return tuple(CODEC.load(SuspendedCdr, document) for document in self.session.connection.scalars(statement))

    def release(self, records: Iterable[SuspendedCdr]) -> None:
        """Take records out of suspense; they stay stored as solved."""
        for each in records:
            place = _place(each)
            statement = update(suspended_calls).where(
                suspended_calls.c.tenant == self.session.tenant,
                suspended_calls.c.source == place["source"],
                suspended_calls.c.raw_sha256 == place["raw_sha256"],
            )
            self.session.connection.execute(statement.values(waits=False))

    def _row(self, each: AcceptedCall) -> tuple[object, ...]:
        call, raw = each.call, each.raw
        return (
            self.session.tenant,
            call.source,
            call.id,
            call.answered,
            call.a_number,
            call.b_number,
            call.kind.value,
            call.quantity,
            raw.sha256,
            raw.line,
            raw.text,
        )

    def _files(self) -> Select[Any]:
        columns = (call_files.c.sha256, call_files.c.received_at, call_files.c.document, call_contents.c.content)
        joined = (call_contents.c.tenant == call_files.c.tenant) & (call_contents.c.sha256 == call_files.c.sha256)
        return (
            self.session.mine(call_files, *columns)
            .join(call_contents, joined)
            .order_by(call_files.c.received_at.desc(), call_files.c.position.desc())
        )


def _place(each: SuspendedCdr) -> dict[str, str]:
    return {"source": each.source, "raw_sha256": digest_of_bytes(each.raw.text.encode())}


def _file(row: Row[Any]) -> CallFile:
    stored = attrs.asdict(CODEC.load(CallFileRecord, row.document))
    return CallFile(
        sha256=row.sha256,
        received_at=row.received_at,
        content=row.content,
        accepted=stored.pop("taken"),
        **stored,
    )


def _call(row: Row[Any]) -> Call:
    answered = row.answered.astimezone(dt.UTC)
    return Call(row.source, row.id, row.a_number, row.b_number, answered, CallKind(row.kind), row.quantity)
