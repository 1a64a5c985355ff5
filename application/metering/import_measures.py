"""Import a distributor's measure file: good records are stored, bad ones listed with their reason, nothing twice."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from application.journal import Actor, record
from application.metering.validation import validate
from application.ports.channels import Spool, Spooled
from application.ports.containers import Containers, Member
from application.ports.file_handlers import Handled
from application.ports.flow_files import IMPORTED, KNOWN, Direction, FlowLine, LineKind
from application.ports.measure_flows import MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.delivery import Closing, Envelope, Part, RecordBatch, RejectedFile, RejectedRecord
from domain.metering.deliveries.faults import SII_007, SII_011
from domain.metering.deliveries.rejected_records import RejectedRecords
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Reading

ACCEPTED = "taken"
REFUSED = "refused"
Progress = Callable[[str, int, int], None]


def _no_progress(name: str, read: int, size: int) -> None:
    """Nobody watches."""


def import_measures(
    *,
    units: UnitsOfWork,
    actor: Actor,
    flows: MeasureFlows,
    containers: Containers,
    name: str,
    data: bytes | Spooled,
    channel: str = "",
    books: TariffBooks | None = None,
    progress: Progress = _no_progress,
) -> tuple[Handled, ...]:
    """Import a file, or each file of a container as if it had come alone.

    data      its bytes, or where they were put aside
    channel   the channel it came through, empty where it came by hand
    progress  called after each batch: the name of the XML, how many of its bytes were read, how many it has
    """
    content = Spooled.of(data) if isinstance(data, bytes) else data
    importing = _Import.of(units, actor, flows, books, channel=channel, progress=progress)
    return tuple(map(importing.handle, containers.members(name=name, content=content)))


def import_measure_file(
    *,
    units: UnitsOfWork,
    actor: Actor,
    flows: MeasureFlows,
    file: Member,
    channel: str = "",
    books: TariffBooks | None = None,
) -> Handled:
    """Read one file and store what is good a batch at a time, in one transaction.

    The same content a second time has no effect (SII-004). Points that are not in the registry are rejected record by
    record (SII-007). With `books`, what is stored is validated. Of a file that breaks off, or turns out not to be for
    us, nothing stays but its rejection.
    """
    return _Import.of(units, actor, flows, books, channel=channel).handle(file)


def import_again(
    *,
    units: UnitsOfWork,
    actor: Actor,
    flows: MeasureFlows,
    spool: Spool,
    sha256: str,
    books: TariffBooks | None = None,
) -> Handled:
    """Read a stored file again, e.g. after its points were registered; records accepted before stay as they are."""
    importing = _Import.of(units, actor, flows, books, again=True)
    with contextlib.ExitStack() as held:
        with units(actor.tenant) as uow:
            stored, size = uow.flow_files.file(sha256), uow.flow_files.size(sha256)
            content = held.enter_context(spool(uow.flow_files.content(sha256), limit_bytes=size))
        importing = attrs.evolve(importing, received_at=stored.at)
        return importing.handle(Member(stored.name, content, stored.container))


@attrs.frozen
class _Import:
    """How the files of one arrival are imported.

    addressee      our VAT number
    rule_settings  what the tenant made of the checks of records
    received_at    when the files came; `now` is when they are read
    """

    units: UnitsOfWork
    actor: Actor
    flows: MeasureFlows
    books: TariffBooks | None
    addressee: str
    rule_settings: Mapping[str, str]
    received_at: dt.datetime
    now: dt.datetime
    channel: str = ""
    progress: Progress = _no_progress
    again: bool = False

    @classmethod
    def of(
        cls,
        units: UnitsOfWork,
        actor: Actor,
        flows: MeasureFlows,
        books: TariffBooks | None,
        *,
        channel: str = "",
        progress: Progress = _no_progress,
        again: bool = False,
    ) -> _Import:
        """For the tenant that acts; of the settings those of checks that there are still."""
        with units(actor.tenant) as uow:
            addressee, known = uow.sellers.get().partita_iva.text, flows.rules()
            set_by = uow.findings.settings().record_rules()
        settings = {rule: setting for rule, setting in set_by.items() if rule in known}
        now = actor.clock.now()
        return cls(units, actor, flows, books, addressee, settings, now, now, channel, progress, again)

    def handle(self, file: Member) -> Handled:
        """One file, whole or not at all."""
        sha256 = file.content.sha256
        with self.units(self.actor.tenant) as uow:
            known = uow.flow_files.knows(sha256)
            if known and not self.again:
                message = f"{file.name} was imported before; its content changes nothing"
                return Handled(file.name, sha256, KNOWN, message, self.channel, file.container)
            end = _FileImport.of(self, uow, file, known=known).stored()
            if isinstance(end, Handled):
                return end
        with self.units(self.actor.tenant) as uow:  # what the batches held is undone
            handled = Handled.stopped(file.name, sha256, end.fault, channel=self.channel, container=file.container)
            self.note(uow, file, handled, None)
        return handled

    def parts(self, file: Member) -> Iterator[Part]:
        """What is in a file, a batch at a time."""
        if file.fault is not None:
            return iter([RejectedFile(file.name, file.content.sha256, file.fault)])
        return self.flows.parts(
            name=file.name,
            content=file.content,
            addressee=self.addressee,
            received_at=self.received_at,
            rule_settings=self.rule_settings,
            container=file.container,
        )

    def note(self, uow: UnitOfWork, file: Member, handled: Handled, envelope: Envelope | None) -> None:
        """Store the bytes and what came of them; ends the transaction."""
        if not self.again:
            uow.flow_files.add_content(handled.sha256, file.content.chunks())
            sender, sent_at = (envelope.sender, envelope.sent_at) if envelope else ("", None)
            uow.flow_files.add(handled.entry(self.now, counterpart=sender, sent_at=sent_at))
        given: Plain = {"file": handled.sha256}
        event: Plain = {
            "file": handled.sha256,
            "outcome": handled.outcome,
            "accepted": handled.accepted,
            "refused": handled.rejected,
        }
        record(uow, self.actor, use_case="import_measures", given=given, events=[("measures.imported", event)])
        uow.commit()


@attrs.define
class _FileImport:
    """One file on its way into the stores; of its batches only what was rejected, and the first warnings, are held.

    rejected_before  of a file that is read again: the records that were rejected until now
    """

    importing: _Import
    uow: UnitOfWork
    file: Member
    rejected_before: set[int] | None
    rejected: RejectedRecords

    @classmethod
    def of(cls, importing: _Import, uow: UnitOfWork, file: Member, *, known: bool) -> _FileImport:
        before = {each.record for each in uow.flow_files.refused(file.content.sha256)} if known else None
        return cls(importing, uow, file, before, RejectedRecords(file.name))

    def stored(self) -> Handled | RejectedFile:
        """Stored and committed, or the refusal of all of it, to be undone."""
        for part in self.importing.parts(self.file):
            if isinstance(part, RejectedFile):
                return part
            if isinstance(part, Closing):
                return self._close(part)
            self._store(part)
            self.importing.progress(self.file.name, part.position, self.file.content.size)
        raise ValueError(f"{self.file.name} ended without its closing or its refusal")

    def _store(self, batch: RecordBatch) -> None:
        items: tuple[Reading | MonthCurve, ...] = (*batch.readings, *batch.curves)
        points = self.uow.points.of({item.point for item in items})
        fit = {code for code, point in points.items() if point.commodity == batch.commodity}
        readings = tuple(each for each in batch.readings if each.point in fit)
        curves = tuple(each for each in batch.curves if each.point in fit)
        unknown = {
            item.origin.record: _unknown_point(item, points.get(item.point), batch.commodity)
            for item in items
            if item.point not in fit
        }
        refused = sorted((*batch.refused, *unknown.values()), key=lambda each: each.record)
        self.uow.measures.add(readings=readings, curves=curves)
        self.uow.measures.add_history(each for each in batch.history if isinstance(each, HistoricalConsumption))
        lines = _lines(self.file, batch, self.importing.now, (*readings, *curves, *batch.history), refused)
        before = self.rejected_before
        self.uow.flow_files.add_lines(line for line in lines if before is None or _is_new(line, before))
        if self.importing.books is not None:
            validate(self.uow, self.importing.books, self.importing.actor, readings=readings, curves=curves)
        self.rejected.reject(refused)
        self.rejected.warn(batch.warnings)

    def _close(self, end: Closing) -> Handled:
        rejected = tuple(self.rejected.listed)
        handled = Handled(
            self.file.name,
            self.file.content.sha256,
            IMPORTED,
            channel=self.importing.channel,
            container=self.file.container,
            flow=end.envelope.flow,
            records=end.records,
            accepted=end.records - len({each.record for each in rejected}),
            rejected=len(rejected),
            rejected_records=rejected,
            warnings=(*end.warnings, *self.rejected.warnings),
        )
        self.uow.flow_files.add_rejected(handled.sha256, rejected)
        self.importing.note(self.uow, self.file, handled, end.envelope)
        return handled


def _is_new(line: FlowLine, rejected_before: set[int]) -> bool:
    """Of a file that is read again: whether the record was rejected until now and is accepted at last."""
    return line.what is not LineKind.REFUSED and line.record in rejected_before


def _lines(
    file: Member,
    batch: RecordBatch,
    now: dt.datetime,
    items: Iterable[Reading | MonthCurve | HistoricalConsumption | PointNotice],
    refused: Iterable[RejectedRecord],
) -> Iterator[FlowLine]:
    """The history of each record, in order: what was accepted first."""

    def line(record: int, point: str, day: dt.date, what: LineKind, outcome: str, code: str = "") -> FlowLine:
        return FlowLine(
            direction=Direction.IN,
            at=now,
            flow=batch.flow,
            sha256=file.content.sha256,
            name=file.name,
            record=record,
            point=point,
            day=day,
            what=what,
            outcome=outcome,
            code=code,
        )

    for item in items:
        if isinstance(item, Reading):
            yield line(item.origin.record, item.point, item.day, LineKind.READING, ACCEPTED)
        elif isinstance(item, MonthCurve):
            yield line(item.origin.record, item.point, item.month.start, LineKind.CURVE, ACCEPTED)
        else:  # no measure: a notice is read from its file where it serves
            day = item.day if isinstance(item, PointNotice) else item.period.start
            yield line(item.origin.record, item.point, day, LineKind.MESSAGE, ACCEPTED)
    for each in refused:
        yield line(each.record, each.point or "", batch.day, LineKind.REFUSED, REFUSED, each.fault.code)


def _unknown_point(item: Reading | MonthCurve, point: SupplyPoint | None, commodity: str) -> RejectedRecord:
    origin = item.origin
    code, message = SII_007.code, f"point {item.point} is not in the registry"
    if point is not None:
        code, message = SII_011.code, f"point {item.point} is of {point.commodity}, the flow of {commodity}"
    raw = f"record {origin.record} of {origin.file_name}"
    return RejectedRecord(origin.record, item.point, Fault(code, f"{origin.file_name}#{origin.record}", message), raw)
