"""Measure files from end to end: what is written is read, each fault has its code, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.containers.unpack import ZipLimits
from adapters.sii.flows.electricity import CorrectionRecord
from adapters.sii.writers.electricity import NotOfThisFlow, curve_record, pno_record, zipped
from domain.kernel.validity import month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.deliveries.delivery import Delivery, RejectedFile
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading
from tests.support.measure_files import read_file
from tests.support.sii_files import (
    NAME,
    NOWHERE,
    OCTOBER,
    OTHER,
    OURS,
    RECEIVED,
    SENDER,
    SENT,
    delivered,
    file_of,
    file_xml,
    october_reading,
    pno_xml,
    read_all,
)
from tests.support.strategies import meters as strategies_meters


def _refusal(name: str, data: bytes, limits: ZipLimits | None = None) -> RejectedFile:
    (found,) = read_all(name, data, limits)
    assert isinstance(found, RejectedFile), found
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    return found


@pytest.mark.parametrize("flow", ["PNO", "PNO2G", "VNO", "SNM2G"])
@settings(max_examples=30)
@given(reading=strategies_meters.readings(action=Action.NEW))
def test_a_reading_written_in_a_periodic_flow_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = file_of(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    delivery = delivered(name, data)
    (found,) = delivery.readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)
    assert delivery.curves == ()


@pytest.mark.parametrize("flow", ["RNO", "RNO2G"])
@settings(max_examples=30)
@given(reading=strategies_meters.readings())
def test_a_reading_of_any_action_written_in_a_correction_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = file_of(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day))
    (found,) = delivered(name, data).readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)


@pytest.mark.parametrize("flow", ["PDO", "PDO2G", "RFO", "RFO2G"])
@settings(max_examples=15)
@given(curve=strategies_meters.month_curves(action=Action.NEW, kinds=(Kind.ACTIVE,)), both=st.booleans())
def test_curves_written_are_read_as_they_were(flow: str, curve: MonthCurve, both: bool) -> None:
    curves = (curve, attrs.evolve(curve, kind=Kind.REACTIVE)) if both else (curve,)
    name, data = file_of(curve_record(*curves, flow=flow), flow=flow, month=curve.month, regime="R")
    delivery = delivered(name, data)
    assert [attrs.evolve(found, origin=curve.origin) for found in delivery.curves] == [
        attrs.evolve(written, flow=flow) for written in curves
    ]
    assert delivery.readings == ()


@settings(max_examples=15)
@given(strategies_meters.month_curves(action=Action.REPLACE, kinds=(Kind.ACTIVE,), whole=True))
def test_a_corrected_curve_replaces(curve: MonthCurve) -> None:
    name, data = file_of(curve_record(curve, flow="RFO2G"), flow="RFO2G", month=curve.month, regime="R")
    (found,) = delivered(name, data).curves
    assert attrs.evolve(found, origin=curve.origin, flow="PDO2G") == curve
    assert found.missing_days == ()


@given(strategies_meters.month_curves(action=Action.CANCEL))
def test_a_cancelled_month_is_cancelled_for_every_kind_of_energy(curve: MonthCurve) -> None:
    name, data = file_of(curve_record(curve, flow="RFO"), flow="RFO", month=curve.month)
    delivery = delivered(name, data)
    assert {found.kind for found in delivery.curves} == {Kind.ACTIVE, Kind.REACTIVE, Kind.CAPACITIVE, Kind.INDUCTIVE}
    assert {(found.point, found.month, found.action) for found in delivery.curves} == {
        (curve.point, curve.month, Action.CANCEL)
    }


def test_registers_beside_a_curve_are_a_reading_too() -> None:
    days = (DayCurve(dt.date(2026, 10, 1), (1,) * 96),)
    curve = MonthCurve("IT001E12345678", Kind.ACTIVE, OCTOBER, days, Quality.ACTUAL, Action.NEW, "PDO2G", NOWHERE)
    record = curve_record(curve, flow="PDO2G")
    assert record.measure is not None
    registers = attrs.evolve(record.measure, ea=(("F1", Decimal(7)),))
    name, data = file_of(attrs.evolve(record, measure=registers), flow="PDO2G", regime="R")
    delivery = delivered(name, data)
    assert delivery.readings[0].day == dt.date(2026, 10, 31)
    assert delivery.readings[0].bands(Kind.ACTIVE) == {"F1": Decimal(7)}
    assert len(delivery.curves) == 1
    name, data = file_of(attrs.evolve(record, measure=registers, day=dt.date(2026, 10, 15)), flow="PDO2G", regime="R")
    assert delivered(name, data).readings[0].day == dt.date(2026, 10, 15)


def test_a_correction_cannot_be_written_in_a_periodic_flow() -> None:
    with pytest.raises(NotOfThisFlow, match="correction flow"):
        pno_record(october_reading(Action.REPLACE))


def test_the_envelope_says_who_sent_what_when() -> None:
    name, data = file_of(pno_record(october_reading()))
    assert name == NAME
    zip_name, zip_data = zipped(name, data)
    envelope = delivered(zip_name, zip_data).envelope
    assert (envelope.flow, envelope.sender, envelope.addressee) == ("PNO", SENDER, OURS)
    assert (envelope.dispatching_contract, envelope.month, envelope.sent_at) == ("DP9001", OCTOBER, SENT)
    assert (envelope.progressive, envelope.name, envelope.container) == (1, name, zip_name)
    assert envelope.sha256 == hashlib.sha256(data).hexdigest()
    (reading,) = delivered(zip_name, zip_data).readings
    assert reading.origin == Origin(SENT, 1, 1, envelope.sha256, name)


def test_one_bad_record_does_not_keep_the_good_ones_out() -> None:
    bad = pno_xml(pod="IT001E00000002", misura="<EaF1>12.04</EaF1>")
    delivery = delivered(NAME, file_xml(pno_xml(), bad, pno_xml(pod="IT001E00000003")))
    assert [reading.origin.record for reading in delivery.readings] == [1, 3]
    (refused,) = delivery.refused
    assert (refused.record, refused.point, refused.fault.code) == (2, "IT001E00000002", "SII-006")
    assert "record 2 (line 1)" in refused.fault.subject
    assert "'12.04'" in refused.fault.message
    assert refused.raw == bad


@pytest.mark.parametrize(
    ("record", "code", "says"),
    [
        (pno_xml(pod=""), "SII-005", "Pod is missing"),
        (pno_xml(pod="IT1"), "SII-006", "found 'IT1'"),
        (pno_xml(day=""), "SII-005", "rule 16"),
        (pno_xml(day="30/09/2026"), "SII-008", "2026-09-30"),
        (pno_xml(day="01/11/2026"), "SII-008", "2026-11-01"),
        (pno_xml(more="<MeseAnno>09/2026</MeseAnno>"), "SII-008", "MeseAnno"),
        (pno_xml(misura=""), "SII-005", "no register value"),
        (pno_xml(misura="<Raccolta>I</Raccolta><EaF1>1</EaF1>"), "SII-006", "Raccolta: found 'I'"),
        (pno_xml().replace("<TipoDato>E</TipoDato>", ""), "SII-005", "tipo-dato"),
        (pno_xml().replace("<TipoDato>E<", "<TipoDato>X<"), "SII-006", "TipoDato: found 'X'"),
        (pno_xml().replace("<Ka>1,000</Ka>", ""), "SII-005", "rule 21"),
        (pno_xml().replace("<Ka>1,000</Ka>", "<Ka>0</Ka>"), "SII-006", "Ka: found 0"),
        (pno_xml().replace("<Ka>", "<Forfait>SI</Forfait><Ka>"), "SII-005", "rule 31"),
        (pno_xml().replace("<Trattamento>F<", "<Trattamento>O<"), "SII-005", "rule 17"),
        ("<DatiPod/>", "SII-005", "the record is empty"),
        ("<DatiPod><Pod>IT001E12345678</Pod><DataMisura>31/10/2026</DataMisura></DatiPod>", "SII-005", "rule 21"),
    ],
)
def test_a_record_that_breaks_the_flow_is_refused_with_its_code(record: str, code: str, says: str) -> None:
    delivery = delivered(NAME, file_xml(record))
    (refused,) = delivery.refused
    assert (refused.record, refused.fault.code) == (1, code)
    assert says in str(refused.fault)
    assert refused.raw


def test_treatment_o_is_refused_where_registers_are_expected() -> None:
    record = pno_xml(more="<MeseAnno>10/2026</MeseAnno>").replace("<Trattamento>F<", "<Trattamento>O<")
    (refused,) = delivered(NAME.replace("PNO", "PNO2G").replace("_NR", "_R"), file_xml(record, flow="PNO2G")).refused
    assert refused.fault.code == "SII-006"
    assert "rule 23" in refused.fault.message


def test_a_cancellation_that_brings_values_is_refused() -> None:
    record = pno_record(october_reading(Action.REPLACE), flow="RNO")
    assert isinstance(record, CorrectionRecord)
    name, data = file_of(attrs.evolve(record, motive="3"), flow="RNO")
    (refused,) = delivered(name, data).refused
    assert refused.fault.code == "SII-006"
    assert "rule 32" in refused.fault.message


def test_a_curve_with_a_missing_quarter_is_refused_whole() -> None:
    days = (DayCurve(dt.date(2026, 10, 1), (1,) * 96), DayCurve(dt.date(2026, 10, 25), (1,) * 100))
    curve = MonthCurve("IT001E12345678", Kind.ACTIVE, OCTOBER, days, Quality.ACTUAL, Action.NEW, "PDO2G", NOWHERE)
    name, data = file_of(curve_record(curve, flow="PDO2G"), flow="PDO2G", regime="R")
    assert len(delivered(name, data).curves) == 1
    (missing,) = delivered(name, data.replace(b' E50="0,001"', b"", 1)).refused
    assert (missing.fault.code, "E50 has no value" in missing.fault.message) == ("SII-005", True)
    (unreadable,) = delivered(name, data.replace(b' E50="0,001"', b' E50="n.d."', 1)).refused
    assert (unreadable.fault.code, "'n.d.'" in unreadable.fault.message) == ("SII-006", True)


def test_a_breach_of_a_mild_rule_is_a_warning_and_the_record_is_taken() -> None:
    record = pno_xml().replace("<TipoDato>E<", "<TipoDato>S<")
    delivery = delivered(NAME, file_xml(record))
    assert len(delivery.readings) == 1
    (warning,) = delivery.warnings
    assert warning.code == "SII-103"
    assert "rule 22" in warning.message
    assert warning.message.endswith("the record was accepted")


def test_what_the_format_does_not_declare_is_named_in_a_warning() -> None:
    record = pno_xml(misura="<EaF1>1</EaF1><EriMint>5,000</EriMint>")
    (warning,) = delivered(NAME, file_xml(record, "<Coda>z</Coda>")).warnings[1:]
    assert warning.code == "SII-101"
    assert "Misura/EriMint: <EriMint>5,000</EriMint>" in warning.message
    stray = delivered(NAME, file_xml(record, "<Coda>z</Coda>")).warnings[0]
    assert (stray.code, "Coda" in stray.message) == ("SII-101", True)


def test_the_header_is_read_as_strictly_as_a_record() -> None:
    data = file_xml(pno_xml()).replace(b"<CodContrDisp>", b"<Nuovo>1</Nuovo><CodContrDisp>")
    (warning,) = delivered(NAME, data).warnings
    assert (warning.code, "IdentificativiFlusso/Nuovo" in warning.message) == ("SII-101", True)
    twice = file_xml(pno_xml()).replace(b"<CodContrDisp>", b"<PIvaUtente>1</PIvaUtente><CodContrDisp>")
    assert _refusal(NAME, twice).fault.code == "SII-006"


def test_the_point_of_a_refused_record_is_told_in_14_characters_where_it_is_one() -> None:
    records = (pno_xml(pod="IT001E123456789", misura=""), pno_xml(pod="IT1"))
    assert [record.point for record in delivered(NAME, file_xml(*records)).refused] == ["IT001E12345678", None]


def test_validato_empty_means_yes() -> None:
    for text, validated in (
        ("<Validato/>", True),
        ("", True),
        ("<Validato>S</Validato>", True),
        ("<Validato>N</Validato>", False),
    ):
        (reading,) = delivered(NAME, file_xml(pno_xml(misura=f"{text}<EaF1>1</EaF1>"))).readings
        assert reading.validated is validated


def test_records_are_found_at_any_depth_and_in_any_case() -> None:
    data = file_xml(pno_xml()).replace(b"<DatiPod>", b"<FM><datipod>").replace(b"</DatiPod>", b"</datipod></FM>")
    assert len(delivered(NAME, data).readings) == 1


def test_a_byte_order_mark_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + file_xml(pno_xml())
    delivery = delivered(NAME, data)
    assert len(delivery.readings) == 1
    assert delivery.envelope.sha256 == hashlib.sha256(data).hexdigest()


def test_a_switching_measure_may_be_of_the_month_before() -> None:
    name = NAME.replace("PNO", "SNM")
    delivery = delivered(name, file_xml(pno_xml(day="30/09/2026"), pno_xml(day="31/08/2026"), flow="SNM"))
    assert [reading.day for reading in delivery.readings] == [dt.date(2026, 9, 30)]
    assert delivery.readings[0].reason is MeasureReason.SWITCHING
    assert [record.fault.code for record in delivery.refused] == ["SII-008"]


def test_a_name_of_no_form_is_a_warning_and_the_arrival_stands_for_the_sending() -> None:
    delivery = delivered("misure ottobre.xml", file_xml(pno_xml()))
    assert [warning.code for warning in delivery.warnings] == ["SII-102"]
    assert (delivery.envelope.sent_at, delivery.envelope.progressive, delivery.envelope.month) == (RECEIVED, 0, None)
    assert delivery.readings[0].origin.sent_at == RECEIVED


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        (NAME, b"", "SII-001", "not well-formed"),
        (NAME, b"%PDF-1.7", "SII-001", "not well-formed"),
        (NAME, file_xml(pno_xml())[:-20], "SII-001", "not well-formed"),
        (NAME, file_xml(pno_xml()).replace(b"<EaF1>", b"<Nota>\xe0</Nota><EaF1>"), "SII-001", "not well-formed"),
        (NAME, b'<!DOCTYPE F [<!ENTITY x "y">]>' + file_xml(pno_xml()), "SII-001", "DTD"),
        (NAME, b"<Prestazione/>", "SII-002", "<Prestazione>"),
        (NAME, file_xml(pno_xml(), flow="XYZ"), "SII-002", "'XYZ'"),
        (NAME.replace("202610", "201206"), file_xml(pno_xml()), "SII-002", "2012-06-01"),
        (NAME, file_xml(pno_xml(), addressee=OTHER), "SII-003", f"VAT number {OTHER}, from {SENDER}; ours is {OURS}"),
        ("x.xml", file_xml(pno_xml(), addressee="AAA01234567890BB"), "SII-003", "AAA01234567890BB"),
        (NAME, file_xml(pno_xml()).replace(b"IdentificativiFlusso", b"Testata"), "SII-005", "IdentificativiFlusso"),
        (NAME, file_xml(pno_xml(), addressee=""), "SII-005", "PIvaUtente"),
        (NAME.replace(OURS, OTHER), file_xml(pno_xml()), "SII-010", f"{OTHER!r}, the content {OURS!r}"),
        (NAME.replace(SENDER, OTHER), file_xml(pno_xml()), "SII-010", f"{OTHER!r}, the content {SENDER!r}"),
        (NAME.replace("DP9001", "DP9002"), file_xml(pno_xml()), "SII-010", "'DP9002', the content 'DP9001'"),
        (NAME.replace("_PNO_", "_PDO_"), file_xml(pno_xml()), "SII-010", "'PDO', the content 'PNO'"),
        (NAME.replace("20261105093000", "20261305093000"), file_xml(pno_xml()), "SII-010", "20261305093000"),
        (NAME.replace("20261105093000", "20260905093000"), file_xml(pno_xml()), "SII-010", "before its month"),
        (NAME.replace("_PNO_", "_PDO2G_"), file_xml(pno_xml(), flow="PDO2G"), "SII-010", "regime NR"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_its_code(name: str, data: bytes, code: str, says: str) -> None:
    refused = _refusal(name, data)
    assert refused.fault.code == code
    assert says in refused.fault.message


def test_a_foreign_vat_number_is_as_good_as_any() -> None:
    foreign = "AAA01234567890BB"
    (found,) = read_file(
        name=NAME.replace(OURS, foreign),
        data=file_xml(pno_xml(), addressee=foreign),
        addressees=frozenset({foreign}),
        limits=ZipLimits(),
        received_at=RECEIVED,
    )
    assert isinstance(found, Delivery)
    assert found.envelope.addressee == foreign


def _zip(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def test_each_file_of_a_zip_is_judged_alone() -> None:
    inner = _zip((NAME, file_xml(pno_xml())))
    data = _zip(
        (f"TME_{SENDER}/2026/{NAME}", file_xml(pno_xml())),
        ("bad.xml", file_xml(pno_xml())[:99]),
        ("inner.zip", inner),
        ("elenco.txt", b"x"),
    )
    good, bad, nested, other = read_all("misure.zip", data)
    assert isinstance(good, Delivery)
    assert (good.envelope.name, good.envelope.container) == (f"TME_{SENDER}/2026/{NAME}", "misure.zip")
    assert [item.fault.code for item in (bad, nested, other) if isinstance(item, RejectedFile)] == ["SII-001"] * 3


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (_zip((NAME, file_xml(pno_xml())))[:-10], ZipLimits(), "SII-001"),
        (_zip(), ZipLimits(), "SII-001"),
        (_zip((NAME, file_xml(pno_xml())), ("bomb.xml", bytes(5_000_000))), ZipLimits(), "SII-009"),
        (_zip(("a.xml", b"<a/>"), ("b.xml", b"<a/>")), ZipLimits(max_members=1), "SII-009"),
        (_zip(("a.xml", b"<a/>")), ZipLimits(max_file_bytes=10), "SII-009"),
        (file_xml(pno_xml()), ZipLimits(max_file_bytes=10), "SII-009"),
    ],
)
def test_of_a_file_that_is_no_zip_or_a_bomb_nothing_is_taken(data: bytes, limits: ZipLimits, code: str) -> None:
    assert _refusal("misure.zip", data, limits).fault.code == code


@settings(max_examples=50)
@given(st.lists(st.sampled_from(("good", "bad", "warned", "empty")), max_size=12))
def test_taken_and_refused_are_all_the_records(kinds: list[str]) -> None:
    texts = {
        "good": pno_xml(),
        "bad": pno_xml(misura="<EaF1>x</EaF1>"),
        "warned": pno_xml(misura="<EaF1>1</EaF1><Altro>1</Altro>"),
        "empty": "<DatiPod/>",
    }
    delivery = delivered(NAME, file_xml(*(texts[kind] for kind in kinds)))
    assert delivery.records == len(kinds)
    assert [record.record for record in delivery.refused] == [
        number for number, kind in enumerate(kinds, 1) if kind in ("bad", "empty")
    ]


@settings(max_examples=100)
@given(st.data())
def test_a_file_with_any_byte_changed_is_judged_and_never_breaks_the_program(data: st.DataObject) -> None:
    xml = bytearray(file_xml(pno_xml(), pno_xml(pod="IT001E00000002")))
    for _ in range(data.draw(st.integers(1, 3))):
        xml[data.draw(st.integers(0, len(xml) - 1))] = data.draw(st.integers(0, 255))
    assert len(read_all(NAME, bytes(xml))) == 1
    packed = bytearray(_zip((NAME, file_xml(pno_xml()))))
    packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    assert read_all("misure.zip", bytes(packed))
