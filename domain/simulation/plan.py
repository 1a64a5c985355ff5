"""The distributor's plan: which measure of which point leaves on which day, and under which flow code.

The ordinary measures of a month leave together on the distributor's day of the next month; mishaps move, falsify,
cancel or correct one of them; handovers and meter exchanges send a reading of their own a few days after
(codes and deadlines: reference on SII flows 1.5, 2.2 and 3).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator

import attrs

from domain.kernel.validity import Period, month_of, next_month
from domain.simulation.book import SimulatedDistributor, SimulationBook
from domain.simulation.point import Handover, Measured, Mishap, SimulatedEvent, SimulatedPoint

_ONE_DAY = dt.timedelta(days=1)
_AFTER_HANDOVER = 2
_AFTER_EXCHANGE = 3
_SENT_ANEW = 5


class Content(enum.Enum):
    """What a measure says: the truth, an estimate, a wrong value; the truth in place of what was sent; that what was
    sent is void; the reading of a handover; the last and the first reading of two meters."""

    TRUE = "true"
    ESTIMATE = "estimate"
    WRONG = "wrong"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"
    HANDOVER = "handover"
    EXCHANGE = "exchange"


@attrs.frozen
class Planned:
    """One measure that leaves on `sent_on` under `flow`; `day` is the day it closes, `month` that of its file.

    measured  what it is made of: never BOTH, which are two measures
    """

    sent_on: dt.date
    flow: str
    month: Period
    day: dt.date
    content: Content
    point: SimulatedPoint
    measured: Measured = Measured.REGISTERS
    event: SimulatedEvent | None = None
    handover: Handover | None = None


def planned(book: SimulationBook, days: Period) -> tuple[Planned, ...]:
    """Every measure of the book that leaves on one of `days`, in order of day, flow and point."""
    found = [
        each
        for point in book.points
        for each in _of_point(point, book.distributor(point.distributor), book.first_reading, days.stop)
        if each.sent_on in days
    ]
    return tuple(sorted(found, key=lambda each: (each.sent_on, each.flow, each.month, each.point.code, each.day)))


def _of_point(point: SimulatedPoint, sender: SimulatedDistributor, first: dt.date, stop: dt.date) -> Iterator[Planned]:
    begins = first + _ONE_DAY
    parts = (Measured.REGISTERS, Measured.CURVE) if point.measured is Measured.BOTH else (point.measured,)
    for month in Period(begins, max(stop, next_month(begins))).months():
        for measured in parts:
            yield from _of_month(point, measured, sender, month_of(month.start))
    for handover in point.handovers:
        day = handover.on - _ONE_DAY
        flow = _code(point.flows.handovers[handover.reason], sender, point)
        sent = handover.on + dt.timedelta(days=_AFTER_HANDOVER)
        yield Planned(sent, flow, month_of(day), day, Content.HANDOVER, point, handover=handover)
    for meter in point.meters[1:]:
        day = meter.since - _ONE_DAY
        sent = meter.since + dt.timedelta(days=_AFTER_EXCHANGE)
        if point.is_supplied_on(day):
            yield Planned(sent, point.flows.exchange, month_of(day), day, Content.EXCHANGE, point)


def _of_month(
    point: SimulatedPoint, measured: Measured, sender: SimulatedDistributor, month: Period
) -> Iterator[Planned]:
    """The ordinary measure of a month, with what befalls it; none where a handover or an exchange closes the month."""
    by_curve = measured is Measured.CURVE
    is_ours = any(each.overlaps(month) for each in point.supplied) if by_curve else point.is_read_on(month.last)
    closed_otherwise = {each.on for each in point.handovers} | {meter.since for meter in point.meters[1:]}
    if not is_ours or (month.stop in closed_otherwise and not by_curve):
        return
    event = point.event_of(month)
    code = point.flow_of(measured)
    flow, correction = _code(code, sender, point), _code(point.flows.corrections[code], sender, point)
    ordinary = month.stop + dt.timedelta(days=sender.sends_on - 1)
    later = ordinary + dt.timedelta(days=event.days) if event else ordinary

    def one(sent_on: dt.date, code: str, content: Content) -> Planned:
        return Planned(sent_on, code, month, month.last, content, point, measured, event)

    match event.mishap if event else None:
        case None:
            yield one(ordinary, flow, Content.TRUE)
        case Mishap.LATE:
            yield one(later, flow, Content.TRUE)
        case Mishap.ESTIMATED:
            yield one(ordinary, flow, Content.ESTIMATE)
            yield one(later, correction, Content.CORRECTION)
        case Mishap.WRONG:
            yield one(ordinary, flow, Content.WRONG)
            yield one(later, correction, Content.CORRECTION)
        case Mishap.WITHDRAWN:
            yield one(ordinary, flow, Content.TRUE)
            yield one(later, correction, Content.CANCELLATION)
            yield one(later + dt.timedelta(days=_SENT_ANEW), correction, Content.CORRECTION)
        case Mishap.MISSING:
            return


def _code(flow: str, sender: SimulatedDistributor, point: SimulatedPoint) -> str:
    return f"{flow}2G" if sender.is_2g and point.has_code_of_2g(flow) else flow
