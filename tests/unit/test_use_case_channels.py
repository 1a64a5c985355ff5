"""Collecting and sending: nothing twice, nothing lost, and one that fails stops no other."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import attrs
import pytest

from adapters.containers.zip_containers import ZipContainers
from application.exchange.collect_files import Collector, collect_files
from application.exchange.container_files import ContainerFileHandler
from application.exchange.retry import RetryPolicy
from application.exchange.send_files import Sent, send_files
from application.metering.measure_files import MeasureFileHandler
from application.ports.channels import Channel, ChannelFault, ChannelTerms
from application.ports.file_handlers import FileHandler, Handled
from application.ports.flow_files import SENT, TO_BE_SENT, Direction, FlowFile
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from tests.fakes.channels import CountedPause, MemoryChannel, PlainFileHandler, spool_to_memory
from tests.support.use_case_world import LAST, NOW, World, flow_file, point_code, reading

AWAY = ChannelFault("SII-030", "nobody answers", retryable=True)
DENIED = ChannelFault("SII-031", "wrong password")
CSV = PlainFileHandler(b"CSV")


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1)
    return world


def able(world: World, *handlers: FileHandler, tries: int = 2) -> Collector:
    measures = MeasureFileHandler(world.units, world.actor, world.flows)
    single = (*handlers, measures)
    zips = ContainerFileHandler(world.units, world.actor, ZipContainers(), single)
    patience = RetryPolicy(tries, 1, 1)
    return Collector(world.units, world.actor, spool_to_memory, CountedPause(), (zips, *single), patience)


def collect(world: World, *channels: Channel, handlers: tuple[FileHandler, ...] = ()) -> list[tuple[str, str]]:
    found = collect_files(collector=able(world, *handlers), channels=channels)
    return [(each.name, each.outcome) for each in found]


def drop(**files: bytes) -> MemoryChannel:
    return MemoryChannel(ChannelTerms("drop", "memory", "09999990022"), dict(files))


def files(world: World) -> tuple[FlowFile, ...]:
    with world.units(world.tenant) as uow:
        return uow.flow_files.files(99)


def outgoing(world: World, content: bytes, channel: str = "out", name: str = "SE1.0050_1.csv") -> str:
    sha256 = digest_of_bytes(content)
    with world.units(world.tenant) as uow:
        uow.flow_files.add_content(sha256, [content])
        file = FlowFile(sha256, name, "", "SE1.0050", NOW, TO_BE_SENT, direction=Direction.OUT, channel=channel)
        uow.flow_files.add(file)
        uow.commit()
    return sha256


def send(world: World, *channels: Channel, handlers: tuple[FileHandler, ...] = ()) -> tuple[Sent, ...]:
    return send_files(collector=able(world, *handlers), channels=channels)


def out(**more: object) -> MemoryChannel:
    return attrs.evolve(MemoryChannel(ChannelTerms("out", "memory", sends=True)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("root", ["FlussoMisure", "FLUSSOIGMG", "FlussoIGMR"])
def test_a_file_with_any_root_of_the_measure_flows_is_taken_as_one(world: World, root: str) -> None:
    handler = MeasureFileHandler(world.units, world.actor, world.flows)
    assert handler.handles("a", f'<?xml version="1.0"?><{root} cod_flusso="X">'.encode())
    assert not handler.handles("a", b'<?xml version="1.0"?><FlussoAltro>')
    assert [outcome for _, outcome in collect(world, drop(**{"work.xml": f"<{root}/>".encode()}))] == ["SII-002"]


def test_what_waits_is_taken_kept_put_away_and_in_the_history(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    channel = drop(**{name: data})
    assert collect(world, channel) == [(name, "imported")]
    assert (channel.incoming, channel.done) == ({}, {name: data})
    (file,) = files(world)
    assert (file.channel, file.name, file.outcome) == ("drop", name, "imported")
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(file.sha256)) == data
        (line,) = uow.flow_files.lines(point=point_code(1))
    assert line.sha256 == file.sha256
    assert world.recorded()[-2:] == ["import_measures", "collect_files"]


def test_the_same_file_twice_does_no_harm_whatever_its_name(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    collect(world, drop(**{name: data}))
    before = files(world)
    channel = drop(**{name: data, "other.xml": data})
    assert collect(world, channel) == [(name, "SII-004"), ("other.xml", "SII-004")]
    assert files(world) == before
    assert set(channel.done) == {name, "other.xml"}


def test_what_nobody_takes_is_kept_and_put_apart(world: World) -> None:
    channel = drop(**{"letter.txt": b"Buongiorno"})
    assert collect(world, channel) == [("letter.txt", "SII-035")]
    assert channel.refused == {"letter.txt": b"Buongiorno"}
    with world.units(world.tenant) as uow:
        (kept,) = uow.flow_files.files(9, outcome="SII-035")
        assert b"".join(uow.flow_files.content(kept.sha256)) == b"Buongiorno"
    assert (kept.counterpart, kept.channel) == ("09999990022", "drop")


def test_a_zip_is_kept_as_it_came_beside_what_was_in_it(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    packed = stream.getvalue()
    assert collect(world, drop(**{"delivery.zip": packed})) == [("delivery.zip", "imported")]
    assert {file.sha256 for file in files(world)} == {digest_of_bytes(packed), digest_of_bytes(data)}
    assert collect(world, drop(**{"delivery.zip": packed})) == [("delivery.zip", "SII-004")]


def test_a_dead_channel_and_a_bad_file_stop_no_other(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    dead = attrs.evolve(drop(a=b"x"), faults=[AWAY, AWAY], terms=ChannelTerms("dead", "memory"))
    broken = PlainFileHandler(b"CSV", error=KeyError("column"))
    channel = drop(**{"bad.csv": b"CSV", "x.zip": b"PK\x03\x04 cut off", name: data})
    assert collect(world, dead, channel, handlers=(broken,)) == [
        ("", "SII-030"),
        ("bad.csv", "SII-038"),
        ("x.zip", "SII-001"),
        (name, "imported"),
    ]
    assert set(channel.incoming) == {"bad.csv"}, "what failed for a fault of ours waits where it is"
    assert set(channel.refused) == {"x.zip"}
    assert ("channels.failed", "SII-030") in [
        (event["kind"], event["payload"].get("code"))  # type: ignore[index, union-attr, call-overload]
        for entry in world.journal()
        for event in entry.events
    ]
    assert collect(world, channel, handlers=(CSV,)) == [("bad.csv", "imported")]


def test_what_may_succeed_is_tried_again_and_what_may_not_is_not(world: World) -> None:
    assert collect(world, attrs.evolve(drop(a=b"CSV"), faults=[AWAY]), handlers=(CSV,)) == [("a", "imported")]
    assert collect(world, attrs.evolve(drop(b=b"CSV b"), faults=[DENIED])) == [("", "SII-031")]


@attrs.frozen
class _Cut(MemoryChannel):
    """Says that a file is longer than what comes."""

    def waiting(self) -> tuple[object, ...]:  # type: ignore[override]
        return tuple(attrs.evolve(item, size=99) for item in super().waiting())


def test_a_file_that_was_cut_off_on_its_way_stays_and_nothing_of_it_is_taken(world: World) -> None:
    channel: Channel = _Cut(ChannelTerms("drop", "memory"), {"a": b"CSV"})  # type: ignore[assignment]
    assert collect(world, channel, handlers=(CSV,)) == [("a", "SII-033")]
    assert files(world) == ()


def test_where_files_stay_they_are_known_by_name_and_size_and_not_fetched_again(world: World) -> None:
    terms = ChannelTerms("cloud", "memory", patterns=("*.csv",), keeps_files=True)
    channel = MemoryChannel(terms, {"a.csv": b"CSV 1", "b.txt": b"CSV 2"})
    assert collect(world, channel, handlers=(CSV,)) == [("a.csv", "imported")]
    assert collect(world, channel, handlers=(CSV,)) == []
    channel.incoming["a.csv"] = b"CSV 1 corrected"
    assert collect(world, channel, handlers=(CSV,)) == [("a.csv", "imported")]
    channel.incoming["c.csv"] = b"ERR"
    broken = PlainFileHandler(b"ERR", error=ValueError("no"))
    assert [collect(world, channel, handlers=(broken,)) for _ in range(2)] == [[("c.csv", "SII-038")]] * 2


@attrs.frozen
class _Dated(MemoryChannel):
    """Says when its files were written."""

    written: dt.datetime = NOW

    def waiting(self) -> tuple[object, ...]:  # type: ignore[override]
        return tuple(attrs.evolve(item, modified=self.written) for item in super().waiting())


def test_a_file_written_since_one_of_that_name_and_size_came_is_another(world: World) -> None:
    terms = ChannelTerms("cloud", "memory", keeps_files=True)
    index = _Dated(terms, {"index.txt": b"CSV 1"}, written=NOW - dt.timedelta(days=1))
    assert collect(world, index, handlers=(CSV,)) == [("index.txt", "imported")]  # type: ignore[arg-type]
    assert collect(world, index, handlers=(CSV,)) == []  # type: ignore[arg-type]
    later = _Dated(terms, {"index.txt": b"CSV 2"}, written=NOW + dt.timedelta(days=1))
    assert collect(world, later, handlers=(CSV,)) == [("index.txt", "imported")]  # type: ignore[arg-type]


def test_a_channel_that_only_sends_is_not_looked_into(world: World) -> None:
    channel = attrs.evolve(drop(a=b"CSV"), terms=ChannelTerms("out", "memory", collects=False, sends=True))
    assert collect(world, channel) == []


def test_the_limit_on_bytes_holds(world: World) -> None:
    small = attrs.evolve(able(world, CSV), limit_bytes=3)
    heard: list[Handled] = []
    collect_files(collector=attrs.evolve(small, progress=heard.append), channels=[drop(a=b"CSV a", b=b"CSV")])
    told = [(each.name, each.outcome, each.is_good) for each in heard]
    assert told == [("a", "SII-036", False), ("b", "imported", True)]


def test_an_outgoing_file_is_sent_once_and_its_answer_is_taken_in(world: World) -> None:
    sha256 = outgoing(world, b"COD_SERVIZIO;...")
    channel = out(answer=b"CSV answer")
    (sent,) = send(world, channel, handlers=(CSV,))
    assert (sent.sha256, sent.outcome) == (sha256, SENT)
    assert [(each.name, each.outcome) for each in sent.returned] == [("SE1.0050_1.csv.answer.xml", "imported")]
    assert channel.outgoing == {"SE1.0050_1.csv": b"COD_SERVIZIO;..."}
    assert send(world, channel) == ()
    assert sorted(file.outcome for file in files(world)) == ["imported", SENT, TO_BE_SENT]


def test_what_could_not_be_sent_is_noted_and_sent_the_next_time(world: World) -> None:
    outgoing(world, b"one", name="1.csv")
    outgoing(world, b"two", name="2.csv")
    outgoing(world, b"three", "nowhere", "3.csv")
    channel = out(faults=[AWAY, AWAY])
    first = [(each.name, each.outcome) for each in send(world, channel)]
    assert first == [("1.csv", "SII-030"), ("3.csv", "SII-037")], "a channel that is away is not tried with the rest"
    assert [(each.name, each.outcome) for each in send(world, channel)] == [
        ("1.csv", SENT),
        ("2.csv", SENT),
        ("3.csv", "SII-037"),
    ]
    assert channel.outgoing == {"1.csv": b"one", "2.csv": b"two"}


def test_what_goes_by_hand_is_left_alone(world: World) -> None:
    outgoing(world, b"one", channel="")
    assert send(world, out()) == ()
