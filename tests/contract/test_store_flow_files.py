"""Contract of the flow files: bytes as they came, what became of them, and the history of every record."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.ports.flow_files import SENT, TO_BE_SENT, Direction, LineKind
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from tests.support.strategies.documents import CONTENT, FLOW_FILE, POINT, flow_file, flow_line, refused_record

MEBIBYTE = 1024 * 1024
OTHER = "IT001E00000002"
SHORT = "W-17"


def keep(work: UnitOfWork, content: bytes = CONTENT) -> str:
    """Keep some bytes; their hash."""
    sha256 = digest_of_bytes(content)
    work.flow_files.add_content(sha256, [content])
    return sha256


def test_a_file_is_known_once_it_was_imported_or_sent(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        keep(work)
        assert not work.flow_files.knows(FLOW_FILE)
        work.flow_files.add(flow_file(outcome="SII-007"))
        assert not work.flow_files.knows(FLOW_FILE)
        work.flow_files.add(flow_file(hour=9))
        assert work.flow_files.knows(FLOW_FILE)
        assert work.flow_files.file(FLOW_FILE) == flow_file(hour=9)
        sent = keep(work, b"out")
        work.flow_files.add(flow_file(b"out", outcome=SENT, direction=Direction.OUT))
        assert work.flow_files.knows(sent)


def test_what_came_in_between_two_instants_comes_oldest_first(units: UnitsOfWork, tenant: str) -> None:
    old, new, out = flow_file(b"old", hour=7), flow_file(b"new", hour=9), flow_file(b"out", direction=Direction.OUT)
    with units(tenant) as work:
        for content, file in ((b"new", new), (b"old", old), (b"out", out)):
            keep(work, content)
            work.flow_files.add(file)
        assert work.flow_files.arrived(old.at, new.at + dt.timedelta(seconds=1)) == (old, new)
        assert work.flow_files.arrived(old.at, new.at) == (old,)


def test_a_file_is_found_by_its_channel_name_and_size(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        keep(work)
        work.flow_files.add(flow_file(outcome="SII-002"))
        asks = [("drop", "file.xml", len(CONTENT)), ("drop", "file.xml", 1), ("drop", "x", len(CONTENT)), ("", "", 1)]
        assert [len(work.flow_files.received(*ask)) for ask in asks] == [1, 0, 0, 0]


def test_a_file_is_kept_only_with_its_bytes(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work, pytest.raises(NotFound, match=FLOW_FILE):
        work.flow_files.add(flow_file())


def test_files_come_newest_first_and_by_what_is_asked(units: UnitsOfWork, tenant: str) -> None:
    old, new = flow_file(b"old", hour=7), flow_file(b"new", hour=11, outcome="SII-002")
    new = attrs.evolve(new, flow="", counterpart="", channel="", sent_at=None)
    with units(tenant) as work:
        for content, file in ((b"new", new), (b"old", old)):
            keep(work, content)
            work.flow_files.add(file)
        assert work.flow_files.files(5) == (new, old)
        assert work.flow_files.files(1) == (new,)
        assert work.flow_files.files(5, outcome="SII-002") == (new,)
        assert work.flow_files.files(5, flow="PNO") == (old,)
        assert work.flow_files.files(5, counterpart=old.counterpart, channel="drop") == (old,)
        assert work.flow_files.files(5, direction=Direction.IN) == (new, old)
        assert work.flow_files.files(5, direction=Direction.OUT) == ()
        for ask in (work.flow_files.file, work.flow_files.size, lambda key: list(work.flow_files.content(key))):
            with pytest.raises(NotFound, match="flow file"):
                ask("d" * 64)


@pytest.mark.parametrize("size", [0, 1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE + 7])
def test_any_number_of_bytes_comes_out_as_it_went_in(units: UnitsOfWork, tenant: str, size: int) -> None:
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    with units(tenant) as work:
        sha256 = keep(work, content)
        assert b"".join(work.flow_files.content(sha256)) == content
        assert work.flow_files.size(sha256) == size


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.binary(max_size=4 * 64)))
def test_bytes_may_come_in_pieces_of_any_size(units: UnitsOfWork, tenant: str, chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    with units(tenant) as work:
        work.flow_files.add_content(digest_of_bytes(content), iter(chunks))
        assert b"".join(work.flow_files.content(digest_of_bytes(content))) == content


def test_bytes_that_are_there_are_not_read_again(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        keep(work)
        pieces = iter([CONTENT])
        work.flow_files.add_content(FLOW_FILE, pieces)
        assert list(pieces) == [CONTENT], "left unread"
        assert b"".join(work.flow_files.content(FLOW_FILE)) == CONTENT


def test_bytes_of_another_hash_are_refused(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work, pytest.raises(ValueError, match=FLOW_FILE):
        work.flow_files.add_content(FLOW_FILE, [CONTENT, b"more"])


def test_a_file_to_be_sent_waits_until_it_was_sent(units: UnitsOfWork, tenant: str) -> None:
    def out(content: bytes, outcome: str, hour: int) -> None:
        keep(work, content)
        work.flow_files.add(flow_file(content, outcome=outcome, hour=hour, direction=Direction.OUT))

    with units(tenant) as work:
        out(b"one", TO_BE_SENT, 7)
        out(b"two", TO_BE_SENT, 8)
        out(b"one", "SII-031", 9)
        keep(work)
        work.flow_files.add(flow_file())
        waiting = [(file.outcome, file.sha256) for file in work.flow_files.unsent()]
        assert waiting == [("SII-031", digest_of_bytes(b"one")), (TO_BE_SENT, digest_of_bytes(b"two"))]
        out(b"one", SENT, 10)
        assert [file.sha256 for file in work.flow_files.unsent()] == [digest_of_bytes(b"two")]


def test_refused_records_are_those_of_the_last_import(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.flow_files.refused(FLOW_FILE) == ()
        work.flow_files.add_rejected(FLOW_FILE, [refused_record(2), refused_record(5)])
        assert work.flow_files.refused(FLOW_FILE) == (refused_record(2), refused_record(5))
        work.flow_files.add_rejected(FLOW_FILE, [])
        assert work.flow_files.refused(FLOW_FILE) == ()


def test_the_history_comes_in_order_by_what_is_asked(units: UnitsOfWork, tenant: str) -> None:
    lines = (
        flow_line(1, day=3),
        flow_line(2, point=OTHER, case="CP-1", flow="SE1"),
        flow_line(3, point=SHORT, day=7),
        flow_line(4, day=12),
    )
    with units(tenant) as work:
        work.flow_files.add_lines(lines[:2])
        work.flow_files.add_lines(lines[2:])
        found = work.flow_files.lines()
        assert found == lines
        assert [line.position for line in found] == sorted({line.position for line in found})
        assert work.flow_files.lines(point=POINT) == (lines[0], lines[3])
        assert work.flow_files.lines(point=SHORT) == (lines[2],)
        assert work.flow_files.lines(point=SHORT[:-1]) == ()
        assert work.flow_files.lines(case="CP-1") == work.flow_files.lines(flow="SE1") == (lines[1],)
        assert work.flow_files.lines(first=dt.date(2026, 8, 7), last=dt.date(2026, 8, 12)) == lines[2:]
        assert work.flow_files.lines(point=POINT, first=dt.date(2026, 8, 4)) == (lines[3],)
        assert work.flow_files.lines(limit=2) == lines[:2]
        assert work.flow_files.lines(after=found[1].position) == lines[2:]


def test_what_is_told_of_messages_of_a_file_is_what_was_told_last(units: UnitsOfWork, tenant: str) -> None:
    message, refused = (attrs.evolve(flow_line(), what=what) for what in (LineKind.MESSAGE, LineKind.REFUSED))
    with units(tenant) as work:
        assert work.flow_files.line_kinds(message.sha256, 1, 9) == {}
        lines = [attrs.evolve(each, record=n) for n, each in enumerate((message, refused, refused, message), 1)]
        work.flow_files.add_lines([*lines, attrs.evolve(message, record=2), attrs.evolve(message, sha256="e" * 64)])
        work.flow_files.add_lines([attrs.evolve(flow_line(5), what=LineKind.READING)])
        told = {1: LineKind.MESSAGE, 2: LineKind.MESSAGE, 3: LineKind.REFUSED, 4: LineKind.MESSAGE}
        assert work.flow_files.line_kinds(message.sha256, 1, 9) == told
        assert work.flow_files.line_kinds(message.sha256, 2, 3) == {2: LineKind.MESSAGE, 3: LineKind.REFUSED}


@pytest.mark.parametrize(("stored", "asked"), [(POINT, POINT + "9"), (POINT + "9", POINT), (POINT + "8", POINT + "9")])
def test_points_are_one_by_their_first_14_characters(units: UnitsOfWork, tenant: str, stored: str, asked: str) -> None:
    with units(tenant) as work:
        work.flow_files.add_lines([flow_line(point=stored), flow_line(2, point=OTHER)])
        assert [line.point for line in work.flow_files.lines(point=asked)] == [stored]
