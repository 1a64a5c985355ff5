"""Take in a distributor's measure file: good records are stored, bad ones kept with their reason, nothing twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from application.judging import judge
from application.ports.flow_files import IMPORTED, Direction, FlowFile, FlowLine, LineKind
from application.ports.measure_flows import MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.recording import Actor, record
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.meters.curve import MonthCurve
from domain.meters.delivery import Delivery, Envelope, RefusedFile, RefusedRecord
from domain.meters.history import PastUse, PointNotice
from domain.meters.reading import Reading

TAKEN = "taken"
REFUSED = "refused"


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
    data: bytes,
    channel: str = "",
    books: TariffBooks | None = None,
) -> tuple[Intake, ...]:
    """Read the file and store what is good, one transaction for each XML in it.

    channel  the channel it came through, empty where it came by hand

    The same content a second time has no effect (SII-004). Points that are not in the registry are refused record by
    record (SII-007). With `books`, what is stored is judged with it.
    """
    with units(actor.tenant) as uow:
        addressee, settings = uow.sellers.get().partita_iva.text, _settings(uow, flows)
    now = actor.clock.now()
    read = flows.read(name=name, data=data, addressee=addressee, received_at=now, rule_settings=settings)
    return tuple(_take(units, actor, content, result, now, books, channel=channel) for content, result in read)


def import_again(
    *, units: UnitsOfWork, actor: Actor, flows: MeasureFlows, sha256: str, books: TariffBooks | None = None
) -> tuple[Intake, ...]:
    """Read a stored file again, e.g. after its points were registered; records taken before stay as they are."""
    with units(actor.tenant) as uow:
        addressee, settings = uow.sellers.get().partita_iva.text, _settings(uow, flows)
        stored = uow.flow_files.file(sha256)
        data = b"".join(uow.flow_files.content(sha256))
    read = flows.read(name=stored.name, data=data, addressee=addressee, received_at=stored.at, rule_settings=settings)
    now = actor.clock.now()
    return tuple(_take(units, actor, content, result, now, books, again=True) for content, result in read)


def _settings(uow: UnitOfWork, flows: MeasureFlows) -> Mapping[str, str]:
    """What the tenant made of the checks of records; of those that there are no more, nothing."""
    known = flows.rules()
    return {rule: setting for rule, setting in uow.findings.settings().record_rules().items() if rule in known}


def _take(
    units: UnitsOfWork,
    actor: Actor,
    content: bytes,
    result: Delivery | RefusedFile,
    now: dt.datetime,
    books: TariffBooks | None,
    *,
    channel: str = "",
    again: bool = False,
) -> Intake:
    sha256 = digest_of_bytes(content)
    with units(actor.tenant) as uow:
        known = uow.flow_files.knows(sha256)
        if known and not again:
            name = result.name if isinstance(result, RefusedFile) else result.envelope.name
            return Intake(name, sha256, "", "SII-004", f"{name} was imported before; its content changes nothing")
        if isinstance(result, RefusedFile):
            intake = Intake(result.name, sha256, "", result.fault.code, result.fault.message)
        else:
            intake = _store(uow, sha256, result, now, known=known)
            if books is not None:
                _judge(uow, actor, books, result)
        if not again:
            uow.flow_files.add_content(sha256, (content,))
            uow.flow_files.add(_file(intake, result, now, channel))
        event: Plain = {
            "file": sha256,
            "outcome": intake.outcome,
            "taken": intake.taken,
            "refused": len(intake.refused),
        }
        record(uow, actor, use_case="import_measures", given={"file": sha256}, events=[("measures.imported", event)])
        uow.commit()
    return intake


def _store(uow: UnitOfWork, sha256: str, delivery: Delivery, now: dt.datetime, *, known: bool) -> Intake:
    items: tuple[Reading | MonthCurve, ...] = (*delivery.readings, *delivery.curves)
    points = uow.points.of({item.point for item in items})
    commodity, fit = delivery.envelope.commodity, _fit(points, delivery)
    readings = tuple(reading for reading in delivery.readings if reading.point in fit)
    curves = tuple(curve for curve in delivery.curves if curve.point in fit)
    strangers = {
        item.origin.record: _stranger(item, points.get(item.point), commodity)
        for item in items
        if item.point not in fit
    }
    refused = tuple(sorted((*delivery.refused, *strangers.values()), key=lambda each: each.record))
    told = {each.record for each in uow.flow_files.refused(sha256)} if known else None
    uow.measures.add(readings=readings, curves=curves)
    uow.flow_files.add_refused(sha256, refused)
    lines = _lines(delivery.envelope, sha256, now, (*readings, *curves, *delivery.history), refused)
    uow.flow_files.add_lines(line for line in lines if told is None or _is_news(line, told))
    envelope = delivery.envelope
    taken = delivery.records - len({each.record for each in refused})
    return Intake(
        envelope.name, sha256, envelope.flow, IMPORTED, "", delivery.records, taken, refused, delivery.warnings
    )


def _judge(uow: UnitOfWork, actor: Actor, books: TariffBooks, delivery: Delivery) -> None:
    """Hold what was stored of a delivery against the rules of the tenant."""
    items: tuple[Reading | MonthCurve, ...] = (*delivery.readings, *delivery.curves)
    points = uow.points.of({item.point for item in items})
    fit = _fit(points, delivery)
    readings = tuple(each for each in delivery.readings if each.point in fit)
    curves = tuple(each for each in delivery.curves if each.point in fit)
    judge(uow, books, actor, readings=readings, curves=curves)


def _fit(points: Mapping[str, SupplyPoint], delivery: Delivery) -> set[str]:
    """The points that are in the registry, of the commodity of the flow."""
    return {code for code, point in points.items() if point.commodity == delivery.envelope.commodity}


def _is_news(line: FlowLine, told_as_refused: set[int]) -> bool:
    """Of a file that is read again: whether the record was refused until now and is taken at last."""
    return line.what is not LineKind.REFUSED and line.record in told_as_refused


def _lines(
    envelope: Envelope,
    sha256: str,
    now: dt.datetime,
    items: Iterable[Reading | MonthCurve | PastUse | PointNotice],
    refused: Iterable[RefusedRecord],
) -> Iterator[FlowLine]:
    """The history of each record, in order: what was taken first."""

    def line(record: int, point: str, day: dt.date, what: LineKind, outcome: str, code: str = "") -> FlowLine:
        return FlowLine(
            direction=Direction.IN,
            at=now,
            flow=envelope.flow,
            sha256=sha256,
            name=envelope.name,
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
        else:  # no measure: found by its point, and read from its file where it serves
            day = item.day if isinstance(item, PointNotice) else item.period.start
            yield line(item.origin.record, item.point, day, LineKind.MESSAGE, TAKEN)
    day = envelope.month.start if envelope.month else envelope.sent_at.date()
    for each in refused:
        yield line(each.record, each.point or "", day, LineKind.REFUSED, REFUSED, each.fault.code)


def _stranger(item: Reading | MonthCurve, point: SupplyPoint | None, commodity: str) -> RefusedRecord:
    origin = item.origin
    code, message = "SII-007", f"point {item.point} is not in the registry"
    if point is not None:
        code, message = "SII-011", f"point {item.point} is of {point.commodity}, the flow of {commodity}"
    raw = f"record {origin.record} of {origin.file_name}"
    return RefusedRecord(origin.record, item.point, Fault(code, f"{origin.file_name}#{origin.record}", message), raw)


def _file(intake: Intake, result: Delivery | RefusedFile, now: dt.datetime, channel: str) -> FlowFile:
    envelope = result.envelope if isinstance(result, Delivery) else None
    return FlowFile(
        sha256=intake.sha256,
        name=intake.name,
        container=(envelope.container if envelope else None) or "",
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
