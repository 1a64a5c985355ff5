"""Estimates by the use expected of a year: standard profiles, band shares, and what bills make of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.annual_usage import AnnualUse, BadProfile, StandardProfile, share_of
from domain.kernel.rounding import split
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.estimates.estimation import Forecast, NoHistory, best_estimate
from domain.metering.reading import Quality
from tests.support.strategies.supply import used

THERMAL = Period(dt.date(2025, 10, 1), dt.date(2026, 10, 1))
NEXT = Period(THERMAL.stop, dt.date(2027, 10, 1))
SEPTEMBER, OCTOBER = month_of(dt.date(2026, 9, 1)), month_of(dt.date(2026, 10, 1))
SHARES = {"F1": Decimal("0.33"), "F2": Decimal("0.31"), "F3": Decimal("0.36")}
FORECAST = Forecast(Decimal(3650), None, SHARES, "CA 3650 ripartito sui giorni dell'anno")


def flat(year: Period = THERMAL, *, off: Decimal = Decimal(0)) -> StandardProfile:
    """Nearly the same share every day; the last day takes what is left, and `off` more."""
    each = Decimal("0.00274")
    last = 1 - each * (year.days - 1) + off
    return StandardProfile("T", year, (*(each for _ in range(year.days - 1)), last))


@given(st.lists(st.integers(0, 1_000), min_size=365, max_size=365).filter(any))
def test_the_parts_of_a_year_take_its_whole_share(weights: list[int]) -> None:
    profile = StandardProfile("P", THERMAL, split(Decimal(1), weights, 8))
    parts = [profile.share(month) for month in THERMAL.months()]
    assert sum(parts, Decimal(0)) == 1


def test_a_profile_that_makes_no_year_is_refused_with_its_sum() -> None:
    with pytest.raises(BadProfile, match=r"sum to 1\.01\d*, expected 1"):
        flat(off=Decimal("0.01"))
    with pytest.raises(BadProfile, match="2 shares for the 365 days"):
        StandardProfile("P", THERMAL, (Decimal(1), Decimal(0)))
    with pytest.raises(BadProfile, match="2025-10-02 is -1"):
        StandardProfile("P", THERMAL, (Decimal(2), Decimal(-1), *(Decimal(0) for _ in range(363))))


def test_a_period_over_two_years_takes_a_share_of_each_and_a_missing_year_is_told() -> None:
    both = Period(dt.date(2026, 9, 30), dt.date(2026, 10, 2))
    profiles = [flat(), flat(NEXT)]
    assert share_of(profiles, both) == profiles[0].shares[-1] + profiles[1].shares[0]
    with pytest.raises(BadProfile, match="cover 1 of its 2 days"):
        share_of(profiles[:1], both)


def test_the_profile_goes_before_history_and_history_before_a_plain_year() -> None:
    history = [used(SEPTEMBER, 60)]
    profiled = attrs.evolve(FORECAST, share=Decimal("0.1"), method="CAPdR 3650 con profilo T")
    assert best_estimate(history, OCTOBER, ["M"], profiled).total == 365
    assert best_estimate(history, OCTOBER, ["M"], profiled).method == "CAPdR 3650 con profilo T"
    assert best_estimate(history, OCTOBER, ["M"], FORECAST).total == 62
    assert best_estimate([], OCTOBER, ["M"], FORECAST).total == 310
    with pytest.raises(NoHistory):
        best_estimate([], OCTOBER, ["M"], None)


@given(st.integers(0, 50_000), st.integers(1, 200))
def test_what_falls_on_the_bands_is_the_whole_estimate(annual: int, days: int) -> None:
    period = Period(OCTOBER.start, OCTOBER.start + dt.timedelta(days=days))
    forecast = attrs.evolve(FORECAST, annual=Decimal(annual))
    found = best_estimate([], period, ["F1", "F2", "F3"], forecast)
    single = best_estimate([], period, ["M"], forecast)
    assert found.total == single.total
    assert found.quality is Quality.ESTIMATED
    assert abs(found.total - Decimal(annual) * days / 365) <= Decimal("0.5")


def test_own_use_of_the_bands_goes_before_the_agreed_shares() -> None:
    profiled = attrs.evolve(FORECAST, share=Decimal("0.1"))
    own = best_estimate([used(SEPTEMBER, 100, 0, 100)], OCTOBER, ["F1", "F2", "F3"], profiled)
    assert [int(part.value) for part in own.bands] == [183, 0, 182]
    agreed = best_estimate([used(SEPTEMBER, 100)], OCTOBER, ["F1", "F2", "F3"], profiled)
    assert [int(part.value) for part in agreed.bands] == [121, 113, 131]
    with pytest.raises(NoHistory, match="band F4"):
        best_estimate([], OCTOBER, ["F1", "F4"], FORECAST)


def test_a_yearly_use_is_a_number_from_zero_on_with_its_days() -> None:
    with pytest.raises(ValueError, match=">= 0"):
        AnnualUse(Decimal(-1))
    history = History.of("annual use", [Dated(THERMAL, AnnualUse(Decimal(900), "C1X1"))])
    assert history.on(THERMAL.last).profile == "C1X1"
