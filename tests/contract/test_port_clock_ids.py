"""Contract of the clocks and of the identifiers."""

from __future__ import annotations

import datetime as dt
import re
import types
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.system_clock import FixedClock, SystemClock, TimeOrderedIds
from application.ports.clock import Clock
from application.ports.ids import Ids
from tests.support.use_case_world import CountedIds

MIDNIGHTS = [
    (dt.datetime(2026, 6, 30, 21, 59, 59, tzinfo=dt.UTC), dt.date(2026, 6, 30)),
    (dt.datetime(2026, 6, 30, 22, 0, tzinfo=dt.UTC), dt.date(2026, 7, 1)),
    (dt.datetime(2026, 12, 31, 22, 59, 59, tzinfo=dt.UTC), dt.date(2026, 12, 31)),
    (dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC), dt.date(2027, 1, 1)),
    (dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), dt.date(2026, 3, 29)),
    (dt.datetime(2026, 10, 24, 22, 0, tzinfo=dt.UTC), dt.date(2026, 10, 25)),
    (dt.datetime(2026, 10, 25, 22, 59, tzinfo=dt.UTC), dt.date(2026, 10, 25)),
]


def clock_at(kind: str, instant: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock of one kind, at an instant."""
    if kind == "standing":
        return FixedClock(instant)

    def now(zone: dt.tzinfo) -> dt.datetime:
        return instant.astimezone(zone)

    machine = types.SimpleNamespace(datetime=types.SimpleNamespace(now=now), UTC=dt.UTC)
    monkeypatch.setattr("adapters.system_clock.dt", machine)
    return SystemClock()


@pytest.mark.parametrize("kind", ["standing", "system"])
@pytest.mark.parametrize(("instant", "day"), MIDNIGHTS)
def test_the_day_is_the_one_in_rome(
    kind: str, instant: dt.datetime, day: dt.date, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = clock_at(kind, instant, monkeypatch)
    assert clock.now() == instant
    assert clock.now().tzinfo is dt.UTC
    assert clock.today() == day


@pytest.mark.parametrize("clock", [SystemClock(), FixedClock(MIDNIGHTS[0][0])], ids=["system", "standing"])
def test_time_does_not_go_backwards(clock: Clock) -> None:
    first, second = clock.now(), clock.now()
    assert first <= second
    assert first.utcoffset() == dt.timedelta(0)


@given(st.datetimes(timezones=st.sampled_from([ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo"), dt.UTC])))
def test_a_clock_set_in_any_zone_shows_utc(instant: dt.datetime) -> None:
    try:
        expected = instant.astimezone(dt.UTC)
    except OverflowError:
        return
    assert FixedClock(instant).now() == expected
    assert FixedClock(instant).now().tzinfo is dt.UTC


def test_a_clock_is_not_set_without_a_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        FixedClock(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - the point


@pytest.fixture(params=["time ordered", "counted"])
def ids(request: pytest.FixtureRequest) -> Ids:
    return TimeOrderedIds() if request.param == "time ordered" else CountedIds()


def test_identifiers_are_32_hexadecimal_characters_and_never_the_same(ids: Ids) -> None:
    made = [ids.new() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in made)


def test_secrets_are_never_the_same(ids: Ids) -> None:
    assert len({ids.secret() for _ in range(500)}) == 500


def test_identifiers_sort_by_the_time_they_were_made() -> None:
    times = [TimeOrderedIds().new()[:12] for _ in range(500)]
    assert times == sorted(times)


def test_a_secret_cannot_be_guessed() -> None:
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", TimeOrderedIds().secret()) for _ in range(50))
