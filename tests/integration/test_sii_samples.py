"""The synthetic sample files: each electricity measure imports with what is known to be in it."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from adapters.containers.unpack import ZipLimits
from domain.metering.deliveries.delivery import Delivery, RejectedFile
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Action, Kind, MeasureReason, Quality, Rebuilt, RegisterValue, current
from tests.support.measure_files import read_file

DISTRIBUTOR, OURS = "09999990022", "09999990014"
RECEIVED = dt.datetime(2026, 11, 6, tzinfo=dt.UTC)
FOLDER = Path(__file__).resolve().parents[1] / "support" / "samples" / "sii"  # of our own making, all values invented


def _one(path: Path) -> Delivery | RejectedFile:
    (found,) = read_file(
        name=path.name, data=path.read_bytes(), addressees=frozenset({OURS}), limits=ZipLimits(), received_at=RECEIVED
    )
    return found


def _read(name: str) -> Delivery | RejectedFile:
    return _one(FOLDER / name)


def _delivery(rest: str) -> Delivery:
    ending = "zip" if "_PDO" in rest else "xml"  # curves are long
    found = _read(f"{DISTRIBUTOR}_{OURS}_{rest}.{ending}")
    assert isinstance(found, Delivery), found
    assert (found.records, found.refused, found.warnings) == (1, (), ())
    assert found.envelope.sent_at == dt.datetime(2026, 11, 5, 8, 30, tzinfo=dt.UTC)
    return found


@pytest.mark.parametrize(
    ("rest", "quality", "reason", "action", "active", "max_power"),
    [
        (
            "202610_PNO_20261105093000_1DP9001_NR",
            Quality.ACTUAL,
            MeasureReason.PERIODIC,
            Action.NEW,
            "803 640.25 1511",
            None,
        ),
        (
            "202610_PNO2G_20261105093000_1DP9001_R",
            Quality.ESTIMATED,
            MeasureReason.PERIODIC,
            Action.NEW,
            "803 640.25 1511",
            "3.1",
        ),
        (
            "202610_RNO_20261105093000_1DP9001_NR",
            Quality.ACTUAL,
            MeasureReason.PERIODIC,
            Action.REPLACE,
            "799 640 1507",
            None,
        ),
        ("202610_RNO_20261105093000_2DP9001_NR", Quality.ACTUAL, MeasureReason.PERIODIC, Action.CANCEL, "", None),
        ("202610_VNO_20261105093000_1DP9001_NR", Quality.ACTUAL, MeasureReason.VOLTURA, Action.NEW, "2954", None),
    ],
)
def test_a_sample_of_registers_is_one_reading(
    rest: str, quality: Quality, reason: MeasureReason, action: Action, active: str, max_power: str | None
) -> None:
    delivery = _delivery(rest)
    (reading,) = delivery.readings
    assert delivery.curves == ()
    assert (reading.point, reading.quality, reading.reason, reading.action) == (
        "IT999E00000071",
        quality,
        reason,
        action,
    )
    assert list(reading.bands(Kind.ACTIVE).values()) == [Decimal(text) for text in active.split()]
    assert reading.max_power_kw == (Decimal(max_power) if max_power else None)
    assert reading.validated
    assert reading.multiplier == 1


def test_the_voltura_sample_keeps_its_case_and_day() -> None:
    (reading,) = _delivery("202610_VNO_20261105093000_1DP9001_NR").readings
    assert (reading.day, reading.case) == (dt.date(2026, 10, 19), "SII202610000071")
    assert reading.bands(Kind.POWER) == {"M": Decimal("2.4")}


@pytest.mark.parametrize(
    ("rest", "point", "quarters", "special"),
    [
        ("202603_PDO2G_20261105093000_1DP9001_R", "IT999E00000072", 31 * 96 - 4, {29: 92}),
        ("202610_PDO2G_20261105093000_1DP9001_R", "IT999E00000072", 31 * 96 + 4, {25: 100}),
        ("202609_PDO_20261105093000_1DP9001_NR", "IT999E00000073", 30 * 96, {}),
    ],
)
def test_a_sample_of_curves_has_every_quarter_of_the_month(
    rest: str, point: str, quarters: int, special: dict[int, int]
) -> None:
    delivery = _delivery(rest)
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
def test_the_energy_of_a_curve_is_the_sum_of_the_values_in_the_file(rest: str) -> None:
    delivery = _delivery(rest)
    name = f"{DISTRIBUTOR}_{OURS}_{rest}"
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        root = etree.fromstring(archive.read(f"{name}.xml"))
    for curve, tag in zip(delivery.curves, ("Ea", "Er"), strict=True):
        texts = [str(v) for e in root.iter(tag) for k, v in e.attrib.items() if str(k) != "Dst"]
        total = sum(Decimal(text.replace(",", ".")) for text in texts)
        assert Decimal(sum(sum(day.values) for day in curve.days)) == total * 1000


def test_the_october_sunday_of_the_sample_is_in_order_of_time() -> None:
    delivery = _delivery("202610_PDO2G_20261105093000_1DP9001_R")
    (day,) = [day for day in delivery.curves[0].days if day.day == dt.date(2026, 10, 25)]
    assert day.values[:12] == (195, 202, 209, 126, 133, 140, 147, 154, 161, 168, 175, 182)
    assert day.values[12:16] == (189, 196, 203, 120)


def test_a_correction_and_a_cancellation_leave_nothing_of_the_october_reading() -> None:
    names = ("PNO_20261105093000_1DP9001_NR", "RNO_20261105093000_1DP9001_NR", "RNO_20261105093000_2DP9001_NR")
    readings = [reading for name in names for reading in _delivery(f"202610_{name}").readings]
    later = [attrs.evolve(r, origin=attrs.evolve(r.origin, progressive=i)) for i, r in enumerate(readings)]
    assert current(later[:2]) == (later[1],)
    assert current(later) == ()


_GAS = f"09999990048_{OURS}_202610"


@pytest.mark.parametrize(("flow", "readings"), [("TML", 1), ("TGL", 31), ("RML", 1), ("SWG1", 1), ("IGMG", 1)])
def test_a_sample_of_gas_is_one_record(flow: str, readings: int) -> None:
    found = _read(f"{_GAS}_{flow}_20261105093000_1.xml")
    assert isinstance(found, Delivery)
    assert (found.records, len(found.readings), found.curves, found.refused, found.warnings) == (
        1,
        readings,
        (),
        (),
        (),
    )


def test_the_exchange_of_the_sample_closes_one_meter_and_opens_another() -> None:
    delivery = _read(f"{DISTRIBUTOR}_{OURS}_202610_SMIS_20261105093000_1DP9001.xml")
    assert isinstance(delivery, Delivery)
    (reading,) = delivery.readings
    assert (reading.day, reading.reason) == (dt.date(2026, 10, 21), MeasureReason.TECHNICAL)
    assert reading.bands(Kind.ACTIVE)["F3"] == 1377
    assert reading.exchange is not None
    assert (reading.exchange.serial, reading.exchange.digits) == ("88PROVA0002", 6)
    assert set(reading.onwards.bands(Kind.ACTIVE).values()) == {Decimal(0)}


def test_the_gas_samples_bring_the_register_that_is_billed() -> None:
    monthly = _read(f"{_GAS}_TML_20261105093000_1.xml")
    daily = _read(f"{_GAS}_TGL_20261105093000_1.xml")
    corrected = _read(f"{_GAS}_RML_20261105093000_1.xml")
    work = _read(f"{_GAS}_IGMG_20261105093000_1.xml")
    assert isinstance(monthly, Delivery)
    assert isinstance(daily, Delivery)
    assert isinstance(corrected, Delivery)
    assert isinstance(work, Delivery)
    (meter,) = monthly.readings
    assert (meter.bands(Kind.ACTIVE), meter.coefficient) == ({"M": Decimal(871)}, Decimal("1.023456"))
    assert daily.readings[0].bands(Kind.ACTIVE) == {"M": Decimal(52022)}
    assert daily.readings[0].bands(Kind.VOLUME) == {"M": Decimal(50021)}
    assert (daily.readings[0].coefficient, daily.readings[0].serial) == (None, "PROVAC0001")
    (rebuilt,) = corrected.readings
    assert rebuilt.rebuilt == Rebuilt(dt.date(2026, 10, 1), (RegisterValue(Kind.ACTIVE, "M", Decimal(27)),))
    (exchange,) = work.readings
    assert exchange.exchange is not None
    assert (exchange.serial, exchange.exchange.serial) == ("PROVAG40001", "PROVAG40002")


# (file, outcome, records, readings, curves, codes of refused records, codes of warnings)
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


def test_every_reference_sample_imports_with_what_is_to_be_found(shared_data: Path) -> None:
    for path, outcome, records, readings, curves, refused, warnings in _EXPECTED:
        found = _one(shared_data / "sii" / path)
        if isinstance(found, RejectedFile):
            assert found.fault.code == outcome, path
            continue
        assert outcome == "taken", path
        assert (found.records, len(found.readings), len(found.curves)) == (records, readings, curves), path
        assert tuple(each.fault.code for each in found.refused) == refused, path
        assert tuple(each.code for each in found.warnings) == warnings, path


def _wrapped(shared_data: Path, name: str, flow: str) -> Delivery:
    path = shared_data / "sii" / "public" / name
    head = f"<IdentificativiFlusso><PIvaUtente>{OURS}</PIvaUtente><PIvaDistributore>{DISTRIBUTOR}</PIvaDistributore>"
    record = re.sub(r"<Pod>[0-9]+</Pod>", "<Pod>IT999E00000003</Pod>", path.read_text("utf-8"))
    data = f'<FlussoMisure CodFlusso="{flow}">{head}</IdentificativiFlusso>{record}</FlussoMisure>'.encode()
    (found,) = read_file(
        name="x.xml", data=data, addressees=frozenset({OURS}), limits=ZipLimits(), received_at=RECEIVED
    )
    assert isinstance(found, Delivery), found
    assert [warning.code for warning in found.warnings] == ["SII-102"]
    assert (found.refused, found.readings, found.curves) == ((), (), ())
    return found


def test_functional_data_and_a_month_of_the_past_are_history_and_no_measure(shared_data: Path) -> None:
    (notice,) = _wrapped(shared_data, "au_F2G_DatiPod.xml", "F2G").history
    assert isinstance(notice, PointNotice)
    assert (notice.day, notice.case) == (dt.date(2020, 2, 1), "SII202001000000")
    assert dict(notice.facts)["PotImp"] == "550,000"
    assert dict(notice.facts)["ServizioTutela"] == "MT"
    (past,) = _wrapped(shared_data, "au_S2G_DatiPod.xml", "S2G").history
    assert isinstance(past, HistoricalConsumption)
    assert past.period.start == dt.date(2020, 1, 1)
    assert dict(past.bands)["F6"] == Decimal("2.098")
    assert [day.day.day for day in past.days] == [1, 2]
    assert past.standard == (("F1", Decimal(10)), ("F2", Decimal(10)), ("F3", Decimal(10)))
