"""Estimates from history, and how actual readings take their place."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.validity import Period, month_of
from domain.metering.consumption import Consumption, MeterChanged, MissingReading, RolloverRule, between_readings
from domain.metering.estimates.estimation import (
    NoHistory,
    estimate,
    over,
    proved,
    up_to_the_end,
    without_replaced_estimates,
)
from domain.metering.reading import Kind, NewMeter, Quality, Reading, RegisterValue
from tests.support.strategies.supply import used
from tests.support.use_case_world import reading

RULE, POWER = RolloverRule(Decimal("0.9"), Decimal("1.1")), Decimal("3.3")
SEPTEMBER, OCTOBER, NOVEMBER = (month_of(dt.date(2026, month, 1)) for month in (9, 10, 11))


def shown(day: dt.date, kwh: int, quality: Quality = Quality.ACTUAL, serial: str = "A-77") -> Reading:
    return attrs.evolve(reading(1, day, kwh, kwh, kwh), quality=quality, serial=serial)


def test_an_estimate_is_the_mean_of_a_day_of_the_last_year_by_band() -> None:
    found = estimate([used(SEPTEMBER, 60, 30, 31)], OCTOBER)
    assert {part.band: int(part.value) for part in found.bands} == {"F1": 62, "F2": 31, "F3": 32}
    assert found.quality is Quality.ESTIMATED
    assert found.method == "pro die sulla media di 30 giorni misurati negli ultimi 12 mesi"


def test_estimates_and_days_older_than_a_year_are_no_history() -> None:
    old = used(month_of(dt.date(2025, 9, 1)), 900, 900, 900)
    guessed = attrs.evolve(used(SEPTEMBER, 900, 900, 900), quality=Quality.ESTIMATED)
    with pytest.raises(NoHistory):
        estimate([old, guessed], OCTOBER)
    assert estimate([old, guessed, used(SEPTEMBER, 30, 30, 30)], OCTOBER).total == 93


def test_only_what_the_present_meter_measures_counts() -> None:
    found = estimate([used(month_of(dt.date(2026, 8, 1)), 500), used(SEPTEMBER, 30, 30, 30)], OCTOBER)
    assert [part.band for part in found.bands] == ["F1", "F2", "F3"]
    assert found.total == 93


@given(st.integers(0, 5_000), st.integers(1, 300))
def test_an_estimate_is_never_negative_and_keeps_its_method_when_cut(energy: int, days: int) -> None:
    period = Period(OCTOBER.start, OCTOBER.start + dt.timedelta(days=days))
    found = estimate([used(SEPTEMBER, energy, 0, energy)], period)
    parts = found.cut(month.start for month in period.months())
    assert sum((part.total for part in parts), Decimal(0)) == found.total >= 0
    assert {part.method for part in parts} == {found.method}


def test_an_estimated_reading_between_two_actual_ones_no_longer_counts() -> None:
    first, guess, last = (
        shown(SEPTEMBER.last, 100),
        shown(OCTOBER.last, 900, Quality.ESTIMATED),
        shown(NOVEMBER.last, 400),
    )
    assert without_replaced_estimates([first, guess, last], OCTOBER.start) == (first, last)
    assert without_replaced_estimates([first, guess], OCTOBER.start) == (first, guess)
    assert without_replaced_estimates([first, guess, last], NOVEMBER.start) == (first, guess, last)


def test_energy_is_never_differenced_across_two_meters() -> None:
    new = NewMeter("B-88", tuple(RegisterValue(Kind.ACTIVE, band, Decimal(7)) for band in ("F1", "F2", "F3")))
    exchange = attrs.evolve(shown(dt.date(2026, 9, 10), 150), exchange=new)
    readings = (shown(SEPTEMBER.start - dt.timedelta(days=1), 100), exchange, shown(SEPTEMBER.last, 27, serial="B-88"))
    found = between_readings(readings, SEPTEMBER, RULE, POWER)
    assert [piece.total for piece in found] == [150, 60]
    with pytest.raises(MeterChanged):
        between_readings((readings[0], readings[2]), SEPTEMBER, RULE, POWER)


def stretch(*readings: Reading, allow: bool = False, charged_from: dt.date = OCTOBER.start) -> tuple[Consumption, ...]:
    return up_to_the_end(
        readings,
        NOVEMBER,
        charged_from=charged_from,
        edges=[OCTOBER.start, NOVEMBER.start],
        rollover=RULE,
        available_kw=POWER,
        allow_estimates=allow,
    )


def test_a_reading_after_estimated_days_shares_its_energy_out_by_the_days() -> None:
    (november,) = stretch(shown(SEPTEMBER.last, 100), shown(NOVEMBER.last, 161))
    assert (november.period, int(november.total)) == (NOVEMBER, 90)


def test_days_after_the_last_reading_are_estimated_only_with_leave() -> None:
    readings = (shown(SEPTEMBER.last, 100), shown(dt.date(2026, 11, 10), 141))
    with pytest.raises(MissingReading):
        stretch(*readings)
    measured, guessed = stretch(*readings, allow=True)
    assert (measured.period.stop, int(measured.total), measured.quality) == (dt.date(2026, 11, 11), 30, Quality.ACTUAL)
    assert (guessed.period.stop, int(guessed.total), guessed.quality) == (NOVEMBER.stop, 60, Quality.ESTIMATED)


def test_a_period_that_nothing_opens_is_refused_whatever_is_allowed() -> None:
    with pytest.raises(MissingReading, match="2026-10-31"):
        stretch(shown(NOVEMBER.last, 100), allow=True, charged_from=NOVEMBER.start)


def test_pieces_cover_a_period_whole_or_not_at_all() -> None:
    pieces = proved([shown(SEPTEMBER.last, 100), shown(OCTOBER.last, 131), shown(NOVEMBER.last, 161)], RULE, POWER)
    assert [piece.total for piece in over(pieces, OCTOBER)] == [93]
    assert over(pieces, SEPTEMBER) == ()
    assert over(pieces[:1], Period(OCTOBER.start, NOVEMBER.stop)) == ()


def test_a_pair_of_readings_that_proves_nothing_is_left_out() -> None:
    fell = [shown(SEPTEMBER.last, 100), shown(OCTOBER.last, 90), shown(NOVEMBER.last, 95)]
    assert [piece.period for piece in proved(fell, RULE, POWER)] == [NOVEMBER]


def test_an_estimated_exchange_between_two_actual_readings_still_counts() -> None:
    first, last = shown(SEPTEMBER.last, 1_000), shown(OCTOBER.last, 1_020, serial="B-1")
    values = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(1_005)) for band in ("F1", "F2", "F3"))
    exchange = attrs.evolve(shown(dt.date(2026, 10, 15), 1_010, Quality.ESTIMATED), exchange=NewMeter("B-1", values))
    kept = without_replaced_estimates((first, exchange, last), SEPTEMBER.start)
    found = between_readings(kept, OCTOBER, RULE, POWER)
    assert sum((part.total for part in found), Decimal(0)) == 3 * (10 + 15)
