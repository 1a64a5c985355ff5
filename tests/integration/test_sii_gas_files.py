"""Files of gas: what is read, warned of and refused, and which rules a tenant may set."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.containers.unpack import ZipLimits
from adapters.sii.registry import FORMATS
from adapters.sii.rules import BadRule
from adapters.sii.writers.electricity import NotOfThisFlow
from adapters.sii.writers.gas import gas_correction, gas_record, gas_work_record
from domain.metering.deliveries.delivery import RejectedFile
from domain.metering.reading import Action, Kind
from tests.support.measure_files import read_file
from tests.support.sii_flows import OCTOBER, OURS, RECEIVED, SENDER, delivered, file_of, gas_reading

GAS_CODES = [flow.code for flow in FORMATS if flow.commodity == "gas"]


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
    found = delivered(name, _tml())
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
        (reading,) = delivered(NAME, no_converter.replace(b"</DatiLettura>", text)).readings
        assert (reading.bands(Kind.ACTIVE), reading.coefficient) == ({"M": Decimal(1234)}, Decimal("1.019834"))


def test_a_gas_reading_of_another_month_is_taken_with_a_warning_and_an_electricity_one_is_not() -> None:
    late = _tml(figures="<data_racc>02/11/2026</data_racc>")
    found = delivered(NAME, late)
    assert [each.day for each in found.readings] == [dt.date(2026, 11, 2)]
    assert [each.code for each in found.warnings] == ["SII-103"]
    assert "906-gas" in found.warnings[0].message


def test_a_tenant_makes_a_rule_stricter_milder_or_silent() -> None:
    late = _tml(figures="<data_racc>02/11/2026</data_racc>")
    refused = delivered(NAME, late, {"906-gas": "refuse"})
    assert ([each.fault.code for each in refused.refused], refused.readings) == (["SII-008"], ())
    silent = delivered(NAME, late, {"906-gas": "off"})
    assert (silent.warnings, silent.refused, len(silent.readings)) == ((), (), 1)
    with pytest.raises(BadRule, match="'906-gas' set to 'loud'"):
        delivered(NAME, late, {"906-gas": "loud"})


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
    found = delivered(NAME, data.replace(b"</FlussoMisure>", b"") + good)
    assert len(found.readings) == 1
    (refused,) = found.refused
    assert (refused.record, refused.fault.code) == (1, code)
    assert says in str(refused.fault)


def test_an_unknown_motive_of_a_correction_is_refused_and_never_taken_as_new() -> None:
    record = gas_correction(attrs.evolve(gas_reading(31, 990), action=Action.REPLACE, flow="RML"), flow="RML")
    (refused,) = delivered(*file_of("RML", OCTOBER, attrs.evolve(record, motive="9"))).refused
    assert (refused.fault.code, "gas-motive" in refused.fault.message) == ("SII-006", True)


def test_the_root_must_be_that_of_the_flow() -> None:
    data = _tml().replace(b"FlussoMisure", b"FlussoIGMG")
    (found,) = read_file(
        name="x.xml", data=data, addressees=frozenset({OURS}), limits=ZipLimits(), received_at=RECEIVED
    )
    assert isinstance(found, RejectedFile)
    assert found.fault.code == "SII-002"


def test_what_is_no_exchange_or_no_correction_is_not_written_as_one() -> None:
    plain = gas_reading(31, 990)
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
    found = delivered("x.xml", data)
    assert (found.envelope.flow, found.records) == (flow, 1)
