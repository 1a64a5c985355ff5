"""Contract of the records of flow files: the text of a record, wherever the pieces of the file are cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sii.flow_records import SiiFlowRecords
from application.ports.flow_records import FlowRecords

XML = (
    b'<?xml version="1.0"?><F:FlussoMisure xmlns:F="x">'
    b"<DatiPod><a>1</a></DatiPod>\n<DATIPOD>\xc3\xa8</DATIPOD></F:FlussoMisure>"
)
CSV = b"POD;VALUE\r\nIT1;1\r\nIT2;\xff2\r\n"


@pytest.fixture(scope="module")
def records() -> FlowRecords:
    return SiiFlowRecords()


@given(cuts=st.lists(st.integers(0, len(XML))))
def test_a_record_of_xml_is_its_element(records: FlowRecords, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(XML)]
    pieces = [XML[start:stop] for start, stop in itertools.pairwise(places)]
    assert "<a>1</a>" in (records.raw(pieces, 1) or "")
    assert "è" in (records.raw(pieces, 2) or "")
    assert records.raw(pieces, 3) is None


def test_a_record_of_text_is_its_line(records: FlowRecords) -> None:
    assert [records.raw([CSV], number) for number in (1, 2, 3, 4)] == ["POD;VALUE", "IT1;1", "IT2;\ufffd2", None]
    assert records.raw([], 1) is None


def test_a_service_is_one_record_and_an_envelope_one_for_each_message(records: FlowRecords) -> None:
    service = b'<Prestazione cod_servizio="D01"><DatiTecnici><cod_pod>1</cod_pod></DatiTecnici></Prestazione>'
    assert records.raw([service], 1) == service.decode()
    assert records.raw([service], 2) is None
    several = b"<Prestazione><DatiPdR>1</DatiPdR><DatiPdR>2</DatiPdR></Prestazione>"
    assert records.raw([several], 2) == "<DatiPdR>2</DatiPdR>"
    envelope = b"<E><B><MessaggioSII><RichiestaSII/><DatiSII>a</DatiSII><DatiSII>b</DatiSII></MessaggioSII></B></E>"
    assert [records.raw([envelope], number) for number in (1, 2, 3)] == [
        "<DatiSII>a</DatiSII>",
        "<DatiSII>b</DatiSII>",
        None,
    ]


def test_below_the_header_of_market_messages_empty_lines_are_no_records(records: FlowRecords) -> None:
    lines = b'\xef\xbb\xbf"COD_SERVIZIO";COD_FLUSSO\r\n\r\nSE1;0100\n \nSE1;0200'
    assert [records.raw([lines], number) for number in (1, 2, 3)] == ["SE1;0100", "SE1;0200", None]


def test_of_a_file_that_was_cut_off_what_is_there_is_shown(records: FlowRecords) -> None:
    cut = XML[: XML.index(b"<DATIPOD>") + 12]
    assert records.raw([cut], 1) is not None
    assert records.raw([cut], 2) is None


def test_no_entity_is_resolved(records: FlowRecords) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "AAAAAAAA">]><r><DatiPod>&a;</DatiPod></r>'
    assert "AAAAAAAA" not in (records.raw([bomb], 1) or "")
