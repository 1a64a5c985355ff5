"""The simulated distributor sends what its rules say, on the days they say, and nothing twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import attrs

from domain.kernel.validity import Period, month_of
from domain.metering.curve import MonthCurve, band_totals, current_curves
from domain.metering.gas import GasReading
from domain.metering.reading import Action, Quality, Reading, current
from domain.simulation.plan import Content, planned
from tests.support.simulated_market import BOOK, ELECTRIC, EXCHANGED, MARKET, OLD, POINTS, SMART

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
