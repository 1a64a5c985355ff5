"""Take in a distributor's measure file: good records are stored, bad ones kept with their reason, nothing twice."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from application.exchange.rejected_records import Kept
from application.journal import Actor, record
from application.metering.validation import judge
from application.ports.channels import Spool, Spooled
from application.ports.flow_files import IMPORTED, Direction, FlowFile, FlowLine, LineKind
from application.ports.measure_flows import MeasureFile, MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.metering.curve import MonthCurve
from domain.metering.delivery import Batch, Closing, Envelope, RefusedFile, RefusedRecord
from domain.metering.historical_consumption import PastUse, PointNotice
from domain.metering.reading import Reading

TAKEN = "taken"
REFUSED = "refused"
Told = Callable[[str, int, int], None]


def _untold(name: str, read: int, size: int) -> None:
    """Nobody listens."""


@attrs.frozen
class Intake:
    """What became of one XML: `outcome` is "imported" or the code of the fault that refused all of it."""

    name: str
    sha256: str
    flow: str
    outcome: str
    detail: str
    records: int = 0
    taken: int = 0
    refused: tuple[RefusedRecord, ...] = ()
    warnings: tuple[Fault, ...] = ()


def import_measures(
    *,
    units: UnitsOfWork,
    actor: Actor,
    flows: MeasureFlows,
    name: str,
    data: bytes | Spooled,
    channel: str = "",
    container: str = "",
    books: TariffBooks | None = None,
    told: Told = _untold,
) -> tuple[Intake, ...]:
    """Read the file and store what is good a batch at a time, in one transaction for each XML in it.

    data     its bytes, or where they were put aside
    channel  the channel it came through, empty where it came by hand
    container  the container it was taken out of, if any
    told     hears of each batch: the name of the XML, how many of its bytes were read, how many it has

    The same content a second time has no effect (SII-004). Points that are not in the registry are refused record by
    record (SII-007). With `books`, what is stored is judged with it. Of a file that breaks off, or turns out not to be
    for us, nothing stays but its refusal.
    """
    with units(actor.tenant) as uow:
        addressee, settings = uow.sellers.get().partita_iva.text, _settings(uow, flows)
    now = actor.clock.now()
    content = Spooled.of(data) if isinstance(data, bytes) else data
    importing = _Importing(units, actor, now, books, channel, told)
    files = flows.files(
        name=name,
        content=content,
        addressee=addressee,
        received_at=now,
        rule_settings=settings,
        container=container,
    )
    return tuple(importing.take(file) for file in files)


def _settings(uow: UnitOfWork, flows: MeasureFlows) -> Mapping[str, str]:
    """What the tenant made of the checks of records; of those that there are no more, nothing."""
    known = flows.rules()
    return {rule: setting for rule, setting in uow.findings.settings().record_rules().items() if rule in known}


def import_again(
    *,
    units: UnitsOfWork,
    actor: Actor,
    flows: MeasureFlows,
    spool: Spool,
    sha256: str,
    books: TariffBooks | None = None,
) -> tuple[Intake, ...]:
    """Read a stored file again, e.g. after its points were registered; records taken before stay as they are."""
    importing = _Importing(units, actor, actor.clock.now(), books, again=True)
    with contextlib.ExitStack() as held:
        with units(actor.tenant) as uow:
            addressee, settings = uow.sellers.get().partita_iva.text, _settings(uow, flows)
            stored, size = uow.flow_files.file(sha256), uow.flow_files.size(sha256)
            content = held.enter_context(spool(uow.flow_files.content(sha256), limit_bytes=size))
        files = flows.files(
            name=stored.name,
            content=content,
            addressee=addressee,
            received_at=stored.at,
            rule_settings=settings,
            container=stored.container,
        )
        return tuple(importing.take(file) for file in files)


@attrs.frozen
class _Importing:
    """How the files of one arrival are taken in."""

    units: UnitsOfWork
    actor: Actor
    now: dt.datetime
    books: TariffBooks | None
    channel: str = ""
    told: Told = _untold
    again: bool = False

    def take(self, file: MeasureFile) -> Intake:
        """One XML, whole or not at all."""
        sha256 = file.content.sha256
        with self.units(self.actor.tenant) as uow:
            known = uow.flow_files.knows(sha256)
            if known and not self.again:
                message = f"{file.name} was imported before; its content changes nothing"
                return Intake(file.name, sha256, "", "SII-004", message)
            end = _Storing.of(self, uow, file, known=known).stored()
            if isinstance(end, Intake):
                return end
        with self.units(self.actor.tenant) as uow:  # what the batches held is undone
            intake = Intake(file.name, sha256, "", end.fault.code, end.fault.message)
            self.keep(uow, file, intake, None)
        return intake

    def keep(self, uow: UnitOfWork, file: MeasureFile, intake: Intake, envelope: Envelope | None) -> None:
        """The bytes and what became of them; ends the transaction."""
        if not self.again:
            uow.flow_files.add_content(intake.sha256, file.content.chunks())
            uow.flow_files.add(_file(intake, file.container, envelope, self.now, self.channel))
        given: Plain = {"file": intake.sha256}
        event: Plain = {
            "file": intake.sha256,
            "outcome": intake.outcome,
            "taken": intake.taken,
            "refused": len(intake.refused),
        }
        record(uow, self.actor, use_case="import_measures", given=given, events=[("measures.imported", event)])
        uow.commit()


@attrs.define
class _Storing:
    """One XML on its way into the stores; of its batches only what was not taken, and the first warnings, are held.

    told_refused  of a file that is read again: the records that were refused until now
    """

    importing: _Importing
    uow: UnitOfWork
    file: MeasureFile
    told_refused: set[int] | None
    kept: Kept

    @classmethod
    def of(cls, importing: _Importing, uow: UnitOfWork, file: MeasureFile, *, known: bool) -> _Storing:
        told = {each.record for each in uow.flow_files.refused(file.content.sha256)} if known else None
        return cls(importing, uow, file, told, Kept(file.name))

    def stored(self) -> Intake | RefusedFile:
        """Stored and committed, or the refusal of all of it, to be undone."""
        for part in self.file.parts():
            if isinstance(part, RefusedFile):
                return part
            if isinstance(part, Closing):
                return self._close(part)
            self._store(part)
            self.importing.told(self.file.name, part.position, self.file.content.size)
        raise ValueError(f"{self.file.name} ended without its closing or its refusal")

    def _store(self, batch: Batch) -> None:
        items: tuple[Reading | MonthCurve, ...] = (*batch.readings, *batch.curves)
        points = self.uow.points.of({item.point for item in items})
        fit = {code for code, point in points.items() if point.commodity == batch.commodity}
        readings = tuple(each for each in batch.readings if each.point in fit)
        curves = tuple(each for each in batch.curves if each.point in fit)
        strangers = {
            item.origin.record: _stranger(item, points.get(item.point), batch.commodity)
            for item in items
            if item.point not in fit
        }
        refused = sorted((*batch.refused, *strangers.values()), key=lambda each: each.record)
        self.uow.measures.add(readings=readings, curves=curves)
        self.uow.measures.add_past(each for each in batch.history if isinstance(each, PastUse))
        lines = _lines(self.file, batch, self.importing.now, (*readings, *curves, *batch.history), refused)
        told = self.told_refused
        self.uow.flow_files.add_lines(line for line in lines if told is None or _is_news(line, told))
        if self.importing.books is not None:
            judge(self.uow, self.importing.books, self.importing.actor, readings=readings, curves=curves)
        self.kept.refuse(refused)
        self.kept.warn(batch.warnings)

    def _close(self, end: Closing) -> Intake:
        refused, warnings = tuple(self.kept.refused), (*end.warnings, *self.kept.warnings)
        taken = end.records - len({each.record for each in refused})
        sha256, flow = self.file.content.sha256, end.envelope.flow
        intake = Intake(self.file.name, sha256, flow, IMPORTED, "", end.records, taken, refused, warnings)
        self.uow.flow_files.add_refused(sha256, refused)
        self.importing.keep(self.uow, self.file, intake, end.envelope)
        return intake


def _is_news(line: FlowLine, told_as_refused: set[int]) -> bool:
    """Of a file that is read again: whether the record was refused until now and is taken at last."""
    return line.what is not LineKind.REFUSED and line.record in told_as_refused


def _lines(
    file: MeasureFile,
    batch: Batch,
    now: dt.datetime,
    items: Iterable[Reading | MonthCurve | PastUse | PointNotice],
    refused: Iterable[RefusedRecord],
) -> Iterator[FlowLine]:
    """The history of each record, in order: what was taken first."""

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
            yield line(item.origin.record, item.point, item.day, LineKind.READING, TAKEN)
        elif isinstance(item, MonthCurve):
            yield line(item.origin.record, item.point, item.month.start, LineKind.CURVE, TAKEN)
        else:  # no measure: a notice is read from its file where it serves
            day = item.day if isinstance(item, PointNotice) else item.period.start
            yield line(item.origin.record, item.point, day, LineKind.MESSAGE, TAKEN)
    for each in refused:
        yield line(each.record, each.point or "", batch.day, LineKind.REFUSED, REFUSED, each.fault.code)


def _stranger(item: Reading | MonthCurve, point: SupplyPoint | None, commodity: str) -> RefusedRecord:
    origin = item.origin
    code, message = "SII-007", f"point {item.point} is not in the registry"
    if point is not None:
        code, message = "SII-011", f"point {item.point} is of {point.commodity}, the flow of {commodity}"
    raw = f"record {origin.record} of {origin.file_name}"
    return RefusedRecord(origin.record, item.point, Fault(code, f"{origin.file_name}#{origin.record}", message), raw)


def _file(intake: Intake, container: str, envelope: Envelope | None, now: dt.datetime, channel: str) -> FlowFile:
    return FlowFile(
        sha256=intake.sha256,
        name=intake.name,
        container=container,
        flow=intake.flow,
        at=now,
        outcome=intake.outcome,
        detail=intake.detail,
        records=intake.records,
        taken=intake.taken,
        refused=len(intake.refused),
        warnings=tuple(str(warning) for warning in intake.warnings),
        counterpart=envelope.sender if envelope else "",
        channel=channel,
        sent_at=envelope.sent_at if envelope else None,
    )
