"""Quantities in the place of readings: what a distributor states of the use of a point, read and written."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sii.writers.electricity import NotOfThisFlow, pno_record
from domain.kernel.validity import month_of
from domain.metering.reading import Action, Kind, MeasureReason, Quality, Reading, Rebuilt, RegisterValue
from tests.support.sii_files import (
    NAME,
    OCTOBER,
    OURS,
    SENDER,
    delivered,
    file_of,
    file_xml,
    october_reading,
    pno_xml,
)
from tests.support.strategies import meters as strategies_meters


def _consumo(inside: str = "<EaM>120,000</EaM>", start: str = "01/10/2026", **changes: str) -> str:
    """A record that states a quantity in the place of a reading, of a flat-rate point."""
    first = f"<DataInizioPeriodo>{start}</DataInizioPeriodo>" if start else ""
    record = pno_xml(**changes).replace("<Ka>", "<Forfait>SI</Forfait><Ka>").split("<Misura>")[0]
    return f"{record}<Consumo>{first}{inside}</Consumo></DatiPod>"


def _corrected(record: str, motive: str = "2") -> str:
    return record.replace("<DatiPdp>", f"<TipoRettifica>P</TipoRettifica><Motivazione>{motive}</Motivazione><DatiPdp>")


def test_a_quantity_in_the_place_of_a_reading_states_the_use_of_its_days() -> None:
    delivery = delivered(NAME, file_xml(_consumo()))
    (reading,) = delivery.readings
    assert reading.is_quantity
    assert reading.rebuilt == Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "M", Decimal("120.000")),))
    assert (reading.day, reading.quality, reading.reason) == (OCTOBER.last, Quality.ACTUAL, MeasureReason.PERIODIC)
    assert delivery.warnings == ()


def test_a_quantity_of_a_point_with_a_meter_needs_no_head_and_keeps_the_one_it_has() -> None:
    metered = _consumo().replace("<Forfait>SI</Forfait>", "")
    told = metered.replace("<Consumo>", "<Consumo><TipoDato>S</TipoDato><Validato>N</Validato>")
    shell = metered.replace("<Consumo>", "<Misura><TipoDato>S</TipoDato></Misura><Consumo>")
    (actual,), (estimated,), (of_shell,) = (delivered(NAME, file_xml(each)).readings for each in (metered, told, shell))
    assert (actual.quality, actual.validated) == (Quality.ACTUAL, True)
    assert (estimated.quality, estimated.validated) == (Quality.ESTIMATED, False)
    assert (of_shell.quality, of_shell.is_quantity) == (Quality.ESTIMATED, True)


def test_without_its_first_day_a_quantity_begins_with_its_month() -> None:
    (reading,) = delivered(NAME, file_xml(_consumo(start="", more="<MeseAnno>10/2026</MeseAnno>"))).readings
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
        (_consumo().replace("<Ka>1,000<", "<Ka>20,000<"), "SII-012", "Ka is 20.000, and nothing states whether"),
        (_consumo("<EaM>1</EaM><ErM>1</ErM>").replace("<Kr>1,000<", "<Kr>20<"), "SII-012", "Kr is 20"),
        (_consumo().replace("<Ka>1,000<", "<Ka>0<"), "SII-006", "Ka: found 0"),
    ],
)
def test_a_quantity_that_leaves_something_open_is_refused_and_kept(record: str, code: str, says: str) -> None:
    delivery = delivered(NAME, file_xml(record))
    (refused,) = delivery.refused
    assert (delivery.readings, refused.fault.code) == ((), code)
    assert says in refused.fault.message
    assert "</Consumo>" in refused.raw


def test_the_total_beside_its_bands_is_not_counted_twice() -> None:
    (reading,) = delivered(NAME, file_xml(_consumo("<EaF1>3,000</EaF1><EaF2>4,000</EaF2><EaM>7,000</EaM>"))).readings
    assert reading.stated(Kind.ACTIVE) == {"F1": Decimal(3), "F2": Decimal(4)}


def test_a_quantity_beside_the_registers_is_told_since_only_the_registers_are_billed() -> None:
    record = pno_xml().replace("</DatiPod>", "<Consumo><EaF1>12,000</EaF1></Consumo></DatiPod>")
    found = delivered(NAME, file_xml(record))
    assert [each.rebuilt for each in found.readings] == [None]
    assert ["Consumo" in str(each) and "31-beside" in str(each) for each in found.warnings] == [True]


@pytest.mark.parametrize(
    ("ka", "start", "joins"), [("1,000", True, True), ("20,000", True, False), ("1", False, False)]
)
def test_in_a_correction_a_quantity_beside_the_registers_may_take_the_place_of_their_difference(
    ka: str, start: bool, joins: bool
) -> None:
    first = "<DataInizioPeriodo>01/10/2026</DataInizioPeriodo>" if start else ""
    record = _corrected(pno_xml()).replace("<Ka>1,000<", f"<Ka>{ka}<")
    record = record.replace("</DatiPod>", f"<Consumo>{first}<EaF1>12,000</EaF1></Consumo></DatiPod>")
    found = delivered(NAME.replace("PNO", "RNO"), file_xml(record, flow="RNO"))
    stated = Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "F1", Decimal("12.000")),), only_if_joined=True)
    (reading,) = found.readings
    assert (reading.rebuilt, reading.bands(Kind.ACTIVE)) == (stated if joins else None, {"F1": Decimal(1204)})
    assert ["31-beside-correction" in str(each) for each in found.warnings] == [True]


@pytest.mark.parametrize("flow", ["RNO", "RNV2G", "RSN", "SMR", "RIN2G"])
def test_a_correction_by_quantity_replaces_and_one_without_figures_cancels(flow: str) -> None:
    name = f"{SENDER}_{OURS}_202610_{flow}_20261105093000_1DP9001.xml"
    (replaced,) = delivered(name, file_xml(_corrected(_consumo()), flow=flow)).readings
    assert (replaced.action, replaced.is_quantity) == (Action.REPLACE, True)
    empty = _corrected(_consumo("", start=""), "3")
    assert "<Consumo></Consumo>" in empty
    (cancelled,) = delivered(name, file_xml(empty, flow=flow)).readings
    assert (cancelled.day, cancelled.action, cancelled.rebuilt) == (OCTOBER.last, Action.CANCEL, None)
    (full,) = delivered(name, file_xml(_corrected(_consumo(), "3"), flow=flow)).refused
    assert "32" in full.fault.message


def test_an_hourly_correction_by_quantity_takes_the_place_of_the_curves_of_its_months() -> None:
    name = f"{SENDER}_{OURS}_202610_RFO_20261105093000_1DP9001.xml"
    delivery = delivered(
        name, file_xml(_corrected(_consumo("<EaM>9</EaM><ErM>2</ErM>", start="01/09/2026")), flow="RFO")
    )
    assert [reading.is_quantity for reading in delivery.readings] == [True]
    assert {(each.kind, each.month.start.month, each.action) for each in delivery.curves} == {
        (kind, month, Action.CANCEL) for kind in (Kind.ACTIVE, Kind.REACTIVE) for month in (9, 10)
    }
    (refused,) = delivered(name, file_xml(_corrected(_consumo(start="02/10/2026")), flow="RFO")).refused
    assert (refused.fault.code, "whole months" in refused.fault.message) == ("SII-006", True)
    periodic = name.replace("RFO", "PDO")
    (refused,) = delivered(periodic, file_xml(_consumo(more="<MeseAnno>10/2026</MeseAnno>"), flow="PDO")).refused
    assert (refused.fault.code, "curve of active energy" in refused.fault.message) == ("SII-005", True)


@pytest.mark.parametrize("flow", ["PNO", "PNO2G", "VNO", "SNM2G", "EIN"])
@settings(max_examples=20)
@given(reading=strategies_meters.quantities_stated(Action.NEW))
def test_a_quantity_written_in_a_periodic_flow_is_read_as_it_was(flow: str, reading: Reading) -> None:
    name, data = file_of(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    (found,) = delivered(name, data).readings
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
    name, data = file_of(pno_record(reading, flow=flow), flow=flow, month=month_of(reading.day), regime=None)
    (found,) = delivered(name, data).readings
    assert attrs.evolve(found, origin=reading.origin) == attrs.evolve(reading, flow=flow)


def test_a_quantity_that_would_not_be_taken_is_not_written() -> None:
    stated = Rebuilt(OCTOBER.start, (RegisterValue(Kind.ACTIVE, "F1", Decimal(1)),), only_if_joined=True)
    beside = attrs.evolve(october_reading(Action.REPLACE), rebuilt=stated)
    with pytest.raises(NotOfThisFlow, match="registers beside"):
        pno_record(attrs.evolve(beside, action=Action.NEW))
    with pytest.raises(NotOfThisFlow, match="Ka 20"):
        pno_record(attrs.evolve(beside, multiplier=Decimal(20)), flow="RNO")
