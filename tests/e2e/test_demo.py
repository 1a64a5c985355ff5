"""The demonstration, as a stranger runs it: the installed command, an embedded database of its own, files on disk."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest

from adapters.sepa.pain008_check import check as check_pain008
from adapters.wire.converter import loads
from adapters.xml import Schema, parse
from domain.commodities.registry import COMMODITIES

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = loads((ROOT / "examples/demo/expected.json").read_bytes())
LIMIT = 10_000_000
PIECES = re.compile(r"digest of the demo\s+([0-9a-f]{64})")


class Played(NamedTuple):
    out: Path
    data: Path
    text: str
    digest: str


def play(folder: Path, data: Path, **settings: str) -> Played:
    out = folder / "out"
    environment = os.environ | {"BOLLETTARIO_DATA_DIR": str(data), "COLUMNS": "200", **settings}
    command = [str(Path(sys.executable).with_name("bollettario")), "demo", "--out", str(out)]
    ran = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=280, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = PIECES.search(ran.stdout)
    assert found, ran.stdout
    return Played(out, data, ran.stdout, found.group(1))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("first")
    return play(folder, folder / "var")


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_bills_what_the_script_expects(first: Played) -> None:
    more = EXPECTED["supplies"]
    priced = sum(run["priced"] for run in EXPECTED["runs"]) + more["priced"]
    bills = priced - (len(more["one_bill"]) - 1)
    assert len(list((first.out / "bills").glob("*.pdf"))) == bills
    assert len(list((first.out / "einvoices").glob("*.xml"))) == bills
    assert f"{more['readings']} recorded" in first.text
    assert f"{more['calls']} calls accepted, 0 known before, 0 in suspense" in first.text
    for run in EXPECTED["runs"]:
        for code, contracts in (*run["held"].items(), *run["refused"].items()):
            assert code in first.text
            assert all(contract in first.text for contract in contracts)


def test_every_commodity_is_billed(first: Played) -> None:
    rows = {}
    for kind in COMMODITIES:
        found = re.search(rf"^{kind.label} +(\d+) ", first.text, re.MULTILINE)
        assert found, kind.label
        rows[kind.code] = int(found.group(1))
    electricity = rows.pop("electricity")
    assert electricity == sum(run["priced"] for run in EXPECTED["runs"])
    assert rows == EXPECTED["supplies"]["contracts"]


def test_what_is_supplied_beside_electricity_costs_what_it_should(first: Played) -> None:
    """Amounts without VAT, as the sums of the two months: services are 2 x 2 x 7.90; heat is 698 kWh at 0.102, 722 at
    0.108 and 12 kW at 18 a year over 61 of 365 days."""
    for kind in COMMODITIES:
        if kind.code in EXPECTED["supplies"]["net"]:
            row = re.search(rf"^{kind.label} .*?([\d.]+,\d\d)$", first.text, re.MULTILINE)
            assert row, kind.label
            assert row.group(1) == EXPECTED["supplies"]["net"][kind.code]


def test_what_came_late_is_reckoned_again_on_the_next_bill(first: Played) -> None:
    for each in EXPECTED["reckoned_again"]:
        before, now = (f"{kwh:,}".replace(",", ".") for kwh in each["kwh"])
        assert re.search(rf"01/09-30/09 +{each['reason']} +{before} +{now} +{each['net']}", first.text), each


def test_three_services_of_one_customer_stand_on_one_bill(first: Played) -> None:
    codes = [code.encode() for code in EXPECTED["supplies"]["one_bill"].values()]
    invoices = [path.read_bytes() for path in (first.out / "einvoices").glob("*.xml")]
    assert [sum(code in invoice for code in codes) for invoice in invoices if any(c in invoice for c in codes)] == [3]


def test_a_second_run_changes_nothing(first: Played, tmp_path: Path) -> None:
    again = play(tmp_path, first.data)
    assert again.digest == first.digest
    assert names(again.out) == names(first.out)
    for name in names(first.out):
        if name != "journal.csv":
            assert (again.out / name).read_bytes() == (first.out / name).read_bytes(), name


def test_another_machine_gives_the_same_digest_and_the_same_files(first: Played, tmp_path: Path) -> None:
    other = play(tmp_path, tmp_path / "var", BOLLETTARIO_PROCESSES="1")
    assert other.digest == first.digest
    for name in names(first.out):
        if name != "journal.csv":
            assert (other.out / name).read_bytes() == (first.out / name).read_bytes(), name


def test_every_pdf_carries_its_einvoice(first: Played) -> None:
    invoices = {path.name: path.read_bytes() for path in (first.out / "einvoices").glob("*.xml")}
    seen = set()
    for path in sorted((first.out / "bills").glob("*.pdf")):
        with pikepdf.open(path) as document:
            for name, attachment in document.attachments.items():
                assert attachment.get_file().read_bytes() == invoices[name]
                seen.add(name)
    assert seen == set(invoices)


def test_einvoices_and_direct_debit_are_valid_against_the_official_schemas(first: Played, shared_data: Path) -> None:
    schema = Schema.load(shared_data / "fatturapa/xsd/Schema_del_file_xml_FatturaPA_v1.2.3.xsd")
    for path in (first.out / "einvoices").glob("*.xml"):
        assert schema.errors(parse(path.read_bytes(), limit_bytes=LIMIT)) == (), path.name
    schema = Schema.load(shared_data / "iso20022/iso/pain.008.001.08.xsd")
    (path,) = first.out.glob("*.xml")
    assert schema.errors(parse(path.read_bytes(), limit_bytes=LIMIT)) == ()


def test_the_direct_debit_keeps_the_rules_of_the_scheme(first: Played) -> None:
    (path,) = first.out.glob("*.xml")
    assert check_pain008(path.read_bytes()) == ()
    assert path.read_bytes().count(b"<DrctDbtTxInf>") == EXPECTED["collection"]["debits"]


def test_the_journal_is_chained(first: Played) -> None:
    with (first.out / "journal.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for before, after in itertools.pairwise(rows):
        assert after["previous"] == before["hash"]
    assert {dt.datetime.fromisoformat(row["at"]).date() for row in rows} == {dt.date(2026, 11, 24)}
