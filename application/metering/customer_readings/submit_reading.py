"""Take a reading that a customer tells: accepted or refused at once, with the reason.

An accepted one becomes a reading of its point that counts until an actual one comes, and waits to be handed on to the
distributor within the term of the TIF (463/2016/R/com), where the commodity has one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from application.journal import Actor, record
from application.metering.validation import validate
from application.ports.flow_files import Direction, FlowLine, LineKind
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.risk import ValidationRules
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.manual_readings.customer_reading import CustomerReading, SelfReading, SelfReadingStatus
from domain.metering.manual_readings.faults import RDG_006, RDG_011, RDG_017
from domain.metering.manual_readings.plausibility import PlausibilityRules, last_read, objections
from domain.metering.reading import Action, MeasureReason, Origin, Quality, Reading, current
from domain.tariffs.book import TariffBook

FLOW = "SELF"
_YEARS_BACK = dt.timedelta(days=1100)
_ONE_DAY = dt.timedelta(days=1)


def submit_self_reading(
    *, units: UnitsOfWork, books: TariffBooks, actor: Actor, stated: CustomerReading
) -> SelfReading:
    """What becomes of a reading a customer tells. One that was accepted before is given back as it stands.

    One that was refused is judged again; while the reasons are the same, nothing changes.
    """
    with units(actor.tenant) as uow:
        before = uow.self_readings.find(stated.id)
        if before is not None and before.is_accepted:
            return before
        checked = _checked(uow, books, actor, stated)
        if before is not None and checked.reasons == before.reasons:
            return before
        uow.self_readings.put(checked)
        if checked.reading is not None:
            _replace(uow, checked)
            uow.measures.add(readings=(checked.reading,), curves=())
            validate(uow, books, actor, readings=(checked.reading,))
            uow.flow_files.add_lines((line_of(checked.reading, checked.received_at),))
        event: Plain = {
            "reading": checked.id,
            "accepted": checked.is_accepted,
            "codes": [f.code for f in checked.reasons],
        }
        record(
            uow,
            actor,
            use_case="submit_self_reading",
            given={"reading": stated.id},
            events=[("self_reading.judged", event)],
        )
        uow.commit()
    return checked


def line_of(reading: Reading, now: dt.datetime) -> FlowLine:
    """A customer's reading in the history of its point: its origin stands for the file."""
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


def _checked(uow: UnitOfWork, books: TariffBooks, actor: Actor, stated: CustomerReading) -> SelfReading:
    now, today = actor.clock.now(), actor.clock.today()
    supply = _supply(uow, stated)
    if isinstance(supply, Fault):
        return SelfReading(stated.id, stated, now, SelfReadingStatus.REFUSED, (supply,))
    contract, point = supply
    book = book_of(uow, books, today)
    readings = current(uow.measures.readings([point.code], stated.day - _YEARS_BACK, dt.date.max)[point.code])
    reading = _reading(stated, last_read(readings, stated.day), point.code, now)
    reasons = tuple(_reasons(book, contract, readings, reading, today))
    if reasons:
        return SelfReading(stated.id, stated, now, SelfReadingStatus.REFUSED, reasons, commodity=point.commodity)
    accepted = SelfReading(
        stated.id,
        stated,
        now,
        SelfReadingStatus.ACCEPTED,
        reading=reading,
        commodity=point.commodity,
        distributor=point.distributor.vat_number,
    )
    if commodity(point.commodity).forwards is None:
        return accepted
    days = int(book.value("metering/self_reading_forward_days", (), today).value)
    by = books.holidays("holidays_working").shift(today, days)
    return attrs.evolve(accepted, status=SelfReadingStatus.TO_FORWARD, forward_by=by)


def _supply(uow: UnitOfWork, stated: CustomerReading) -> tuple[Contract, SupplyPoint] | Fault:
    """The contract that supplies the point on the day, or why there is none."""
    subject = stated.point or stated.contract
    try:
        code = stated.point or uow.contracts.get(stated.contract).point
        point = uow.points.get(code)
    except NotFound as error:
        return RDG_011.fault(subject, str(error))
    if not commodity(point.commodity).measured:
        return RDG_011.fault(subject, f"a supply of {point.commodity} has no meter to be read")
    for contract in uow.contracts.at(point.commodity, [point.code]):
        if stated.day in contract.period and stated.contract in ("", contract.number):
            return contract, point
    return RDG_011.fault(subject, f"no contract{' of that number' * bool(stated.contract)} supplies on {stated.day}")


def _reading(stated: CustomerReading, before: Reading | None, point: str, now: dt.datetime) -> Reading:
    """The reading as the meter last read would tell it."""
    origin = Origin(now, 0, 1, stated.id, "self-reading")
    made = Reading(
        point,
        stated.day,
        stated.values,
        Quality.SELF_READ,
        MeasureReason.PERIODIC,
        Action.NEW,
        FLOW,
        origin,
        serial=stated.serial or None,
    )
    if before is None:
        return made
    return attrs.evolve(
        made,
        serial=stated.serial or before.serial,
        digits=before.digits,
        multiplier=before.multiplier,
        coefficient=before.coefficient,
    )


def _reasons(
    book: TariffBook, contract: Contract, readings: tuple[Reading, ...], reading: Reading, today: dt.date
) -> Iterator[Fault]:
    window = dt.timedelta(days=int(book.value("metering/self_reading_window_days", (), today).value))
    if reading.day > today:
        yield RDG_006.fault(reading.point, f"day {reading.day} has not come: today is {today}")
        return
    if reading.day + window < today:
        yield RDG_017.fault(reading.point, f"of {reading.day}; a reading is stated within {window.days} days")
        return
    rollover = ValidationRules.on(book, reading.day).rollover
    share = book.value("metering/self_reading_history_share", (), today).value
    power = contract.available_kw(Period(reading.day, reading.day + _ONE_DAY))
    rules = PlausibilityRules(rollover, share)
    yield from objections(readings, reading, available_kw=power, rules=rules)


def _replace(uow: UnitOfWork, checked: SelfReading) -> None:
    """An earlier one of the same point and day that still waits is not handed on."""
    assert checked.reading is not None
    for each in uow.self_readings.of_point(checked.point):
        waits = each.status is SelfReadingStatus.TO_FORWARD and each.stated.day == checked.stated.day
        if waits and each.id != checked.id:
            uow.self_readings.put(attrs.evolve(each, status=SelfReadingStatus.REPLACED))
