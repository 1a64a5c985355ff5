"""Files of market messages of any size and packing: what is in them counts, not how they were cut and packed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.containers.unpack import ZipLimits
from adapters.containers.zip_containers import ZipContainers
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes
from application.exchange.collect_files import Collector, collect_files
from application.exchange.container_files import ContainerFileHandler, as_one
from application.market.market_ports import MarketPorts
from application.market.message_files import MarketFileHandler
from application.market.receive_messages import receive_files, receive_messages
from application.metering.measure_files import MeasureFileHandler
from application.ports.channels import ChannelTerms, Spooled
from application.ports.file_handlers import Arrival, Handled
from application.ports.flow_files import FlowFile, FlowLine, LineKind
from application.ports.market_flows import MarketFlows, MarketPart
from domain.kernel.digest import digest_of_bytes
from domain.market.case import Case, CaseStep
from domain.market.message import MarketMessage
from tests.fakes.channels import CountedPause, MemoryChannel, spool_to_memory
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.use_case_world import LAST, World, flow_file, point, point_code, reading
from tests.support.zip_files import zip_of

FLOWS = SiiMarketFlows()
SII = "05877611003"
DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 11, 17)


@attrs.frozen
class _Broken:
    """Flows that fail after so many parts, as where the process dies."""

    flows: MarketFlows
    after: int

    def __getattr__(self, name: str) -> object:
        return getattr(self.flows, name)

    def parts(self, *, name: str, content: Spooled) -> Iterator[MarketPart]:
        yield from itertools.islice(self.flows.parts(name=name, content=content), self.after)
        raise RuntimeError("the process died")


def ports(world: World, flows: MarketFlows = FLOWS) -> MarketPorts:
    return MarketPorts(world.units, world.books, packaged_processes(), flows, world.actor)


def bonus(n: int, number: int = 0, *, household: str = "1_2", code: str = "X_BONUS") -> MarketMessage:
    """A line of the list of the social bonus; those of one customer differ by their days."""
    start = FIRST + number * DAY
    days = (("BONUS_FROM", f"{start:%d/%m/%Y}"), ("BONUS_TO", f"{start + 364 * DAY:%d/%m/%Y}"))
    values = (("HOUSEHOLD", household), *days) if household else days
    return MarketMessage(
        service=code,
        step="0200",
        sender=SII,
        addressee="01234567897",
        point=point_code(n),
        values=values if code == "X_BONUS" else (),
    )


def written(*messages: MarketMessage) -> bytes:
    return FLOWS.write(messages)[1]


def collect(world: World, files: dict[str, bytes], *, keeps_files: bool = False) -> tuple[Handled, ...]:
    single = (MarketFileHandler(ports(world)), MeasureFileHandler(world.units, world.actor, world.flows))
    handlers = (ContainerFileHandler(world.units, world.actor, ZipContainers(), single), *single)
    channel = MemoryChannel(ChannelTerms("drop", "memory", keeps_files=keeps_files), files)
    collector = Collector(world.units, world.actor, spool_to_memory, CountedPause(), handlers)
    return collect_files(collector=collector, channels=[channel])


def kept(world: World) -> dict[str, FlowFile]:
    with world.units(world.tenant) as uow:
        return {file.name: file for file in reversed(uow.flow_files.files(99))}


def lines(world: World) -> tuple[FlowLine, ...]:
    with world.units(world.tenant) as uow:
        return uow.flow_files.lines()


def history(world: World) -> list[tuple[object, ...]]:
    """What is told of each message, without the file it stood in."""
    return [(each.flow, each.point, each.case, each.day, each.what, each.outcome, each.code) for each in lines(world)]


def cases(world: World) -> list[Case]:
    """Every case, without the places of its messages."""
    with world.units(world.tenant) as uow:
        found = uow.market_cases.page("", 999)
    return [attrs.evolve(each, steps=tuple(map(_placeless, each.steps))) for each in found]


def _placeless(step: CaseStep) -> CaseStep:
    assert step.message is not None
    return attrs.evolve(step, message=attrs.evolve(step.message, position=1), file_sha256="", file_name="")


def test_a_zip_gives_each_file_to_who_takes_it_by_its_content(world: World) -> None:
    world.customers(1, 2)
    _, measures = flow_file(reading(1, LAST, 1, 2, 3))
    market = written(bonus(1), bonus(9))
    packed = zip_of(("list/x.dat", market), ("y.csv", measures), ("letter.txt", b"Buongiorno"), ("in.zip", zip_of()))
    (found,) = collect(world, {"all.zip": packed})
    assert (found.outcome, found.records, found.accepted, found.rejected) == ("imported", 3, 2, 3)
    files = kept(world)
    assert {name: (file.container, file.outcome, file.flow) for name, file in files.items()} == {
        "list/x.dat": ("all.zip", "imported", "X_BONUS.0200"),
        "y.csv": ("all.zip", "imported", "PNO"),
        "letter.txt": ("all.zip", "SII-035", ""),
        "in.zip": ("all.zip", "SII-001", ""),
        "all.zip": ("", "imported", ""),
    }
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(digest_of_bytes(packed))) == packed
        assert b"".join(uow.flow_files.content(digest_of_bytes(market))) == market
    assert [(each.what, each.record) for each in lines(world) if each.name == "list/x.dat"] == [
        (LineKind.MESSAGE, 1),
        (LineKind.REFUSED, 2),
    ]
    assert [each.outcome for each in collect(world, {"all.zip": packed})] == ["SII-004"]


def test_a_file_that_came_before_is_taken_once_whatever_it_comes_in(world: World) -> None:
    world.customers(1)
    data = written(bonus(1))
    collect(world, {"alone.csv": data})
    before = history(world)
    found = collect(world, {"a.zip": zip_of(("again.csv", data)), "b.zip": zip_of(("x", data), ("y", data))})
    assert [each.outcome for each in found] == ["imported", "imported"]
    assert history(world) == before
    assert "again.csv" not in kept(world)


CUT = zip_of(("a.csv", written(bonus(1))))[:-30]
BOMB = zip_of(("a.csv", written(bonus(1)) + b"\r\n" * (8 << 20)))


@pytest.mark.parametrize(("data", "code"), [(CUT, "SII-001"), (BOMB, "SII-009"), (zip_of(), "SII-001")])
@pytest.mark.parametrize("by_hand", [False, True])
def test_of_a_zip_that_is_cut_off_or_swells_only_its_bytes_are_kept(
    world: World,
    data: bytes,
    code: str,
    by_hand: bool,
) -> None:
    world.customers(1)
    if by_hand:
        (received,) = receive_files(ports(world), containers=ZipContainers(), name="bad.zip", data=data)
        assert (received.outcome, received.fault and received.fault.code) == (code, code)
    else:
        (collected,) = collect(world, {"bad.zip": data})
        assert (collected.outcome, collected.accepted) == (code, 0)
    (file,) = kept(world).values()
    assert (file.name, file.outcome) == ("bad.zip", code)
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(file.sha256)) == data
    assert lines(world) == ()


def test_by_hand_a_zip_is_received_file_by_file(world: World) -> None:
    world.customers(1, 2)
    packed = zip_of(("one.csv", written(bonus(1))), ("letter.txt", b"Buongiorno"), ("two.csv", written(bonus(2))))
    found = receive_files(ports(world), containers=ZipContainers(), name="all.zip", data=packed)
    assert [(each.name, each.container, each.outcome, each.accepted) for each in found] == [
        ("one.csv", "all.zip", "imported", 1),
        ("letter.txt", "all.zip", "SII-040", 0),
        ("two.csv", "all.zip", "imported", 1),
    ]
    (alone,) = receive_files(ports(world), containers=ZipContainers(), name="x", data=written(bonus(1, 1)))
    assert (alone.container, alone.accepted) == ("", 1)


def test_limits_on_zips_hold_for_messages_as_for_measures(world: World) -> None:
    world.customers(1)
    packed = zip_of(("a", written(bonus(1))), ("b", written(bonus(1, 1))))
    (found,) = receive_files(ports(world), containers=ZipContainers(ZipLimits(max_members=1)), name="z", data=packed)
    assert found.outcome == "SII-009"
    assert cases(world) == []


def test_a_file_of_which_nothing_was_taken_is_refused_and_taken_once_its_cause_is_mended(
    world: World,
) -> None:
    world.customers(1)
    data = written(bonus(8), bonus(9))
    (found,) = collect(world, {"list.csv": data})
    assert (found.outcome, found.records, found.accepted, found.rejected) == ("MKT-006", 2, 0, 2)
    assert point_code(9) in found.detail
    assert (kept(world)["list.csv"].outcome, kept(world)["list.csv"].rejected) == ("MKT-006", 2)
    world.register(point(8))
    (again,) = collect(world, {"list.csv": data})
    assert (again.outcome, again.accepted, again.rejected, again.is_good) == ("imported", 1, 1, False)
    world.register(point(9))
    received = receive_messages(ports(world), name="list.csv", data=data)
    assert (received.outcome, received.accepted, received.rejected) == ("imported", 2, 0)
    assert [(each.record, each.what) for each in lines(world)] == [
        (1, LineKind.REFUSED),
        (2, LineKind.REFUSED),
        (1, LineKind.MESSAGE),
        (2, LineKind.MESSAGE),
    ]
    with world.units(world.tenant) as uow:
        assert uow.flow_files.refused(received.sha256) == ()


def test_of_a_zip_the_outcome_is_that_of_the_files_in_it_where_they_agree(world: World) -> None:
    world.customers(1)
    bad = ("bad.csv", written(bonus(8), bonus(9)))
    (refused,) = collect(world, {"bad.zip": zip_of(bad, ("letter.txt", b"x"))})
    assert (refused.outcome, refused.records, refused.rejected) == ("MKT-006", 2, 3)
    (partly,) = collect(world, {"some.zip": zip_of(bad, ("good.csv", written(bonus(1))))})
    assert (partly.outcome, partly.accepted, partly.rejected, partly.is_good) == ("imported", 1, 2, False)


def test_where_one_file_fails_for_a_fault_of_ours_the_container_waits() -> None:
    box = Arrival("box.zip", Spooled.of(b"PK"), "drop", "", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    good = Handled("a", "", "imported", records=1, accepted=1)
    one = as_one(box, [good, Handled("b", "", "SII-038", "KeyError: x")])
    assert (one.name, one.sha256, one.channel) == ("box.zip", box.content.sha256, "drop")
    assert (one.outcome, one.detail) == ("SII-038", "b: SII-038: KeyError: x")
    assert as_one(box, [Handled("a", "", "SII-004"), Handled("b", "", "SII-001")]).outcome == "imported"
    many = as_one(box, [Handled(str(n), "", "SII-035", "?") for n in range(30)])
    assert many.detail.endswith("and 10 files more")


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4, 5])
def test_a_file_that_was_broken_off_is_completed_by_taking_it_again(world: World, after: int) -> None:
    world.customers(1, 2, 3)
    data = written(bonus(1), bonus(9), bonus(2), bonus(3), bonus(3, household="", number=1))
    broken = ports(world, _Broken(FLOWS, after))  # type: ignore[arg-type]
    with pytest.raises(RuntimeError):
        receive_messages(broken, name="list.csv", data=data, batch=2)
    assert len(lines(world)) == after // 2 * 2, "the batches before it stay"
    whole = receive_messages(ports(world), name="list.csv", data=data, batch=2)
    assert (whole.outcome, whole.accepted, whole.rejected) == ("imported", 3, 2)
    assert [(each.record, each.code) for each in lines(world)] == [
        (1, ""),
        (2, "MKT-006"),
        (3, ""),
        (4, ""),
        (5, "MKT-004"),
    ]
    assert [each.code for each in cases(world)] == ["2026_0000001", "2026_0000002", "2026_0000003"]


def test_of_a_long_file_the_first_messages_are_told_and_some_refusals_kept(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("LISTED", 3), ("REFUSED", 2)):
        monkeypatch.setattr(f"application.market.receive_messages.{name}", value)
    world.customers(1)
    found = receive_messages(ports(world), name="x", data=written(*(bonus(n) for n in (1, 9, 9, 9, 9))), batch=2)
    assert (found.records, found.accepted, found.rejected, len(found.messages)) == (5, 1, 4, 3)
    with world.units(world.tenant) as uow:
        assert [each.record for each in uow.flow_files.refused(found.sha256)] == [2, 3]
    assert len(lines(world)) == 5


def test_a_bad_line_keeps_its_number_and_the_good_ones_stay(world: World) -> None:
    world.customers(1, 2)
    good = written(bonus(1), bonus(2, household="1_2")).splitlines()
    data = b"\r\n".join([*good[:2], b"", b"\x81\x8d", good[2], good[2][:20]])
    found = receive_messages(ports(world), name="x", data=data)
    assert [each.faults[0].code if each.faults else "" for each in found.messages] == ["", "SII-048", "", "SII-043"]
    assert [each.faults[0].subject for each in found.messages if each.faults] == [
        "x record 2 (line 4)",
        "x record 4 (line 6)",
    ]
    assert (found.outcome, found.accepted) == ("imported", 2)
    assert "SII-047" in kept(world)["x"].warnings[-1], "what was remarked on is kept with the file"


MESSAGES = st.lists(
    st.builds(
        bonus,
        st.sampled_from([1, 2, 9]),
        st.integers(0, 400),
        household=st.sampled_from(["1_2", ""]),
    ),
    unique_by=lambda each: (each.point, each.value("BONUS_FROM")),
    min_size=1,
    max_size=9,
)


def peopled() -> World:
    made = World(MemoryUnitsOfWork(), "t")
    made.customers(1, 2)
    return made


def cut(items: Sequence[object], places: Sequence[int]) -> list[list[object]]:
    bounds = sorted({0, len(items), *(place % (len(items) + 1) for place in places)})
    return [list(items[start:stop]) for start, stop in itertools.pairwise(bounds)]


@settings(max_examples=25, deadline=None)
@given(messages=MESSAGES, files=st.lists(st.integers(0, 99), max_size=4), zips=st.lists(st.integers(0, 99), max_size=3))
def test_however_messages_are_split_into_files_and_zips_the_same_comes_of_them(
    messages: list[MarketMessage], files: list[int], zips: list[int]
) -> None:
    whole, split = peopled(), peopled()
    collect(whole, {"all.csv": written(*messages)})
    singles = [(f"{n}.csv", written(*part)) for n, part in enumerate(cut(messages, files))]  # type: ignore[arg-type]
    arrivals: dict[str, bytes] = {}
    for n, group in enumerate(cut(singles, zips)):
        arrivals |= {f"{n}.zip": zip_of(*group)} if n % 2 == 0 else dict(group)  # type: ignore[arg-type]
    collect(split, arrivals)
    assert history(split) == history(whole)
    assert cases(split) == cases(whole)


@settings(max_examples=25, deadline=None)
@given(messages=MESSAGES, size=st.integers(1, 10), again=st.integers(1, 10))
def test_the_size_of_batches_changes_nothing_and_a_second_time_neither(
    messages: list[MarketMessage], size: int, again: int
) -> None:
    at_once, by_batch = peopled(), peopled()

    def received(to: World, batch: int) -> Handled:
        return receive_messages(ports(to), name="x", data=written(*messages), batch=batch)

    assert received(at_once, 999) == received(by_batch, size)
    assert lines(at_once) == lines(by_batch)
    assert (cases(at_once), kept(at_once)) == (cases(by_batch), kept(by_batch))
    second = received(by_batch, again)
    assert (second.outcome, second.accepted) == (kept(at_once)["x"].outcome, kept(at_once)["x"].accepted)
    assert lines(at_once) == lines(by_batch)
    assert cases(at_once) == cases(by_batch)
