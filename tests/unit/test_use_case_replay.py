"""A replay gives what is stored, byte for byte of its digest, or tells what differs; it writes into a scratch alone."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.exchange.replay_files import NotScratch, ReplayDifference
from application.ports.flow_files import FlowFile
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from domain.metering.reading import Quality
from tests.support.measure_replay import DAY, again, replay
from tests.support.use_case_world import BEFORE, LAST, NOW, World, flow_file, point, point_code, reading


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1, 2)
    return world


def arrive(world: World) -> None:
    """A month before, then readings, one of a stranger and a correction, each at its own instant."""
    for hours, (name, data) in enumerate(
        (
            flow_file(reading(1, BEFORE, 1, 1, 1), reading(2, BEFORE, 1, 1, 1)),
            flow_file(reading(1, LAST, 2, 2, 2), reading(9, LAST, 2, 2, 2)),
            flow_file(reading(1, LAST, 3, 3, 3), progressive=2),
        )
    ):
        world.at(NOW + dt.timedelta(hours=hours)).take(name if hours != 1 else "unofficial.xml", data)


def test_a_replay_gives_the_same_in_a_tenant_of_its_own(world: World) -> None:
    arrive(world)
    before = world.journal()
    done = replay(world)
    assert (done.scratch, done.files, done.unhandled) == (f"{world.tenant}:proof", 3, ())
    assert (done.is_same, done.differences) == (True, ())
    assert world.journal() == before
    with world.units(world.tenant) as stored, world.units(done.scratch) as fresh:
        for uow in (stored, fresh):
            assert [file.at for file in uow.flow_files.files(9)] == [NOW + dt.timedelta(hours=h) for h in (2, 1, 0)]
        codes = [point_code(1), point_code(2)]
        assert stored.measures.readings(codes, BEFORE, LAST) == fresh.measures.readings(codes, BEFORE, LAST)
    assert replay(world) == done, "again into the same scratch: the same"


def test_only_what_came_on_those_days_is_replayed_and_compared(world: World) -> None:
    arrive(world)
    world.at(NOW + dt.timedelta(days=3)).take(*flow_file(reading(2, LAST, 7, 7, 7), progressive=3))
    assert replay(world).files == 3
    other = replay(world, into="other", first=DAY + dt.timedelta(days=3), last=DAY + dt.timedelta(days=9))
    assert (other.files, other.is_same) == (1, True)


def test_what_differs_is_told_by_point_and_by_file(world: World) -> None:
    (intake,) = world.take(*flow_file(reading(1, LAST, 2, 2, 2), reading(9, LAST, 2, 2, 2)))
    world.register(point(9))
    done = replay(world)
    assert not done.is_same
    assert done.differences == (
        ReplayDifference("reading", point_code(9), 0, 1),
        ReplayDifference("refused", intake.sha256, 1, 0),
    )
    again(world, intake.sha256)
    assert replay(world, into="after").is_same


def test_a_value_that_no_file_gives_any_more_is_told(world: World) -> None:
    (intake,) = world.take(*flow_file(reading(1, LAST, 2, 2, 2)))
    with world.units(world.tenant) as uow:
        (stored,) = uow.measures.readings([point_code(1)], LAST, LAST)[point_code(1)]
        uow.measures.add(readings=[attrs.evolve(stored, quality=Quality.ESTIMATED)], curves=())
        uow.commit()
    assert stored.origin.file_sha256 == intake.sha256
    assert replay(world).differences == (ReplayDifference("reading", point_code(1), 1, 0),)


def test_a_file_that_nobody_takes_is_named(world: World) -> None:
    letter = FlowFile(digest_of_bytes(b"letter"), "letter.txt", "", "", NOW, "SII-035")
    with world.units(world.tenant) as uow:
        uow.flow_files.add_content(letter.sha256, [b"letter"])
        uow.flow_files.add(letter)
        uow.commit()
    done = replay(world)
    assert (done.unhandled, done.is_same) == (("letter.txt",), True)


def test_nothing_is_replayed_into_a_tenant_in_use(world: World) -> None:
    arrive(world)
    used = attrs.evolve(world, tenant=f"{world.tenant}:proof")
    used.set_up()
    with pytest.raises(NotScratch, match="in use"):
        replay(world)
    with world.units(used.tenant) as uow:
        assert uow.flow_files.files(9) == ()


@pytest.mark.parametrize(("into", "last"), [("", DAY), ("proof", DAY - dt.timedelta(days=1))])
def test_a_replay_needs_a_name_and_days_in_order(world: World, into: str, last: dt.date) -> None:
    with pytest.raises(ValueError, match="days in order"):
        replay(world, into=into, last=last)
