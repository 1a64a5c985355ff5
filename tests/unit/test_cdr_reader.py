"""Files of call records, read by the mapping of their operator."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cdr.mapping import MAPPINGS, BadCdrMapping, load_mappings
from adapters.cdr.reader import CdrFiles
from application.ports.calls import CannotReadCalls, UnknownMapping
from domain.kernel.telephone import CallKind
from domain.metering.calls.call import CdrFile

FILES = CdrFiles()
WHOLESALE = "caller;called;date;time;seconds;zone;cost;trunk\n"
ASTERISK = '"","{src}","{dst}","c","","a","b","Dial","","{at}","{at}","{at}",{seconds},{seconds},"{done}",3,"{id}",""'


def wholesale(*rows: str) -> CdrFile:
    return FILES.read(name="w.csv", data=(WHOLESALE + "\n".join(rows)).encode("latin-1"), mapping="wholesale_it")


def asterisk(**more: object) -> str:
    values: dict[str, object] = {
        "src": "0212345678",
        "dst": "3331234567",
        "at": "2026-08-03 12:00:00",
        "seconds": 85,
        "done": "ANSWERED",
        "id": "1.1",
    }
    return ASTERISK.format(**(values | more))


def test_asterisk_is_read_by_the_seconds_from_the_answer() -> None:
    rows = [asterisk(), asterisk(done="NO ANSWER", id="1.2", at=""), asterisk(id="1.3", dst="0033123456789")]
    found = FILES.read(name="Master.csv", data="\n".join(rows).encode(), mapping="asterisk")
    first, second = (each.call for each in found.calls)
    assert (first.a_number, first.b_number, first.quantity) == ("+390212345678", "+393331234567", 85)
    assert first.answered == dt.datetime(2026, 8, 3, 10, tzinfo=dt.UTC)
    assert second.b_number == "+33123456789"
    assert (found.skipped, found.records, found.unread) == (1, 3, ())
    assert found.calls[1].raw.line == 3
    assert found.calls[0].raw.text == rows[0]


def test_cgrates_gives_voice_messages_and_data_in_utc() -> None:
    header, at = ",".join(FILES.known["cgrates"].columns), "2026-08-03 10:00:00"
    rows = [
        f"{i},*default,h,s,o,{kind},*postpaid,t,call,390212345678,s,{called},{at},{at},{n}"
        for i, (kind, called, n) in enumerate(
            [("*voice", "393331234567", 85), ("*sms", "393331234567", 1), ("*data", "", 2048)]
        )
    ]
    found = FILES.read(name="c.csv", data="\n".join([header, *rows]).encode(), mapping="cgrates")
    assert [(each.call.kind, each.call.quantity) for each in found.calls] == [
        (CallKind.VOICE, 85),
        (CallKind.SMS, 1),
        (CallKind.DATA, 2048),
    ]
    assert found.calls[0].call.answered == dt.datetime(2026, 8, 3, 10, tzinfo=dt.UTC)


def test_a_record_without_identifier_is_known_by_what_it_says() -> None:
    row = "0212345678;3331234567;03/08/2026;12:00:00;85;M;0,1;T1"
    found = wholesale(row, row.replace(";85;", ";86;"))
    assert found.calls[0].call.id == "0212345678|3331234567|03/08/2026|12:00:00|85|T1"
    assert found.calls[0].call.key != found.calls[1].call.key


@pytest.mark.parametrize(
    ("row", "code", "said"),
    [
        ("anonymous;3331234567;03/08/2026;12:00:00;85;;;", "TEL-003", "caller"),
        ("0212345678;*21#;03/08/2026;12:00:00;85;;;", "TEL-003", "called"),
        ("0212345678;3331234567;2026-08-03;12:00:00;85;;;", "TEL-002", "time"),
        ("0212345678;3331234567;03/08/2026;12:00:00;8,5;;;", "TEL-002", "duration"),
        ("0212345678;3331234567;03/08/2026;12:00:00;-5;;;", "TEL-002", "duration"),
        ("0212345678;3331234567;29/03/2026;02:30:00;85;;;", "TEL-002", "does not exist"),
    ],
)
def test_a_bad_record_waits_with_its_reason_and_its_text(row: str, code: str, said: str) -> None:
    good = "0212345678;3331234567;03/08/2026;12:00:00;85;;;"
    found = wholesale(row, good)
    (bad,) = found.unread
    assert (bad.fault.code, bad.raw.text, bad.raw.line) == (code, row, 2)
    assert said in bad.fault.message
    assert len(found.calls) == 1


def test_a_record_in_suspense_is_read_again_by_the_mapping_of_today() -> None:
    (bad,) = wholesale("anonymous;3331234567;03/08/2026;12:00:00;85;;;").unread
    assert FILES.read_again(bad).unread == (bad,)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caller,called\n", "is not the header"),
        (b"", "is not the header"),
        (WHOLESALE.encode() + b"a;b\n", "2 columns where mapping wholesale_it has 8"),
        (WHOLESALE.encode() + b"a\x00;b\n", "NUL"),
        (WHOLESALE.encode() + b"a" * 10_001, "at most 10000"),
    ],
)
def test_a_file_that_is_not_what_its_mapping_says_is_refused_whole(data: bytes, said: str) -> None:
    with pytest.raises(CannotReadCalls, match=said):
        FILES.read(name="w.csv", data=data, mapping="wholesale_it")


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(CannotReadCalls, match="is not utf-8"):
        FILES.read(name="m.csv", data=b"\xff", mapping="asterisk")


def test_an_unknown_mapping_names_those_there_are() -> None:
    with pytest.raises(UnknownMapping, match="asterisk, cgrates, wholesale_it"):
        FILES.read(name="x", data=b"", mapping="x")


@given(st.binary(max_size=300))
def test_no_content_makes_it_fail(data: bytes) -> None:
    for mapping in FILES.mappings():
        try:
            found = FILES.read(name="x", data=data, mapping=mapping)
        except CannotReadCalls:
            continue
        assert found.records == len(found.calls) + len(found.unread) + found.skipped


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('["src"]', '["source"]'), "'source' is no column"),
        (('duration = "seconds"', 'duration = "hours"'), "duration is seconds or clock"),
        (('default = "voice"', ""), "a column or a default"),
        (('default = "voice"', 'default = "fax"'), "fax"),
        (('zone = "Europe/Rome"', 'zone = "Europe/Nowhere"'), "README"),
        (("[keep]", "[kept]"), "unknown key 'kept'"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = (MAPPINGS / "asterisk.toml").read_text("utf-8")
    assert change[0] in text
    (tmp_path / "own.toml").write_text(text.replace(*change), "utf-8")
    with pytest.raises(BadCdrMapping, match=said):
        load_mappings(tmp_path)


def test_a_clock_duration_is_read(tmp_path: Path) -> None:
    text = (MAPPINGS / "wholesale_it.toml").read_text("utf-8").replace('duration = "seconds"', 'duration = "clock"')
    (tmp_path / "own.toml").write_text(text, "utf-8")
    files = CdrFiles(load_mappings(tmp_path))
    row = "0212345678;3331234567;03/08/2026;12:00:00;01:01:05;;;"
    found = files.read(name="w", data=(WHOLESALE + row).encode(), mapping="own")
    assert found.calls[0].call.quantity == 3665
    assert files.read(name="w", data=(WHOLESALE + row.replace("01:01:05", "65")).encode(), mapping="own").unread
