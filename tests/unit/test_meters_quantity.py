"""Quantities without a reading: what is stated of some days is charged once, and what nobody stated is never zero."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.validity import Period, month_of
from domain.metering.consumption import (
    Consumption,
    MissingReading,
    RolloverRule,
    are_closed,
    between_readings,
    stretches,
)
from domain.metering.demand import demands
from domain.metering.estimates.estimation import over, proved, without_replaced_estimates
from domain.metering.reading import (
    Action,
    Kind,
    MeasureReason,
    NewMeter,
    Origin,
    Quality,
    Reading,
    Rebuilt,
    RegisterValue,
    current,
)
from tests.support.meter_bands import BANDS
from tests.support.strategies.kernel import unhurried

DAY = dt.timedelta(days=1)
POINT = "IT001E00000001"
JULY, AUGUST, SEPTEMBER = (month_of(dt.date(2026, month, 1)) for month in (7, 8, 9))
SUMMER = Period(JULY.start, SEPTEMBER.stop)
RULE = RolloverRule(Decimal("0.9"), Decimal("1.1"))
KW = Decimal(3)
FIRST = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)


def values(shown: dict[str, int | str], kind: Kind = Kind.ACTIVE) -> tuple[RegisterValue, ...]:
    return tuple(RegisterValue(kind, band, Decimal(value)) for band, value in shown.items())


def register(day: dt.date, sent: int = 1, **shown: int | str) -> Reading:
    """A reading of registers."""
    return Reading(
        POINT,
        day,
        values(shown),
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "PNO",
        Origin(FIRST, sent, 1, "0" * 64, "file.xml"),
        serial="A-77",
    )


def quantity(period: Period, sent: int = 1, action: Action = Action.NEW, **used: int | str) -> Reading:
    """The use of the days of a period, as the distributor states it."""
    plain = register(period.last, sent, M=0)
    return attrs.evolve(plain, values=(), action=action, serial=None, rebuilt=Rebuilt(period.start, values(used)))


def cancelled(day: dt.date, sent: int) -> Reading:
    return attrs.evolve(register(day, sent, M=0), values=(), action=Action.CANCEL, serial=None)


def used(readings: Sequence[Reading], period: Period) -> list[Decimal]:
    return [piece.total for piece in between_readings(readings, period, RULE, KW)]


@st.composite
def successive(draw: st.DrawFn) -> list[Reading]:
    """Quantities of days that follow one another, in one to three bands, from a day of 2026 on."""
    bands = draw(st.sampled_from((("M",), ("F1", "F2", "F3"))))
    day = draw(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
    found = []
    for length in draw(st.lists(st.integers(1, 70), min_size=1, max_size=6)):
        period = Period(day, day + DAY * length)
        figures = {band: str(Decimal(draw(st.integers(0, 10**7))).scaleb(-3)) for band in bands}
        found.append(quantity(period, **figures))  # type: ignore[arg-type]
        day = period.stop
    return found


def span(found: Sequence[Reading]) -> Period:
    first = found[0].rebuilt
    assert first is not None
    return Period(first.start, found[-1].day + DAY)


def total(pieces: Sequence[Consumption]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for part in itertools.chain.from_iterable(piece.bands for piece in pieces):
        sums[part.band] = sums.get(part.band, Decimal(0)) + part.value
    return sums


@unhurried
@given(successive(), st.data())
def test_what_is_stated_is_charged_once_however_its_days_are_cut(found: list[Reading], data: st.DataObject) -> None:
    whole = span(found)
    pieces = between_readings(found, whole, RULE, KW)
    stated: dict[str, Decimal] = {}
    for each in found:
        for band, value in each.stated(Kind.ACTIVE).items():
            stated[band] = stated.get(band, Decimal(0)) + value
    assert total(pieces) == stated
    assert tuple(piece.period for piece in pieces) == whole.cut(each.day + DAY for each in found)
    cuts = data.draw(st.lists(st.integers(0, whole.days).map(lambda n: whole.start + DAY * n), max_size=5))
    parts = over(proved(found, RULE, KW), whole, cuts)
    assert total(parts) == stated
    assert sum(part.period.days for part in parts) == whole.days


@unhurried
@given(successive(), st.data())
def test_a_quantity_that_is_missing_is_named_and_never_zero(found: list[Reading], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(found) - 1))
    left = [*found[:gone], *found[gone + 1 :]]
    with pytest.raises(MissingReading):
        between_readings(left, span(found), RULE, KW)
    assert over(proved(left, RULE, KW), span(found)) == ()


def test_a_flat_rate_point_needs_no_reading_to_open_its_first_days() -> None:
    first, second = quantity(JULY, M=60), quantity(AUGUST, M="62.5")
    assert used([first, second], Period(JULY.start, AUGUST.stop)) == [60, Decimal("62.5")]
    assert used([first, second], AUGUST) == [Decimal("62.5")]
    assert used([second], AUGUST) == [Decimal("62.5")]
    assert are_closed([second], AUGUST)
    assert not are_closed([second], Period(JULY.start, AUGUST.stop))


def test_part_of_a_quantity_is_not_billed_by_itself_as_a_rebuilt_volume_is_not() -> None:
    both = quantity(Period(JULY.start, AUGUST.stop), M=120)
    with pytest.raises(MissingReading, match="no reading at the end of 2026-06-30"):
        used([both], JULY)
    with pytest.raises(MissingReading, match="no reading at the end of 2026-07-31"):
        used([both], AUGUST)


def test_registers_count_again_from_the_next_reading_on() -> None:
    before, stated = register(JULY.start - DAY, M=1000), quantity(JULY, M=80)
    after, later = register(AUGUST.last, M=20), register(SEPTEMBER.last, M=95)
    readings = [before, stated, after, later]
    assert used(readings, JULY) == [80]
    assert used(readings, SEPTEMBER) == [75]
    with pytest.raises(MissingReading, match=r"a quantity was stated up to 2026-07-31, and no register"):
        used(readings, AUGUST)


@pytest.mark.parametrize("start", [dt.date(2026, 6, 25), dt.date(2026, 7, 5)])
def test_a_gap_and_an_overlap_with_the_reading_before_are_named(start: dt.date) -> None:
    before, stated = register(JULY.start - DAY, M=1000), quantity(Period(start, JULY.stop), M=80)
    with pytest.raises(MissingReading, match=f"up to 2026-07-31 was rebuilt from {start}.* is of 2026-06-30"):
        used([before, stated], JULY)


def test_a_quantity_beside_registers_counts_where_it_joins_the_reading_before_and_else_they_tell() -> None:
    before = register(JULY.start - DAY, M=1000)
    for start, expected in ((JULY.start, 80), (JULY.start + DAY, 10)):
        beside = attrs.evolve(
            register(JULY.last, M=1010), rebuilt=Rebuilt(start, values({"M": 80}), only_if_joined=True)
        )
        assert not beside.is_quantity
        assert used([before, beside, register(AUGUST.last, M=1030)], Period(JULY.start, AUGUST.stop)) == [expected, 20]


def test_a_quantity_of_other_bands_than_the_registers_is_no_zero() -> None:
    before = register(JULY.start - DAY, F1=10, F2=10, F3=10)
    beside = attrs.evolve(
        register(JULY.last, F1=10, F2=10, F3=10), rebuilt=Rebuilt(JULY.start, values({"M": 80}), only_if_joined=True)
    )
    (piece,) = between_readings([before, beside], JULY, RULE, KW)
    assert total([piece]) == {"M": Decimal(80)}


@given(st.permutations(range(4)))
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    sent = [
        register(JULY.start - DAY, 1, M=1000),
        register(JULY.last, 2, M=1001),
        quantity(JULY, 3, Action.REPLACE, M=80),
        quantity(JULY, 4, Action.REPLACE, M=70),
    ]
    counts = current(sent[place] for place in order)
    assert counts == (sent[0], sent[3])
    assert used(counts, JULY) == [70]


def test_a_correction_by_quantity_replaces_what_was_measured_of_its_days_and_its_cancellation_gives_it_back() -> None:
    months = [
        register(day, sent, M=shown)
        for sent, (day, shown) in enumerate(
            ((JULY.start - DAY, 1000), (JULY.last, 1001), (AUGUST.last, 1002), (SEPTEMBER.last, 1050)), start=1
        )
    ]
    stated = quantity(Period(JULY.start, AUGUST.stop), 9, Action.REPLACE, M=150)
    assert used(current((*months, stated)), Period(JULY.start, AUGUST.stop)) == [150]
    assert used(current((*months, stated, cancelled(AUGUST.last, 10))), JULY) == [1]
    later = register(JULY.last, 11, M=1070)
    with pytest.raises(MissingReading, match="rebuilt from 2026-07-01"):
        used(current((*months, stated, later)), Period(JULY.start, AUGUST.stop))
    periodic = attrs.evolve(stated, action=Action.NEW)
    assert len(current((*months, periodic))) == len(months)


def test_a_quantity_of_a_day_does_not_undo_the_exchange_of_that_day() -> None:
    new = NewMeter("B-1", values({"M": 3}))
    work = attrs.evolve(register(JULY.last, 2, M=1001), exchange=new, reason=MeasureReason.TECHNICAL)
    stated = attrs.evolve(quantity(JULY, 3, Action.REPLACE, M=80), reason=MeasureReason.TECHNICAL)
    last = attrs.evolve(register(AUGUST.last, 4, M=45), serial="B-1")
    readings = current((register(JULY.start - DAY, 1, M=1000), work, stated, last))
    assert used(readings, Period(JULY.start, AUGUST.stop)) == [80, 42]


def test_an_estimate_is_replaced_by_what_is_stated_of_its_days_and_not_by_what_is_stated_of_others() -> None:
    before = register(JULY.start - DAY, M=1000)
    guessed = attrs.evolve(register(JULY.last, M=1070), quality=Quality.ESTIMATED)
    of_both, of_august = quantity(Period(JULY.start, AUGUST.stop), M=150), quantity(AUGUST, M=90)
    assert without_replaced_estimates([before, guessed, of_both], JULY.start) == (before, of_both)
    kept = without_replaced_estimates([before, guessed, of_august], JULY.start)
    assert kept == (before, guessed, of_august)
    assert [piece.quality for piece in between_readings(kept, Period(JULY.start, AUGUST.stop), RULE, KW)] == [
        Quality.ESTIMATED,
        Quality.ACTUAL,
    ]
    stated = attrs.evolve(quantity(JULY, M=70), quality=Quality.ESTIMATED)
    read = register(AUGUST.last, M=1120)
    assert without_replaced_estimates([before, stated, read], JULY.start) == (before, read)
    first, third = quantity(JULY, M=70), quantity(SEPTEMBER, M=71)
    of_time = attrs.evolve(of_august, quality=Quality.ESTIMATED)
    assert without_replaced_estimates([first, of_time, third], JULY.start) == (first, of_time, third)


def test_a_quantity_after_a_gap_proves_its_own_days() -> None:
    readings = [register(JULY.start - DAY, M=1000), quantity(AUGUST, M=80), quantity(SEPTEMBER, M=81)]
    assert [days for _, days in stretches(readings)] == [AUGUST, SEPTEMBER]
    assert [piece.total for piece in proved(readings, RULE, KW)] == [80, 81]


def test_reactive_energy_and_peaks_of_a_quantity_are_those_of_its_month() -> None:
    figures = (*values({"M": 80}), *values({"M": 30}, Kind.REACTIVE), *values({"M": "2.5"}, Kind.POWER))
    stated = attrs.evolve(quantity(AUGUST, M=0), rebuilt=Rebuilt(AUGUST.start, figures))
    before = attrs.evolve(register(JULY.last, M=1), values=(*values({"M": 1}), *values({"M": 9}, Kind.REACTIVE)))
    for readings in ([stated], [before, stated]):
        (found,) = demands(readings, (), AUGUST, BANDS)
        assert (found.max_power_kw, [(part.band, part.value) for part in found.reactive]) == (
            Decimal("2.5"),
            [("M", Decimal(30))],
        )
    after = attrs.evolve(before, day=SEPTEMBER.last)
    assert demands([before, stated, after], (), SEPTEMBER, BANDS) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rebuilt": None}, "any other has some"),
        ({"action": Action.CANCEL}, "a cancellation has no values"),
        ({"rebuilt": Rebuilt(JULY.start, values({"M": 1}, Kind.REACTIVE))}, "a quantity has active energy"),
        ({"rebuilt": Rebuilt(AUGUST.start, values({"M": 1}))}, "after it"),
    ],
)
def test_a_quantity_that_states_nothing_cannot_be_built(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        attrs.evolve(quantity(JULY, M=1), **change)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="given twice"):
        Rebuilt(JULY.start, (*values({"M": 1}), *values({"M": 2})))
