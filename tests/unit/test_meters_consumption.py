"""Consumption: every kWh between two readings is charged once, however the period is cut."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Period
from domain.metering.consumption import (
    BandEnergy,
    Consumption,
    CounterWentBackwards,
    CurveIncomplete,
    MeterChanged,
    MissingReading,
    RolloverRule,
    between_readings,
    from_curves,
    measured,
)
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, RegisterValue
from tests.support.meter_bands import BANDS
from tests.support.strategies.kernel import days, unhurried
from tests.support.strategies.meters import MARCH, OCTOBER, day_curves

DAY = dt.timedelta(days=1)
POINT = "IT001E00000001"
START = dt.date(2026, 6, 30)
RULE = RolloverRule(share=Decimal("0.90"), slack=Decimal("1.10"))
KW = Decimal(3)
ORIGIN = Origin(dt.datetime(2026, 9, 1, tzinfo=dt.UTC), 1, 1, "0" * 64, "file.xml")


def reading(day: dt.date, *values: Decimal | int | str, digits: int | None = None, ka: str = "1") -> Reading:
    """A reading of F1, F2, F3, or of one register."""
    names = ("M",) if len(values) == 1 else ("F1", "F2", "F3")
    registers = tuple(
        RegisterValue(Kind.ACTIVE, name, Decimal(value)) for name, value in zip(names, values, strict=True)
    )
    return Reading(
        POINT,
        day,
        registers,
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "PNO",
        ORIGIN,
        serial="A-77",
        digits=digits,
        multiplier=Decimal(ka),
    )


def energy(pieces: tuple[Consumption, ...]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for part in itertools.chain.from_iterable(piece.bands for piece in pieces):
        sums[part.band] = sums.get(part.band, Decimal(0)) + part.value
    return sums


def span(*found: Reading) -> Period:
    return Period(found[0].day + DAY, found[-1].day + DAY)


@st.composite
def series(draw: st.DrawFn) -> list[Reading]:
    """Two to six readings of three bands that never fall, with up to three decimals, and a transformer or none."""
    count = draw(st.integers(2, 6))
    places = draw(st.integers(0, 3))
    ka = draw(st.sampled_from(("1", "30", "1.5")))
    steps = st.tuples(*[st.integers(0, 10**6)] * 3)
    shown = itertools.accumulate(
        draw(st.lists(steps, min_size=count, max_size=count)),
        lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2]),
    )
    gaps = draw(st.lists(st.integers(1, 70), min_size=count, max_size=count))
    found = zip(itertools.accumulate(gaps), shown, strict=True)
    return [
        reading(START + DAY * gap, *(Decimal(value).scaleb(-places) for value in values), ka=ka)
        for gap, values in found
    ]


def consumption(found: list[Reading]) -> tuple[Consumption, ...]:
    return between_readings(found, span(*found), RULE, KW)


@unhurried
@given(series())
def test_energy_between_readings_is_last_minus_first(found: list[Reading]) -> None:
    first, last, ka = found[0].bands(Kind.ACTIVE), found[-1].bands(Kind.ACTIVE), found[-1].multiplier
    assert energy(consumption(found)) == {band: (last[band] - first[band]) * ka for band in first}


@unhurried
@given(series())
def test_readings_partition_the_period(found: list[Reading]) -> None:
    pieces = consumption(found)
    assert tuple(piece.period for piece in pieces) == span(*found).cut(one.day + DAY for one in found)


@unhurried
@given(series(), st.lists(days(dt.date(2026, 7, 1), dt.date(2027, 8, 31)), max_size=8))
def test_a_cut_between_readings_conserves_each_band_and_its_decimals(found: list[Reading], cuts: list[dt.date]) -> None:
    for whole in consumption(found):
        parts = whole.cut(cuts)
        assert energy(parts) == energy((whole,))
        assert tuple(part.period for part in parts) == whole.period.cut(cuts)
        assert all(part.quality is whole.quality for part in parts)
        most = max(-int(part.value.as_tuple().exponent) for part in whole.bands)
        assert all(-int(part.value.as_tuple().exponent) <= most for piece in parts for part in piece.bands)
        assert all(part.value >= 0 for piece in parts for part in piece.bands)


@unhurried
@given(series(), st.lists(days(dt.date(2026, 7, 1), dt.date(2027, 8, 31)), max_size=4))
def test_a_part_is_within_one_unit_of_its_days(found: list[Reading], cuts: list[dt.date]) -> None:
    whole = consumption(found)[0]
    for piece in whole.cut(cuts):
        for part, of in zip(piece.bands, whole.bands, strict=True):
            unit = Decimal(1).scaleb(int(of.value.as_tuple().exponent))
            assert abs(part.value - of.value * piece.period.days / whole.period.days) < unit


@unhurried
@given(series(), st.data())
def test_a_reading_in_between_moves_no_energy_out_of_the_period(found: list[Reading], data: st.DataObject) -> None:
    dropped = data.draw(st.integers(0, len(found) - 1))
    fewer = [one for i, one in enumerate(found) if i in (0, len(found) - 1) or i != dropped]
    assert energy(consumption(fewer)) == energy(consumption(found))


@unhurried
@given(series())
def test_readings_outside_the_period_change_nothing(found: list[Reading]) -> None:
    for inner in (found[1:], found[:-1], found[1:-1]):
        if len(inner) > 1:
            assert between_readings(found, span(*inner), RULE, KW) == consumption(inner)


@unhurried
@given(series(), st.booleans())
def test_a_reading_missing_at_an_end_is_named_and_not_guessed(found: list[Reading], first: bool) -> None:
    day = found[0].day if first else found[-1].day
    left = [one for one in found if one.day != day]
    with pytest.raises(MissingReading, match=f"no reading at the end of {day}"):
        between_readings(left, span(*found), RULE, KW)


def test_a_reading_of_reactive_energy_alone_closes_no_day() -> None:
    first, last = reading(START, 100), reading(START + DAY * 31, 200)
    reactive = attrs.evolve(last, values=(RegisterValue(Kind.REACTIVE, "M", Decimal(1)),))
    with pytest.raises(MissingReading):
        between_readings([first, reactive], span(first, last), RULE, KW)


def test_registers_of_different_bands_are_not_differenced() -> None:
    first, last = reading(START, 100), reading(START + DAY * 31, 40, 50, 60)
    with pytest.raises(MissingReading, match=r"registers M on .*, F1 F2 F3 on .*: no band can be differenced"):
        consumption([first, last])


def test_two_meters_are_never_differenced() -> None:
    first, last = reading(START, 100), attrs.evolve(reading(START + DAY * 31, 200), serial="B-1")
    with pytest.raises(MeterChanged, match=r"meter A-77 on 2026-06-30, B-1 on .*: record the exchange"):
        consumption([first, last])
    unknown = attrs.evolve(last, serial=None)
    assert energy(consumption([first, unknown])) == {"M": Decimal(100)}


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (Quality.ACTUAL, Quality.ACTUAL, Quality.ACTUAL),
        (Quality.ESTIMATED, Quality.ACTUAL, Quality.ESTIMATED),
        (Quality.ACTUAL, Quality.ESTIMATED, Quality.ESTIMATED),
        (Quality.ACTUAL, Quality.SELF_READ, Quality.SELF_READ),
    ],
)
def test_energy_is_estimated_when_either_reading_is(first: Quality, last: Quality, expected: Quality) -> None:
    pair = [
        attrs.evolve(reading(START, 100), quality=first),
        attrs.evolve(reading(START + DAY * 31, 200), quality=last),
    ]
    assert [piece.quality for piece in consumption(pair)] == [expected]


@unhurried
@given(st.integers(0, 9_999), st.integers(0, 9_999), st.integers(1, 60), st.sampled_from(("1", "0.1", "30")))
def test_a_fall_is_a_rollover_only_near_the_end_and_within_the_power(
    before: int, used: int, length: int, ka: str
) -> None:
    after = (before + used) % 10_000
    pair = [reading(START, before, digits=4, ka=ka), reading(START + DAY * length, after, digits=4, ka=ka)]
    plausible = used * Decimal(ka) <= KW * length * 24 * RULE.slack
    if after >= before or (before > 9_000 and plausible):
        assert energy(consumption(pair)) == {"M": used * Decimal(ka)}
    else:
        with pytest.raises(CounterWentBackwards, match=f"register fell by {before - after} from {before}"):
            consumption(pair)


@unhurried
@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_energy_is_never_below_zero(before: int, after: int) -> None:
    """Not even where a register shows more than its digits can."""
    pair = [reading(START, before, digits=4), reading(START + DAY * 31, after, digits=4)]
    try:
        found = energy(consumption(pair))
    except CounterWentBackwards:
        assert after < before
    else:
        assert found["M"] >= 0


def test_a_counter_at_the_share_itself_does_not_stand_above_it() -> None:
    month = START + DAY * 31
    with pytest.raises(CounterWentBackwards):
        consumption([reading(START, 9_000, digits=4), reading(month, 10, digits=4)])
    assert energy(consumption([reading(START, 9_001, digits=4), reading(month, 10, digits=4)])) == {"M": Decimal(1009)}


def test_a_fall_of_a_counter_of_unknown_digits_is_no_rollover() -> None:
    with pytest.raises(CounterWentBackwards, match="the number of its digits is unknown"):
        consumption([reading(START, 9_990), reading(START + DAY * 31, 10)])


def test_the_transformer_ratio_counts_in_what_is_plausible() -> None:
    """20 on the register is 20 kWh to a house, 20 MWh to a plant behind a transformer: only one fits 3 kW."""
    house = [reading(START, 9_990, digits=4), reading(START + DAY * 31, 10, digits=4)]
    plant = [attrs.evolve(one, multiplier=Decimal(1000)) for one in house]
    assert energy(consumption(house)) == {"M": Decimal(20)}
    with pytest.raises(CounterWentBackwards, match="would mean 20000"):
        consumption(plant)


def test_energy_is_written_without_zeros_that_say_nothing() -> None:
    pair = [reading(START, "100.250"), reading(START + DAY * 31, "145.250")]
    assert str(consumption(pair)[0].bands[0].value) == "45"


@pytest.mark.parametrize("names", [(), ("F2", "F1"), ("F1", "F1")])
def test_bands_are_distinct_and_in_order(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="bands must be distinct and in order"):
        Consumption(OCTOBER, tuple(BandEnergy(name, Decimal(1)) for name in names), Quality.ACTUAL)


@functools.cache
def _days_of(period: Period) -> tuple[dt.date, ...]:
    return tuple(period.start + DAY * number for number in range(period.days))


@st.composite
def whole_months(draw: st.DrawFn, month: Period) -> MonthCurve:
    """A curve of every day of a month."""
    template = draw(day_curves(month.start))
    factors = draw(st.lists(st.integers(0, 9), min_size=7, max_size=7))
    values = itertools.cycle(template.values)
    found = tuple(
        DayCurve(day, tuple(value * factors[i % 7] for value in itertools.islice(values, quarters_in(day))))
        for i, day in enumerate(_days_of(month))
    )
    quality = draw(st.sampled_from((Quality.ACTUAL, Quality.ESTIMATED)))
    return MonthCurve(POINT, Kind.ACTIVE, month, found, quality, Action.NEW, "PDO2G", ORIGIN)


clock_changes = st.sampled_from((MARCH, OCTOBER)).flatmap(whole_months)


@unhurried
@given(clock_changes)
def test_bands_of_a_curve_add_up_to_its_quarter_hours(curve: MonthCurve) -> None:
    (piece,) = from_curves([curve], curve.month, BANDS)
    assert piece.total * 1000 == sum(sum(day.values) for day in curve.days)
    assert piece.period == curve.month
    assert piece.quality is curve.quality
    assert tuple(day.curve for day in piece.days) == curve.days


@unhurried
@given(clock_changes, st.data())
def test_a_curve_is_cut_by_its_days_exactly(curve: MonthCurve, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.sampled_from(_days_of(curve.month)), max_size=4))
    (whole,) = from_curves([curve], curve.month, BANDS)
    parts = whole.cut(cuts)
    assert sum(part.total for part in parts) == whole.total
    assert {band: value for band, value in energy(parts).items() if value} == {
        band: value for band, value in energy((whole,)).items() if value
    }
    for part in parts:
        inside = [day for day in curve.days if day.day in part.period]
        assert part.total * 1000 == sum(sum(day.values) for day in inside)
        assert part.cut([part.period.start]) == (part,)
        assert from_curves([curve], part.period, BANDS) == (part,)


@unhurried
@given(clock_changes, st.data())
def test_a_day_without_curve_is_missing_and_never_zero(curve: MonthCurve, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(_days_of(curve.month)))
    partial = attrs.evolve(curve, days=tuple(day for day in curve.days if day.day != gone))
    with pytest.raises(CurveIncomplete, match=f"no curve for 1 days of .*, the first {gone}"):
        from_curves([partial], curve.month, BANDS)


def test_one_estimated_day_makes_a_month_estimated_and_leaves_the_other_alone() -> None:
    november = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    october, actual = (
        MonthCurve(
            POINT,
            Kind.ACTIVE,
            month,
            tuple(DayCurve(day, (250,) * quarters_in(day)) for day in _days_of(month)),
            quality,
            Action.NEW,
            "PDO2G",
            ORIGIN,
        )
        for month, quality in ((OCTOBER, Quality.ESTIMATED), (november, Quality.ACTUAL))
    )
    both = from_curves([october, actual], Period(OCTOBER.start, november.stop), BANDS)
    assert [piece.quality for piece in both] == [Quality.ESTIMATED, Quality.ACTUAL]
    assert [piece.total for piece in both] == [Decimal(745), Decimal(720)]  # 31 days and an hour, 30 days
    reactive = attrs.evolve(october, kind=Kind.REACTIVE)
    with pytest.raises(CurveIncomplete):
        from_curves([reactive], OCTOBER, BANDS)


@unhurried
@given(st.sampled_from((*_days_of(MARCH), *_days_of(OCTOBER))).flatmap(day_curves))
def test_bands_of_a_day_add_up_to_the_day(curve: DayCurve) -> None:
    day = measured(curve, BANDS)
    assert sum(part.value for part in day.bands) * 1000 == sum(curve.values)
    assert day.curve == curve


def test_the_register_of_the_total_beside_its_bands_is_not_counted_again() -> None:
    first, last = reading(START, 100, 200, 300), reading(START + 30 * DAY, 110, 220, 330)
    totals = [
        attrs.evolve(
            each,
            values=(*each.values, RegisterValue(Kind.ACTIVE, "M", sum(each.bands(Kind.ACTIVE).values(), Decimal(0)))),
        )
        for each in (first, last)
    ]
    period = Period(START + DAY, START + 31 * DAY)
    (used,) = between_readings((first, last), period, RULE, KW)
    assert between_readings(totals, period, RULE, KW) == (used,)
    assert between_readings((first, totals[1]), period, RULE, KW) == (used,)
    assert used.total == 60


def test_a_meter_of_one_register_may_tell_bands_of_zero() -> None:
    first, last = (
        attrs.evolve(reading(day, 0, 0, 0), values=(*reading(day, 0, 0, 0).values, *reading(day, shown).values))
        for day, shown in ((START, 500), (START + 30 * DAY, 560))
    )
    (used,) = between_readings((first, last), Period(START + DAY, START + 31 * DAY), RULE, KW)
    assert used.bands == (BandEnergy("M", Decimal(60)),)
