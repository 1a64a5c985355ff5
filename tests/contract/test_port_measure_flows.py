"""Contract of the measure flows: each result comes with the bytes it was read from, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.spool import spool_to_disk
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.writers.electricity import curve_record, write_file
from adapters.sii.xml_intake import BatchSize
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFlows
from domain.kernel.digest import digest_of_bytes
from domain.metering.deliveries.delivery import Closing, Delivery, Part, RecordBatch, RejectedFile, delivery_of
from tests.bench.household import CONTRACT, MONTH, SENDER, SENT_AT, household
from tests.support.use_case_world import BEFORE, LAST, NOW, flow_file, reading

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

Read = Delivery | RejectedFile


@pytest.fixture(params=["sii", "sii with small limits"])
def flows(request: pytest.FixtureRequest) -> MeasureFlows:
    return SiiMeasureFlows() if request.param == "sii" else SiiMeasureFlows(max_file_bytes=1 << 20)


def read(flows: MeasureFlows, name: str, data: bytes) -> Read:
    result = delivery_of(parts(flows, name, data))
    named = result.sha256 if isinstance(result, RejectedFile) else result.envelope.sha256
    assert digest_of_bytes(data) == named
    if isinstance(result, Delivery):
        assert {each.origin.file_sha256 for each in result.readings} <= {named}
        assert {each.origin.file_sha256 for each in result.curves} <= {named}
    return result


def test_a_file_is_read_with_its_envelope(flows: MeasureFlows) -> None:
    result = read(flows, *SECOND)
    assert isinstance(result, Delivery)
    assert (result.records, len(result.readings), result.envelope.name) == (2, 2, SECOND[0])
    assert result.envelope.container is None


def test_a_file_that_was_taken_out_of_a_container_says_so(flows: MeasureFlows) -> None:
    content = Spooled.of(FIRST[1])
    result = delivery_of(
        flows.parts(name=FIRST[0], content=content, addressee=OURS, received_at=NOW, container="several.zip")
    )
    assert isinstance(result, Delivery)
    assert result.envelope.container == "several.zip"


def test_a_file_for_somebody_else_is_refused(flows: MeasureFlows) -> None:
    result = read(flows, *FOREIGN)
    assert isinstance(result, RejectedFile)
    assert result.fault.code == "SII-003"


def test_a_file_over_the_limit_is_refused() -> None:
    result = read(SiiMeasureFlows(max_file_bytes=10), *FIRST)
    assert isinstance(result, RejectedFile)
    assert (result.fault.code, "at most 10 are read" in result.fault.message) == ("SII-009", True)


def test_one_bad_record_is_told_beside_the_good_ones(flows: MeasureFlows) -> None:
    name, data = SECOND
    result = read(flows, name, data.replace(b">7,000<", b">x<", 1).replace(b">7<", b">x<", 1))
    assert isinstance(result, Delivery)
    assert len(result.readings) == 1
    assert [record.fault.code for record in result.refused] == ["SII-006"]


@given(name=st.text(max_size=80), data=st.binary(max_size=200))
def test_no_content_and_no_name_raises(name: str, data: bytes) -> None:
    for content in (data, b"PK\x03\x04" + data, SECOND[1][: len(data)] + data):
        assert isinstance(read(SiiMeasureFlows(), name, content), RejectedFile)


@given(st.integers(0, len(SECOND[1])), st.binary(min_size=1, max_size=3))
def test_a_file_that_was_damaged_anywhere_never_raises(place: int, noise: bytes) -> None:
    name, data = SECOND
    assert read(SiiMeasureFlows(), name, data[:place] + noise + data[place + len(noise) :])


def test_the_same_file_is_always_read_the_same(flows: MeasureFlows) -> None:
    assert read(flows, *SECOND) == read(flows, *SECOND)


def test_measures_are_known_by_their_first_bytes_and_any_rule_may_be_set(flows: MeasureFlows) -> None:
    for root in (b"<FlussoMisure>", b"<?xml version='1.0'?>\n<x:FLUSSOIGMG a='b'>", b"<flussoigmr/>"):
        assert flows.holds_measures(root)
    for other in (b"", b"<Prestazione/>", b"COD_SERVIZIO;COD_FLUSSO", b"PK\x03\x04"):
        assert not flows.holds_measures(other)
    settings = dict.fromkeys(flows.rules(), "off")
    content = Spooled.of(FIRST[1])
    found = flows.parts(name=FIRST[0], content=content, addressee=OURS, received_at=NOW, rule_settings=settings)
    assert settings
    assert isinstance(delivery_of(found), Delivery)


def test_a_file_comes_in_batches_that_end_with_the_record_that_fills_them() -> None:
    flows = SiiMeasureFlows(batch=BatchSize(readings=2, curves=1))
    readings, curves = (parts(flows, *each) for each in (FIVE, CURVES))
    assert [len(each.readings) for each in readings if isinstance(each, RecordBatch)] == [2, 2, 1]
    assert [len(each.curves) for each in curves if isinstance(each, RecordBatch)] == [1, 1, 1, 0]
    for name_and_data, found in ((FIVE, readings), (CURVES, curves)):
        *batches, end = found
        assert isinstance(end, Closing)
        positions = [each.position for each in batches if isinstance(each, RecordBatch)]
        assert positions == sorted(positions)
        assert positions[-1] == len(name_and_data[1])


@given(readings=st.integers(1, 7), curves=st.integers(1, 4), spoiled=st.integers(1, 5))
def test_the_size_of_batches_and_where_the_bytes_lie_change_nothing(readings: int, curves: int, spoiled: int) -> None:
    small = SiiMeasureFlows(batch=BatchSize(readings=readings, curves=curves))
    name, data = FIVE
    data = data.replace(f">{spoiled},000<".encode(), b">x<").replace(b"</DatiPod>", b"<New>1</New></DatiPod>", spoiled)
    for file in ((name, data), CURVES):
        at_once = read(SiiMeasureFlows(), *file)
        assert read(small, *file) == at_once
        with spool_to_disk((file[1],), limit_bytes=1 << 30) as content:
            found = small.parts(name=file[0], content=content, addressee=OURS, received_at=NOW)
            assert delivery_of(found) == at_once


def test_of_a_file_of_strange_elements_the_first_are_told() -> None:
    name, data = FIRST
    strange = b"".join(b"<Strange%d/>" % number for number in range(5_000))
    result = read(SiiMeasureFlows(), name, data.replace(b"</FlussoMisure>", strange + b"</FlussoMisure>"))
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
        delivery_of(())


def parts(flows: MeasureFlows, name: str, data: bytes) -> list[Part]:
    return list(flows.parts(name=name, content=Spooled.of(data), addressee=OURS, received_at=NOW))
