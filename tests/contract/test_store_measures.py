"""Contract of the measures: readings and curves."""

from __future__ import annotations

import datetime as dt

import attrs

from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import Period, month_of
from domain.metering.curve import FlatCurve
from domain.metering.reading import Action, Kind, Quality
from tests.support.strategies.documents import POINT, curve, origin, past_use, reading

DAY = dt.date(2026, 8, 31)
OTHER = "IT001E00000002"


def test_readings_come_by_point_in_order_of_day(units: UnitsOfWork, tenant: str) -> None:
    early, late = reading(day=DAY - dt.timedelta(days=31)), reading(day=DAY)
    with units(tenant) as work:
        work.measures.add(readings=[late, early, reading(OTHER)], curves=[])
        found = work.measures.readings([POINT, "unknown"], early.day, late.day)
        assert found == {POINT: (early, late), "unknown": ()}
        assert work.measures.readings([POINT], early.day + dt.timedelta(days=1), DAY) == {POINT: (late,)}


def test_superseded_readings_are_kept_and_the_same_reading_is_stored_once(units: UnitsOfWork, tenant: str) -> None:
    first, second = reading(), reading(record=2, value="101.5")
    cancel = attrs.evolve(first, action=Action.CANCEL, values=(), origin=origin(3))
    with units(tenant) as work:
        work.measures.add(readings=[second, first], curves=[])
        work.measures.add(readings=[first, cancel], curves=[])
        assert work.measures.readings([POINT], DAY, DAY) == {POINT: (first, second, cancel)}


def test_two_meters_read_in_one_record_are_both_kept(units: UnitsOfWork, tenant: str) -> None:
    removed, fitted = reading(), attrs.evolve(reading(value="0.000"), serial="B-78")
    with units(tenant) as work:
        work.measures.add(readings=[removed, fitted], curves=[])
        assert set(work.measures.readings([POINT], DAY, DAY)[POINT]) == {removed, fitted}


def test_curves_come_by_point_with_every_version(units: UnitsOfWork, tenant: str) -> None:
    first, second = curve(record=1), curve(record=2)
    cancel = attrs.evolve(first, action=Action.CANCEL, days=(), origin=origin(3))
    november = curve(month=month_of(dt.date(2026, 11, 1)))
    with units(tenant) as work:
        work.measures.add(readings=[], curves=[second, november])
        work.measures.add(readings=[], curves=[first, second, cancel, curve(OTHER)])
        assert work.measures.curves([POINT, "unknown"], first.month) == {
            POINT: (first, second, cancel),
            "unknown": (),
        }
        middle = Period(dt.date(2026, 10, 31), dt.date(2026, 11, 2))
        assert work.measures.curves([POINT], middle) == {POINT: (first, second, cancel, november)}


def test_the_same_curve_twice_in_one_delivery_is_stored_once(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.measures.add(readings=[], curves=[curve(), curve(), curve(record=2)])
        assert work.measures.curves([POINT], curve().month) == {POINT: (curve(), curve(record=2))}


def test_the_curves_of_a_month_that_count_come_flat_by_point_and_kind(units: UnitsOfWork, tenant: str) -> None:
    first, second, other = curve(record=1), curve(record=2), curve(OTHER)
    reactive = attrs.evolve(first, kind=Kind.REACTIVE)
    cancel = attrs.evolve(other, action=Action.CANCEL, days=(), origin=origin(3))
    unsure = attrs.evolve(first, validated=False, origin=origin(9))
    november = curve(month=month_of(dt.date(2026, 11, 1)))
    with units(tenant) as work:
        work.measures.add(readings=[], curves=[second, first, other, reactive, unsure, november])
        found = tuple(work.measures.counting(first.month, (Kind.ACTIVE, Kind.REACTIVE)))
        assert found == tuple(
            sorted(
                (FlatCurve.of(second, 1), FlatCurve.of(reactive, 1), FlatCurve.of(other, 1)),
                key=lambda flat: (flat.point, flat.kind.value),
            )
        )
        assert [flat.point for flat in work.measures.counting(first.month, (Kind.ACTIVE,), after=found[0].point)] == [
            point for point in sorted({POINT, OTHER}) if point > found[0].point
        ]
        work.measures.add(readings=[], curves=[cancel])
        assert {flat.point for flat in work.measures.counting(first.month, (Kind.ACTIVE,))} == {POINT}
        assert not list(work.measures.counting(first.month, (Kind.CAPACITIVE,)))


def test_the_past_of_points_comes_by_point_in_order_of_month_with_every_version(
    units: UnitsOfWork, tenant: str
) -> None:
    first, again = (
        past_use(),
        attrs.evolve(past_use(record=2), quality=Quality.ESTIMATED, validated=False, is_doubted=True),
    )
    bare = attrs.evolve(past_use(month=month_of(dt.date(2026, 11, 1))), days=(), standard=(), max_power_kw=None)
    curve_only = attrs.evolve(past_use(OTHER), bands=(), standard=(), starts_on=dt.date(2026, 10, 2))
    with units(tenant) as work:
        work.measures.add_history([again, bare, curve_only])
        work.measures.add_history([first])
        work.commit()
    with units(tenant) as work:
        ever = Period(dt.date(2000, 1, 1))
        assert work.measures.history([POINT, OTHER, "unknown"], ever) == {
            POINT: (first, again, bare),
            OTHER: (curve_only,),
            "unknown": (),
        }
        assert work.measures.history([POINT], Period(dt.date(2026, 11, 30), dt.date(2026, 12, 2))) == {POINT: (bare,)}
        assert work.measures.history([POINT], Period(dt.date(2026, 10, 31), dt.date(2026, 11, 1))) == {
            POINT: (first, again)
        }
        assert work.measures.history([POINT], Period(dt.date(2026, 12, 1))) == {POINT: ()}


def test_the_same_past_month_is_stored_once_however_often_it_comes(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.measures.add_history([past_use(), past_use()])
        work.measures.add_history([past_use()])
        assert work.measures.history([POINT], past_use().period) == {POINT: (past_use(),)}


def test_the_past_of_a_point_is_no_measure_of_it(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.measures.add_history([past_use()])
        assert work.measures.readings([POINT], dt.date(2000, 1, 1), dt.date.max) == {POINT: ()}
        assert work.measures.curves([POINT], past_use().period) == {POINT: ()}
        assert not list(work.measures.counting(past_use().period, tuple(Kind)))
