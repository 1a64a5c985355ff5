"""The synthetic sample files: each electricity measure imports with what is known to be in it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from adapters.sii.intake import read_file
from adapters.sii.unpack import Limits
from domain.meters.delivery import Delivery, RefusedFile
from domain.meters.reading import Action, Kind, Quality, Reason, current

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


def test_every_other_sample_is_refused_as_an_unknown_flow_or_no_xml(shared_data: Path) -> None:
    folder = shared_data / "sii" / "synthetic"
    known = ("_PNO_", "_PNO2G_", "_PDO_", "_PDO2G_", "_RNO_", "_VNO_")
    for path in sorted(folder.iterdir()):
        if any(code in path.name for code in known):
            continue
        found = _read(shared_data, path.name)
        assert isinstance(found, RefusedFile)
        assert found.fault.code == ("SII-001" if path.suffix == ".csv" else "SII-002")
