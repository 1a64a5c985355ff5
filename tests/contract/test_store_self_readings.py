"""Contract of customers' readings: stored by identifier, found by how they stand, written for the distributor."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.self_readings.files import SelfReadingFiles
from application.ports.customer_readings import SelfReadingFlows
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.metering.manual_readings.customer_reading import SelfReadingStatus
from tests.support.strategies import documents as samples

AT = dt.datetime(2026, 9, 2, 8, tzinfo=dt.UTC)


@pytest.fixture
def files() -> SelfReadingFlows:
    """The one writer there is."""
    return SelfReadingFiles(SiiMarketFlows())


def test_a_reading_is_kept_as_it_stands_last(units: UnitsOfWork, tenant: str) -> None:
    told = samples.self_reading()
    with units(tenant) as work:
        assert work.self_readings.find(told.id) is None
        with pytest.raises(NotFound, match="self-reading"):
            work.self_readings.get(told.id)
        work.self_readings.put(told)
        after = attrs.evolve(told, status=SelfReadingStatus.FORWARDED, file_sha256="f" * 64)
        work.self_readings.put(after)
        assert (work.self_readings.get(told.id), work.self_readings.find(told.id)) == (after, after)


def test_what_waits_comes_in_order_of_term_and_what_has_none_last(units: UnitsOfWork, tenant: str) -> None:
    soon, later, never = (samples.self_reading(record) for record in (1, 2, 3))
    later = attrs.evolve(later, forward_by=dt.date(2026, 9, 9))
    never = attrs.evolve(never, forward_by=None, received_at=never.received_at - dt.timedelta(hours=1))
    done = samples.self_reading(4, status=SelfReadingStatus.VALIDATED)
    with units(tenant) as work:
        for each in (never, later, soon, done):
            work.self_readings.put(each)
        assert work.self_readings.with_status([SelfReadingStatus.TO_FORWARD]) == (soon, later, never)
        assert work.self_readings.with_status([]) == ()
        assert work.self_readings.of_point(samples.POINT)[0] == never
        ids = sorted(each.id for each in (soon, later, never, done))
        assert [each.id for each in work.self_readings.page("", 3)] == ids[:3]
        assert [each.id for each in work.self_readings.page(ids[2], 3)] == ids[3:]


def test_the_same_readings_give_the_same_file(files: SelfReadingFlows) -> None:
    told = [samples.self_reading(1), samples.self_reading(2)]
    first, second = (files.write(told, sender="01234567897", at=AT, progressive=1) for _ in range(2))
    assert first == second
    assert (first.is_declared, first.content.count(samples.POINT.encode())) == (False, 2 * len(told[0].stated.values))
