"""Names of files and zips from outside."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.containers.unpack import TooLarge, UnreadableZip, ZipLimits, is_zip, members
from adapters.sii.records.filename import BadName, FileName, parse_name
from adapters.sii.writers.electricity import zipped
from domain.kernel.validity import month_of

OFFICIAL = "05779711000_12300020158_202011_RNO_20201113181140_015DP7001_R.xml"

Unzipped = list[tuple[str, bytes, str | None]]

FIRST = dt.datetime(2012, 7, 1, tzinfo=dt.UTC)


def _zip(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def _unzipped(data: bytes, limits: ZipLimits | None = None) -> Unzipped:
    with members(io.BytesIO(data), limits or ZipLimits()) as inside:
        return [(each.path, b"".join(each.content.chunks()), each.error) for each in inside]


def test_an_official_name_is_read_in_roman_time() -> None:
    assert parse_name(f"TME_05779711000/2020/1113/{OFFICIAL}") == FileName(
        sender="05779711000",
        addressee="12300020158",
        month=month_of(dt.date(2020, 11, 1)),
        flow="RNO",
        sent_at=dt.datetime(2020, 11, 13, 17, 11, 40, tzinfo=dt.UTC),
        progressive=15,
        dispatching_contract="DP7001",
        regime="R",
    )


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("20260701120000", dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)),
        ("20261025023000", dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)),  # comes twice: the first is meant
        ("20261025030000", dt.datetime(2026, 10, 25, 2, tzinfo=dt.UTC)),
    ],
)
def test_the_moment_in_a_name_knows_summer_time(text: str, utc: dt.datetime) -> None:
    found = parse_name(f"A_B_202606_PNO_{text}_1DP0001_NR.xml")
    assert found is not None
    assert found.sent_at == utc


def test_foreign_vat_numbers_and_names_without_regime_are_official() -> None:
    found = parse_name("01234567890_AAA01234567890BB_201812_SMIS_20181203101533_1DP0001.xml")
    assert found is not None
    assert (found.addressee, found.regime) == ("AAA01234567890BB", None)


@pytest.mark.parametrize(
    "name", ["misure.xml", OFFICIAL.replace("DP7001", ""), OFFICIAL + ".bak", "A_B_202011_RNO.xml", ""]
)
def test_other_names_are_of_no_form(name: str) -> None:
    assert parse_name(name) is None


@pytest.mark.parametrize("name", [OFFICIAL.replace("202011_", "202013_"), OFFICIAL.replace("1113181140", "1132181140")])
def test_a_name_with_a_date_that_does_not_exist_is_bad(name: str) -> None:
    with pytest.raises(BadName):
        parse_name(name)


@given(
    st.integers(0, 800_000_000).map(lambda seconds: FIRST + dt.timedelta(seconds=seconds)),
    st.integers(0, 999),
    st.sampled_from(("R", "NR", None)),
)
def test_a_name_that_was_written_reads_back(moment: dt.datetime, progressive: int, regime: str | None) -> None:
    name = FileName("A", "B", month_of(moment.date()), "PNO", moment, progressive, "DP0001", regime)
    found = parse_name(str(name))
    assert found is not None
    assert str(found) == str(name)
    repeated_hour = found.sent_at != moment
    assert not repeated_hour or (moment - found.sent_at == dt.timedelta(hours=1) and moment.month == 10)


def test_a_zip_gives_its_files_in_folders() -> None:
    data = _zip(("TME/2026/a.xml", b"<a/>"), ("b.xml", b"<b/>"))
    assert is_zip(data)
    assert _unzipped(data) == [("TME/2026/a.xml", b"<a/>", None), ("b.xml", b"<b/>", None)]


@pytest.mark.parametrize("cut", [1, 30, 60])
def test_a_truncated_zip_is_unreadable(cut: int) -> None:
    with pytest.raises(UnreadableZip):
        _unzipped(_zip(("a.xml", b"<a/>" * 50))[:-cut])


def test_a_zip_whose_beginning_is_missing_is_told_and_does_not_break_the_program() -> None:
    ((_, _, error),) = _unzipped(_zip(("a.xml", b"<a/>"))[12:])
    assert error is not None


def test_a_damaged_member_is_told_and_the_others_are_read() -> None:
    data = bytearray(_zip(("a.xml", bytes(range(256)) * 20), ("b.xml", b"<b/>")))
    data[60] ^= 0xFF
    (_, _, error), good = _unzipped(bytes(data))
    assert error is not None
    assert "damaged" in error
    assert good == ("b.xml", b"<b/>", None)


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (ZipLimits(max_members=1), "2 files in the zip"),
        (ZipLimits(max_unzipped_bytes=1_500_000), "more than 1500000 bytes come out of the zip"),
        (ZipLimits(max_file_bytes=999_999), "more than 999999 bytes"),
        (ZipLimits(ratio_from_bytes=1000), "more than 200 times"),
    ],
)
def test_a_zip_bomb_is_stopped(limits: ZipLimits, says: str) -> None:
    data = _zip(("a.xml", bytes(1_000_000)), ("b.xml", bytes(1_000_000)))
    with pytest.raises(TooLarge, match=says):
        _unzipped(data, limits)


def test_a_size_that_lies_in_the_header_does_not_help_a_bomb() -> None:
    data = _zip(("a.xml", bytes(3_000_000)))
    true_size = (3_000_000).to_bytes(4, "little")
    lying = data.replace(true_size, (10).to_bytes(4, "little"))
    assert lying != data
    ((_, content, error),) = _unzipped(lying)
    assert error is not None
    assert content == b""


def test_zips_of_the_same_content_are_the_same_bytes() -> None:
    name, data = zipped("a_b.xml", b"<a/>")
    assert name == "a_b.zip"
    assert zipped("a_b.xml", b"<a/>") == (name, data)
    assert _unzipped(data) == [("a_b.xml", b"<a/>", None)]


def test_a_limit_is_above_zero() -> None:
    with pytest.raises(ValueError, match="max_members"):
        ZipLimits(max_members=0)
