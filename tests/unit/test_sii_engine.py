"""The record engine: every declared format reads what it writes, and nothing undeclared is lost."""

from __future__ import annotations

import datetime as dt
import string
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.sii import registry
from adapters.sii.documentation.formats import docs_of_formats, document, field_rows
from adapters.sii.flows.electricity import PeriodicRecord
from adapters.sii.records import codec
from adapters.sii.records.codec import FieldCodec, MalformedText
from adapters.sii.records.declare import BAND_NAMES, Bands, Curve, ElementGroup, Format, Groups, Scalar, declared
from adapters.sii.records.engine import BadRecord, Unknown, read_record, write_record
from adapters.sii.records.quarters import curve_rows
from adapters.sii.registry import FORMATS, UnknownFlow, format_for
from adapters.sii.rules import rules, rules_of, set_by
from adapters.xml import parse
from domain.metering.reading import Action
from tests.support.strategies import meters as strategies_meters

PNO = format_for("PNO", dt.date(2026, 10, 1))
POINT = "<Pod>IT001E12345678</Pod>"

_PRINTABLE = string.ascii_letters + string.digits + " àèìòù<>&\"'-/."
_TEXTS: dict[FieldCodec, st.SearchStrategy[Any]] = {
    codec.TEXT: st.text(_PRINTABLE, max_size=20).map(str.strip).filter(lambda text: text and text.lower() != "null"),
    codec.CODE: st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=3),
    codec.INT: st.integers(0, 10**9),
    codec.DEC_COMMA: st.integers(0, 9).flatmap(strategies_meters.quantities),
    codec.DATE_IT: st.dates(),
    codec.MONTH_IT: strategies_meters.months(),
    codec.SI_NO: st.booleans(),
    codec.S_N: st.booleans(),
    codec.POD: strategies_meters.points(),
    codec.PDR: st.integers(0, 10**14 - 1).map(lambda number: f"{number:014d}"),
    codec.DEC_POINT: st.integers(0, 9).flatmap(strategies_meters.quantities),
    codec.INT_PADDED: st.integers(0, 10**12).map(Decimal),
}


def _records(record: type[attrs.AttrsInstance]) -> st.SearchStrategy[Any]:
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for attribute in attrs.fields(record):
        line = declared(attribute)
        match line.shape:
            case Scalar(kind):
                fields[attribute.name] = _TEXTS[kind] if line.required else st.none() | _TEXTS[kind]
            case Bands(kind):
                pairs = st.dictionaries(st.sampled_from(BAND_NAMES), _TEXTS[kind], max_size=3)
                fields[attribute.name] = pairs.map(lambda found: tuple((b, found[b]) for b in BAND_NAMES if b in found))
            case Curve():
                curves = strategies_meters.month_curves(action=Action.NEW)
                fields[attribute.name] = st.just(()) | curves.map(lambda found: curve_rows(found.days[:3]))
            case ElementGroup(below):
                fields[attribute.name] = st.none() | _records(below).map(_none_if_empty)
            case Groups(below):
                several = st.lists(_records(below).filter(_none_if_empty), max_size=3)
                fields[attribute.name] = several.map(tuple)
    return st.builds(record, **fields)


def _none_if_empty(record: attrs.AttrsInstance) -> attrs.AttrsInstance | None:
    return None if record == type(record)() else record


def _element(inside: str) -> etree._Element:
    return parse(f"<DatiPod>{inside}</DatiPod>".encode(), limit_bytes=1 << 20)


@pytest.mark.parametrize("flow", FORMATS, ids=lambda flow: flow.code)
@settings(max_examples=15)
@given(data=st.data())
def test_every_format_reads_what_it_writes(flow: Format[Any], data: st.DataObject) -> None:
    record = data.draw(_records(flow.record))
    element = parse(etree.tostring(write_record(flow, record)), limit_bytes=1 << 24)
    found = read_record(flow, element)
    assert found.record == record
    assert found.unknown == ()


def test_names_match_in_any_case_and_namespace() -> None:
    found = read_record(
        PNO, _element('<n:POD xmlns:n="urn:n">it001e123456789</n:POD><MISURA><eaf1>12,5</eaf1></MISURA>')
    )
    assert found.record.pod == "IT001E12345678"
    assert found.record.measure is not None
    assert found.record.measure.ea == (("F1", Decimal("12.5")),)


def test_an_empty_element_is_a_missing_one() -> None:
    found = read_record(PNO, _element(f"{POINT}<DataMisura/><Misura><EaF1/><Validato> </Validato></Misura><DatiPdp/>"))
    assert found.record == PeriodicRecord(pod="IT001E12345678")


def test_curva_and_misura_are_read_alike_and_written_as_the_flow_wants() -> None:
    inside = f"{POINT}<%s><EaF1>1,000</EaF1></%s>"
    pdo = format_for("PDO", dt.date(2026, 10, 1))
    records = [read_record(pdo, _element(inside % (name, name))).record for name in ("Curva", "Misura")]
    assert records[0] == records[1]
    assert write_record(pdo, records[0])[1].tag == "Curva"
    assert write_record(PNO, records[0])[1].tag == "Misura"


def test_what_is_not_declared_is_kept_with_its_place() -> None:
    inside = (
        f'{POINT}<New a="1">x</New><Misura><EaF1>1</EaF1><EaF9>2</EaF9><Ea Note="n" {_all_quarters()}>01</Ea></Misura>'
    )
    assert read_record(PNO, _element(inside)).unknown == (
        Unknown("New", '<New a="1">x</New>'),
        Unknown("Misura/EaF9", "<EaF9>2</EaF9>"),
        Unknown("Misura/Ea/@Note", "n"),
    )


def _all_quarters() -> str:
    return " ".join(f'E{number}="0,001"' for number in range(1, 97))


@pytest.mark.parametrize(
    ("inside", "code", "says"),
    [
        ("<DataMisura>31/10/2026</DataMisura>", "SII-005", "Pod is missing or empty"),
        ("<Pod/><DataMisura>31/10/2026</DataMisura>", "SII-005", "Pod is missing or empty"),
        ("", "SII-005", "the record is empty"),
        ("<Pod>IT001X12345678</Pod>", "SII-006", "Pod: found 'IT001X12345678'"),
        (f"{POINT}{POINT}", "SII-006", "Pod is given twice"),
        (f"{POINT}<DataMisura>31/02/2026</DataMisura>", "SII-006", "DataMisura: found '31/02/2026'"),
        (f"{POINT}<DataMisura>2026-10-31</DataMisura>", "SII-006", "dd|gg/mm/aaaa"),
        (f"{POINT}<MeseAnno>13/2026</MeseAnno>", "SII-006", "MeseAnno: found '13/2026'"),
        (f"{POINT}<Misura><EaF1>1.5</EaF1></Misura>", "SII-006", "Misura/EaF1: found '1.5'"),
        (f"{POINT}<Misura><EaF1>-1</EaF1></Misura>", "SII-006", "Misura/EaF1: found '-1'"),
        (f"{POINT}<Misura><EaF1>1</EaF1><eaf1>2</eaf1></Misura>", "SII-006", "given twice"),
        (f"{POINT}<Misura><EaF1>1</EaF1></Misura><Curva><EaF1>1</EaF1></Curva>", "SII-006", "Curva is given twice"),
        (f"{POINT}<Misura><Validato>X</Validato></Misura>", "SII-006", "S o N"),
        (f"{POINT}<Misura><Ea>x</Ea></Misura>", "SII-006", "Misura/Ea day of the month"),
    ],
)
def test_a_record_that_cannot_be_read_says_where_and_what(inside: str, code: str, says: str) -> None:
    with pytest.raises(BadRecord, match=says) as caught:
        read_record(PNO, _element(inside))
    assert caught.value.code == code


@given(strategies_meters.quantities(9))
def test_a_decimal_is_written_without_rounding(value: Decimal) -> None:
    text = codec.write_decimal(value)
    assert codec.read_decimal(text) == value
    assert len(text.partition(",")[2]) >= 3


@pytest.mark.parametrize("text", ["", "1,", ",1", "1.000,0", "1e5", "NaN", "Infinity", "٣", "+1", "1 0", "9" * 16])
def test_a_number_has_a_decimal_comma_and_nothing_else(text: str) -> None:
    with pytest.raises(MalformedText):
        codec.read_decimal(text)


def test_the_version_of_a_format_is_chosen_by_the_day_of_its_content() -> None:
    assert format_for("pno", dt.date(2026, 1, 1)).code == "PNO"
    with pytest.raises(UnknownFlow, match="no declared format is for content of 2012-06-30"):
        format_for("PNO", dt.date(2012, 6, 30))
    with pytest.raises(UnknownFlow, match="'XYZ' is not declared"):
        format_for("XYZ", dt.date(2026, 1, 1))


def test_two_versions_of_a_flow_are_told_apart_by_the_day_of_their_content(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = attrs.evolve(PNO, since=dt.date(2026, 10, 1), title="PNO, seconda versione")
    monkeypatch.setattr(registry, "FORMATS", (newer, *FORMATS))
    assert format_for("PNO", dt.date(2026, 9, 30)) is PNO
    assert format_for("PNO", dt.date(2026, 10, 1)) is newer
    assert registry.versions_of("PNO") == (newer, PNO)


def test_every_rule_names_flows_and_fields_that_exist() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())
    assert all(rule.source and rule.flows for rule in rules())


def test_a_rule_is_quiet_about_what_it_does_not_concern() -> None:
    missing = {"16", "21", "21-other"}
    for body, expected in (
        ("", missing),
        ("<Misura><EaF1>1</EaF1></Misura>", {*missing, "tipo-dato"}),
        ("<Consumo><EaF1>1</EaF1></Consumo>", missing),
        ("<Misura><EaF1>1</EaF1></Misura><Consumo><EaF1>1</EaF1></Consumo>", {*missing, "tipo-dato", "31-beside"}),
    ):
        record = read_record(PNO, _element(f"{POINT}<DatiPdp><Trattamento>F</Trattamento></DatiPdp>{body}")).record
        assert {breach.rule.id for breach in set_by("PNO", {}).breaches(PNO, record, None)} == expected


def test_the_documentation_shows_every_flow_record_and_rule_once() -> None:
    page = docs_of_formats()
    for flow in FORMATS:
        table = document(flow)
        assert page.count(f"\n| {flow.code} | {flow.title} |") == 1
        assert page.count(f"\n## {flow.record.__name__}\n") == 1
        for rule in rules_of(flow.code):
            assert f"| {rule.id} | {rule.label} |" in table
            assert page.count(f"\n| {rule.id} | {rule.label} |") == 1
        for name, *rest in field_rows(flow):
            row = f"| `{name}` | {' | '.join(rest)} |"
            assert row in table
            assert row in page or flow.body in name
