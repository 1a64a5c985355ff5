"""Record readings that no measure flow brings: told by the customer, or of a network without flows.

A gas meter is read in its own form: the registers of the meter and of the converter, and C (reference on SII flows
2.1 and 7.4). A meter that was exchanged is told by the reading of the day: the last of the old one and the first of
the new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from application.gathering import book_of
from application.judging import judge
from application.ports.flow_files import Direction, FlowLine, LineKind
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.recording import Actor, record
from application.use_cases.register_customers import DoesNotFit
from domain.commodities.gas import GAS, Climate, GasTerms
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.meters.gas import AnyReading, GasReading, expected_coefficient
from domain.meters.reading import Reading
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import NotInForce


@attrs.frozen
class RecordedReadings:
    """How many readings were new, how many were there before, and what is to be doubted of the new ones."""

    taken: int
    known: int
    findings: tuple[Fault, ...] = ()


def record_readings(
    *, units: UnitsOfWork, books: TariffBooks, actor: Actor, readings: tuple[AnyReading, ...]
) -> RecordedReadings:
    """Store all of `readings`, or none. The same ones again change nothing and leave no entry.

    NotFound where a point is not in the registry. DoesNotFit where its commodity is not measured, or is read in another
    form, or where the same origin told another value for the point and day: a correction needs an origin of its own.
    """
    with units(actor.tenant) as uow:
        _check_points(uow, readings)
        plain = tuple(each.reading() if isinstance(each, GasReading) else each for each in readings)
        new = _not_there(uow, plain)
        findings: tuple[Fault, ...] = ()
        if new:
            findings = tuple(_doubts(uow, book_of(uow, books, actor.clock.today()), new))
            uow.measures.add(readings=new, curves=())
            uow.flow_files.add_lines(_line(each, actor.clock.now()) for each in new)
            judge(uow, books, actor, readings=new)
            given: Plain = [_identity(each) for each in plain]
            event: Plain = {"taken": len(new), "known": len(plain) - len(new), "findings": len(findings)}
            record(
                uow, actor, use_case="record_readings", given={"readings": given}, events=[("readings.recorded", event)]
            )
            uow.commit()
    return RecordedReadings(len(new), len(readings) - len(new), findings)


def _check_points(uow: UnitOfWork, readings: tuple[AnyReading, ...]) -> None:
    points = uow.points.of(sorted({each.point for each in readings}))
    for each in readings:
        if each.point not in points:
            raise NotFound("supply point", each.point)
        _check_form(points[each.point], each)


def _check_form(point: SupplyPoint, reading: AnyReading) -> None:
    if not commodity(point.commodity).measured:
        raise DoesNotFit(f"point {point.code} is of {point.commodity}, which has no meter to be read")
    if (point.commodity == GAS.code) != isinstance(reading, GasReading):
        form = (
            'kind "gas", with meter_m3 or converter_smc, and coefficient'
            if point.commodity == GAS.code
            else "its values by register"
        )
        raise DoesNotFit(f"point {point.code} is of {point.commodity}: read it by {form}")


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


def _doubts(uow: UnitOfWork, book: TariffBook, readings: tuple[Reading, ...]) -> Iterator[Fault]:
    """MET-101 for each C that is far from what is expected where the place of the meter is known."""
    told = [each for each in readings if each.coefficient is not None or each.onwards.coefficient is not None]
    contracts: dict[str, list[Contract]] = {}
    for contract in uow.contracts.at(GAS.code, {each.point for each in told}):
        contracts.setdefault(contract.point, []).append(contract)
    for each in told:
        climate = _climate(contracts.get(each.point, ()), each.day)
        expected = _expected(book, climate, each.day) if climate is not None else None
        if expected is None:
            continue
        share = book.value("validation/coefficient_share", (), each.day).value
        for shown in dict.fromkeys((each.coefficient, each.onwards.coefficient)):
            if shown is not None and abs(shown - expected) > share * expected:
                yield Fault("MET-101", each.point, f"C {shown} on {each.day}, {expected} expected within {share} of it")


def _climate(contracts: Iterable[Contract], day: dt.date) -> Climate | None:
    for contract in contracts:
        for entry in contract.terms.entries:
            supply = entry.value.supply
            if day in entry.period and day in contract.period and isinstance(supply, GasTerms):
                return supply.climate
    return None


def _expected(book: TariffBook, climate: Climate, day: dt.date) -> Decimal | None:
    try:
        heating_days = book.value("gas/heating_days", (climate.zone,), day).value
    except NotInForce:  # a climatic zone without a heating season: nothing to compare with
        return None
    return expected_coefficient(climate.altitude_m, climate.degree_days, heating_days)


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
    return [reading.point, reading.day.isoformat(), origin.file_sha256, origin.record, values]
