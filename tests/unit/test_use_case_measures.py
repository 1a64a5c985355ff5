"""Taking in measure files: nothing twice, nothing lost, what is bad kept with its reason."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import attrs
import pytest

from adapters.containers.zip_containers import ZipContainers
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.xml_intake import BatchSize
from application.metering.import_measures import import_measures
from application.metering.validate_measures import set_rule
from application.ports.channels import Spooled
from application.ports.flow_files import IMPORTED, Direction, LineKind
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from domain.metering.reading import Reading
from domain.metering.validation.rule import RuleSetting, Setting, UnknownRule
from tests.support.measure_replay import again
from tests.support.use_case_world import BEFORE, LAST, NOW, World, flow_file, point, point_code, reading


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant)
    world.customers(1, 2)
    return world


def stored(world: World, *numbers: int) -> list[Reading]:
    with world.units(world.tenant) as uow:
        found = uow.measures.readings(map(point_code, numbers), dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    return [each for readings in found.values() for each in readings]


def test_what_is_good_is_stored_with_one_entry_and_its_event(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4, 5, 6))
    before = world.recorded()
    (intake,) = world.take(name, data)
    assert (intake.outcome, intake.records, intake.accepted, intake.rejected_records) == (IMPORTED, 2, 2, ())
    assert intake.sha256 == digest_of_bytes(data)
    assert [each.bands(kind) for each in stored(world, 1) for kind in {value.kind for value in each.values}] == [
        {"F1": 1, "F2": 2, "F3": 3}
    ]
    assert world.recorded() == [*before, "import_measures"]
    event = {"file": intake.sha256, "outcome": IMPORTED, "accepted": 2, "refused": 0}
    assert world.journal()[-1].events == ({"kind": "measures.imported", "payload": event},)
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(intake.sha256)) == data


@pytest.mark.parametrize("renamed", [False, True])
def test_the_same_content_a_second_time_changes_nothing(world: World, renamed: bool) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    other, _ = flow_file(reading(1, LAST, 1, 2, 3), progressive=2)
    world.take(name, data)
    before, entries, events = stored(world, 1), world.journal(), world.events()
    (second,) = world.take(other if renamed else name, data)
    assert (second.outcome, second.accepted) == ("SII-004", 0)
    assert stored(world, 1) == before
    assert world.journal() == entries
    assert world.events() == events


def test_a_point_that_is_not_registered_is_refused_and_taken_once_it_is(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(9, LAST, 7, 8, 9))
    (intake,) = world.take(name, data)
    assert (intake.records, intake.accepted) == (2, 1)
    assert [(each.record, each.fault.code) for each in intake.rejected_records] == [(2, "SII-007")]
    assert point_code(9) in intake.rejected_records[0].fault.message
    with world.units(world.tenant) as uow:
        assert uow.flow_files.refused(intake.sha256) == intake.rejected_records
    world.register(point(9))
    repeated = again(world, intake.sha256)
    assert (repeated.outcome, repeated.accepted, repeated.rejected_records) == (IMPORTED, 2, ())
    assert len(stored(world, 1)) == len(stored(world, 9)) == 1
    with world.units(world.tenant) as uow:
        assert uow.flow_files.refused(intake.sha256) == ()


def test_reading_a_stored_file_again_and_again_adds_nothing(world: World) -> None:
    (intake,) = world.take(*flow_file(reading(1, LAST, 1, 2, 3), reading(9, LAST, 7, 8, 9)))
    before = stored(world, 1, 9)
    for _ in range(2):
        repeated = again(world, intake.sha256)
        assert [each.fault.code for each in repeated.rejected_records] == ["SII-007"]
    assert stored(world, 1, 9) == before


def test_a_file_for_another_retailer_is_kept_whole_and_may_come_again(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), addressee="09999990030")
    (intake,) = world.take(name, data)
    assert intake.outcome == "SII-003"
    assert "09999990030" in intake.detail
    assert stored(world, 1) == []
    with world.units(world.tenant) as uow:
        kept = uow.flow_files.file(intake.sha256)
        assert not uow.flow_files.knows(intake.sha256)
        assert b"".join(uow.flow_files.content(intake.sha256)) == data
    assert (kept.outcome, kept.accepted) == ("SII-003", 0)
    assert world.take(name, data)[0].outcome == "SII-003"


def test_what_is_no_xml_is_kept_whole(world: World) -> None:
    name, _ = flow_file(reading(1, LAST, 1, 2, 3))
    (intake,) = world.take(name, b"\x00 not a file \xff")
    assert intake.outcome.startswith("SII-")
    assert intake.detail
    with world.units(world.tenant) as uow:
        assert b"".join(uow.flow_files.content(intake.sha256)) == b"\x00 not a file \xff"
    assert world.recorded()[-1] == "import_measures"


def test_one_bad_record_leaves_the_good_ones_alone(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4444, 5, 6))
    (intake,) = world.take(name, data.replace(b"4444", b"4x44"))
    assert (intake.outcome, intake.records, intake.accepted) == (IMPORTED, 2, 1)
    (bad,) = intake.rejected_records
    assert (bad.record, bad.fault.code) == (2, "SII-006")
    assert "4x44" in bad.raw
    assert len(stored(world, 1)) == 1
    assert stored(world, 2) == []


def test_each_file_of_a_zip_stands_for_itself(world: World) -> None:
    good = flow_file(reading(1, BEFORE, 1, 2, 3))
    foreign = flow_file(reading(1, LAST, 1, 2, 3), addressee="09999990030")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in (good, foreign):
            archive.writestr(name, data)
    before = len(world.journal())
    taken = world.take("delivery.zip", stream.getvalue())
    assert {each.sha256: each.outcome for each in taken} == {
        digest_of_bytes(good[1]): IMPORTED,
        digest_of_bytes(foreign[1]): "SII-003",
    }
    assert len(world.journal()) == before + 2
    with world.units(world.tenant) as uow:
        for name, data in (good, foreign):
            kept = uow.flow_files.file(digest_of_bytes(data))
            assert kept.name == name
            assert b"".join(uow.flow_files.content(kept.sha256)) == data


def test_a_tenant_that_was_not_set_up_takes_in_nothing(world: World) -> None:
    stranger = attrs.evolve(world, tenant=world.tenant + "-new")
    with pytest.raises(NotFound, match="seller"):
        stranger.take(*flow_file(reading(1, LAST, 1, 2, 3)))
    assert stranger.journal() == []


def test_a_file_that_never_came_cannot_be_read_again(world: World) -> None:
    with pytest.raises(NotFound, match="0" * 64):
        again(world, "0" * 64)


def test_every_record_of_a_file_has_its_line_in_the_history(world: World) -> None:
    (intake,) = world.take(*flow_file(reading(1, LAST, 1, 2, 3), reading(9, LAST, 7, 8, 9)))
    with world.units(world.tenant) as uow:
        (line,) = uow.flow_files.lines(point=point_code(1))
        (stranger,) = uow.flow_files.lines(point=point_code(9) + "0")
    assert (line.sha256, line.name, line.record, line.day) == (intake.sha256, intake.name, 1, LAST)
    assert (line.what, line.outcome, line.code) == (LineKind.READING, "taken", "")
    assert (stranger.record, stranger.what, stranger.code) == (2, LineKind.REFUSED, "SII-007")


def test_what_is_read_again_is_told_again_only_where_it_is_news(world: World) -> None:
    (intake,) = world.take(*flow_file(reading(1, LAST, 1, 2, 3), reading(9, LAST, 7, 8, 9)))
    again(world, intake.sha256)
    world.register(point(9))
    again(world, intake.sha256)
    again(world, intake.sha256)
    with world.units(world.tenant) as uow:
        told = [(line.record, line.outcome) for line in uow.flow_files.lines()]
    assert told == [(1, "taken"), (2, "refused"), (2, "taken")]


def test_a_file_tells_who_sent_it_and_how_it_came(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    (intake,) = import_measures(
        units=world.units,
        actor=world.actor,
        flows=world.flows,
        containers=ZipContainers(),
        name=name,
        data=data,
        channel="sftp",
    )
    with world.units(world.tenant) as uow:
        kept = uow.flow_files.file(intake.sha256)
    assert (kept.direction, kept.channel) == (Direction.IN, "sftp")
    assert kept.counterpart in name
    assert kept.sent_at is not None


def test_a_check_of_records_that_the_tenant_switches_off_lets_the_record_in(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    without_ka = re.sub(b"<Ka>[^<]*</Ka>", b"", data)
    (refused,) = world.take(name, without_ka)
    assert [(each.fault.code, "rule 21" in each.fault.message) for each in refused.rejected_records] == [
        ("SII-005", True)
    ]
    set_rule(units=world.units, actor=world.actor, flows=world.flows, rule="21", setting=Setting.OFF)
    assert again(world, refused.sha256).accepted == 1
    (taken,) = world.take(name, without_ka + b"\n")
    assert (taken.accepted, taken.rejected_records) == (1, ())


def test_a_rule_that_does_not_exist_cannot_be_set_and_one_that_no_longer_does_is_passed_over(world: World) -> None:
    for rule in ("no-such-rule", "VEE-999"):
        with pytest.raises(UnknownRule, match=rule):
            set_rule(units=world.units, actor=world.actor, flows=world.flows, rule=rule, setting=Setting.OFF)
    with world.units(world.tenant) as uow:
        assert uow.findings.settings().changes == ()
        uow.findings.set_rule(RuleSetting("rule of old", Setting.OFF, "Ada", NOW))
        uow.commit()
    (taken,) = world.take(*flow_file(reading(1, LAST, 1, 2, 3)))
    assert taken.accepted == 1


def in_batches_of(world: World, readings: int) -> World:
    return attrs.evolve(world, flows=SiiMeasureFlows(batch=BatchSize(readings=readings, curves=1)))


def test_a_file_that_breaks_off_anywhere_leaves_nothing_but_its_refusal(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(9, LAST, 4, 5, 6), reading(2, LAST, 7, 8, 9))
    for cut in range(0, data.rindex(b">"), 61):
        (intake,) = in_batches_of(world, 1).take(name, data[:cut])
        assert (intake.outcome, intake.records, intake.accepted) == ("SII-001", 0, 0)
        with world.units(world.tenant) as uow:
            assert b"".join(uow.flow_files.content(intake.sha256)) == data[:cut]
            assert uow.flow_files.refused(intake.sha256) == ()
    assert stored(world, 1, 2) == []
    assert "judge_measures" not in world.recorded()
    with world.units(world.tenant) as uow:
        assert uow.flow_files.lines() == ()


def test_a_file_that_says_last_that_it_is_for_another_leaves_nothing_but_its_refusal(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4, 5, 6), addressee="09999990030")
    start, end = data.index(b"<IdentificativiFlusso>"), data.index(b"</IdentificativiFlusso>") + 23
    moved = data[:start] + data[end:].replace(b"</FlussoMisure>", data[start:end] + b"</FlussoMisure>")
    (intake,) = in_batches_of(world, 1).take(name, moved)
    assert intake.outcome == "SII-003"
    assert stored(world, 1, 2) == []
    with world.units(world.tenant) as uow:
        assert uow.flow_files.file(intake.sha256).outcome == "SII-003"
        assert uow.flow_files.lines() == ()


def test_the_size_of_batches_changes_nothing_of_what_is_stored(units: UnitsOfWork, tenant: str) -> None:
    name, data = flow_file(*(reading(n, LAST, n, 5, 6) for n in (1, 9, 2, 8, 3, 7, 4)))
    found = []
    for size in (1, 2, 3, 100):
        world = in_batches_of(World(units, f"{tenant}-{size}"), size)
        world.customers(1, 2, 3, 4)
        (intake,) = world.take(name, data.replace(b">3,000<", b">x<"))
        with world.units(world.tenant) as uow:
            lines = {(line.record, line.point, line.what, line.outcome) for line in uow.flow_files.lines()}
            refused = uow.flow_files.refused(intake.sha256)
        found.append((intake, stored(world, 1, 2, 3, 4), lines, refused))
    assert [each.record for each in found[0][0].rejected_records] == [2, 4, 5, 6]
    assert found[1:] == found[:1] * 3


def test_of_a_file_whose_every_record_is_told_of_the_first_warnings_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.metering.deliveries.rejected_records.WARNINGS", 2)
    name, data = flow_file(*(reading(n, LAST, 1, 2, 3) for n in (1, 2, 3, 4)))
    (intake,) = in_batches_of(world, 1).take(name, data.replace(b"</DatiPod>", b"<New>1</New></DatiPod>"))
    assert [each.code for each in intake.warnings] == ["SII-101"] * 3
    assert "2 warnings more" in intake.warnings[-1].message


def test_it_is_told_how_far_a_file_was_read(world: World) -> None:
    name, data = flow_file(reading(1, LAST, 1, 2, 3), reading(2, LAST, 4, 5, 6))
    told: list[tuple[str, int, int]] = []
    import_measures(
        units=world.units,
        actor=world.actor,
        flows=in_batches_of(world, 1).flows,
        containers=ZipContainers(),
        name=name,
        data=Spooled.of(data),
        progress=lambda *how_far: told.append(how_far),
    )
    assert told == [(name, len(data), len(data))] * 3


def test_of_a_file_of_bad_records_so_much_text_is_kept_and_every_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data = flow_file(*(reading(n, LAST, 4444, 2, 3) for n in (1, 2, 3)))
    data = data.replace(b"4444", b"4x44")
    (whole,) = in_batches_of(world, 1).take(name, data)
    monkeypatch.setattr("domain.metering.deliveries.rejected_records.RAW_TEXT", len(whole.rejected_records[0].raw))
    (intake,) = in_batches_of(world, 1).take(name, data + b"\n")
    assert [each.fault.code for each in intake.rejected_records] == ["SII-006"] * 3
    assert intake.rejected_records[0] == whole.rejected_records[0]
    assert [each.raw for each in intake.rejected_records[1:]] == [f"record {number} of {name}" for number in (2, 3)]
