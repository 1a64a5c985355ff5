"""Readings: the one sent last counts, in whatever order files arrive, and a cancellation leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.metering.reading import Action, Kind, MeasureReason, NewMeter, Quality, Reading, RegisterValue, current
from tests.support.strategies.kernel import unhurried
from tests.support.strategies.meters import readings

POINTS = ("IT001E00000001", "IT001E00000002")
DAYS = (dt.date(2026, 6, 30), dt.date(2026, 7, 31))


@st.composite
def crowded(draw: st.DrawFn) -> list[Reading]:
    """Readings of two points on two days, so that many stand for the same; no two from the same record."""
    found = draw(st.lists(readings(), max_size=12))
    return [
        attrs.evolve(
            reading,
            point=draw(st.sampled_from(POINTS)),
            day=draw(st.sampled_from(DAYS)),
            origin=attrs.evolve(reading.origin, record=number + 1),
        )
        for number, reading in enumerate(found)
    ]


@unhurried
@given(crowded(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(found: list[Reading], shuffler: random.Random) -> None:
    mixed = list(found)
    shuffler.shuffle(mixed)
    assert current(mixed) == current(found)


@unhurried
@given(crowded())
def test_of_each_point_and_day_the_last_sent_counts_unless_it_cancels(found: list[Reading]) -> None:
    expected = []
    for point in POINTS:
        for day in DAYS:
            mine = [one for one in found if one.validated and (one.point, one.day) == (point, day)]
            if mine and (last := max(mine, key=lambda one: one.origin)).action is not Action.CANCEL:
                expected.append(last)
    assert list(current(found)) == expected


@unhurried
@given(crowded())
def test_what_counts_goes_on_counting(found: list[Reading]) -> None:
    assert current(current(found)) == current(found)


@unhurried
@given(readings(action=Action.NEW), readings(action=Action.CANCEL), readings(action=Action.REPLACE))
def test_a_cancelled_reading_falls_away_until_it_is_sent_again(first: Reading, cancel: Reading, again: Reading) -> None:
    sent = [
        attrs.evolve(
            each,
            point=POINTS[0],
            day=DAYS[0],
            validated=True,
            origin=attrs.evolve(first.origin, sent_at=first.origin.sent_at + dt.timedelta(hours=number)),
        )
        for number, each in enumerate((first, cancel, again))
    ]
    assert current(sent[:1]) == (sent[0],)
    assert current(sent[:2]) == ()
    assert current(sent) == (sent[2],)


@unhurried
@given(readings(action=Action.NEW))
def test_a_reading_that_is_not_validated_neither_counts_nor_supersedes(reading: Reading) -> None:
    good = attrs.evolve(reading, validated=True)
    later = attrs.evolve(good.origin, sent_at=good.origin.sent_at + dt.timedelta(days=1))
    bad = attrs.evolve(reading, validated=False, origin=later)
    assert current([bad]) == ()
    assert current([good, bad]) == (good,)


@pytest.mark.parametrize("value", ["-0.001", "NaN", "Infinity"])
def test_a_register_shows_a_number_from_zero_up(value: str) -> None:
    with pytest.raises(ValueError, match="register ea F1: a register shows a number >= 0"):
        RegisterValue(Kind.ACTIVE, "F1", Decimal(value))


@unhurried
@given(readings(action=Action.NEW), readings(action=Action.CANCEL))
def test_only_a_cancellation_has_no_values(reading: Reading, cancel: Reading) -> None:
    with pytest.raises(ValueError, match="a cancellation has no values, any other has some"):
        attrs.evolve(reading, values=())
    with pytest.raises(ValueError, match="a cancellation has no values"):
        attrs.evolve(cancel, values=reading.values)


@unhurried
@given(readings(action=Action.NEW))
def test_a_register_is_given_once(reading: Reading) -> None:
    with pytest.raises(ValueError, match="a register is given twice"):
        attrs.evolve(reading, values=(*reading.values, reading.values[0]))


@unhurried
@given(readings(action=Action.NEW))
def test_bands_are_the_values_of_one_kind(reading: Reading) -> None:
    bands = {kind: reading.bands(kind) for kind in Kind}
    assert sum(len(each) for each in bands.values()) == len(reading.values)
    assert all(bands[value.kind][value.band] == value.value for value in reading.values)


def test_qualities_are_written_as_the_flows_write_them() -> None:
    assert [quality.value for quality in Quality] == ["E", "A", "S"]


@unhurried
@given(readings())
def test_a_periodic_reading_sent_after_the_exchange_of_its_day_does_not_undo_it(one: Reading) -> None:
    shown = (RegisterValue(Kind.ACTIVE, "M", Decimal(7)),)
    work = attrs.evolve(
        one,
        serial="OLD",
        action=Action.NEW,
        validated=True,
        values=shown,
        reason=MeasureReason.TECHNICAL,
        exchange=NewMeter("NEW", shown),
    )
    later = attrs.evolve(one.origin, record=one.origin.record + 1)
    routine = attrs.evolve(work, reason=MeasureReason.PERIODIC, origin=later, exchange=None)
    for sent in ((work, routine), (routine, work)):
        assert current(sent) == (attrs.evolve(routine, exchange=work.exchange),)
    of_another_meter = attrs.evolve(routine, serial="OTHER")
    assert current((work, of_another_meter)) == (of_another_meter,)
    told_as_work = attrs.evolve(routine, reason=MeasureReason.TECHNICAL)
    assert current((work, told_as_work)) == (told_as_work,)
    assert current((work, attrs.evolve(routine, action=Action.CANCEL, values=()))) == ()
