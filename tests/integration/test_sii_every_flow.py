"""Gas, meter work and technical services from end to end: what is written is read, and each fault has its code."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sii.writers.electricity import pno_record
from adapters.sii.writers.gas import gas_correction, gas_record, gas_work_record, smis_record
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import MeterChanged, MissingReading, RolloverRule, between_readings
from domain.metering.gas import GasReading, NewGasMeter, RebuiltVolume
from domain.metering.reading import Action, Kind, MeasureReason, NewMeter, Quality, Reading, RegisterValue, current
from tests.support.sii_flows import NOWHERE, OCTOBER, OURS, SENDER, delivered, file_of, gas_reading
from tests.support.strategies import meters as strategies_meters

ROLLOVER = RolloverRule(Decimal("0.9"), Decimal("1.1"))


def _taken(flow: str, month: Period, *records: attrs.AttrsInstance, contract: str | None = None) -> tuple[Reading, ...]:
    found = delivered(*file_of(flow, month, *records, contract=contract))
    assert found.refused == ()
    return tuple(attrs.evolve(each, origin=NOWHERE) for each in found.readings)


_with_energy = strategies_meters.readings(action=Action.NEW).filter(lambda each: bool(each.bands(Kind.ACTIVE)))
_wholes = st.integers(0, 10**8).map(Decimal)
_coefficients = st.integers(900_000, 1_200_000).map(lambda number: Decimal(number).scaleb(-6))


@st.composite
def gas_readings(
    draw: st.DrawFn, flow: str, reason: MeasureReason, action: Action = Action.NEW, quality: Quality | None = None
) -> GasReading:
    """Readings of a meter, of a converter, or of both."""
    meter = draw(st.none() | _wholes)
    converter = draw(_wholes) if meter is None else draw(st.none() | _wholes)
    cancels = action is Action.CANCEL
    return GasReading(
        point=f"{draw(st.integers(0, 10**14 - 1)):014d}",
        day=draw(st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31))),
        quality=quality or draw(st.sampled_from(Quality)),
        reason=reason,
        action=action,
        flow=flow,
        origin=NOWHERE,
        meter_m3=None if cancels else meter,
        converter_smc=None if cancels else converter,
        coefficient=None if cancels else draw(_coefficients),
        serial=None if cancels else draw(st.sampled_from((None, "G4-1"))),
        digits=None if cancels or action is Action.REPLACE else draw(st.none() | st.integers(4, 9)),
        case=draw(st.none() | st.just("SII1")),
    )


_REASONS = {
    "TML": MeasureReason.PERIODIC,
    "TMV": MeasureReason.VOLTURA,
    "SWG1": MeasureReason.SWITCHING,
    "TAL": MeasureReason.PERIODIC,
}
_REASONS |= {
    "D01": MeasureReason.TECHNICAL,
    "TAS": MeasureReason.SWITCHING,
    "SM1": MeasureReason.TECHNICAL,
    "TGL": MeasureReason.PERIODIC,
}


@pytest.mark.parametrize("flow", sorted(_REASONS))
@settings(max_examples=15)
@given(data=st.data())
def test_a_gas_reading_written_is_read_as_it_was(flow: str, data: st.DataObject) -> None:
    written = data.draw(gas_readings(flow, _REASONS[flow]))
    assert _taken(flow, month_of(written.day), gas_record(written, flow=flow)) == (written.reading(),)


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        ("RML", MeasureReason.PERIODIC),
        ("RGL", MeasureReason.PERIODIC),
        ("RMV", MeasureReason.VOLTURA),
        ("RSL", MeasureReason.SWITCHING),
        ("D01R", MeasureReason.TECHNICAL),
    ],
)
@settings(max_examples=15)
@given(data=st.data())
def test_a_gas_correction_or_cancellation_written_is_read_as_it_was(
    flow: str, reason: MeasureReason, data: st.DataObject
) -> None:
    action = data.draw(st.sampled_from((Action.REPLACE, Action.CANCEL)))
    written = data.draw(gas_readings(flow, reason, action, Quality.ACTUAL))
    if action is Action.REPLACE and flow in ("RML", "RGL") and data.draw(st.booleans()):
        start = written.day if flow == "RGL" else written.day - dt.timedelta(days=data.draw(st.integers(0, 60)))
        written = attrs.evolve(written, rebuilt=RebuiltVolume(start, data.draw(_wholes)))
    if flow == "RGL":
        written = attrs.evolve(written, serial=None if written.action is Action.CANCEL else written.serial)
    assert _taken(flow, month_of(written.day), gas_correction(written, flow=flow)) == (written.reading(),)


@pytest.mark.parametrize(("flow", "action"), [("IGMG", Action.NEW), ("IGMR", Action.REPLACE)])
@settings(max_examples=15)
@given(data=st.data())
def test_work_on_a_gas_meter_written_is_read_as_it_was(flow: str, action: Action, data: st.DataObject) -> None:
    shown = data.draw(gas_readings(flow, MeasureReason.TECHNICAL, Action.NEW))
    first = data.draw(_wholes)
    new = NewGasMeter("G4-2", first, None, data.draw(_coefficients), data.draw(st.none() | st.integers(4, 9)))
    written = attrs.evolve(shown, action=action, exchange=new, case=None)
    assert _taken(flow, month_of(written.day), gas_work_record(written, flow=flow)) == (written.reading(),)


@settings(max_examples=20)
@given(_with_energy, st.data())
def test_an_exchange_of_an_electricity_meter_written_is_read_as_it_was(shown: Reading, data: st.DataObject) -> None:
    values = data.draw(_with_energy).values
    new = NewMeter("B-88", values, data.draw(st.none() | st.integers(4, 9)), Decimal("1.5"))
    written = attrs.evolve(
        shown,
        exchange=new,
        reason=MeasureReason.TECHNICAL,
        flow="SMIS",
        origin=NOWHERE,
        case=None,
        validated=True,
        max_power_kw=None,
    )
    record = smis_record(written)
    assert _taken("SMIS", month_of(written.day), record, contract="DP9001") == (written,)


@pytest.mark.parametrize("flow", ["SM", "RT2G", "EIN", "DS2G", "AV", "VP2G"])
@settings(max_examples=10)
@given(reading=strategies_meters.readings(action=Action.NEW))
def test_a_reading_of_a_technical_service_carries_its_reason(flow: str, reading: Reading) -> None:
    technical = attrs.evolve(reading, reason=MeasureReason.TECHNICAL, origin=NOWHERE, flow=flow)
    taken = _taken(flow, month_of(reading.day), pno_record(technical, flow=flow), contract="DP9001")
    assert taken == (technical,)
    silent = attrs.evolve(pno_record(technical, flow=flow))
    assert silent.measure is not None
    without = attrs.evolve(silent, measure=attrs.evolve(silent.measure, collected_for=None))
    assert _taken(flow, month_of(reading.day), without, contract="DP9001") == (technical,)


@pytest.mark.parametrize("flow", ["SMR", "RTR2G", "RIN", "DSR2G", "AVR", "VPR2G"])
@settings(max_examples=10)
@given(reading=strategies_meters.readings())
def test_a_correction_of_a_technical_service_is_read_as_it_was(flow: str, reading: Reading) -> None:
    technical = attrs.evolve(reading, origin=NOWHERE, flow=flow)
    assert _taken(flow, month_of(reading.day), pno_record(technical, flow=flow), contract="DP9001") == (technical,)


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.booleans(),
    st.booleans(),
)
def test_no_difference_is_ever_taken_across_two_meters(
    old: int, new: int, before: int, after: int, told: bool, same_serial: bool
) -> None:
    serial = "G4-1" if same_serial else "G4-2"
    first, last = gas_reading(1, old), gas_reading(31, new + after, serial)
    exchange = attrs.evolve(
        gas_reading(15, old + before),
        exchange=NewGasMeter(serial, Decimal(new), None, Decimal(1)),
        flow="IGMG",
        reason=MeasureReason.TECHNICAL,
    )
    (changed,) = _taken("IGMG", OCTOBER, gas_work_record(exchange))
    readings = [each.reading() for each in (first, last)]
    period = Period(dt.date(2026, 10, 2), dt.date(2026, 11, 1))
    if told:
        readings.insert(1, changed)
        parts = between_readings(readings, period, ROLLOVER, Decimal(1000))
        assert [part.total for part in parts] == [before, after]
    elif not same_serial:
        with pytest.raises(MeterChanged):
            between_readings(readings, period, ROLLOVER, Decimal(1000))


def test_a_new_program_of_the_same_meter_begins_new_bands() -> None:
    old = (RegisterValue(Kind.ACTIVE, "M", Decimal(500)),)
    new = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(0)) for band in ("F1", "F2", "F3"))
    written = Reading(
        "IT001E12345678", dt.date(2026, 10, 15), old, Quality.ACTUAL, MeasureReason.TECHNICAL,
        Action.NEW, "SMIS", NOWHERE,
        serial="A-77", exchange=NewMeter("A-77", new),
    )  # fmt: skip
    (changed,) = _taken("SMIS", OCTOBER, smis_record(written, kinds=("T", "E")), contract="DP9001")
    first = attrs.evolve(written, day=dt.date(2026, 9, 30), values=(attrs.evolve(old[0], value=Decimal(400)),))
    used = tuple(attrs.evolve(each, value=Decimal(7)) for each in new)
    last = attrs.evolve(written, day=dt.date(2026, 10, 31), values=used, exchange=None)
    parts = between_readings([attrs.evolve(first, exchange=None), changed, last], OCTOBER, ROLLOVER, Decimal(100))
    assert [[(each.band, each.value) for each in part.bands] for part in parts] == [
        [("M", Decimal(100))],
        [("F1", Decimal(7)), ("F2", Decimal(7)), ("F3", Decimal(7))],
    ]


def test_a_rebuilt_volume_counts_in_place_of_a_meter_that_stood_still() -> None:
    rebuilt = attrs.evolve(
        gas_reading(31, 1000),
        action=Action.REPLACE,
        flow="RML",
        coefficient=Decimal("1.02"),
        rebuilt=RebuiltVolume(dt.date(2026, 10, 1), Decimal(40)),
    )
    (last,) = _taken("RML", OCTOBER, gas_correction(rebuilt, flow="RML"))
    before = attrs.evolve(gas_reading(1, 1000), day=dt.date(2026, 9, 30), coefficient=Decimal("1.02")).reading()
    (part,) = between_readings([before, last], OCTOBER, ROLLOVER, Decimal(100))
    assert part.total == Decimal("40.8")
    late = attrs.evolve(before, day=dt.date(2026, 10, 5))
    with pytest.raises(MissingReading, match="rebuilt from 2026-10-01"):
        between_readings([late, last], Period(dt.date(2026, 10, 6), OCTOBER.stop), ROLLOVER, Decimal(100))


@given(st.permutations(["TML 1", "RML 2", "RML 3"]))
def test_the_order_of_arrival_does_not_matter(order: list[str]) -> None:
    told: dict[str, attrs.AttrsInstance] = {
        "TML 1": gas_record(gas_reading(31, 1000), flow="TML"),
        "RML 2": gas_correction(attrs.evolve(gas_reading(31, 990), action=Action.REPLACE, flow="RML"), flow="RML"),
        "RML 3": gas_correction(attrs.evolve(gas_reading(31, 995), action=Action.REPLACE, flow="RML"), flow="RML"),
    }
    arrived: list[Reading] = []
    for each in order:
        flow, progressive = each.split()
        arrived += delivered(*file_of(flow, OCTOBER, told[each], progressive=int(progressive))).readings
    (counts,) = current(arrived)
    assert counts.bands(Kind.ACTIVE) == {"M": Decimal(995)}


def test_a_cancelled_gas_reading_counts_no_more() -> None:
    taken = delivered(*file_of("TML", OCTOBER, gas_record(gas_reading(31, 1000), flow="TML"))).readings
    gone = attrs.evolve(
        gas_reading(31, 0), action=Action.CANCEL, flow="RML", meter_m3=None, coefficient=None, serial=None
    )
    cancelled = delivered(*file_of("RML", OCTOBER, gas_correction(gone, flow="RML"), progressive=2)).readings
    assert current((*taken, *cancelled)) == ()


def test_the_days_of_a_month_are_one_reading_each() -> None:
    days = [gas_reading(day, 1000 + day) for day in range(1, 32)]
    taken = _taken("TGL", OCTOBER, gas_record(*days, flow="TGL"))
    assert [(each.day.day, each.bands(Kind.ACTIVE)["M"]) for each in taken] == [
        (n, Decimal(1000 + n)) for n in range(1, 32)
    ]


def _electricity(record: str, flow: str) -> bytes:
    return (
        f'<FlussoMisure CodFlusso="{flow}"><IdentificativiFlusso><PIvaUtente>{OURS}</PIvaUtente><PIvaDistributore>'
        f"{SENDER}</PIvaDistributore><CodContrDisp>DP9001</CodContrDisp></IdentificativiFlusso>{record}</FlussoMisure>"
    ).encode()


_HALVES = (
    "<Smontaggio><DataMisura>20/10/2026</DataMisura><TipoDato>E</TipoDato><EaM>500</EaM><PotM>1</PotM></Smontaggio>",
    "<Montaggio><TipoMisuratore>T</TipoMisuratore><DataMisura>20/10/2026</DataMisura><Ka>1</Ka>"
    "<MatrAtt>B-1</MatrAtt><EaM>0</EaM><PotM>0</PotM></Montaggio>",
)


def _smis(old: str = _HALVES[0], new: str = _HALVES[1], motive: str = "02", pod: str = "IT001E123456789") -> str:
    return f"<DatiPod><Pod>{pod}</Pod><Motivazione>{motive}</Motivazione>{old}{new}</DatiPod>"


_SMIS_NAME = f"{SENDER}_{OURS}_202610_SMIS_20261105093000_1DP9001.xml"


@pytest.mark.parametrize(
    ("record", "code", "says"),
    [
        (_smis(motive="04"), "SII-006", "smis-motive"),
        (_smis(motive="01"), "SII-005", "DataMessaRegime2G"),
        (_smis(old=""), "SII-005", "Smontaggio is missing"),
        (_smis(new=_HALVES[1].replace("<EaM>0</EaM>", "")), "SII-005", "Montaggio has no register value"),
        (_smis(new=_HALVES[1].replace("20/10", "19/10")), "SII-006", "is before Smontaggio"),
        (_smis(new=_HALVES[1].replace("20/10", "02/11")), "SII-008", "not of the month of the file"),
        (_smis(new=_HALVES[1].replace("<MatrAtt>B-1</MatrAtt>", "")), "SII-005", "MatrAtt"),
        (_smis(new=_HALVES[1].replace(">T<", ">X<")), "SII-006", "smis-type"),
    ],
)
def test_an_exchange_that_cannot_be_taken_is_refused_alone(record: str, code: str, says: str) -> None:
    found = delivered(_SMIS_NAME, _electricity(record + _smis(), "SMIS"))
    (reading,) = found.readings
    assert reading.point == "IT001E12345678"  # the fifteenth character tells nothing
    (refused,) = found.refused
    assert (refused.record, refused.fault.code) == (1, code)
    assert says in refused.fault.message


def test_an_unknown_motive_of_an_electricity_correction_is_refused_and_never_taken_as_new() -> None:
    record = (
        "<DatiPod><Pod>IT001E12345678</Pod><DataMisura>31/10/2026</DataMisura><Motivazione>7</Motivazione><DatiPdp>"
        "<Ka>1</Ka><Kr>1</Kr><Kp>1</Kp></DatiPdp><Misura><EaM>5</EaM></Misura></DatiPod>"
    )
    name = _SMIS_NAME.replace("_SMIS_", "_RNO_")
    (refused,) = delivered(name, _electricity(record, "RNO")).refused
    assert (refused.fault.code, "rule motivazione" in refused.fault.message) == ("SII-006", True)


def test_two_dialects_of_the_same_measure_are_read_alike() -> None:
    first = (
        "<DatiPod><Pod>IT001E12345678</Pod><DataMisura>31/10/2026</DataMisura><DatiPdp><Trattamento>F</Trattamento>"
        "<Ka>1,000</Ka><Kr>1,000</Kr><Kp>1,000</Kp></DatiPdp><Misura><TipoDato>E</TipoDato><EaF1>7,000</EaF1>"
        "<EaF2>8,000</EaF2></Misura></DatiPod>"
    )
    second = (
        '<DATIPOD xmlns="urn:d"><CURVA><eaf2>8</eaf2><EAF1>7</EAF1><ErF1/><TIPODATO> e </TIPODATO></CURVA><datipdp>'
        "<KP>1</KP><KR>1</KR><KA>1</KA><MatrAtt/><trattamento>f</trattamento></datipdp>"
        "<datamisura>31/10/2026</datamisura><Consumo/><POD>it001e12345678z</POD></DATIPOD>"
    )
    name = _SMIS_NAME.replace("_SMIS_", "_PNO_")
    mark = b"\xef\xbb\xbf"
    one, other = (
        delivered(name, data).readings for data in (_electricity(first, "PNO"), mark + _electricity(second, "PNO"))
    )
    assert [attrs.evolve(each, origin=NOWHERE) for each in one] == [
        attrs.evolve(each, origin=NOWHERE) for each in other
    ]
    assert len(one) == 1
