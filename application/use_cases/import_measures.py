"""Take in a distributor's measure file: good records are stored, bad ones kept with their reason, nothing twice."""

from __future__ import annotations

import datetime as dt

import attrs

from application.ports.measure_flows import MeasureFlows
from application.ports.measures import FlowFile
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.recording import Actor, record
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.meters.curve import MonthCurve
from domain.meters.delivery import Delivery, RefusedFile, RefusedRecord
from domain.meters.reading import Reading

IMPORTED = "imported"


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
    *, units: UnitsOfWork, actor: Actor, flows: MeasureFlows, name: str, data: bytes
) -> tuple[Intake, ...]:
    """Read the file and store what is good, one transaction for each XML in it.

    The same content a second time has no effect (SII-004). Points that are not in the registry are refused record by
    record (SII-007).
    """
    with units(actor.tenant) as uow:
        addressee = uow.sellers.get().partita_iva.text
    read = flows.read(name=name, data=data, addressee=addressee, received_at=actor.clock.now())
    return tuple(_take(units, actor, content, result) for content, result in read)


def import_again(*, units: UnitsOfWork, actor: Actor, flows: MeasureFlows, sha256: str) -> tuple[Intake, ...]:
    """Read a stored file again, e.g. after its points were registered; records taken before stay as they are."""
    with units(actor.tenant) as uow:
        addressee = uow.sellers.get().partita_iva.text
        stored = uow.measures.file(sha256)
    read = flows.read(name=stored.name, data=stored.content, addressee=addressee, received_at=stored.received_at)
    return tuple(_take(units, actor, content, result, again=True) for content, result in read)


def _take(
    units: UnitsOfWork, actor: Actor, content: bytes, result: Delivery | RefusedFile, *, again: bool = False
) -> Intake:
    sha256 = digest_of_bytes(content)
    with units(actor.tenant) as uow:
        if not again and uow.measures.knows_file(sha256):
            name = result.name if isinstance(result, RefusedFile) else result.envelope.name
            return Intake(name, sha256, "", "SII-004", f"{name} was imported before; its content changes nothing")
        if isinstance(result, RefusedFile):
            intake = Intake(result.name, sha256, "", result.fault.code, result.fault.message)
        else:
            intake = _store(uow, sha256, result)
        if not again:
            uow.measures.add_file(_file(intake, content, result, actor.clock.now()))
        event: Plain = {
            "file": sha256,
            "outcome": intake.outcome,
            "taken": intake.taken,
            "refused": len(intake.refused),
        }
        record(uow, actor, use_case="import_measures", given={"file": sha256}, events=[("measures.imported", event)])
        uow.commit()
    return intake


def _store(uow: UnitOfWork, sha256: str, delivery: Delivery) -> Intake:
    items: tuple[Reading | MonthCurve, ...] = (*delivery.readings, *delivery.curves)
    known = uow.points.of({item.point for item in items})
    readings = tuple(reading for reading in delivery.readings if reading.point in known)
    curves = tuple(curve for curve in delivery.curves if curve.point in known)
    strangers = {item.origin.record: _stranger(item) for item in items if item.point not in known}
    refused = tuple(sorted((*delivery.refused, *strangers.values()), key=lambda each: each.record))
    uow.measures.add(readings=readings, curves=curves)
    uow.measures.add_refused(sha256, refused)
    envelope = delivery.envelope
    taken = delivery.records - len({each.record for each in refused})
    return Intake(
        envelope.name, sha256, envelope.flow, IMPORTED, "", delivery.records, taken, refused, delivery.warnings
    )


def _stranger(item: Reading | MonthCurve) -> RefusedRecord:
    origin = item.origin
    message = f"point {item.point} is not in the registry"
    raw = f"record {origin.record} of {origin.file_name}"
    return RefusedRecord(
        origin.record, item.point, Fault("SII-007", f"{origin.file_name}#{origin.record}", message), raw
    )


def _file(intake: Intake, content: bytes, result: Delivery | RefusedFile, now: dt.datetime) -> FlowFile:
    container = result.envelope.container if isinstance(result, Delivery) else None
    return FlowFile(
        sha256=intake.sha256,
        name=intake.name,
        container=container or "",
        flow=intake.flow,
        received_at=now,
        outcome=intake.outcome,
        detail=intake.detail,
        records=intake.records,
        taken=intake.taken,
        refused=len(intake.refused),
        warnings=tuple(str(warning) for warning in intake.warnings),
        content=content,
    )
