"""The synthetic sample files: each electricity measure imports with what is known to be in it."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from adapters.containers.unpack import Limits
from domain.metering.delivery import Delivery, RefusedFile
from domain.metering.historical_consumption import PastUse, PointNotice
from domain.metering.reading import Action, Kind, Quality, Reason, Rebuilt, RegisterValue, current
from tests.support.measure_files import read_file

DISTRIBUTOR, OURS = "09999990022", "09999990014"
RECEIVED = dt.datetime(2026, 11, 6, tzinfo=dt.UTC)


def _read(folder: Path, name: str) -> Delivery | RefusedFile:
    path = folder / "sii" / "synthetic" / name
    if not path.is_file():
        pytest.skip(f"sample {name} absent")
    (found,) = read_file(
        name=name, data=path.read_bytes(), addressees=frozenset({OURS}), limits=Limits(), received_at=RECEIVED
    )
    return found


def _delivery(folder: Path, rest: str) -> Delivery:
    found = _read(folder, f"{DISTRIBUTOR}_{OURS}_{rest}.xml")
    assert isinstance(found, Delivery), found
    assert (found.records, found.refused, found.warnings) == (1, (), ())
    assert found.envelope.sent_at == dt.datetime(2026, 11, 5, 8, 30, tzinfo=dt.UTC)
    return found


@pytest.mark.parametrize(
    ("rest", "quality", "reason", "action", "active", "max_power"),
    [
        ("202610_PNO_20261105093000_1DP9001_NR", Quality.ACTUAL, Reason.PERIODIC, Action.NEW, "1204 990.5 2210", None),
        (
            "202610_PNO2G_20261105093000_1DP9001_R",
            Quality.ESTIMATED,
            Reason.PERIODIC,
            Action.NEW,
            "1204 990.5 2210",
            "2.9",
        ),
        (
            "202610_RNO_20261105093000_1DP9001_NR",
            Quality.ACTUAL,
            Reason.PERIODIC,
            Action.REPLACE,
            "1198 990 2205",
            None,
        ),
        ("202610_RNO_20261105093000_2DP9001_NR", Quality.ACTUAL, Reason.PERIODIC, Action.CANCEL, "", None),
        ("202610_VNO_20261105093000_1DP9001_NR", Quality.ACTUAL, Reason.VOLTURA, Action.NEW, "4404", None),
    ],
)
def test_a_sample_of_registers_is_one_reading(
    shared_data: Path, rest: str, quality: Quality, reason: Reason, action: Action, active: str, max_power: str | None
) -> None:
    delivery = _delivery(shared_data, rest)
    (reading,) = delivery.readings
    assert delivery.curves == ()
    assert (reading.point, reading.quality, reading.reason, reading.action) == (
        "IT999E00000003",
        quality,
        reason,
        action,
    )
    assert list(reading.bands(Kind.ACTIVE).values()) == [Decimal(text) for text in active.split()]
    assert reading.max_power_kw == (Decimal(max_power) if max_power else None)
    assert reading.validated
    assert reading.multiplier == 1


def test_the_voltura_sample_keeps_its_case_and_day(shared_data: Path) -> None:
    (reading,) = _delivery(shared_data, "202610_VNO_20261105093000_1DP9001_NR").readings
    assert (reading.day, reading.case) == (dt.date(2026, 10, 14), "SII202610000001")
    assert reading.bands(Kind.POWER) == {"M": Decimal("2.7")}


@pytest.mark.parametrize(
    ("rest", "point", "quarters", "special"),
    [
        ("202603_PDO2G_20261105093000_1DP9001_R", "IT999E00000001", 31 * 96 - 4, {29: 92}),
        ("202610_PDO2G_20261105093000_1DP9001_R", "IT999E00000001", 31 * 96 + 4, {25: 100}),
        ("202609_PDO_20261105093000_1DP9001_NR", "IT999E00000002", 30 * 96, {}),
    ],
)
def test_a_sample_of_curves_has_every_quarter_of_the_month(
    shared_data: Path, rest: str, point: str, quarters: int, special: dict[int, int]
) -> None:
    delivery = _delivery(shared_data, rest)
    assert delivery.readings == ()
    assert [(curve.point, curve.kind) for curve in delivery.curves] == [(point, Kind.ACTIVE), (point, Kind.REACTIVE)]
    for curve in delivery.curves:
        assert curve.missing_days == ()
        assert sum(len(day.values) for day in curve.days) == quarters
        assert {day.day.day: len(day.values) for day in curve.days if len(day.values) != 96} == special


@pytest.mark.parametrize(
    "rest",
    [
        "202603_PDO2G_20261105093000_1DP9001_R",
        "202610_PDO2G_20261105093000_1DP9001_R",
        "202609_PDO_20261105093000_1DP9001_NR",
    ],
)
def test_the_energy_of_a_curve_is_the_sum_of_the_values_in_the_file(shared_data: Path, rest: str) -> None:
    delivery = _delivery(shared_data, rest)
    root = etree.parse(str(shared_data / "sii" / "synthetic" / f"{DISTRIBUTOR}_{OURS}_{rest}.xml"))
    for curve, tag in zip(delivery.curves, ("Ea", "Er"), strict=True):
        texts = [str(v) for e in root.iter(tag) for k, v in e.attrib.items() if str(k) != "Dst"]
        total = sum(Decimal(text.replace(",", ".")) for text in texts)
        assert Decimal(sum(sum(day.values) for day in curve.days)) == total * 1000


def test_the_october_sunday_of_the_sample_is_in_order_of_time(shared_data: Path) -> None:
    delivery = _delivery(shared_data, "202610_PDO2G_20261105093000_1DP9001_R")
    (day,) = [day for day in delivery.curves[0].days if day.day == dt.date(2026, 10, 25)]
    assert day.values[:12] == (1127, 1222, 397, 1308, 552, 658, 1333, 785, 969, 199, 56, 407)
    assert day.values[12:16] == (193, 1162, 387, 1343)


def test_a_correction_and_a_cancellation_leave_nothing_of_the_october_reading(shared_data: Path) -> None:
    names = ("PNO_20261105093000_1DP9001_NR", "RNO_20261105093000_1DP9001_NR", "RNO_20261105093000_2DP9001_NR")
    readings = [reading for name in names for reading in _delivery(shared_data, f"202610_{name}").readings]
    later = [attrs.evolve(r, origin=attrs.evolve(r.origin, progressive=i)) for i, r in enumerate(readings)]
    assert current(later[:2]) == (later[1],)
    assert current(later) == ()


# (file, outcome, records, readings, curves, codes of refused records, codes of warnings)
_GAS = f"09999990048_{OURS}_202610"
_EXPECTED: tuple[tuple[str, str, int, int, int, tuple[str, ...], tuple[str, ...]], ...] = (
    (f"synthetic/{DISTRIBUTOR}_{OURS}_202610_SMIS_20261105093000_1DP9001.xml", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_TML_20261106080000_1.xml", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_TML_20261106080000_1.zip", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_TGL_20261106080000_1_M.xml", "taken", 1, 31, 0, (), ()),
    (f"synthetic/{_GAS}_TGL_20261106080000_1_M.zip", "taken", 1, 31, 0, (), ()),
    (f"synthetic/{_GAS}_RML_20261106080000_1.xml", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_RML_20261106080000_1.zip", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_SWG1_20261106080000_1.xml", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_SWG1_20261106080000_1.zip", "taken", 1, 1, 0, (), ()),
    (f"synthetic/{_GAS}_IGMG_20261106080000_1.xml", "taken", 1, 1, 0, (), ()),
    ("synthetic/TAL_0050.xml", "SII-002", 0, 0, 0, (), ()),  # what a retailer sends, not receives
    ("synthetic/D01.E050_000001_00000006.xml", "SII-002", 0, 0, 0, (), ()),
    ("synthetic/SE1.0050_000001_00000001.csv", "SII-001", 0, 0, 0, (), ()),
    ("public/au_F2G_DatiPod.xml", "SII-002", 0, 0, 0, (), ()),  # a record without its file
    ("public/au_S2G_DatiPod.xml", "SII-002", 0, 0, 0, (), ()),
    ("public/vettore_IGMG.xml", "SII-005", 0, 0, 0, (), ()),  # no header: nobody knows whom it is for
    ("public/vettore_TMV.xml", "SII-005", 0, 0, 0, (), ()),
    ("public/vettore_TGL.xml", "taken", 1, 0, 0, ("SII-008",), ("SII-102",)),  # 01/01/2026 is not of 12/2025
)


@pytest.mark.parametrize(
    ("path", "outcome", "records", "readings", "curves", "refused", "warnings"), _EXPECTED, ids=lambda each: str(each)
)
def test_every_sample_imports_with_what_is_to_be_found(
    shared_data: Path,
    path: str,
    outcome: str,
    records: int,
    readings: int,
    curves: int,
    refused: tuple[str, ...],
    warnings: tuple[str, ...],
) -> None:
    file = shared_data / "sii" / path
    if not file.is_file():
        pytest.skip(f"sample {path} absent")
    (found,) = read_file(
        name=file.name, data=file.read_bytes(), addressees=frozenset({OURS}), limits=Limits(), received_at=RECEIVED
    )
    if isinstance(found, RefusedFile):
        assert found.fault.code == outcome
        return
    assert outcome == "taken"
    assert (found.records, len(found.readings), len(found.curves)) == (records, readings, curves)
    assert tuple(each.fault.code for each in found.refused) == refused
    assert tuple(each.code for each in found.warnings) == warnings


def _wrapped(shared_data: Path, name: str, flow: str) -> Delivery:
    path = shared_data / "sii" / "public" / name
    if not path.is_file():
        pytest.skip(f"sample {name} absent")
    head = f"<IdentificativiFlusso><PIvaUtente>{OURS}</PIvaUtente><PIvaDistributore>{DISTRIBUTOR}</PIvaDistributore>"
    record = re.sub(r"<Pod>[0-9]+</Pod>", "<Pod>IT999E00000003</Pod>", path.read_text("utf-8"))
    data = f'<FlussoMisure CodFlusso="{flow}">{head}</IdentificativiFlusso>{record}</FlussoMisure>'.encode()
    (found,) = read_file(name="x.xml", data=data, addressees=frozenset({OURS}), limits=Limits(), received_at=RECEIVED)
    assert isinstance(found, Delivery), found
    assert [warning.code for warning in found.warnings] == ["SII-102"]
    assert (found.refused, found.readings, found.curves) == ((), (), ())
    return found


def test_functional_data_are_a_notice_of_the_point_and_no_measure(shared_data: Path) -> None:
    (notice,) = _wrapped(shared_data, "au_F2G_DatiPod.xml", "F2G").history
    assert isinstance(notice, PointNotice)
    assert (notice.day, notice.case) == (dt.date(2020, 2, 1), "SII202001000000")
    assert dict(notice.facts)["PotImp"] == "550,000"
    assert dict(notice.facts)["ServizioTutela"] == "MT"


def test_a_month_of_the_past_is_history_and_no_measure(shared_data: Path) -> None:
    (past,) = _wrapped(shared_data, "au_S2G_DatiPod.xml", "S2G").history
    assert isinstance(past, PastUse)
    assert past.period.start == dt.date(2020, 1, 1)
    assert dict(past.bands)["F6"] == Decimal("2.098")
    assert [day.day.day for day in past.days] == [1, 2]
    assert past.standard == (("F1", Decimal(10)), ("F2", Decimal(10)), ("F3", Decimal(10)))


def test_the_exchange_of_the_sample_closes_one_meter_and_opens_another(shared_data: Path) -> None:
    delivery = _read(shared_data, f"{DISTRIBUTOR}_{OURS}_202610_SMIS_20261105093000_1DP9001.xml")
    assert isinstance(delivery, Delivery)
    (reading,) = delivery.readings
    assert (reading.day, reading.reason) == (dt.date(2026, 10, 20), Reason.TECHNICAL)
    assert reading.bands(Kind.ACTIVE)["F3"] == 2190
    assert reading.exchange is not None
    assert (reading.exchange.serial, reading.exchange.digits) == ("99TESTA0001", 6)
    assert set(reading.onwards.bands(Kind.ACTIVE).values()) == {Decimal(0)}


def test_the_gas_samples_bring_the_register_that_is_billed(shared_data: Path) -> None:
    monthly = _read(shared_data, f"{_GAS}_TML_20261106080000_1.xml")
    daily = _read(shared_data, f"{_GAS}_TGL_20261106080000_1_M.xml")
    corrected = _read(shared_data, f"{_GAS}_RML_20261106080000_1.xml")
    work = _read(shared_data, f"{_GAS}_IGMG_20261106080000_1.xml")
    assert isinstance(monthly, Delivery)
    assert isinstance(daily, Delivery)
    assert isinstance(corrected, Delivery)
    assert isinstance(work, Delivery)
    (meter,) = monthly.readings
    assert (meter.bands(Kind.ACTIVE), meter.coefficient) == ({"M": Decimal(1234)}, Decimal("1.019834"))
    assert daily.readings[0].bands(Kind.ACTIVE) == {"M": Decimal(104039)}
    assert daily.readings[0].bands(Kind.VOLUME) == {"M": Decimal(100037)}
    assert (daily.readings[0].coefficient, daily.readings[0].serial) == (None, "TESTC0001")
    (rebuilt,) = corrected.readings
    assert rebuilt.rebuilt == Rebuilt(dt.date(2026, 10, 1), (RegisterValue(Kind.ACTIVE, "M", Decimal(40)),))
    (exchange,) = work.readings
    assert exchange.exchange is not None
    assert (exchange.serial, exchange.exchange.serial) == ("TESTG4000001", "TESTG4000002")
