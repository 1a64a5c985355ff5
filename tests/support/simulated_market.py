"""Points of a simulated distributor."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.tariffs.loader import load_bands
from domain.kernel.validity import Period
from domain.metering.reading import MeasureReason
from domain.simulation.book import SimulatedDistributor, SimulationBook
from domain.simulation.distributor import SimulatedMarket
from domain.simulation.point import Handover, Installed, Measured, Mishap, Shape, SimulatedEvent, SimulatedPoint

FIRST = dt.date(2025, 12, 1)
YEAR = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
SMART, OLD = "09999990022", "09999990030"
JUNE = dt.date(2026, 6, 1)


def month(number: int) -> dt.date:
    return dt.date(2026, number, 1)


def point(
    number: int,
    distributor: str,
    measured: Measured,
    *events: SimulatedEvent,
    supplied: Period = Period(FIRST),  # noqa: B008
    handovers: tuple[Handover, ...] = (),
) -> SimulatedPoint:
    meters = (Installed(f"99E{number:08d}", FIRST, digits=5, shown=99_900, ratio=20 if number == 1 else 1),)
    return SimulatedPoint(
        f"IT999E{number:08d}",
        "electricity",
        distributor,
        measured,
        3000,
        "home",
        meters,
        (supplied,),
        handovers,
        events,
    )


POINTS = (
    point(
        1,
        OLD,
        Measured.REGISTERS,
        SimulatedEvent(Mishap.ESTIMATED, month(2), 20),
        SimulatedEvent(Mishap.LATE, month(5), 30),
    ),
    point(2, SMART, Measured.REGISTERS, SimulatedEvent(Mishap.WRONG, month(3), 40, by=50)),
    point(
        3,
        SMART,
        Measured.CURVE,
        SimulatedEvent(Mishap.ESTIMATED, month(4), 20),
        SimulatedEvent(Mishap.WITHDRAWN, month(9), 20),
    ),
    point(
        4,
        OLD,
        Measured.CURVE,
        SimulatedEvent(Mishap.WRONG, month(10), 15, by=1),
        SimulatedEvent(Mishap.MISSING, month(12)),
    ),
    point(
        5,
        OLD,
        Measured.REGISTERS,
        SimulatedEvent(Mishap.WITHDRAWN, month(8), 20),
        SimulatedEvent(Mishap.MISSING, month(7)),
    ),
    point(
        6,
        SMART,
        Measured.REGISTERS,
        supplied=Period(FIRST, dt.date(2026, 5, 14)),
        handovers=(Handover(dt.date(2026, 5, 14), MeasureReason.VOLTURA, "V1"),),
    ),
    point(
        7,
        OLD,
        Measured.REGISTERS,
        supplied=Period(JUNE),
        handovers=(Handover(JUNE, MeasureReason.SWITCHING, "S1"),),
    ),
)
EXCHANGED = attrs.evolve(
    point(8, SMART, Measured.REGISTERS),
    meters=(Installed("OLD", FIRST, digits=5, shown=500), Installed("NEW", dt.date(2026, 6, 18), shown=3)),
)


def gas(number: int, measured: Measured, *events: SimulatedEvent) -> SimulatedPoint:
    old, new = ("1.021000", "1.019000") if measured is Measured.REGISTERS else (None, None)
    meters = (
        Installed(f"G{number}", FIRST, shown=100, coefficient=Decimal(old) if old else None),
        Installed(f"H{number}", dt.date(2026, 9, 9), coefficient=Decimal(new) if new else None),
    )
    code = f"9999900000000{number}"
    handovers = (
        Handover(dt.date(2026, 3, 12), MeasureReason.VOLTURA, "V2"),
        Handover(dt.date(2026, 11, 1), MeasureReason.SWITCHING, "S2"),
    )
    supplied = (Period(FIRST, dt.date(2026, 11, 1)),)
    return SimulatedPoint(code, "gas", OLD, measured, 900, "home", meters, supplied, handovers, events)


GAS = (
    gas(
        1,
        Measured.REGISTERS,
        SimulatedEvent(Mishap.ESTIMATED, month(2), 20),
        SimulatedEvent(Mishap.WITHDRAWN, month(5), 20),
    ),
    gas(2, Measured.DAILY, SimulatedEvent(Mishap.LATE, month(4), 9)),
    gas(3, Measured.REGISTERS, SimulatedEvent(Mishap.WRONG, month(7), 20, by=44)),
)
ELECTRIC = (*POINTS, EXCHANGED)
BOOK = SimulationBook(
    seed="a",
    retailer="01234567897",
    first_reading=dt.date(2025, 11, 30),
    distributors=(SimulatedDistributor(SMART, "DP0990", "R", 4), SimulatedDistributor(OLD, "DP0990", "NR", 12)),
    shapes={"home": Shape((1,) * 12, (1, 2) * 12)},
    points=tuple(sorted((*ELECTRIC, *GAS), key=lambda each: each.code)),
)
MARKET = SimulatedMarket(BOOK, load_bands())
