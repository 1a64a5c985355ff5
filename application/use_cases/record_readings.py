"""Record readings that no measure flow brings: told by the customer, or of a network without flows."""

from __future__ import annotations

import attrs

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.recording import Actor, record
from application.use_cases.register_customers import DoesNotFit
from domain.commodities.registry import commodity
from domain.kernel.digest import Plain
from domain.meters.reading import Reading


@attrs.frozen
class RecordedReadings:
    """How many readings were new, and how many were there before."""

    taken: int
    known: int


def record_readings(*, units: UnitsOfWork, actor: Actor, readings: tuple[Reading, ...]) -> RecordedReadings:
    """Store all of `readings`, or none. The same ones again change nothing and leave no entry.

    NotFound where a point is not in the registry. DoesNotFit where its commodity is not measured, or where the same
    origin told another value for the point and day: a correction needs an origin of its own.
    """
    with units(actor.tenant) as uow:
        _check_points(uow, readings)
        new = _not_there(uow, readings)
        if new:
            uow.measures.add(readings=new, curves=())
            given: Plain = [_identity(each) for each in readings]
            event: Plain = {"taken": len(new), "known": len(readings) - len(new)}
            record(
                uow, actor, use_case="record_readings", given={"readings": given}, events=[("readings.recorded", event)]
            )
            uow.commit()
    return RecordedReadings(len(new), len(readings) - len(new))


def _check_points(uow: UnitOfWork, readings: tuple[Reading, ...]) -> None:
    codes = sorted({each.point for each in readings})
    points = uow.points.of(codes)
    for code in codes:
        if code not in points:
            raise NotFound("supply point", code)
        if not commodity(points[code].commodity).measured:
            raise DoesNotFit(f"point {code} is of {points[code].commodity}, which has no meter to be read")


def _not_there(uow: UnitOfWork, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The readings that are not stored yet, each once."""
    if not readings:
        return ()
    days = [each.day for each in readings]
    stored = uow.measures.readings({each.point for each in readings}, min(days), max(days))
    known = {(each.point, each.day, each.origin): each for found in stored.values() for each in found}
    new = []
    for each in readings:
        key = (each.point, each.day, each.origin)
        if key not in known:
            known[key] = each
            new.append(each)
        elif known[key] != each:
            raise DoesNotFit(
                f"reading of {each.point} on {each.day}: record {each.origin.record} of {each.origin.file_name} was "
                "recorded with other values; send the correction with a later origin"
            )
    return tuple(new)


def _identity(reading: Reading) -> Plain:
    origin = reading.origin
    values: Plain = [[each.kind.value, each.band, str(each.value)] for each in reading.values]
    return [reading.point, reading.day.isoformat(), origin.file_sha256, origin.record, values]
