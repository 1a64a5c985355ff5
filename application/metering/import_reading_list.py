"""Import a list of readings by the mapping of who wrote it: good rows as if entered one by one, bad ones listed.

The file is kept byte for byte beside the flows, and every value names its line in it. What an earlier import of the
same content accepted stays as it is, so that a list may be imported again once its points are registered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from application.journal import Actor, record
from application.metering.reading_history import checked_by_history
from application.metering.record_readings import check_readings, doubts
from application.metering.validation import validate
from application.ports.file_handlers import Handled
from application.ports.flow_files import IMPORTED, Direction, FlowFile, FlowLine, LineKind
from application.ports.reading_lists import CannotReadList, ReadingLists
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.deliveries.reading_list import ListedReading, ReadingList
from domain.metering.manual_readings.faults import RDG_001, RDG_005, RDG_006
from domain.metering.reading import Reading

_ACCEPTED, _REFUSED = "taken", "refused"


@attrs.frozen
class HandledList:
    """What came of a list: of its rows those rejected and, apart, those that say a meter was not read.

    The warnings of the file are what is to be doubted of the readings accepted, and columns nobody declared.
    """

    file: Handled
    unread: tuple[RejectedRecord, ...] = ()

    @property
    def without_reading(self) -> tuple[RejectedRecord, ...]:
        """Every row of which nothing was accepted, in order of line."""
        return tuple(sorted((*self.file.rejected_records, *self.unread), key=lambda each: each.record))


def import_reading_list(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    lists: ReadingLists,
    name: str,
    data: bytes,
    mapping: str,
    channel: str = "",
) -> HandledList:
    """Read the list and record what is good, in one transaction. The same content again changes nothing.

    UnknownListMapping where there is no such mapping.
    """
    sha256, now = digest_of_bytes(data), actor.clock.now()
    with units(actor.tenant) as uow:
        before = _before(uow, sha256)
        try:
            read = lists.read(
                name=before.name if before else name,
                data=data,
                mapping=mapping,
                received_at=before.at if before else now,
            )
        except CannotReadList as error:
            fault = RDG_001.fault(name, str(error))
            handled = HandledList(Handled.stopped(name, sha256, fault, channel=channel))
        else:
            good = Handled(name, sha256, IMPORTED, channel=channel)
            handled = _store(uow, books, actor, good, read, known=before is not None)
        if before is not None and not handled.file.accepted:
            return handled
        if before is None:
            uow.flow_files.add_content(sha256, (data,))
            entry = attrs.evolve(handled.file, rejected=len(handled.without_reading)).entry(now)
            uow.flow_files.add(attrs.evolve(entry, flow=f"LIST:{mapping}"))
        event: Plain = {"file": sha256, "accepted": handled.file.accepted, "refused": handled.file.rejected}
        given: Plain = {"file": sha256, "mapping": mapping}
        record(uow, actor, use_case="import_reading_list", given=given, events=[("readings.imported", event)])
        uow.commit()
    return handled


def _before(uow: UnitOfWork, sha256: str) -> FlowFile | None:
    """The first import of the same content; its moment is part of where its readings come from."""
    return uow.flow_files.file(sha256) if uow.flow_files.knows(sha256) else None


def _store(
    uow: UnitOfWork, books: TariffBooks, actor: Actor, file: Handled, read: ReadingList, *, known: bool
) -> HandledList:
    today = actor.clock.today()
    timely, refused = _timely(read.readings, today)
    result = check_readings(uow, [each.reading for each in timely])
    refused += [_row(timely[each.place], each.fault.code, each.fault.message) for each in result.refused]
    book = book_of(uow, books, today)
    by_record = {each.reading.origin.record: each for each in timely}
    new = result.new
    suspicions: tuple[Fault, ...] = ()
    if read.checked:
        new, bad, suspicions = checked_by_history(uow, book, result.new)
        refused += [_row(by_record[record], fault.code, fault.message) for record, fault in bad]
    findings = (*suspicions, *(doubts(uow, book, new) if new else ()))
    rejected = tuple(sorted((*read.refused, *refused), key=lambda each: each.record))
    file = attrs.evolve(
        file,
        records=read.rows,
        accepted=len(new),
        known=result.known,
        rejected=len(rejected),
        rejected_records=rejected,
        warnings=(*read.warnings, *findings),
    )
    handled = HandledList(file, read.unread)
    if known and not new:
        return handled
    uow.measures.add(readings=new, curves=())
    validate(uow, books, actor, readings=new)
    without = handled.without_reading
    uow.flow_files.add_rejected(file.sha256, without)
    uow.flow_files.add_lines(_lines(file, read.flow, actor.clock.now(), new, () if known else without))
    return handled


def _timely(readings: Sequence[ListedReading], today: dt.date) -> tuple[list[ListedReading], list[RejectedRecord]]:
    """The readings of days that have come, told once; and the rows of the others."""
    first: dict[tuple[str, dt.date], ListedReading] = {}
    good: list[ListedReading] = []
    refused: list[RejectedRecord] = []
    for each in readings:
        stated = each.reading
        twin = first.setdefault((stated.point, stated.day), each)
        if stated.day > today:
            refused.append(_row(each, RDG_006.code, f"day {stated.day} has not come: today is {today}"))
        elif twin is not each and not _same(twin, each):
            line = twin.reading.origin.record
            refused.append(
                _row(each, RDG_005.code, f"line {line} states other values for {stated.point} on {stated.day}")
            )
        elif twin is each:
            good.append(each)
    return good, refused


def _same(one: ListedReading, other: ListedReading) -> bool:
    return attrs.evolve(one.reading, origin=other.reading.origin) == other.reading


def _row(listed: ListedReading, code: str, message: str) -> RejectedRecord:
    origin = listed.reading.origin
    fault = Fault(code, f"{origin.file_name}#{origin.record}", message)
    return RejectedRecord(origin.record, listed.reading.point, fault, listed.raw)


def _lines(
    file: Handled, flow: str, now: dt.datetime, accepted: Sequence[Reading], others: Sequence[RejectedRecord]
) -> Iterator[FlowLine]:
    """The history of each row: what was accepted first."""

    def line(record: int, point: str, day: dt.date, what: LineKind, outcome: str, code: str = "") -> FlowLine:
        return FlowLine(
            direction=Direction.IN,
            at=now,
            flow=flow,
            sha256=file.sha256,
            name=file.name,
            record=record,
            point=point,
            day=day,
            what=what,
            outcome=outcome,
            code=code,
        )

    for each in accepted:
        yield line(each.origin.record, each.point, each.day, LineKind.READING, _ACCEPTED)
    for row in others:
        yield line(row.record, row.point or "", now.date(), LineKind.REFUSED, _REFUSED, row.fault.code)
