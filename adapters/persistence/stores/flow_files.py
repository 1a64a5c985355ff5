"""Flow files of one tenant, their bytes in chunks and their history. Rows are only added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Row, Select, select, text
from sqlalchemy.dialects.postgresql import insert

from adapters.persistence import bulk, chunked
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session
from adapters.persistence.tables import flow_chunks, flow_contents, flow_files, flow_lines, flow_refusals
from application.ports.flow_files import IMPORTED, POINT_LENGTH, SENT, Direction, FlowFile, FlowLine, LineKind
from application.ports.registry import NotFound
from domain.kernel.digest import digested
from domain.metering.deliveries.delivery import RejectedRecord

_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_LINE_COLUMNS = (
    "tenant",
    "direction",
    "at",
    "flow",
    "sha256",
    "name",
    "record",
    "point",
    "case_code",
    "day",
    "what",
    "outcome",
    "code",
)
_CHUNK_COLUMNS = ("tenant", "sha256", "number", "bytes", "packed")


@attrs.frozen
class FlowFileRecord:
    """What is kept of a flow file beside its columns."""

    name: str
    container: str
    flow: str
    outcome: str
    detail: str
    records: int
    taken: int
    refused: int
    warnings: tuple[str, ...]


@attrs.frozen
class StoredRejections:
    """The refused records of one import of a file."""

    records: tuple[RejectedRecord, ...]


@attrs.frozen
class SqlFlowFiles:
    """The files of the tenant, their bytes and their history."""

    session: Session

    def knows(self, sha256: str) -> bool:
        """Whether a file of that content was imported or sent before (a refused one counts as not)."""
        statement = self.session.mine(flow_files, flow_files.c.position).where(
            flow_files.c.sha256 == sha256, flow_files.c.outcome.in_((IMPORTED, SENT))
        )
        return self.session.connection.execute(statement.limit(1)).first() is not None

    def received(self, channel: str, name: str, size: int) -> tuple[FlowFile, ...]:
        """The entries of a name and number of bytes through a channel, oldest first."""
        there = flow_contents.c
        same = (there.tenant == flow_files.c.tenant) & (there.sha256 == flow_files.c.sha256)
        statement = (
            self._files()
            .join(flow_contents, same)
            .where(flow_files.c.channel == channel, flow_files.c.name == name, there.size == size)
            .order_by(flow_files.c.position)
        )
        return tuple(map(_file, self.session.connection.execute(statement)))

    def add_content(self, sha256: str, chunks: Iterable[bytes]) -> None:
        """Keep bytes, once, by COPY. ValueError where their SHA-256 is another."""
        if self._size(sha256) is not None:
            return
        size, digest = 0, _EMPTY

        def rows() -> Iterator[tuple[object, ...]]:
            nonlocal size, digest
            for number, (piece, so_far) in enumerate(digested(chunked.pieces(chunks))):
                size, digest = size + len(piece), so_far
                yield (self.session.tenant, sha256, number, *chunked.pack(piece))

        bulk.insert(self.session.connection, flow_chunks, _CHUNK_COLUMNS, rows(), on_conflict="on conflict do nothing")
        if digest != sha256:
            raise ValueError(f"the content said to be {sha256} is {digest}: it was cut or changed on its way")
        head = insert(flow_contents).values(tenant=self.session.tenant, sha256=sha256, size=size)
        self.session.connection.execute(head.on_conflict_do_nothing())

    def add(self, file: FlowFile) -> None:
        """Keep what became of a file whose content is there; NotFound where it is not."""
        self.size(file.sha256)
        record = FlowFileRecord(
            file.name,
            file.container,
            file.flow,
            file.outcome,
            file.detail,
            file.records,
            file.accepted,
            file.rejected,
            file.warnings,
        )
        self.session.connection.execute(
            insert(flow_files).values(
                tenant=self.session.tenant,
                sha256=file.sha256,
                received_at=file.at,
                outcome=file.outcome,
                document=CODEC.dump(record),
                name=file.name,
                flow=file.flow,
                direction=file.direction.value,
                counterpart=file.counterpart,
                channel=file.channel,
                sent_at=file.sent_at,
            )
        )

    def add_rejected(self, sha256: str, refused: Iterable[RejectedRecord]) -> None:
        """Keep the refused records of one import of a file."""
        document = CODEC.dump(StoredRejections(tuple(refused)))
        self.session.connection.execute(
            insert(flow_refusals).values(tenant=self.session.tenant, sha256=sha256, document=document)
        )

    def add_lines(self, lines: Iterable[FlowLine]) -> None:
        """Add to the history, in order, by COPY."""
        tenant = self.session.tenant
        rows = (
            (
                tenant,
                line.direction.value,
                line.at,
                line.flow,
                line.sha256,
                line.name,
                line.record,
                line.point,
                line.case,
                line.day,
                line.what.value,
                line.outcome,
                line.code,
            )
            for line in lines
        )
        bulk.insert(self.session.connection, flow_lines, _LINE_COLUMNS, rows)

    def line_kinds(self, sha256: str, first: int, last: int) -> Mapping[int, LineKind]:
        """What the history last says of the records first..last of a file that are messages or were refused."""
        of = flow_lines.c
        statement = (
            self.session.mine(flow_lines, of.record, of.what)
            .where(of.sha256 == sha256, of.record.between(first, last))
            .where(text("what in ('message', 'refused')"))  # as the index has it
            .order_by(of.position)
        )
        return {row.record: LineKind(row.what) for row in self.session.connection.execute(statement)}

    def content(self, sha256: str) -> Iterator[bytes]:
        """The bytes in order, a chunk at a time; NotFound where they never came."""
        self.size(sha256)
        statement = (
            self.session.mine(flow_chunks, flow_chunks.c.bytes, flow_chunks.c.packed)
            .where(flow_chunks.c.sha256 == sha256)
            .order_by(flow_chunks.c.number)
        )
        with self.session.connection.execute(statement, execution_options={"yield_per": 1}) as found:
            for row in found:
                yield chunked.unpack(row.bytes, row.packed)

    def size(self, sha256: str) -> int:
        """How many bytes a content has; NotFound where it never came."""
        size = self._size(sha256)
        if size is None:
            raise NotFound("flow file", sha256)
        return size

    def file(self, sha256: str) -> FlowFile:
        """The last entry of a file; NotFound where it never came."""
        statement = self._files().where(flow_files.c.sha256 == sha256).order_by(flow_files.c.position.desc())
        row = self.session.connection.execute(statement.limit(1)).one_or_none()
        if row is None:
            raise NotFound("flow file", sha256)
        return _file(row)

    def files(
        self,
        limit: int,
        *,
        direction: Direction | None = None,
        flow: str = "",
        outcome: str = "",
        counterpart: str = "",
        channel: str = "",
    ) -> tuple[FlowFile, ...]:
        """The entries that meet every condition given, newest first."""
        wanted = {"flow": flow, "outcome": outcome, "counterpart": counterpart, "channel": channel}
        wanted["direction"] = direction.value if direction else ""
        conditions = [flow_files.c[name] == value for name, value in wanted.items() if value]
        order = (flow_files.c.received_at.desc(), flow_files.c.position.desc())
        statement = self._files().where(*conditions).order_by(*order).limit(limit)
        return tuple(map(_file, self.session.connection.execute(statement)))

    def arrived(self, start: dt.datetime, stop: dt.datetime) -> tuple[FlowFile, ...]:
        """The entries of what came in from `start` on and before `stop`, oldest first."""
        of = flow_files.c
        when = (of.direction == Direction.IN.value, of.received_at >= start, of.received_at < stop)
        statement = self._files().where(*when).order_by(of.received_at, of.position)
        return tuple(map(_file, self.session.connection.execute(statement)))

    def unsent(self) -> tuple[FlowFile, ...]:
        """The last entry of each outgoing file that was never sent, in the order they were written."""
        mine = (flow_files.c.tenant == self.session.tenant) & (flow_files.c.direction == Direction.OUT.value)
        sent = select(flow_files.c.sha256).where(mine, flow_files.c.outcome == SENT)
        statement = self._files().where(mine, flow_files.c.sha256.not_in(sent)).order_by(flow_files.c.position)
        last: dict[str, FlowFile] = {}
        for file in map(_file, self.session.connection.execute(statement)):
            last[file.sha256] = file
        return tuple(last.values())

    def refused(self, sha256: str) -> tuple[RejectedRecord, ...]:
        """The records not taken by the last import of a file, in order."""
        statement = (
            self.session.mine(flow_refusals, flow_refusals.c.document)
            .where(flow_refusals.c.sha256 == sha256)
            .order_by(flow_refusals.c.position.desc())
            .limit(1)
        )
        document = self.session.connection.scalars(statement).one_or_none()
        return () if document is None else CODEC.load(StoredRejections, document).records

    def lines(
        self,
        *,
        point: str = "",
        case: str = "",
        flow: str = "",
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
        limit: int = 500,
    ) -> tuple[FlowLine, ...]:
        """The history that meets every condition given, in order of time, beyond position `after`."""
        of = flow_lines.c
        conditions: list[ColumnElement[bool]] = [of.position > after]
        conditions += [of[name] == value for name, value in (("case_code", case), ("flow", flow)) if value]
        conditions += [of.point == point] if 0 < len(point) < POINT_LENGTH else []
        if len(point) >= POINT_LENGTH:
            key = point[:POINT_LENGTH]
            conditions += [of.point >= key, of.point < key + "\U0010ffff"]
        conditions += [of.day >= first] if first else []
        conditions += [of.day <= last] if last else []
        columns = (of.position, *(of[name] for name in _LINE_COLUMNS[1:]))
        statement = self.session.mine(flow_lines, *columns).where(*conditions).order_by(of.position).limit(limit)
        return tuple(map(_line, self.session.connection.execute(statement)))

    def _size(self, sha256: str) -> int | None:
        statement = self.session.mine(flow_contents, flow_contents.c.size).where(flow_contents.c.sha256 == sha256)
        return self.session.connection.scalars(statement).one_or_none()

    def _files(self) -> Select[Any]:
        names = ("sha256", "received_at", "document", "direction", "counterpart", "channel", "sent_at")
        return self.session.mine(flow_files, *(flow_files.c[name] for name in names))


def _file(row: Row[Any]) -> FlowFile:
    record = CODEC.load(FlowFileRecord, row.document)
    return FlowFile(
        row.sha256,
        record.name,
        record.container,
        record.flow,
        row.received_at.astimezone(dt.UTC),
        record.outcome,
        record.detail,
        record.records,
        record.taken,
        record.refused,
        record.warnings,
        Direction(row.direction),
        row.counterpart,
        row.channel,
        row.sent_at.astimezone(dt.UTC) if row.sent_at else None,
    )


def _line(row: Row[Any]) -> FlowLine:
    return FlowLine(
        direction=Direction(row.direction),
        at=row.at.astimezone(dt.UTC),
        flow=row.flow,
        sha256=row.sha256,
        name=row.name,
        record=row.record,
        point=row.point,
        case=row.case_code,
        day=row.day,
        what=LineKind(row.what),
        outcome=row.outcome,
        code=row.code,
        position=row.position,
    )
