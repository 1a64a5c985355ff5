"""Contract of the measure flows: each result comes with the bytes it was read from, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.spool import spool_to_disk
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.unpack import Limits
from adapters.sii.writer import curve_record, write_file
from adapters.sii.xml_intake import BatchSize
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFlows
from domain.kernel.digest import digest_of_bytes
from domain.metering.delivery import Batch, Closing, Delivery, Part, RefusedFile, gathered
from tests.bench.household import CONTRACT, MONTH, SENDER, SENT_AT, household
from tests.support.use_case_world import BEFORE, LAST, NOW, flow_file, reading
from tests.support.zip_files import zip_of

OURS = "01234567897"
FIRST = flow_file(reading(1, BEFORE, 1, 2, 3))
SECOND = flow_file(reading(1, LAST, 4, 5, 6), reading(2, LAST, 7, 8, 9))
FIVE = flow_file(*(reading(n, LAST, n, 6, 7) for n in range(1, 6)))
FOREIGN = flow_file(reading(1, LAST, 4, 5, 6), addressee="09999990030")


def curve_file(homes: int) -> tuple[str, bytes]:
    """A PDO2G for us, of so many noisy homes."""
    return write_file(
        flow="PDO2G",
        sender=SENDER,
        addressee=OURS,
        dispatching_contract=CONTRACT,
        month=MONTH,
        sent_at=SENT_AT,
        progressive=1,
        records=[curve_record(household(number), flow="PDO2G") for number in range(1, homes + 1)],
        regime="R",
    )


CURVES = curve_file(3)

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
    content = Spooled.of(FIRST[1])
    (file,) = flows.files(name=FIRST[0], content=content, addressee=OURS, received_at=NOW, rule_settings=settings)
    assert settings
    assert isinstance(gathered(file.parts()), Delivery)


def test_a_file_comes_in_batches_that_end_with_the_record_that_fills_them() -> None:
    flows = SiiMeasureFlows(batch=BatchSize(readings=2, curves=1))
    readings, curves = (parts(flows, *each) for each in (FIVE, CURVES))
    assert [len(each.readings) for each in readings if isinstance(each, Batch)] == [2, 2, 1]
    assert [len(each.curves) for each in curves if isinstance(each, Batch)] == [1, 1, 1, 0]
    for name_and_data, found in ((FIVE, readings), (CURVES, curves)):
        *batches, end = found
        assert isinstance(end, Closing)
        positions = [each.position for each in batches if isinstance(each, Batch)]
        assert positions == sorted(positions)
        assert positions[-1] == len(name_and_data[1])


@given(readings=st.integers(1, 7), curves=st.integers(1, 4), spoiled=st.integers(1, 5), is_zipped=st.booleans())
def test_the_size_of_batches_and_where_the_bytes_lie_change_nothing(
    readings: int, curves: int, spoiled: int, is_zipped: bool
) -> None:
    small = SiiMeasureFlows(batch=BatchSize(readings=readings, curves=curves))
    name, data = FIVE
    data = data.replace(f">{spoiled},000<".encode(), b">x<").replace(b"</DatiPod>", b"<New>1</New></DatiPod>", spoiled)
    for file in ((name, data), CURVES):
        arrival = ("all.zip", zip_of(file)) if is_zipped else file
        (at_once,), (in_parts,) = read(SiiMeasureFlows(), *arrival), read(small, *arrival)
        assert in_parts == at_once
        with spool_to_disk((arrival[1],), limit_bytes=1 << 30) as content:
            found = small.files(name=arrival[0], content=content, addressee=OURS, received_at=NOW)
            assert [gathered(each.parts()) for each in found] == [at_once[1]]


def test_a_file_may_be_read_from_its_start_again(flows: MeasureFlows) -> None:
    content = Spooled.of(zip_of(FIRST, SECOND))
    for file in flows.files(name="several.zip", content=content, addressee=OURS, received_at=NOW):
        assert list(file.parts()) == list(file.parts())
        assert b"".join(file.content.chunks(7)) == b"".join(file.content.chunks())


def test_of_a_file_of_strange_elements_the_first_are_told() -> None:
    name, data = FIRST
    strange = b"".join(b"<Strange%d/>" % number for number in range(5_000))
    ((_, result),) = read(SiiMeasureFlows(), name, data.replace(b"</FlussoMisure>", strange + b"</FlussoMisure>"))
    assert isinstance(result, Delivery)
    (told,) = (each for each in result.warnings if "Strange" in each.message)
    assert "Strange99" in told.message
    assert "Strange100" not in told.message


@pytest.mark.parametrize("size", [(0, 1), (1, 0)])
def test_a_batch_holds_something(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        BatchSize(*size)


def test_a_file_without_its_end_is_no_delivery() -> None:
    with pytest.raises(ValueError, match="its closing"):
        gathered(())


def parts(flows: MeasureFlows, name: str, data: bytes) -> list[Part]:
    (file,) = flows.files(name=name, content=Spooled.of(data), addressee=OURS, received_at=NOW)
    return list(file.parts())
