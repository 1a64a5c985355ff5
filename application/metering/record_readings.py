"""Record readings that no measure flow brings: told by the customer, or of a network without flows.

A gas meter is read in its own form: the registers of the meter and of the converter, and C (reference on SII flows
2.1 and 7.4). A meter that was exchanged is told by the reading of the day: the last of the old one and the first of
the new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from application.journal import Actor, record
from application.metering.validation import validate
from application.ports.flow_files import Direction, FlowLine, LineKind
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.registry.register_customers import DoesNotFit
from application.tariffs.book import book_of
from domain.commodities.registry import COMMODITIES, commodity
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.metering.faults import MET_101
from domain.metering.gas import AnyReading, GasReading
from domain.metering.manual_readings.faults import RDG_003, RDG_004, RDG_005
from domain.metering.reading import Origin, Reading
from domain.tariffs.book import TariffBook


@attrs.frozen
class RejectedReading:
    """A reading that was not accepted: its place among those told, from 0, and why."""

    place: int
    fault: Fault


@attrs.frozen
class RecordedReadings:
    """How many readings were new, how many were there before, what is to be doubted of the new ones, what was bad."""

    accepted: int
    known: int
    findings: tuple[Fault, ...] = ()
    rejected: tuple[RejectedReading, ...] = ()


def record_readings(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    readings: tuple[AnyReading, ...],
    keep_going: bool = False,
) -> RecordedReadings:
    """Store all of `readings`, or none. The same ones again change nothing and leave no entry.

    keep_going  bad ones are told by place and code, and the good ones are stored

    NotFound where a point is not in the registry. DoesNotFit where its commodity is not measured, or is read in another
    form, or where the same origin told another value for the point and day: a correction needs an origin of its own.
    """
    with units(actor.tenant) as uow:
        result = check_readings(uow, readings)
        if result.errors and not keep_going:
            raise result.errors[0]
        findings: tuple[Fault, ...] = ()
        if result.new:
            findings = tuple(doubts(uow, book_of(uow, books, actor.clock.today()), result.new))
            uow.measures.add(readings=result.new, curves=())
            uow.flow_files.add_lines(_line(each, actor.clock.now()) for each in result.new)
            validate(uow, books, actor, readings=result.new)
            given: Plain = [_identity(each) for each in result.new]
            event: Plain = {"accepted": len(result.new), "known": result.known, "findings": len(findings)}
            record(
                uow, actor, use_case="record_readings", given={"readings": given}, events=[("readings.recorded", event)]
            )
            uow.commit()
    return RecordedReadings(len(result.new), result.known, findings, result.refused)


@attrs.frozen
class CheckedReadings:
    """Readings by what becomes of them; `errors` are those of `refused`, in the same order."""

    new: tuple[Reading, ...]
    known: int
    refused: tuple[RejectedReading, ...]
    errors: tuple[Exception, ...]


def check_readings(uow: UnitOfWork, readings: Sequence[AnyReading]) -> CheckedReadings:
    """What of `readings` is new, what is stored already, and what cannot be accepted, each by itself."""
    points = uow.points.of(sorted({each.point for each in readings}))
    stored = _stored(uow, readings)
    new: list[Reading] = []
    refused: list[RejectedReading] = []
    errors: list[Exception] = []
    for place, listed in enumerate(readings):
        each = listed.reading() if isinstance(listed, GasReading) else listed
        key = (each.point, each.day, each.origin)
        is_as_stored = stored.get(key, each) == each
        try:
            _check(points, listed, is_as_stored=is_as_stored)
        except (NotFound, DoesNotFit) as error:
            code = RDG_003.code if isinstance(error, NotFound) else RDG_004.code if is_as_stored else RDG_005.code
            refused.append(RejectedReading(place, Fault(code, each.point, str(error))))
            errors.append(error)
            continue
        if key not in stored:
            new.append(each)
            stored[key] = each
    return CheckedReadings(tuple(new), len(readings) - len(new) - len(refused), tuple(refused), tuple(errors))


def _check(points: Mapping[str, SupplyPoint], reading: AnyReading, *, is_as_stored: bool) -> None:
    if reading.point not in points:
        raise NotFound("supply point", reading.point)
    _check_form(points[reading.point], reading)
    if not is_as_stored:
        raise DoesNotFit(
            f"reading of {reading.point} on {reading.day}: record {reading.origin.record} of "
            f"{reading.origin.file_name} was recorded with other values; send the correction with a later origin"
        )


def _check_form(point: SupplyPoint, reading: AnyReading) -> None:
    kind = commodity(point.commodity)
    if not kind.measured:
        raise DoesNotFit(f"point {point.code} is of {point.commodity}, which has no meter to be read")
    if not isinstance(reading, kind.reading):
        form = (
            'kind "gas", with meter_m3 or converter_smc, and coefficient'
            if kind.reading is GasReading
            else "its values by register"
        )
        raise DoesNotFit(f"point {point.code} is of {point.commodity}: read it by {form}")


def _stored(uow: UnitOfWork, readings: Sequence[AnyReading]) -> dict[tuple[str, dt.date, Origin], Reading]:
    """What is stored of the points and days of `readings`."""
    if not readings:
        return {}
    days = [each.day for each in readings]
    stored = uow.measures.readings({each.point for each in readings}, min(days), max(days))
    return {(each.point, each.day, each.origin): each for found in stored.values() for each in found}


def doubts(uow: UnitOfWork, book: TariffBook, readings: tuple[Reading, ...]) -> Iterator[Fault]:
    """MET-101 for each C that is far from what is expected where the place of the meter is known."""
    with_coefficient = [
        each for each in readings if each.coefficient is not None or each.onwards.coefficient is not None
    ]
    points = {each.point for each in with_coefficient}
    contracts: dict[str, list[Contract]] = {}
    for kind in COMMODITIES:
        for contract in uow.contracts.at(kind.code, points) if kind.coefficient is not None else ():
            contracts.setdefault(contract.point, []).append(contract)
    for each in with_coefficient:
        expected = _expected(book, contracts.get(each.point, ()), each.day)
        if expected is None:
            continue
        share = book.value("validation/coefficient_share", (), each.day).value
        for shown in dict.fromkeys((each.coefficient, each.onwards.coefficient)):
            if shown is not None and abs(shown - expected) > share * expected:
                yield MET_101.fault(each.point, f"C {shown} on {each.day}, {expected} expected within {share} of it")


def _expected(book: TariffBook, contracts: Iterable[Contract], day: dt.date) -> Decimal | None:
    """What the contract that supplies on the day lets expect of C."""
    for contract in contracts:
        coefficient = commodity(contract.commodity).coefficient
        for entry in contract.terms.entries:
            if coefficient is not None and day in entry.period and day in contract.period:
                return coefficient(entry.value.supply, book, day)
    return None


def _line(reading: Reading, now: dt.datetime) -> FlowLine:
    """A reading told by hand in the history of its point: its origin stands for the file."""
    return FlowLine(
        direction=Direction.IN,
        at=now,
        flow=reading.flow,
        sha256=reading.origin.file_sha256,
        name=reading.origin.file_name,
        record=reading.origin.record,
        point=reading.point,
        day=reading.day,
        what=LineKind.READING,
        outcome="taken",
    )


def _identity(reading: Reading) -> Plain:
    origin = reading.origin
    values: Plain = [[each.kind.value, each.band, str(each.value)] for each in reading.values]
    texts: list[Plain] = [reading.point, reading.day.isoformat(), origin.file_sha256, origin.record, values]
    if reading.is_quantity and reading.rebuilt is not None:
        stated: Plain = [[each.kind.value, each.band, str(each.value)] for each in reading.rebuilt.values]
        texts += [reading.rebuilt.start.isoformat(), stated]
    return texts
