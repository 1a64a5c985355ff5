"""The past told at switching as the seed of estimates: which month, which bands, in which order of preference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands
from domain.kernel.calendar import quarters_in
from domain.kernel.rounding import WHOLE
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.curve import DayCurve, band_totals
from domain.metering.estimates.estimation import Forecast, NoHistory, estimates
from domain.metering.estimates.historical_consumption import HistoricalConsumption, current_history
from domain.metering.estimates.historical_estimate import Seed, a_year_before, historical_bands
from domain.metering.reading import Quality
from tests.support.strategies.documents import origin
from tests.support.strategies.supply import used

CALENDAR = load_bands()
THREE = ("F1", "F2", "F3")
SHARES = {"F1": Decimal("0.33"), "F2": Decimal("0.31"), "F3": Decimal("0.36")}
AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (month_of(dt.date(2026, month, 1)) for month in (8, 9, 10, 11))
BEFORE = a_year_before(OCTOBER)
CA = Forecast(Decimal(3650), None, SHARES, "CA 3650 ripartito sui giorni dell'anno")
PROFILED = attrs.evolve(CA, share=Decimal("0.1"), method="CAPdR 3650 con profilo T")


def past(month: Period, *values: str | Decimal, names: Sequence[str] = THREE, record: int = 1) -> HistoricalConsumption:
    """A month of before, by band."""
    bands = tuple(zip(names, map(Decimal, values), strict=True))
    return HistoricalConsumption("IT001E00000001", month, bands, Quality.ACTUAL, "S2G", origin(record))


def seed(*uses: HistoricalConsumption) -> Seed:
    return Seed({each.period.start: each for each in current_history(uses)}, CALENDAR, SHARES)


def curve_of(month: Period, watt_hours: int = 250) -> tuple[DayCurve, ...]:
    days = (month.start + dt.timedelta(days=i) for i in range(month.days))
    return tuple(DayCurve(day, (watt_hours,) * quarters_in(day)) for day in days)


def made(
    period: Period,
    sown: Seed | None,
    history: Iterable[Consumption] = (),
    forecast: Forecast | None = None,
    bands: Sequence[str] = THREE,
) -> tuple[Consumption, ...]:
    return estimates(history, period, bands, lambda _: forecast, sown)


def by_band(pieces: Iterable[Consumption]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for piece in pieces:
        for part in piece.bands:
            sums[part.band] = sums.get(part.band, 0) + int(part.value)
    return sums


kwh = st.integers(0, 5_000_000).map(lambda number: Decimal(number).scaleb(-3))


@given(st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31)), st.lists(st.tuples(kwh, kwh, kwh), min_size=1, max_size=6))
def test_the_estimate_of_whole_months_is_the_past_use_of_them_in_whole_units(
    day: dt.date, method: list[tuple[Decimal, Decimal, Decimal]]
) -> None:
    months = [month_of(day)]
    while len(months) < len(method):
        months.append(month_of(months[-1].stop))
    period = Period(months[0].start, months[-1].stop)
    found = made(period, seed(*(past(a_year_before(m), *values) for m, values in zip(months, method, strict=True))))
    assert [piece.period for piece in found] == months
    for piece, values in zip(found, method, strict=True):
        assert [part.value for part in piece.bands] == [WHOLE.apply(value) for value in values]
        assert piece.quality is Quality.ESTIMATED


@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2027, 1, 31)),
    st.integers(2, 70),
    st.data(),
    st.lists(st.tuples(kwh, kwh, kwh), min_size=4, max_size=4),
)
def test_estimating_a_period_in_two_parts_takes_the_same_energy_of_each_band(
    start: dt.date, days: int, data: st.DataObject, method: list[tuple[Decimal, Decimal, Decimal]]
) -> None:
    period = Period(start, start + dt.timedelta(days=days))
    edge = start + dt.timedelta(days=data.draw(st.integers(1, days - 1)))
    sown = seed(*(past(a_year_before(month_of(m.start)), *v) for m, v in zip(period.months(), method, strict=False)))
    whole = made(period, sown)
    parts = [*made(Period(start, edge), sown), *made(Period(edge, period.stop), sown)]
    assert by_band(parts) == by_band(whole)
    assert all(part.value >= 0 for piece in parts for part in piece.bands)
    cut = [piece for each in whole for piece in each.cut([edge])]
    assert by_band(cut) == by_band(whole)


def test_the_method_tells_month_flow_energy_and_the_days_taken() -> None:
    sown = seed(past(BEFORE, "100.5", "80", "120.25"))
    (whole,) = made(OCTOBER, sown)
    assert whole.method == "storico dello switching: ottobre 2025 (S2G), F1 100,5 F2 80 F3 120,25"
    (part,) = made(Period(OCTOBER.start, dt.date(2026, 10, 11)), sown)
    assert part.method.endswith("F3 120,25, 10 giorni su 31")
    assert by_band([part]) == {"F1": 32, "F2": 26, "F3": 39}


def test_a_leap_february_takes_the_whole_february_before_it() -> None:
    february = month_of(dt.date(2028, 2, 1))
    assert by_band(made(february, seed(past(a_year_before(february), "280", "0", "28")))) == {
        "F1": 280,
        "F2": 0,
        "F3": 28,
    }


def test_the_past_month_goes_before_profile_and_mean_and_these_before_an_estimated_one_and_it_before_a_year() -> None:
    actual = past(BEFORE, "70", "80", "90")
    guessed = attrs.evolve(actual, quality=Quality.ESTIMATED)
    history = [used(SEPTEMBER, 30, 30, 30)]
    assert by_band(made(OCTOBER, seed(actual), history, PROFILED)) == {"F1": 70, "F2": 80, "F3": 90}
    (profiled,) = made(OCTOBER, seed(guessed), history, PROFILED)
    assert profiled.method == PROFILED.method
    (mean,) = made(OCTOBER, seed(guessed), history, CA)
    assert mean.method.startswith("pro die")
    (estimated,) = made(OCTOBER, seed(guessed), (), CA)
    assert estimated.method == "storico stimato dello switching: ottobre 2025 (S2G), F1 70 F2 80 F3 90"
    (year,) = made(OCTOBER, None, (), CA)
    assert year.method == CA.method
    assert made(OCTOBER, seed(past(a_year_before(NOVEMBER), "1", "1", "1")), (), CA) == (year,)


def test_our_own_readings_of_the_month_before_make_its_past_moot() -> None:
    ours = [used(Period(dt.date(2025, 10, 20), dt.date(2026, 10, 1)), 3460, 0, 0)]
    (found,) = made(OCTOBER, seed(past(BEFORE, "70", "80", "90")), ours)
    assert found.method.startswith("pro die")


def test_an_estimated_reading_of_ours_in_that_month_leaves_the_past_in_place() -> None:
    guessed = [attrs.evolve(used(BEFORE, 1, 1, 1), quality=Quality.ESTIMATED)]
    assert by_band(made(OCTOBER, seed(past(BEFORE, "70", "80", "90")), guessed)) == {"F1": 70, "F2": 80, "F3": 90}


def test_days_the_past_does_not_tell_are_one_stretch_by_the_next_best_method() -> None:
    period = Period(AUGUST.start, NOVEMBER.stop)
    found = made(period, seed(past(BEFORE, "70", "80", "90")), (), CA)
    assert [piece.period for piece in found] == [Period(AUGUST.start, OCTOBER.start), OCTOBER, NOVEMBER]
    assert [piece.method.split()[0] for piece in found] == ["CA", "storico", "CA"]
    assert [int(piece.total) for piece in found] == [610, 240, 300]


def test_days_that_neither_the_past_nor_anything_else_tells_refuse_the_whole() -> None:
    with pytest.raises(NoHistory):
        made(Period(OCTOBER.start, NOVEMBER.stop), seed(past(BEFORE, "70", "80", "90")))


def test_a_band_of_the_past_without_energy_is_no_band_of_the_meter() -> None:
    six = past(BEFORE, "1", "2", "3", "0", "0", "0", names=("F1", "F2", "F3", "F4", "F5", "F6"))
    assert by_band(made(OCTOBER, seed(six))) == {"F1": 1, "F2": 2, "F3": 3}


def test_a_single_register_beside_bands_is_their_sum_and_is_not_counted_twice() -> None:
    both = past(BEFORE, "70", "80", "90", "240", names=(*THREE, "M"))
    assert by_band(made(OCTOBER, seed(both))) == {"F1": 70, "F2": 80, "F3": 90}
    assert by_band(made(OCTOBER, seed(both), bands=("M",))) == {"M": 240}
    alone = past(BEFORE, "0", "0", "0", "240", names=(*THREE, "M"))
    assert by_band(made(OCTOBER, seed(alone), bands=("M",))) == {"M": 240}


def test_bands_that_may_be_what_registers_showed_tell_no_use() -> None:
    doubted = attrs.evolve(past(BEFORE, "12345", "8000", "9000"), is_doubted=True)
    with pytest.raises(NoHistory):
        made(OCTOBER, seed(doubted))
    beside = attrs.evolve(doubted, days=curve_of(BEFORE))
    (found,) = made(OCTOBER, seed(beside))
    assert found.total == 745


def test_standard_bands_serve_where_those_told_are_not_of_the_register() -> None:
    six = past(BEFORE, *"123456", names=("F1", "F2", "F3", "F4", "F5", "F6"))
    both = attrs.evolve(six, standard=tuple(zip(THREE, map(Decimal, (10, 11, 12)), strict=True)))
    (found,) = made(OCTOBER, seed(both))
    assert by_band([found]) == {"F1": 10, "F2": 11, "F3": 12}
    assert "(S2G, fasce standard)" in found.method
    (alone,) = made(OCTOBER, seed(attrs.evolve(both, bands=())))
    assert by_band([alone]) == {"F1": 10, "F2": 11, "F3": 12}


def test_a_whole_curve_is_told_by_the_bands_of_the_calendar_and_one_with_a_gap_is_not() -> None:
    curve = curve_of(BEFORE)
    whole = attrs.evolve(past(BEFORE, "0", "0", "0"), bands=(), days=curve)
    (found,) = made(OCTOBER, seed(whole))
    assert [part.value for part in found.bands] == [WHOLE.apply(e) for e in band_totals(curve, CALENDAR).values()]
    assert found.total == 745  # a day of 25 hours is in it
    assert "(S2G, curva)" in found.method
    with pytest.raises(NoHistory):
        made(OCTOBER, seed(attrs.evolve(whole, days=curve[1:])))


def test_a_single_register_takes_the_total_and_a_total_is_spread_over_bands() -> None:
    assert by_band(made(OCTOBER, seed(past(BEFORE, "70", "80", "90")), bands=("M",))) == {"M": 240}
    single = seed(past(BEFORE, "200", names=("M",)))
    assert by_band(made(OCTOBER, single)) == {"F1": 66, "F2": 62, "F3": 72}
    own = [used(SEPTEMBER, 3, 1, 0)]
    (found,) = made(OCTOBER, single, own)
    assert by_band([found]) == {"F1": 150, "F2": 50, "F3": 0}
    assert "(S2G, totale ripartito sulle fasce)" in found.method
    with pytest.raises(NoHistory):
        made(OCTOBER, attrs.evolve(single, band_shares={}))


@given(kwh, st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any))
def test_a_total_that_is_spread_is_conserved(total: Decimal, weights: list[int]) -> None:
    single = past(BEFORE, total, names=("M",))
    found = historical_bands(single, THREE, CALENDAR, [Decimal(weight) for weight in weights])
    assert found is not None
    assert sum((part.value for part in found.bands), Decimal(0)) == total
    assert historical_bands(single, ("M",), CALENDAR) == attrs.evolve(found, bands=(BandEnergy("M", total),), how="")


@pytest.mark.parametrize("starts_on", [dt.date(2025, 10, 2), dt.date(2025, 9, 30)])
def test_registers_that_are_not_of_the_whole_month_seed_nothing(starts_on: dt.date) -> None:
    part = attrs.evolve(past(BEFORE, "70", "80", "90"), starts_on=starts_on)
    assert not part.is_whole
    with pytest.raises(NoHistory):
        made(OCTOBER, seed(part))
    assert attrs.evolve(part, starts_on=BEFORE.start).is_whole


def test_of_a_month_told_twice_the_last_one_sent_counts_and_one_not_validated_never() -> None:
    first, second = past(BEFORE, "1", "1", "1"), past(BEFORE, "2", "2", "2", record=2)
    unsure = attrs.evolve(past(BEFORE, "3", "3", "3", record=3), validated=False)
    assert current_history([second, unsure, first]) == (second,)
    assert current_history([unsure]) == ()


def test_past_use_is_told_by_calendar_month() -> None:
    with pytest.raises(ValueError, match="calendar month"):
        past(Period(dt.date(2025, 10, 1), dt.date(2025, 10, 31)), "1", "1", "1")
