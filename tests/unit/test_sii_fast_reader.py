"""Records that look alike are read at once: as the engine reads them one by one, or left to it."""

from __future__ import annotations

import concurrent.futures
import datetime as dt
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from adapters.sii.flows.electricity import PeriodicRecord
from adapters.sii.flows.gas import GasRecord
from adapters.sii.records.engine import BadRecord, read_record
from adapters.sii.records.fast_reader import FastReader
from adapters.sii.registry import format_for

FLOW = format_for("PNO", dt.date(2026, 10, 1))
POINT = "<Pod>IT001E00000001</Pod>"
# What can stand in a record: plain fields, missing ones, others that the engine has to look at.
TEXTS = st.sampled_from(["1,000", "12", " 7,5 ", "", "  ", "null", "x", "1;2", "-1", "1e5", "&amp;", "%s", "٣"])
NAMES = st.sampled_from(["EaF1", "eaf2", "EAM", "PotMax", "ErF3", "Raccolta", "Validato", "Ignoto"])


def _element(text: str) -> etree._Element:
    return etree.fromstring(text.encode())


def _outcome(element: etree._Element) -> object:
    try:
        return read_record(FLOW, element)
    except BadRecord as error:
        return error.code, str(error)


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=6))
def test_what_is_read_at_once_is_what_the_engine_reads(leaves: list[tuple[str, str]]) -> None:
    below = "".join(f"<{name}>{text}</{name}>" for name, text in leaves)
    element = _element(f"<DatiPod>{POINT}<DatiPdp><Ka>1,000</Ka></DatiPdp>\n<Misura>{below}</Misura></DatiPod>")
    commented = _element(f"<DatiPod>{POINT}<!-- --><DatiPdp><Ka>1,000</Ka></DatiPdp><Misura>{below}</Misura></DatiPod>")
    assert FastReader(PeriodicRecord).read(commented) is None
    assert _outcome(element) == _outcome(commented)


@pytest.mark.parametrize(
    "inner",
    [
        "<Ignoto>1</Ignoto>",
        "<DataMisura>31/10/2026</DataMisura><DataMisura>31/10/2026</DataMisura>",
        "<DataMisura><Giorno>1</Giorno></DataMisura>",
        "<DataMisura>32/10/2026</DataMisura>",
        "<CodPrat_SII>A&amp;B</CodPrat_SII>",
        "<Misura><Ea E1='0,1'>31</Ea></Misura>",
        "<Misura><Ea E1='0,1'/></Misura>",
        "<Misura><EaF1>1,0</EaF1><EaF1>1,0</EaF1></Misura>",
        "<Misura><EaF1>1;2</EaF1></Misura>",
        "<Misura/><Misura><EaF1>1</EaF1></Misura><Curva><EaF1>1</EaF1></Curva>",
    ],
)
def test_what_is_not_plain_is_left_to_the_engine(inner: str) -> None:
    reader = FastReader(PeriodicRecord)
    for _ in range(2):  # the second time its tags are known
        assert reader.read(_element(f"<DatiPod>{POINT}{inner}</DatiPod>")) is None


def test_a_record_without_its_point_is_left_to_the_engine_and_the_next_with_the_same_tags_is_read() -> None:
    reader = FastReader(PeriodicRecord)
    assert reader.read(_element("<DatiPod><Pod> </Pod></DatiPod>")) is None
    assert reader.read(_element(f"<DatiPod>{POINT}</DatiPod>")) == PeriodicRecord(pod="IT001E00000001")


def test_names_in_any_case_with_a_prefix_or_in_the_other_group_are_read_at_once() -> None:
    reader = FastReader(PeriodicRecord)
    plain = reader.read(_element(f"<DatiPod>{POINT}<Misura><EaF2>2</EaF2><EaF1>1,5</EaF1></Misura></DatiPod>"))
    other = reader.read(
        _element(
            "<n:DATIPOD xmlns:n='urn:n'><n:pod>IT001E00000001</n:pod> <n:Curva a='%s'><n:EAF1>1,5</n:EAF1>"
            "<n:eaf2>2</n:eaf2><n:EaF3/></n:Curva></n:DATIPOD>"
        )
    )
    assert plain is not None
    assert plain == other


def test_repeated_groups_are_read_at_once() -> None:
    days = "".join(
        f"<LettureGiornaliere><data_comp>{day:02d}/10/2026</data_comp></LettureGiornaliere>" for day in (1, 2)
    )
    element = _element(f"<DatiPdr><cod_pdr>00999900000001</cod_pdr>{days}</DatiPdr>")
    record = FastReader(GasRecord).read(element)
    assert isinstance(record, GasRecord)
    assert [each.day for each in record.daily] == [dt.date(2026, 10, 1), dt.date(2026, 10, 2)]


def test_after_many_in_a_row_each_is_still_read_as_it_is() -> None:
    reader = FastReader(PeriodicRecord)

    def read(peak: str, more: str = "") -> object:
        misura = f"<Misura><PotMax>{peak}</PotMax>{more}</Misura>"
        record = reader.read(_element(f"<DatiPod a='%s.' b='100%'>\n{POINT}{misura}</DatiPod>"))
        return record.measure.max_power_kw if isinstance(record, PeriodicRecord) and record.measure else record

    for number in range(250):
        assert read(f"{number},5") == Decimal(f"{number}.5")
    assert read("x") is None
    assert read("1", "<EaF1>2</EaF1>") == 1
    assert read("7,5") == Decimal("7.5")


def test_files_read_at_the_same_moment_do_not_mix_their_tags() -> None:
    reader = FastReader(PeriodicRecord)
    wrong: list[object] = []

    def work(first: str, second: str) -> None:
        leaves = f"<{first}>{first[-1]}</{first}><{second}>{second[-1]}</{second}>"
        element = _element(f"<DatiPod>{POINT}<Misura>{leaves}</Misura></DatiPod>")
        for _ in range(6_000):
            record = reader.read(element)
            assert isinstance(record, PeriodicRecord)
            assert record.measure is not None
            wrong.extend((band, value) for band, value in record.measure.ea if value != int(band[1]))

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(work, ("EaF1", "EaF2") * 2, ("EaF2", "EaF1") * 2))
    finally:
        sys.setswitchinterval(before)
    assert wrong == []
