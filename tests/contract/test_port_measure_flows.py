"""Contract of the measure flows: each result comes with the bytes it was read from, and nothing raises."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.unpack import Limits
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFlows
from domain.kernel.digest import digest_of_bytes
from domain.meters.delivery import Delivery, RefusedFile, gathered
from tests.unit.test_use_case_world import BEFORE, LAST, NOW, flow_file, reading

OURS = "01234567897"
FIRST = flow_file(reading(1, BEFORE, 1, 2, 3))
SECOND = flow_file(reading(1, LAST, 4, 5, 6), reading(2, LAST, 7, 8, 9))
FOREIGN = flow_file(reading(1, LAST, 4, 5, 6), addressee="09999990030")

Read = tuple[tuple[bytes, Delivery | RefusedFile], ...]


@pytest.fixture(params=["sii", "sii with small limits"])
def flows(request: pytest.FixtureRequest) -> MeasureFlows:
    return SiiMeasureFlows() if request.param == "sii" else SiiMeasureFlows(Limits(max_file_bytes=1 << 20))


def read(flows: MeasureFlows, name: str, data: bytes) -> Read:
    files = flows.files(name=name, content=Spooled.of(data), addressee=OURS, received_at=NOW)
    found = tuple((b"".join(file.content.chunks()), gathered(file.parts())) for file in files)
    for content, result in found:
        named = result.sha256 if isinstance(result, RefusedFile) else result.envelope.sha256
        assert digest_of_bytes(content) == named
        if isinstance(result, Delivery):
            assert {each.origin.file_sha256 for each in result.readings} <= {named}
            assert {each.origin.file_sha256 for each in result.curves} <= {named}
    return found


def zip_of(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_file_comes_with_its_bytes(flows: MeasureFlows) -> None:
    ((content, result),) = read(flows, *SECOND)
    assert content == SECOND[1]
    assert isinstance(result, Delivery)
    assert (result.records, len(result.readings), result.envelope.name) == (2, 2, SECOND[0])


def test_a_zip_gives_each_file_with_its_own_bytes(flows: MeasureFlows) -> None:
    found = read(flows, "several.zip", zip_of(FIRST, FOREIGN, SECOND))
    assert [content for content, _ in found] == [FIRST[1], FOREIGN[1], SECOND[1]]
    assert [type(result) for _, result in found] == [Delivery, RefusedFile, Delivery]
    assert [result.envelope.container for _, result in found if isinstance(result, Delivery)] == ["several.zip"] * 2


def test_the_same_file_twice_in_a_zip_comes_twice(flows: MeasureFlows) -> None:
    found = read(flows, "twice.zip", zip_of(FIRST, (FIRST[0].replace("_1DP", "_2DP"), FIRST[1])))
    assert [content for content, _ in found] == [FIRST[1], FIRST[1]]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 not a zip", zip_of(FIRST)[:-40], zip_of(), zip_of(("big.xml", b"\x00" * (8 << 20)))],
    ids=["no zip", "cut off", "empty", "swells"],
)
def test_a_container_that_cannot_be_opened_stands_for_itself(flows: MeasureFlows, data: bytes) -> None:
    found = read(flows, "bad.zip", data)
    assert [content for content, _ in found] == [data]
    (result,) = (result for _, result in found)
    assert isinstance(result, RefusedFile)
    assert result.fault.code.startswith("SII-")


def test_one_bad_record_is_told_beside_the_good_ones(flows: MeasureFlows) -> None:
    name, data = SECOND
    ((_, result),) = read(flows, name, data.replace(b">7,000<", b">x<", 1).replace(b">7<", b">x<", 1))
    assert isinstance(result, Delivery)
    assert len(result.readings) == 1
    assert [record.fault.code for record in result.refused] == ["SII-006"]


@given(name=st.text(max_size=80), data=st.binary(max_size=200))
def test_no_content_and_no_name_raises(name: str, data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data, SECOND[1][: len(data)] + data):
        found = read(SiiMeasureFlows(), name, content)
        assert all(isinstance(result, RefusedFile) for _, result in found)
        assert found


@given(st.integers(0, len(SECOND[1])), st.binary(min_size=1, max_size=3))
def test_a_file_that_was_damaged_anywhere_never_raises(place: int, noise: bytes) -> None:
    name, data = SECOND
    assert read(SiiMeasureFlows(), name, data[:place] + noise + data[place + len(noise) :])


def test_the_same_file_is_always_read_the_same(flows: MeasureFlows) -> None:
    data = zip_of(FIRST, SECOND)
    assert read(flows, "several.zip", data) == read(flows, "several.zip", data)


def test_roots_are_told_in_lower_case_and_any_rule_told_may_be_set(flows: MeasureFlows) -> None:
    assert flows.roots() >= {"flussomisure", "flussoigmg", "flussoigmr"}
    settings = dict.fromkeys(flows.rules(), "off")
    ((_, result),) = flows.read(name=FIRST[0], data=FIRST[1], addressee=OURS, received_at=NOW, rule_settings=settings)
    assert settings
    assert isinstance(result, Delivery)
