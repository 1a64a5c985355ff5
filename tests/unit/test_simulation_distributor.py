"""The simulated distributor sends what its rules say, on the days they say, and nothing twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import attrs

from adapters.tariffs.loader import load_bands
from domain.kernel.validity import Period, month_of
from domain.metering.curve import MonthCurve, band_totals, current_curves
from domain.metering.gas import GasReading
from domain.metering.reading import Action, Quality, Reading, Reason, current
from domain.simulation.book import Distributor, SimulationBook
from domain.simulation.distributor import SimulatedMarket
from domain.simulation.plan import Content, planned
from domain.simulation.point import Event, Handover, Installed, Measured, Mishap, Shape, SimulatedPoint

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
    *events: Event,
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
    point(1, OLD, Measured.REGISTERS, Event(Mishap.ESTIMATED, month(2), 20), Event(Mishap.LATE, month(5), 30)),
    point(2, SMART, Measured.REGISTERS, Event(Mishap.WRONG, month(3), 40, by=50)),
    point(3, SMART, Measured.CURVE, Event(Mishap.ESTIMATED, month(4), 20), Event(Mishap.WITHDRAWN, month(9), 20)),
    point(4, OLD, Measured.CURVE, Event(Mishap.WRONG, month(10), 15, by=1), Event(Mishap.MISSING, month(12))),
    point(5, OLD, Measured.REGISTERS, Event(Mishap.WITHDRAWN, month(8), 20), Event(Mishap.MISSING, month(7))),
    point(
        6,
        SMART,
        Measured.REGISTERS,
        supplied=Period(FIRST, dt.date(2026, 5, 14)),
        handovers=(Handover(dt.date(2026, 5, 14), Reason.VOLTURA, "V1"),),
    ),
    point(
        7,
        OLD,
        Measured.REGISTERS,
        supplied=Period(JUNE),
        handovers=(Handover(JUNE, Reason.SWITCHING, "S1"),),
    ),
)
EXCHANGED = attrs.evolve(
    point(8, SMART, Measured.REGISTERS),
    meters=(Installed("OLD", FIRST, digits=5, shown=500), Installed("NEW", dt.date(2026, 6, 18), shown=3)),
)


def gas(number: int, measured: Measured, *events: Event) -> SimulatedPoint:
    old, new = ("1.021000", "1.019000") if measured is Measured.REGISTERS else (None, None)
    meters = (
        Installed(f"G{number}", FIRST, shown=100, coefficient=Decimal(old) if old else None),
        Installed(f"H{number}", dt.date(2026, 9, 9), coefficient=Decimal(new) if new else None),
    )
    code = f"9999900000000{number}"
    handovers = (
        Handover(dt.date(2026, 3, 12), Reason.VOLTURA, "V2"),
        Handover(dt.date(2026, 11, 1), Reason.SWITCHING, "S2"),
    )
    supplied = (Period(FIRST, dt.date(2026, 11, 1)),)
    return SimulatedPoint(code, "gas", OLD, measured, 900, "home", meters, supplied, handovers, events)


GAS = (
    gas(1, Measured.REGISTERS, Event(Mishap.ESTIMATED, month(2), 20), Event(Mishap.WITHDRAWN, month(5), 20)),
    gas(2, Measured.DAILY, Event(Mishap.LATE, month(4), 9)),
    gas(3, Measured.REGISTERS, Event(Mishap.WRONG, month(7), 20, by=44)),
)
ELECTRIC = (*POINTS, EXCHANGED)
BOOK = SimulationBook(
    seed="a",
    retailer="01234567897",
    first_reading=dt.date(2025, 11, 30),
    distributors=(Distributor(SMART, "DP0990", "R", 4), Distributor(OLD, "DP0990", "NR", 12)),
    shapes={"home": Shape((1,) * 12, (1, 2) * 12)},
    points=tuple(sorted((*ELECTRIC, *GAS), key=lambda each: each.code)),
)
MARKET = SimulatedMarket(BOOK, load_bands())
EVERYTHING = Period(dt.date(2025, 12, 1), dt.date(2027, 6, 1))


def readings(code: str) -> list[Reading]:
    sent = (measure for each in MARKET.dispatches(EVERYTHING) for measure in each.measures)
    return [each for each in sent if isinstance(each, Reading) and each.point == code]


def test_a_month_leaves_on_the_day_of_its_distributor() -> None:
    sent = planned(BOOK, Period(dt.date(2026, 2, 1), dt.date(2026, 3, 1)))
    assert {(each.sent_on.day, each.point.distributor) for each in sent} == {(4, SMART), (12, OLD)}
    assert {each.month for each in sent} == {month_of(dt.date(2026, 1, 1))}


def test_days_cut_anyhow_send_everything_once() -> None:
    whole = Counter(planned(BOOK, EVERYTHING))
    parts: Counter[object] = Counter()
    for piece in EVERYTHING.cut([dt.date(2026, 3, 17), dt.date(2026, 3, 18), dt.date(2026, 10, 12)]):
        parts.update(planned(BOOK, piece))
    assert parts == whole
    assert set(whole.values()) == {1}


def test_flows_are_those_of_the_meter_and_of_what_happened() -> None:
    flows = {(each.flow, each.point.code[-1], each.content) for each in planned(BOOK, EVERYTHING)}
    assert {
        ("PNO", "1", Content.ESTIMATE),
        ("RNO", "1", Content.CORRECTION),
        ("PNO2G", "2", Content.WRONG),
        ("RNO2G", "2", Content.CORRECTION),
        ("PDO2G", "3", Content.ESTIMATE),
        ("RFO2G", "3", Content.CANCELLATION),
        ("PDO", "4", Content.WRONG),
        ("RFO", "4", Content.CORRECTION),
        ("VNO2G", "6", Content.HANDOVER),
        ("SNM", "7", Content.HANDOVER),
    } <= flows


def test_what_counts_in_the_end_is_the_truth() -> None:
    for each in ELECTRIC:
        truth = MARKET.truth(each.code)
        sent = list(MARKET.dispatches(EVERYTHING))
        numbered = [(i, measure) for i, file in enumerate(sent) for measure in file.measures]
        mine = [_sent(measure, i) for i, measure in numbered if measure.point == each.code]
        for reading in current(m for m in mine if isinstance(m, Reading)):
            assert reading.quality is Quality.ACTUAL
            assert {value.band: value.value for value in reading.values} == truth.shown(reading.day)[1]
        for curve in current_curves(m for m in mine if isinstance(m, MonthCurve)):
            supplied = Period(curve.days[0].day, curve.days[-1].day + dt.timedelta(days=1))
            assert band_totals(curve.days, MARKET.bands) == truth.used(supplied)


def test_an_estimate_is_not_the_truth_and_a_wrong_one_is_too_high() -> None:
    (estimate,) = [each for each in readings(POINTS[0].code) if each.quality is Quality.ESTIMATED]
    true = MARKET.truth(POINTS[0].code).shown(estimate.day)[1]
    assert {value.band: value.value for value in estimate.values} != true
    wrong = next(each for each in readings(POINTS[1].code) if each.day == dt.date(2026, 3, 31))
    right = MARKET.truth(POINTS[1].code).shown(wrong.day)[1]
    assert {v.band: (v.value - right[v.band]) % 100_000 for v in wrong.values} == dict.fromkeys(right, Decimal(50))


def test_a_withdrawn_measure_is_cancelled_and_sent_anew() -> None:
    august = [each for each in readings(POINTS[4].code) if each.day == dt.date(2026, 8, 31)]
    assert [each.action for each in august] == [Action.NEW, Action.CANCEL, Action.REPLACE]
    assert not [each for each in readings(POINTS[4].code) if each.day == dt.date(2026, 7, 31)]


def test_the_retailer_is_sent_only_what_closes_its_own_days() -> None:
    assert max(each.day for each in readings(POINTS[5].code)) == dt.date(2026, 5, 13)
    assert min(each.day for each in readings(POINTS[6].code)) == dt.date(2026, 5, 31)
    assert [each.case for each in readings(POINTS[6].code) if each.case] == ["S1"]


def test_work_on_a_meter_tells_the_last_of_the_old_one_and_the_first_of_the_new_one() -> None:
    (work,) = [each for each in readings(EXCHANGED.code) if each.exchange is not None]
    assert (work.flow, work.day, work.serial) == ("SMIS", dt.date(2026, 6, 17), "OLD")
    assert {value.band: value.value for value in work.values} == MARKET.truth(EXCHANGED.code).shown(work.day)[1]
    assert work.exchange is not None
    assert (work.exchange.serial, {value.value for value in work.exchange.values}) == ("NEW", {Decimal(3)})
    after = next(each for each in readings(EXCHANGED.code) if each.day == dt.date(2026, 6, 30))
    assert after.serial == "NEW"


def test_gas_is_sent_by_its_own_flows() -> None:
    flows = {(each.flow, each.point.code[-1], each.content) for each in planned(BOOK, EVERYTHING)}
    assert {
        ("TML", "1", Content.ESTIMATE),
        ("RML", "1", Content.CANCELLATION),
        ("RML", "3", Content.CORRECTION),
        ("TGL", "2", Content.TRUE),
        ("TMV", "1", Content.HANDOVER),
        ("SWG1", "2", Content.HANDOVER),
        ("IGMG", "2", Content.EXCHANGE),
    } <= flows
    april = [m for each in MARKET.dispatches(EVERYTHING) for m in each.measures if isinstance(m, GasReading)]
    daily = [each for each in april if each.flow == "TGL" and each.day.month == 4]
    assert [each.day.day for each in daily] == list(range(1, 31))
    assert {each.coefficient for each in daily} == {None}


def _sent(measure: object, place: int) -> Reading | MonthCurve:
    assert isinstance(measure, Reading | MonthCurve)
    return attrs.evolve(measure, origin=attrs.evolve(measure.origin, progressive=place))
