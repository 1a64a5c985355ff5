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

from adapters.containers.unpack import Limits
from adapters.sii.flows.electricity import CorrectionRecord, DatiPod
from adapters.sii.writer import NotOfThisFlow, curve_record, pno_record, write_file, zipped
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.delivery import Delivery, RefusedFile
from domain.metering.reading import Action, Kind, Origin, Quality, Reading, Reason, Rebuilt, RegisterValue
from tests import strategies_meters
from tests.support.measure_files import read_file

SENDER, OURS, OTHER = "09999990022", "09999990014", "09999990030"
RECEIVED = dt.datetime(2026, 11, 6, 8, 0, tzinfo=dt.UTC)
SENT = dt.datetime(2026, 11, 5, 8, 30, tzinfo=dt.UTC)
OCTOBER = month_of(dt.date(2026, 10, 1))
NOWHERE = Origin(RECEIVED, 0, 1, "", "")
NAME = f"{SENDER}_{OURS}_202610_PNO_20261105093000_1DP9001_NR.xml"


def _read(name: str, data: bytes, limits: Limits | None = None) -> tuple[Delivery | RefusedFile, ...]:
    return read_file(
        name=name, data=data, addressees=frozenset({OURS}), limits=limits or Limits(), received_at=RECEIVED
    )


def _taken(name: str, data: bytes) -> Delivery:
    (found,) = _read(name, data)
    assert isinstance(found, Delivery), found
    numbers = {reading.origin.record for reading in found.readings}
    numbers |= {curve.origin.record for curve in found.curves}
    assert len(numbers) + len(found.refused) == found.records
    assert numbers.isdisjoint(record.record for record in found.refused)
    return found


def _refusal(name: str, data: bytes, limits: Limits | None = None) -> RefusedFile:
    (found,) = _read(name, data, limits)
    assert isinstance(found, RefusedFile), found
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    return found


def _file(
    *records: DatiPod, flow: str = "PNO", month: Period = OCTOBER, regime: str | None = "NR"
) -> tuple[str, bytes]:
    return write_file(
        flow=flow,
        sender=SENDER,
        addressee=OURS,
        dispatching_contract="DP9001",
        month=month,
        sent_at=max(SENT, dt.datetime(month.stop.year, month.stop.month, 5, tzinfo=dt.UTC)),
        progressive=1,
        records=records,
        regime=regime,
    )


def _reading(action: Action = Action.NEW) -> Reading:
    return Reading(
        point="IT001E12345678",
        day=dt.date(2026, 10, 31),
        values=(RegisterValue(Kind.ACTIVE, "F1", Decimal("1204")),),
        quality=Quality.ACTUAL,
        reason=Reason.PERIODIC,
        action=action,
        flow="PNO",
        origin=NOWHERE,
    )


def _xml(*records: str, flow: str = "PNO", addressee: str = OURS) -> bytes:
    return (
        f'<FlussoMisure CodFlusso="{flow}"><IdentificativiFlusso><PIvaUtente>{addressee}</PIvaUtente>'
        f"<PIvaDistributore>{SENDER}</PIvaDistributore><CodContrDisp>DP9001</CodContrDisp></IdentificativiFlusso>"
        f"{''.join(records)}</FlussoMisure>"
    ).encode()


def _pno(
    pod: str = "IT001E12345678", day: str = "31/10/2026", misura: str = "<EaF1>1204,000</EaF1>", more: str = ""
) -> str:
    return (
        f"<DatiPod><Pod>{pod}</Pod><DataMisura>{day}</DataMisura>{more}<DatiPdp><Trattamento>F</Trattamento>"
        f"<Ka>1,000</Ka><Kr>1,000</Kr><Kp>1,000</Kp></DatiPdp><Misura><TipoDato>E</TipoDato>{misura}</Misura></DatiPod>"
    )


@pytest.mark.parametrize("flow", ["PNO", "PNO2G", "VNO", "SNM2G"])
@settings(max_examples=30)
@given(reading=strategies_meters.readings(action=Action.NEW))
def test_a_reading_written_in_a_periodic_flow_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = _file(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    delivery = _taken(name, data)
    (found,) = delivery.readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)
    assert delivery.curves == ()


@pytest.mark.parametrize("flow", ["RNO", "RNO2G"])
@settings(max_examples=30)
@given(reading=strategies_meters.readings())
def test_a_reading_of_any_action_written_in_a_correction_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = _file(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day))
    (found,) = _taken(name, data).readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)


@pytest.mark.parametrize("flow", ["PDO", "PDO2G", "RFO", "RFO2G"])
@settings(max_examples=15)
@given(curve=strategies_meters.month_curves(action=Action.NEW, kinds=(Kind.ACTIVE,)), both=st.booleans())
def test_curves_written_are_read_as_they_were(flow: str, curve: MonthCurve, both: bool) -> None:
    curves = (curve, attrs.evolve(curve, kind=Kind.REACTIVE)) if both else (curve,)
    name, data = _file(curve_record(*curves, flow=flow), flow=flow, month=curve.month, regime="R")
    delivery = _taken(name, data)
    assert [attrs.evolve(found, origin=curve.origin) for found in delivery.curves] == [
        attrs.evolve(written, flow=flow) for written in curves
    ]
    assert delivery.readings == ()


@settings(max_examples=15)
@given(strategies_meters.month_curves(action=Action.REPLACE, kinds=(Kind.ACTIVE,), whole=True))
def test_a_corrected_curve_replaces(curve: MonthCurve) -> None:
    name, data = _file(curve_record(curve, flow="RFO2G"), flow="RFO2G", month=curve.month, regime="R")
    (found,) = _taken(name, data).curves
    assert attrs.evolve(found, origin=curve.origin, flow="PDO2G") == curve
    assert found.missing_days == ()


@given(strategies_meters.month_curves(action=Action.CANCEL))
def test_a_cancelled_month_is_cancelled_for_every_kind_of_energy(curve: MonthCurve) -> None:
    name, data = _file(curve_record(curve, flow="RFO"), flow="RFO", month=curve.month)
    delivery = _taken(name, data)
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
    name, data = _file(attrs.evolve(record, measure=registers), flow="PDO2G", regime="R")
    delivery = _taken(name, data)
    assert delivery.readings[0].day == dt.date(2026, 10, 31)
    assert delivery.readings[0].bands(Kind.ACTIVE) == {"F1": Decimal(7)}
    assert len(delivery.curves) == 1
    name, data = _file(attrs.evolve(record, measure=registers, day=dt.date(2026, 10, 15)), flow="PDO2G", regime="R")
    assert _taken(name, data).readings[0].day == dt.date(2026, 10, 15)


def test_a_correction_cannot_be_written_in_a_periodic_flow() -> None:
    with pytest.raises(NotOfThisFlow, match="correction flow"):
        pno_record(_reading(Action.REPLACE))


def test_the_envelope_says_who_sent_what_when() -> None:
    name, data = _file(pno_record(_reading()))
    assert name == NAME
    zip_name, zip_data = zipped(name, data)
    envelope = _taken(zip_name, zip_data).envelope
    assert (envelope.flow, envelope.sender, envelope.addressee) == ("PNO", SENDER, OURS)
    assert (envelope.dispatching_contract, envelope.month, envelope.sent_at) == ("DP9001", OCTOBER, SENT)
    assert (envelope.progressive, envelope.name, envelope.container) == (1, name, zip_name)
    assert envelope.sha256 == hashlib.sha256(data).hexdigest()
    (reading,) = _taken(zip_name, zip_data).readings
    assert reading.origin == Origin(SENT, 1, 1, envelope.sha256, name)


def test_one_bad_record_does_not_keep_the_good_ones_out() -> None:
    bad = _pno(pod="IT001E00000002", misura="<EaF1>12.04</EaF1>")
    delivery = _taken(NAME, _xml(_pno(), bad, _pno(pod="IT001E00000003")))
    assert [reading.origin.record for reading in delivery.readings] == [1, 3]
    (refused,) = delivery.refused
    assert (refused.record, refused.point, refused.fault.code) == (2, "IT001E00000002", "SII-006")
    assert "record 2 (line 1)" in refused.fault.subject
    assert "'12.04'" in refused.fault.message
    assert refused.raw == bad


@pytest.mark.parametrize(
    ("record", "code", "says"),
    [
        (_pno(pod=""), "SII-005", "Pod is missing"),
        (_pno(pod="IT1"), "SII-006", "found 'IT1'"),
        (_pno(day=""), "SII-005", "rule 16"),
        (_pno(day="30/09/2026"), "SII-008", "2026-09-30"),
        (_pno(day="01/11/2026"), "SII-008", "2026-11-01"),
        (_pno(more="<MeseAnno>09/2026</MeseAnno>"), "SII-008", "MeseAnno"),
        (_pno(misura=""), "SII-005", "no register value"),
        (_pno(misura="<Raccolta>I</Raccolta><EaF1>1</EaF1>"), "SII-006", "Raccolta: found 'I'"),
        (_pno().replace("<TipoDato>E</TipoDato>", ""), "SII-005", "tipo-dato"),
        (_pno().replace("<TipoDato>E<", "<TipoDato>X<"), "SII-006", "TipoDato: found 'X'"),
        (_pno().replace("<Ka>1,000</Ka>", ""), "SII-005", "rule 21"),
        (_pno().replace("<Ka>1,000</Ka>", "<Ka>0</Ka>"), "SII-006", "Ka: found 0"),
        (_pno().replace("<Ka>", "<Forfait>SI</Forfait><Ka>"), "SII-005", "rule 31"),
        (_pno().replace("<Trattamento>F<", "<Trattamento>O<"), "SII-005", "rule 17"),
        ("<DatiPod/>", "SII-005", "the record is empty"),
        ("<DatiPod><Pod>IT001E12345678</Pod><DataMisura>31/10/2026</DataMisura></DatiPod>", "SII-005", "rule 21"),
    ],
)
def test_a_record_that_breaks_the_flow_is_refused_with_its_code(record: str, code: str, says: str) -> None:
    delivery = _taken(NAME, _xml(record))
    (refused,) = delivery.refused
    assert (refused.record, refused.fault.code) == (1, code)
    assert says in str(refused.fault)
    assert refused.raw


def _consumo(inside: str = "<EaM>120,000</EaM>", start: str = "01/10/2026", **changes: str) -> str:
    """A record that states a quantity in the place of a reading, of a flat-rate point."""
    first = f"<DataInizioPeriodo>{start}</DataInizioPeriodo>" if start else ""
    record = _pno(**changes).replace("<Ka>", "<Forfait>SI</Forfait><Ka>").split("<Misura>")[0]
    return f"{record}<Consumo>{first}{inside}</Consumo></DatiPod>"


def _corrected(record: str, motive: str = "2") -> str:
    return record.replace("<DatiPdp>", f"<TipoRettifica>P</TipoRettifica><Motivazione>{motive}</Motivazione><DatiPdp>")


def test_a_quantity_in_the_place_of_a_reading_states_the_use_of_its_days() -> None:
    delivery = _taken(NAME, _xml(_consumo()))
    (reading,) = delivery.readings
    assert reading.is_quantity
    assert reading.rebuilt == Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "M", Decimal("120.000")),))
    assert (reading.day, reading.quality, reading.reason) == (OCTOBER.last, Quality.ACTUAL, Reason.PERIODIC)
    assert delivery.warnings == ()


def test_a_quantity_of_a_point_with_a_meter_needs_no_head_and_keeps_the_one_it_has() -> None:
    metered = _consumo().replace("<Forfait>SI</Forfait>", "")
    told = metered.replace("<Consumo>", "<Consumo><TipoDato>S</TipoDato><Validato>N</Validato>")
    shell = metered.replace("<Consumo>", "<Misura><TipoDato>S</TipoDato></Misura><Consumo>")
    (actual,), (estimated,), (of_shell,) = (_taken(NAME, _xml(each)).readings for each in (metered, told, shell))
    assert (actual.quality, actual.validated) == (Quality.ACTUAL, True)
    assert (estimated.quality, estimated.validated) == (Quality.ESTIMATED, False)
    assert (of_shell.quality, of_shell.is_quantity) == (Quality.ESTIMATED, True)


def test_without_its_first_day_a_quantity_begins_with_its_month() -> None:
    (reading,) = _taken(NAME, _xml(_consumo(start="", more="<MeseAnno>10/2026</MeseAnno>"))).readings
    assert reading.rebuilt is not None
    assert reading.rebuilt.start == OCTOBER.start


@pytest.mark.parametrize(
    ("record", "code", "says"),
    [
        (_consumo(start=""), "SII-005", "DataInizioPeriodo is missing"),
        (_consumo(start="02/11/2026"), "SII-006", "Consumo begins on 2026-11-02, after its end on 2026-10-31"),
        (_consumo("<ErM>3,000</ErM>"), "SII-005", "no active energy"),
        (_consumo(day=""), "SII-005", "DataMisura"),
        (_consumo("<EaF1>3,000</EaF1><EaF2>4,000</EaF2><EaM>8,000</EaM>"), "SII-006", "EaM is 8.000, its bands add up"),
        (_consumo().replace("<Ka>1,000<", "<Ka>20,000<"), "SII-012", "Ka is 20.000, and nothing tells whether"),
        (_consumo("<EaM>1</EaM><ErM>1</ErM>").replace("<Kr>1,000<", "<Kr>20<"), "SII-012", "Kr is 20"),
        (_consumo().replace("<Ka>1,000<", "<Ka>0<"), "SII-006", "Ka: found 0"),
    ],
)
def test_a_quantity_that_leaves_something_open_is_refused_and_kept(record: str, code: str, says: str) -> None:
    delivery = _taken(NAME, _xml(record))
    (refused,) = delivery.refused
    assert (delivery.readings, refused.fault.code) == ((), code)
    assert says in refused.fault.message
    assert "</Consumo>" in refused.raw


def test_the_total_beside_its_bands_is_not_counted_twice() -> None:
    (reading,) = _taken(NAME, _xml(_consumo("<EaF1>3,000</EaF1><EaF2>4,000</EaF2><EaM>7,000</EaM>"))).readings
    assert reading.stated(Kind.ACTIVE) == {"F1": Decimal(3), "F2": Decimal(4)}


def test_a_quantity_beside_the_registers_is_told_since_only_the_registers_are_billed() -> None:
    record = _pno().replace("</DatiPod>", "<Consumo><EaF1>12,000</EaF1></Consumo></DatiPod>")
    found = _taken(NAME, _xml(record))
    assert [each.rebuilt for each in found.readings] == [None]
    assert ["Consumo" in str(each) and "31-beside" in str(each) for each in found.warnings] == [True]


@pytest.mark.parametrize(
    ("ka", "start", "joins"), [("1,000", True, True), ("20,000", True, False), ("1", False, False)]
)
def test_in_a_correction_a_quantity_beside_the_registers_may_take_the_place_of_their_difference(
    ka: str, start: bool, joins: bool
) -> None:
    first = "<DataInizioPeriodo>01/10/2026</DataInizioPeriodo>" if start else ""
    record = _corrected(_pno()).replace("<Ka>1,000<", f"<Ka>{ka}<")
    record = record.replace("</DatiPod>", f"<Consumo>{first}<EaF1>12,000</EaF1></Consumo></DatiPod>")
    found = _taken(NAME.replace("PNO", "RNO"), _xml(record, flow="RNO"))
    stated = Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "F1", Decimal("12.000")),), only_if_joined=True)
    (reading,) = found.readings
    assert (reading.rebuilt, reading.bands(Kind.ACTIVE)) == (stated if joins else None, {"F1": Decimal(1204)})
    assert ["31-beside-correction" in str(each) for each in found.warnings] == [True]


@pytest.mark.parametrize("flow", ["RNO", "RNV2G", "RSN", "SMR", "RIN2G"])
def test_a_correction_by_quantity_replaces_and_one_without_figures_cancels(flow: str) -> None:
    name = f"{SENDER}_{OURS}_202610_{flow}_20261105093000_1DP9001.xml"
    (replaced,) = _taken(name, _xml(_corrected(_consumo()), flow=flow)).readings
    assert (replaced.action, replaced.is_quantity) == (Action.REPLACE, True)
    empty = _corrected(_consumo("", start=""), "3")
    assert "<Consumo></Consumo>" in empty
    (cancelled,) = _taken(name, _xml(empty, flow=flow)).readings
    assert (cancelled.day, cancelled.action, cancelled.rebuilt) == (OCTOBER.last, Action.CANCEL, None)
    (full,) = _taken(name, _xml(_corrected(_consumo(), "3"), flow=flow)).refused
    assert "32" in full.fault.message


def test_an_hourly_correction_by_quantity_takes_the_place_of_the_curves_of_its_months() -> None:
    name = f"{SENDER}_{OURS}_202610_RFO_20261105093000_1DP9001.xml"
    delivery = _taken(name, _xml(_corrected(_consumo("<EaM>9</EaM><ErM>2</ErM>", start="01/09/2026")), flow="RFO"))
    assert [reading.is_quantity for reading in delivery.readings] == [True]
    assert {(each.kind, each.month.start.month, each.action) for each in delivery.curves} == {
        (kind, month, Action.CANCEL) for kind in (Kind.ACTIVE, Kind.REACTIVE) for month in (9, 10)
    }
    (refused,) = _taken(name, _xml(_corrected(_consumo(start="02/10/2026")), flow="RFO")).refused
    assert (refused.fault.code, "whole months" in refused.fault.message) == ("SII-006", True)
    periodic = name.replace("RFO", "PDO")
    (refused,) = _taken(periodic, _xml(_consumo(more="<MeseAnno>10/2026</MeseAnno>"), flow="PDO")).refused
    assert (refused.fault.code, "curve of active energy" in refused.fault.message) == ("SII-005", True)


@pytest.mark.parametrize("flow", ["PNO", "PNO2G", "VNO", "SNM2G", "EIN"])
@settings(max_examples=20)
@given(reading=strategies_meters.quantities_stated(Action.NEW))
def test_a_quantity_written_in_a_periodic_flow_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = _file(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    (found,) = _taken(name, data).readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)


@pytest.mark.parametrize("flow", ["RNO", "RNV2G", "SMR"])
@settings(max_examples=20)
@given(
    reading=strategies_meters.quantities_stated(Action.REPLACE),
    registers=strategies_meters.readings(Action.REPLACE).filter(lambda each: bool(each.bands(Kind.ACTIVE))),
    is_beside=st.booleans(),
)
def test_a_quantity_written_in_a_correction_is_read_as_it_was(
    flow: str, reading: Reading, registers: Reading, is_beside: bool
) -> None:
    assert reading.rebuilt is not None
    if is_beside:
        stated = attrs.evolve(reading.rebuilt, only_if_joined=True)
        reading = attrs.evolve(reading, values=registers.values, rebuilt=stated)
    name, data = _file(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    (found,) = _taken(name, data).readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)


def test_a_quantity_that_would_not_be_taken_is_not_written() -> None:
    stated = Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "F1", Decimal(1)),), only_if_joined=True)
    beside = attrs.evolve(_reading(Action.REPLACE), rebuilt=stated)
    with pytest.raises(NotOfThisFlow, match="registers beside"):
        pno_record(attrs.evolve(beside, action=Action.NEW))
    with pytest.raises(NotOfThisFlow, match="Ka 20"):
        pno_record(attrs.evolve(beside, multiplier=Decimal(20)), flow="RNO")


def test_treatment_o_is_refused_where_registers_are_expected() -> None:
    record = _pno(more="<MeseAnno>10/2026</MeseAnno>").replace("<Trattamento>F<", "<Trattamento>O<")
    (refused,) = _taken(NAME.replace("PNO", "PNO2G").replace("_NR", "_R"), _xml(record, flow="PNO2G")).refused
    assert refused.fault.code == "SII-006"
    assert "rule 23" in refused.fault.message


def test_a_cancellation_that_brings_values_is_refused() -> None:
    record = pno_record(_reading(Action.REPLACE), flow="RNO")
    assert isinstance(record, CorrectionRecord)
    name, data = _file(attrs.evolve(record, motive="3"), flow="RNO")
    (refused,) = _taken(name, data).refused
    assert refused.fault.code == "SII-006"
    assert "rule 32" in refused.fault.message


def test_a_curve_with_a_missing_quarter_is_refused_whole() -> None:
    days = (DayCurve(dt.date(2026, 10, 1), (1,) * 96), DayCurve(dt.date(2026, 10, 25), (1,) * 100))
    curve = MonthCurve("IT001E12345678", Kind.ACTIVE, OCTOBER, days, Quality.ACTUAL, Action.NEW, "PDO2G", NOWHERE)
    name, data = _file(curve_record(curve, flow="PDO2G"), flow="PDO2G", regime="R")
    assert len(_taken(name, data).curves) == 1
    (missing,) = _taken(name, data.replace(b' E50="0,001"', b"", 1)).refused
    assert (missing.fault.code, "E50 has no value" in missing.fault.message) == ("SII-005", True)
    (unreadable,) = _taken(name, data.replace(b' E50="0,001"', b' E50="n.d."', 1)).refused
    assert (unreadable.fault.code, "'n.d.'" in unreadable.fault.message) == ("SII-006", True)


def test_a_breach_of_a_mild_rule_is_a_warning_and_the_record_is_taken() -> None:
    record = _pno().replace("<TipoDato>E<", "<TipoDato>S<")
    delivery = _taken(NAME, _xml(record))
    assert len(delivery.readings) == 1
    (warning,) = delivery.warnings
    assert warning.code == "SII-103"
    assert "rule 22" in warning.message
    assert warning.message.endswith("the record was taken")


def test_what_the_format_does_not_declare_is_named_in_a_warning() -> None:
    record = _pno(misura="<EaF1>1</EaF1><EriMint>5,000</EriMint>")
    (warning,) = _taken(NAME, _xml(record, "<Coda>z</Coda>")).warnings[1:]
    assert warning.code == "SII-101"
    assert "Misura/EriMint: <EriMint>5,000</EriMint>" in warning.message
    stray = _taken(NAME, _xml(record, "<Coda>z</Coda>")).warnings[0]
    assert (stray.code, "Coda" in stray.message) == ("SII-101", True)


def test_the_header_is_read_as_strictly_as_a_record() -> None:
    data = _xml(_pno()).replace(b"<CodContrDisp>", b"<Nuovo>1</Nuovo><CodContrDisp>")
    (warning,) = _taken(NAME, data).warnings
    assert (warning.code, "IdentificativiFlusso/Nuovo" in warning.message) == ("SII-101", True)
    twice = _xml(_pno()).replace(b"<CodContrDisp>", b"<PIvaUtente>1</PIvaUtente><CodContrDisp>")
    assert _refusal(NAME, twice).fault.code == "SII-006"


def test_the_point_of_a_refused_record_is_told_in_14_characters_where_it_is_one() -> None:
    records = (_pno(pod="IT001E123456789", misura=""), _pno(pod="IT1"))
    assert [record.point for record in _taken(NAME, _xml(*records)).refused] == ["IT001E12345678", None]


def test_validato_empty_means_yes() -> None:
    for text, validated in (
        ("<Validato/>", True),
        ("", True),
        ("<Validato>S</Validato>", True),
        ("<Validato>N</Validato>", False),
    ):
        (reading,) = _taken(NAME, _xml(_pno(misura=f"{text}<EaF1>1</EaF1>"))).readings
        assert reading.validated is validated


def test_records_are_found_at_any_depth_and_in_any_case() -> None:
    data = _xml(_pno()).replace(b"<DatiPod>", b"<FM><datipod>").replace(b"</DatiPod>", b"</datipod></FM>")
    assert len(_taken(NAME, data).readings) == 1


def test_a_byte_order_mark_does_no_harm() -> None:
    data = b"\xef\xbb\xbf" + _xml(_pno())
    delivery = _taken(NAME, data)
    assert len(delivery.readings) == 1
    assert delivery.envelope.sha256 == hashlib.sha256(data).hexdigest()


def test_a_switching_measure_may_be_of_the_month_before() -> None:
    name = NAME.replace("PNO", "SNM")
    delivery = _taken(name, _xml(_pno(day="30/09/2026"), _pno(day="31/08/2026"), flow="SNM"))
    assert [reading.day for reading in delivery.readings] == [dt.date(2026, 9, 30)]
    assert delivery.readings[0].reason is Reason.SWITCHING
    assert [record.fault.code for record in delivery.refused] == ["SII-008"]


def test_a_name_of_no_form_is_a_warning_and_the_arrival_stands_for_the_sending() -> None:
    delivery = _taken("misure ottobre.xml", _xml(_pno()))
    assert [warning.code for warning in delivery.warnings] == ["SII-102"]
    assert (delivery.envelope.sent_at, delivery.envelope.progressive, delivery.envelope.month) == (RECEIVED, 0, None)
    assert delivery.readings[0].origin.sent_at == RECEIVED


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        (NAME, b"", "SII-001", "not well-formed"),
        (NAME, b"%PDF-1.7", "SII-001", "not well-formed"),
        (NAME, _xml(_pno())[:-20], "SII-001", "not well-formed"),
        (NAME, _xml(_pno()).replace(b"<EaF1>", b"<Nota>\xe0</Nota><EaF1>"), "SII-001", "not well-formed"),
        (NAME, b'<!DOCTYPE F [<!ENTITY x "y">]>' + _xml(_pno()), "SII-001", "DTD"),
        (NAME, b"<Prestazione/>", "SII-002", "<Prestazione>"),
        (NAME, _xml(_pno(), flow="XYZ"), "SII-002", "'XYZ'"),
        (NAME.replace("202610", "201206"), _xml(_pno()), "SII-002", "2012-06-01"),
        (NAME, _xml(_pno(), addressee=OTHER), "SII-003", f"VAT number {OTHER}, from {SENDER}; ours is {OURS}"),
        ("x.xml", _xml(_pno(), addressee="AAA01234567890BB"), "SII-003", "AAA01234567890BB"),
        (NAME, _xml(_pno()).replace(b"IdentificativiFlusso", b"Testata"), "SII-005", "IdentificativiFlusso"),
        (NAME, _xml(_pno(), addressee=""), "SII-005", "PIvaUtente"),
        (NAME.replace(OURS, OTHER), _xml(_pno()), "SII-010", f"{OTHER!r}, the content {OURS!r}"),
        (NAME.replace(SENDER, OTHER), _xml(_pno()), "SII-010", f"{OTHER!r}, the content {SENDER!r}"),
        (NAME.replace("DP9001", "DP9002"), _xml(_pno()), "SII-010", "'DP9002', the content 'DP9001'"),
        (NAME.replace("_PNO_", "_PDO_"), _xml(_pno()), "SII-010", "'PDO', the content 'PNO'"),
        (NAME.replace("20261105093000", "20261305093000"), _xml(_pno()), "SII-010", "20261305093000"),
        (NAME.replace("20261105093000", "20260905093000"), _xml(_pno()), "SII-010", "before its month"),
        (NAME.replace("_PNO_", "_PDO2G_"), _xml(_pno(), flow="PDO2G"), "SII-010", "regime NR"),
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
        data=_xml(_pno(), addressee=foreign),
        addressees=frozenset({foreign}),
        limits=Limits(),
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
    inner = _zip((NAME, _xml(_pno())))
    data = _zip(
        (f"TME_{SENDER}/2026/{NAME}", _xml(_pno())),
        ("bad.xml", _xml(_pno())[:99]),
        ("inner.zip", inner),
        ("elenco.txt", b"x"),
    )
    good, bad, nested, other = _read("misure.zip", data)
    assert isinstance(good, Delivery)
    assert (good.envelope.name, good.envelope.container) == (f"TME_{SENDER}/2026/{NAME}", "misure.zip")
    assert [item.fault.code for item in (bad, nested, other) if isinstance(item, RefusedFile)] == ["SII-001"] * 3


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (_zip((NAME, _xml(_pno())))[:-10], Limits(), "SII-001"),
        (_zip(), Limits(), "SII-001"),
        (_zip((NAME, _xml(_pno())), ("bomb.xml", bytes(5_000_000))), Limits(), "SII-009"),
        (_zip(("a.xml", b"<a/>"), ("b.xml", b"<a/>")), Limits(max_members=1), "SII-009"),
        (_zip(("a.xml", b"<a/>")), Limits(max_file_bytes=10), "SII-009"),
        (_xml(_pno()), Limits(max_file_bytes=10), "SII-009"),
    ],
)
def test_of_a_file_that_is_no_zip_or_a_bomb_nothing_is_taken(data: bytes, limits: Limits, code: str) -> None:
    assert _refusal("misure.zip", data, limits).fault.code == code


@settings(max_examples=50)
@given(st.lists(st.sampled_from(("good", "bad", "warned", "empty")), max_size=12))
def test_taken_and_refused_are_all_the_records(kinds: list[str]) -> None:
    texts = {
        "good": _pno(),
        "bad": _pno(misura="<EaF1>x</EaF1>"),
        "warned": _pno(misura="<EaF1>1</EaF1><Altro>1</Altro>"),
        "empty": "<DatiPod/>",
    }
    delivery = _taken(NAME, _xml(*(texts[kind] for kind in kinds)))
    assert delivery.records == len(kinds)
    assert [record.record for record in delivery.refused] == [
        number for number, kind in enumerate(kinds, 1) if kind in ("bad", "empty")
    ]


@settings(max_examples=100)
@given(st.data())
def test_a_file_with_any_byte_changed_is_judged_and_never_breaks_the_program(data: st.DataObject) -> None:
    xml = bytearray(_xml(_pno(), _pno(pod="IT001E00000002")))
    for _ in range(data.draw(st.integers(1, 3))):
        xml[data.draw(st.integers(0, len(xml) - 1))] = data.draw(st.integers(0, 255))
    assert len(_read(NAME, bytes(xml))) == 1
    packed = bytearray(_zip((NAME, _xml(_pno()))))
    packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    assert _read("misure.zip", bytes(packed))
