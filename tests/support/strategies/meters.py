"""Hypothesis strategies for readings and load curves, for every test that needs some."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, Rebuilt, RegisterValue

MARCH, OCTOBER = month_of(dt.date(2026, 3, 1)), month_of(dt.date(2026, 10, 1))
_BANDS = (("F1", "F2", "F3"), ("F1", "F2", "F3", "F4", "F5", "F6"), ("M",))
_CURVE_KINDS = (Kind.ACTIVE, Kind.REACTIVE, Kind.CAPACITIVE, Kind.INDUCTIVE)
_REGISTER_KINDS = (*_CURVE_KINDS, Kind.POWER)  # what a measure file of electricity tells


def points() -> st.SearchStrategy[str]:
    """Points of delivery (POD), 14 characters."""
    return st.integers(0, 99_999_999).map(lambda number: f"IT001E{number:08d}")


def quantities(decimals: int = 3) -> st.SearchStrategy[Decimal]:
    """Numbers from 0 to a million with so many decimals."""
    return st.integers(0, 10 ** (6 + decimals)).map(lambda number: Decimal(number).scaleb(-decimals))


def months() -> st.SearchStrategy[Period]:
    """Calendar months from 2020 to 2029; those of the clock changes of 2026 come often."""
    any_month = st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31)).map(month_of)
    return st.one_of(st.sampled_from((MARCH, OCTOBER)), any_month)


def origins() -> st.SearchStrategy[Origin]:
    """Where a measure was read."""
    return st.builds(
        Origin,
        sent_at=st.integers(0, 3 * 10**8).map(
            lambda s: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=s)
        ),
        progressive=st.integers(1, 99),
        record=st.integers(1, 1000),
        file_sha256=st.just("0" * 64),
        file_name=st.just("file.xml"),
    )


@st.composite
def readings(draw: st.DrawFn, action: Action | None = None, month: Period | None = None) -> Reading:
    """Readings of any action (or the one given) on a day of any month (or the one given)."""
    chosen = draw(st.sampled_from(Action)) if action is None else action
    period = draw(months()) if month is None else month
    is_cancel = chosen is Action.CANCEL
    return Reading(
        point=draw(points()),
        day=period.start + dt.timedelta(days=draw(st.integers(0, period.days - 1))),
        values=() if is_cancel else draw(_values()),
        quality=Quality.ACTUAL if is_cancel else draw(st.sampled_from(Quality)),
        reason=draw(st.sampled_from(MeasureReason)),
        action=chosen,
        flow="PNO",
        origin=draw(origins()),
        validated=True if is_cancel else draw(st.booleans()),
        serial=None if is_cancel else draw(st.sampled_from((None, "123456789", "A-77"))),
        digits=None if is_cancel else draw(st.none() | st.integers(4, 9)),
        multiplier=Decimal(1) if is_cancel else draw(st.sampled_from((Decimal(1), Decimal(30), Decimal("1.5")))),
        max_power_kw=None if is_cancel else draw(st.none() | quantities()),
        case=draw(st.none() | st.just("SII202610000001")),
    )


@st.composite
def quantities_stated(draw: st.DrawFn, action: Action | None = None) -> Reading:
    """Readings of any action but a cancellation (or of the one given) that state a use in the place of registers."""
    chosen = draw(st.sampled_from((Action.NEW, Action.REPLACE))) if action is None else action
    reading = draw(readings(chosen))
    values = draw(_values().filter(lambda found: any(each.kind is Kind.ACTIVE for each in found)))
    start = reading.day - dt.timedelta(days=draw(st.integers(0, 400)))
    return attrs.evolve(reading, values=(), multiplier=Decimal(1), rebuilt=Rebuilt(start, values))


@st.composite
def month_curves(
    draw: st.DrawFn, action: Action | None = None, kinds: tuple[Kind, ...] = _CURVE_KINDS, whole: bool = False
) -> MonthCurve:
    """Curves of any action (or the one given), with some days of a month, or with all of them (`whole`)."""
    chosen = draw(st.sampled_from(Action)) if action is None else action
    month = draw(months())
    is_cancel = chosen is Action.CANCEL
    return MonthCurve(
        point=draw(points()),
        kind=draw(st.sampled_from(kinds)),
        month=month,
        days=() if is_cancel else draw(_days(month, whole)),
        quality=Quality.ACTUAL if is_cancel else draw(st.sampled_from(Quality)),
        action=chosen,
        flow="PDO2G",
        origin=draw(origins()),
        validated=True if is_cancel else draw(st.booleans()),
        max_power_kw=None if is_cancel else draw(st.none() | quantities()),
    )


@st.composite
def day_curves(draw: st.DrawFn, day: dt.date) -> DayCurve:
    """Curves of one day; almost every quarter differs from its neighbours, so that a wrong order shows."""
    base, step = draw(st.integers(0, 5_000_000)), draw(st.integers(0, 9_999))
    return DayCurve(day, tuple((base + step * number) % 5_000_000 for number in range(quarters_in(day))))


@st.composite
def _values(draw: st.DrawFn) -> tuple[RegisterValue, ...]:
    kinds = draw(st.sets(st.sampled_from(_REGISTER_KINDS), min_size=1))
    bands = draw(st.sampled_from(_BANDS))
    return tuple(
        RegisterValue(kind, band, draw(quantities())) for kind in _REGISTER_KINDS if kind in kinds for band in bands
    )


@st.composite
def _days(draw: st.DrawFn, month: Period, whole: bool) -> tuple[DayCurve, ...]:
    every = [month.start + dt.timedelta(days=number) for number in range(month.days)]
    chosen = every if whole else sorted(draw(st.sets(st.sampled_from(every), min_size=1)))
    return tuple(draw(day_curves(day)) for day in chosen)
