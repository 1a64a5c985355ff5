"""Gas, meter work and technical services from end to end: what is written is read, and each fault has its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.containers.unpack import Limits
from adapters.sii.registry import FORMATS, FlowRecord
from adapters.sii.rules import BadRule
from adapters.sii.writer import NotOfThisFlow, pno_record, write_file
from adapters.sii.writer_gas import gas_correction, gas_record, gas_work_record, smis_record
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import MeterChanged, MissingReading, RolloverRule, between_readings
from domain.metering.delivery import Delivery, RefusedFile
from domain.metering.gas import GasReading, NewGasMeter, RebuiltVolume
from domain.metering.reading import Action, Kind, NewMeter, Origin, Quality, Reading, Reason, RegisterValue, current
from tests import strategies_meters
from tests.support.measure_files import read_file

SENDER, OURS = "09999990048", "09999990014"
RECEIVED = dt.datetime(2030, 11, 6, 8, 0, tzinfo=dt.UTC)
NOWHERE = Origin(RECEIVED, 0, 1, "", "")
OCTOBER = month_of(dt.date(2026, 10, 1))
ROLLOVER = RolloverRule(Decimal("0.9"), Decimal("1.1"))
GAS_CODES = [flow.code for flow in FORMATS if flow.commodity == "gas"]


def _file(
    flow: str, month: Period, *records: FlowRecord, contract: str | None = None, progressive: int = 1
) -> tuple[str, bytes]:
    return write_file(
        flow=flow,
        sender=SENDER,
        addressee=OURS,
        dispatching_contract=contract,
        month=month,
        sent_at=dt.datetime(month.stop.year, month.stop.month, 5, 8, tzinfo=dt.UTC),
        progressive=progressive,
        records=records,
    )


def _read(name: str, data: bytes, settings: Mapping[str, str] | None = None) -> Delivery:
    (found,) = read_file(
        name=name,
        data=data,
        addressees=frozenset({OURS}),
        limits=Limits(),
        received_at=RECEIVED,
        rule_settings=settings or {},
    )
    assert isinstance(found, Delivery), found
    return found


def _taken(flow: str, month: Period, *records: FlowRecord, contract: str | None = None) -> tuple[Reading, ...]:
    found = _read(*_file(flow, month, *records, contract=contract))
    assert found.refused == ()
    return tuple(attrs.evolve(each, origin=NOWHERE) for each in found.readings)


_with_energy = strategies_meters.readings(action=Action.NEW).filter(lambda each: bool(each.bands(Kind.ACTIVE)))
_wholes = st.integers(0, 10**8).map(Decimal)
_coefficients = st.integers(900_000, 1_200_000).map(lambda number: Decimal(number).scaleb(-6))


@st.composite
def gas_readings(
    draw: st.DrawFn, flow: str, reason: Reason, action: Action = Action.NEW, quality: Quality | None = None
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


_REASONS = {"TML": Reason.PERIODIC, "TMV": Reason.VOLTURA, "SWG1": Reason.SWITCHING, "TAL": Reason.PERIODIC}
_REASONS |= {"D01": Reason.TECHNICAL, "TAS": Reason.SWITCHING, "SM1": Reason.TECHNICAL, "TGL": Reason.PERIODIC}


@pytest.mark.parametrize("flow", sorted(_REASONS))
@settings(max_examples=15)
@given(data=st.data())
def test_a_gas_reading_written_is_read_as_it_was(flow: str, data: st.DataObject) -> None:
    written = data.draw(gas_readings(flow, _REASONS[flow]))
    assert _taken(flow, month_of(written.day), gas_record(written, flow=flow)) == (written.reading(),)


@pytest.mark.parametrize(
    ("flow", "reason"),
    [
        ("RML", Reason.PERIODIC),
        ("RGL", Reason.PERIODIC),
        ("RMV", Reason.VOLTURA),
        ("RSL", Reason.SWITCHING),
        ("D01R", Reason.TECHNICAL),
    ],
)
@settings(max_examples=15)
@given(data=st.data())
def test_a_gas_correction_or_cancellation_written_is_read_as_it_was(
    flow: str, reason: Reason, data: st.DataObject
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
    shown = data.draw(gas_readings(flow, Reason.TECHNICAL, Action.NEW))
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
        reason=Reason.TECHNICAL,
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
    technical = attrs.evolve(reading, reason=Reason.TECHNICAL, origin=NOWHERE, flow=flow)
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


def _gas(day: int, value: int, serial: str = "G4-1", **more: object) -> GasReading:
    return GasReading(
        "09990000000001", dt.date(2026, 10, day), Quality.ACTUAL, Reason.PERIODIC, Action.NEW, "TML", NOWHERE,
        Decimal(value), None, Decimal(1), serial, **more,  # type: ignore[arg-type]
    )  # fmt: skip


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
    first, last = _gas(1, old), _gas(31, new + after, serial)
    exchange = attrs.evolve(
        _gas(15, old + before),
        exchange=NewGasMeter(serial, Decimal(new), None, Decimal(1)),
        flow="IGMG",
        reason=Reason.TECHNICAL,
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
        "IT001E12345678", dt.date(2026, 10, 15), old, Quality.ACTUAL, Reason.TECHNICAL, Action.NEW, "SMIS", NOWHERE,
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
        _gas(31, 1000),
        action=Action.REPLACE,
        flow="RML",
        coefficient=Decimal("1.02"),
        rebuilt=RebuiltVolume(dt.date(2026, 10, 1), Decimal(40)),
    )
    (last,) = _taken("RML", OCTOBER, gas_correction(rebuilt, flow="RML"))
    before = attrs.evolve(_gas(1, 1000), day=dt.date(2026, 9, 30), coefficient=Decimal("1.02")).reading()
    (part,) = between_readings([before, last], OCTOBER, ROLLOVER, Decimal(100))
    assert part.total == Decimal("40.8")
    late = attrs.evolve(before, day=dt.date(2026, 10, 5))
    with pytest.raises(MissingReading, match="rebuilt from 2026-10-01"):
        between_readings([late, last], Period(dt.date(2026, 10, 6), OCTOBER.stop), ROLLOVER, Decimal(100))


@given(st.permutations(["TML 1", "RML 2", "RML 3"]))
def test_the_order_of_arrival_does_not_matter(order: list[str]) -> None:
    told: dict[str, FlowRecord] = {
        "TML 1": gas_record(_gas(31, 1000), flow="TML"),
        "RML 2": gas_correction(attrs.evolve(_gas(31, 990), action=Action.REPLACE, flow="RML"), flow="RML"),
        "RML 3": gas_correction(attrs.evolve(_gas(31, 995), action=Action.REPLACE, flow="RML"), flow="RML"),
    }
    arrived: list[Reading] = []
    for each in order:
        flow, progressive = each.split()
        arrived += _read(*_file(flow, OCTOBER, told[each], progressive=int(progressive))).readings
    (counts,) = current(arrived)
    assert counts.bands(Kind.ACTIVE) == {"M": Decimal(995)}


def test_a_cancelled_gas_reading_counts_no_more() -> None:
    taken = _read(*_file("TML", OCTOBER, gas_record(_gas(31, 1000), flow="TML"))).readings
    gone = attrs.evolve(_gas(31, 0), action=Action.CANCEL, flow="RML", meter_m3=None, coefficient=None, serial=None)
    cancelled = _read(*_file("RML", OCTOBER, gas_correction(gone, flow="RML"), progressive=2)).readings
    assert current((*taken, *cancelled)) == ()


def test_the_days_of_a_month_are_one_reading_each() -> None:
    days = [_gas(day, 1000 + day) for day in range(1, 32)]
    taken = _taken("TGL", OCTOBER, gas_record(*days, flow="TGL"))
    assert [(each.day.day, each.bands(Kind.ACTIVE)["M"]) for each in taken] == [
        (n, Decimal(1000 + n)) for n in range(1, 32)
    ]


def _tml(inside: str = "", figures: str = "<data_racc>31/10/2026</data_racc>", flow: str = "TML") -> bytes:
    return (
        f'<FlussoMisure cod_flusso="{flow}"><IdentificativiFlusso><piva_utente>{OURS}</piva_utente><piva_distr>{SENDER}'
        "</piva_distr></IdentificativiFlusso><DatiPdr><cod_pdr>09990000000001</cod_pdr><DatiTecnPdr><Trattamento>M"
        "</Trattamento><matr_mis>G4-1</matr_mis><coeff_corr>1.019834</coeff_corr><freq_let>3</freq_let><Raccolta>P"
        f"</Raccolta><esito_raccolta>1</esito_raccolta>{inside}</DatiTecnPdr><DatiLettura><tipo_lettura>E"
        f"</tipo_lettura>{figures}<let_tot_prel>000001234</let_tot_prel></DatiLettura></DatiPdr></FlussoMisure>"
    ).encode()


NAME = f"{SENDER}_{OURS}_202610_TML_20261106080000_1.xml"


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        NAME.replace("_1.xml", "_1_M.xml"),
        NAME.replace("_TML_", "_TML0050_"),
        NAME.replace("_TML_", "_Tml0050_"),
        NAME.replace("_TML_", "_TML.0150_"),
    ],
)
def test_old_and_new_names_of_gas_files_are_official(name: str) -> None:
    found = _read(name, _tml())
    assert (found.warnings, len(found.readings), found.envelope.commodity) == ((), 1, "gas")
    assert found.envelope.dispatching_contract is None


def test_a_register_that_is_null_is_missing_and_a_filler_of_zero_is_no_converter() -> None:
    filler = b"<let_tot_conv>000000000</let_tot_conv></DatiLettura>"
    no_converter = _tml("<pre_conv>NO</pre_conv><gruppo_mis_int>NO</gruppo_mis_int>")
    for text in (
        b"<let_tot_conv> null </let_tot_conv></DatiLettura>",
        b"<let_tot_conv>NULL</let_tot_conv></DatiLettura>",
        filler,
    ):
        (reading,) = _read(NAME, no_converter.replace(b"</DatiLettura>", text)).readings
        assert (reading.bands(Kind.ACTIVE), reading.coefficient) == ({"M": Decimal(1234)}, Decimal("1.019834"))


def test_a_gas_reading_of_another_month_is_taken_with_a_warning_and_an_electricity_one_is_not() -> None:
    late = _tml(figures="<data_racc>02/11/2026</data_racc>")
    found = _read(NAME, late)
    assert [each.day for each in found.readings] == [dt.date(2026, 11, 2)]
    assert [each.code for each in found.warnings] == ["SII-103"]
    assert "906-gas" in found.warnings[0].message


def test_a_tenant_makes_a_rule_stricter_milder_or_silent() -> None:
    late = _tml(figures="<data_racc>02/11/2026</data_racc>")
    refused = _read(NAME, late, {"906-gas": "refuse"})
    assert ([each.fault.code for each in refused.refused], refused.readings) == (["SII-008"], ())
    silent = _read(NAME, late, {"906-gas": "off"})
    assert (silent.warnings, silent.refused, len(silent.readings)) == ((), (), 1)
    with pytest.raises(BadRule, match="'906-gas' set to 'loud'"):
        _read(NAME, late, {"906-gas": "loud"})


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (_tml().replace(b"09990000000001", b"0999000000000"), "SII-006", "PDR di 14 cifre"),
        (_tml().replace(b"<let_tot_prel>000001234</let_tot_prel>", b""), "SII-005", "both are empty"),
        (_tml().replace(b"<coeff_corr>1.019834</coeff_corr>", b""), "SII-005", "coefficient C"),
        (_tml().replace(b"1.019834", b"0"), "SII-006", "C above 0"),
        (_tml().replace(b"000001234", b"12.5"), "SII-006", "intero"),
        (_tml(figures=""), "SII-005", "data_racc"),
        (_tml().replace(b"<tipo_lettura>E", b"<tipo_lettura>Q"), "SII-006", "tipo_lettura: found 'Q'"),
        (_tml().replace(b"<Raccolta>P", b"<Raccolta>Z"), "SII-006", "Raccolta: found 'Z'"),
        (_tml("<pre_conv>SI</pre_conv>"), "SII-005", "gas-converter"),
        (
            _tml().replace(b"<DatiLettura>", b"<Altro>").replace(b"</DatiLettura>", b"</Altro>"),
            "SII-005",
            "DatiLettura",
        ),
    ],
)
def test_a_gas_record_that_cannot_be_taken_is_refused_alone(data: bytes, code: str, says: str) -> None:
    good = _tml().split(b"</IdentificativiFlusso>")[1]
    found = _read(NAME, data.replace(b"</FlussoMisure>", b"") + good)
    assert len(found.readings) == 1
    (refused,) = found.refused
    assert (refused.record, refused.fault.code) == (1, code)
    assert says in str(refused.fault)


def test_an_unknown_motive_of_a_correction_is_refused_and_never_taken_as_new() -> None:
    record = gas_correction(attrs.evolve(_gas(31, 990), action=Action.REPLACE, flow="RML"), flow="RML")
    (refused,) = _read(*_file("RML", OCTOBER, attrs.evolve(record, motive="9"))).refused
    assert (refused.fault.code, "gas-motive" in refused.fault.message) == ("SII-006", True)


def test_the_root_must_be_that_of_the_flow() -> None:
    data = _tml().replace(b"FlussoMisure", b"FlussoIGMG")
    (found,) = read_file(name="x.xml", data=data, addressees=frozenset({OURS}), limits=Limits(), received_at=RECEIVED)
    assert isinstance(found, RefusedFile)
    assert found.fault.code == "SII-002"


def test_what_is_no_exchange_or_no_correction_is_not_written_as_one() -> None:
    plain = _gas(31, 990)
    for write in (lambda: gas_work_record(plain), lambda: gas_correction(plain, flow="RML")):
        with pytest.raises(NotOfThisFlow):
            write()
    with pytest.raises(NotOfThisFlow, match="only TGL"):
        gas_record(plain, plain, flow="TML")
    with pytest.raises(NotOfThisFlow):
        gas_record(attrs.evolve(plain, action=Action.REPLACE), flow="TML")


@pytest.mark.parametrize("flow", GAS_CODES)
def test_every_gas_flow_is_known_by_its_code_in_any_case(flow: str) -> None:
    root = "FlussoMisure" if flow not in ("IGMG", "IGMR") else f"Flusso{flow}"
    data = _tml(flow=flow.lower()).replace(b"FlussoMisure", root.encode())
    found = _read("x.xml", data)
    assert (found.envelope.flow, found.records) == (flow, 1)


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
    found = _read(_SMIS_NAME, _electricity(record + _smis(), "SMIS"))
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
    (refused,) = _read(name, _electricity(record, "RNO")).refused
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
        _read(name, data).readings for data in (_electricity(first, "PNO"), mark + _electricity(second, "PNO"))
    )
    assert [attrs.evolve(each, origin=NOWHERE) for each in one] == [
        attrs.evolve(each, origin=NOWHERE) for each in other
    ]
    assert len(one) == 1
