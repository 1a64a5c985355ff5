"""What was invoiced is compared with the truth for closed periods only, and a watt-hour of difference is found."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.counters.billed_period import BilledPeriod
from domain.simulation.comparison import closed_periods, is_closed
from tests.support.simulated_market import MARKET, POINTS

JANUARY, FEBRUARY, MARCH = (Period(dt.date(2026, m, 1), dt.date(2026, m + 1, 1)) for m in (1, 2, 3))
SUPPLY = ElectricityTerms(
    ElectricityCustomer("domestic_resident"),
    "domestic_resident",
    Decimal(3),
    Decimal("3.3"),
    ExciseUse("resident_dwelling"),
)
TRUTH = MARKET.truth(POINTS[1].code)


def charged(period: Period, *, more: str = "0", true_of: Period | None = None) -> BilledPeriod:
    used = TRUTH.used(true_of or period)
    bands = tuple(BandEnergy(band, value + Decimal(more)) for band, value in sorted(used.items()))
    piece = Consumption(period, bands, Quality.ACTUAL)
    return BilledPeriod("E2026/0000001", period, period.stop, (piece,), "CASA", SUPPLY, "standard")


def test_what_was_used_is_right() -> None:
    found = closed_periods(TRUTH, "A1", [charged(JANUARY), charged(FEBRUARY)])
    assert [each.period for each in found] == [JANUARY, FEBRUARY]
    assert all(each.is_right for each in found)


def test_a_watt_hour_too_much_is_found() -> None:
    (found,) = closed_periods(TRUTH, "A1", [charged(JANUARY, more="0.001")])
    assert not found.is_right
    assert f"A1, point {POINTS[1].code}, {JANUARY}: invoiced F1" in str(found)


def test_days_that_no_true_reading_closes_are_compared_with_those_that_do() -> None:
    middle = dt.date(2026, 1, 17)
    halves = [
        attrs.evolve(charged(JANUARY), period=Period(JANUARY.start, middle)),
        attrs.evolve(charged(JANUARY, more="0"), period=Period(middle, JANUARY.stop), consumption=()),
    ]
    (found,) = closed_periods(TRUTH, "A1", halves)
    assert (found.period, found.is_right) == (JANUARY, True)


def test_a_period_with_a_gap_is_not_compared() -> None:
    gap = [charged(JANUARY), charged(MARCH)]
    assert [each.period for each in closed_periods(TRUTH, "A1", gap)] == [JANUARY, MARCH]


def test_a_day_is_closed_by_a_true_reading_or_by_a_curve() -> None:
    july = dt.date(2026, 7, 31)
    assert not is_closed(MARKET.truth(POINTS[4].code), july)  # it never came
    assert is_closed(MARKET.truth(POINTS[0].code), july)
    assert not is_closed(MARKET.truth(POINTS[0].code), dt.date(2026, 7, 30))
    assert is_closed(MARKET.truth(POINTS[2].code), dt.date(2026, 7, 30))
    assert is_closed(MARKET.truth(POINTS[5].code), dt.date(2026, 5, 13))
