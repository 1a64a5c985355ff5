"""What every reader of call records does, whatever the operator."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.cdr.reader import CdrFiles
from application.ports.calls import CallFiles, CannotReadCalls, UnknownMapping

MAPPING = "wholesale_it"
HEADER = "caller;called;date;time;seconds;zone;cost;trunk"
GOOD = "0212345678;0687654321;16/10/2026;10:30:00;85;NAZ;0.10;T1"
BAD = "0212345678;0687654321;16/10/2026;10:31:00;many;NAZ;0.10;T1"


@pytest.fixture
def files() -> CallFiles:
    """The one reader there is."""
    return CdrFiles()


def written(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows, "")).encode()


def test_a_good_record_is_a_call_of_an_aware_moment(files: CallFiles) -> None:
    read = files.read(name="w.csv", data=written(GOOD), mapping=MAPPING)
    (taken,) = read.calls
    assert taken.call.answered.utcoffset() == dt.timedelta(0)
    assert read.unread == ()


def test_a_bad_record_waits_with_its_text_and_the_rest_goes_on(files: CallFiles) -> None:
    read = files.read(name="w.csv", data=written(GOOD, BAD), mapping=MAPPING)
    assert len(read.calls) == 1
    (waiting,) = read.unread
    assert BAD in waiting.raw.text


def test_the_same_file_gives_the_same_records(files: CallFiles) -> None:
    first = files.read(name="w.csv", data=written(GOOD, BAD), mapping=MAPPING)
    assert files.read(name="w.csv", data=written(GOOD, BAD), mapping=MAPPING) == first


def test_a_record_that_waits_is_read_again_by_itself(files: CallFiles) -> None:
    (waiting,) = files.read(name="w.csv", data=written(BAD), mapping=MAPPING).unread
    again = files.read_again(waiting)
    assert (again.calls, len(again.unread)) == ((), 1)
    mended = attrs.evolve(waiting, raw=attrs.evolve(waiting.raw, text=GOOD))
    assert len(files.read_again(mended).calls) == 1


def test_a_mapping_nobody_declared_is_refused(files: CallFiles) -> None:
    assert MAPPING in files.mappings()
    with pytest.raises(UnknownMapping, match="nobody"):
        files.read(name="w.csv", data=written(GOOD), mapping="nobody")


def test_a_file_that_is_not_as_its_mapping_says_is_not_used_at_all(files: CallFiles) -> None:
    with pytest.raises(CannotReadCalls):
        files.read(name="w.csv", data=b"\xff\xfe\x00", mapping=MAPPING)
