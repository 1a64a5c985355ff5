"""A short year, as a stranger runs it: files through a folder, bills, corrections, and exactly what was used."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adapters.sii.market_flows import SiiMarketFlows
from adapters.wire.converter import loads, read
from domain.kernel.digest import canonical
from domain.market.message import MarketMessage
from domain.simulation.book import SimulationBook
from examples.year import make_customers

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/year"
NUMBERS = (2, 3, 5, 12, 17, 19, 31)
WITH_GAS = (6, 10, 20, 32)
Ran = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def utility(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The utility of the year with a few of its customers."""
    return some_of_it(tmp_path_factory.mktemp("utility"), {make_customers.code_of(number) for number in NUMBERS})


def some_of_it(folder: Path, codes: set[str]) -> Path:
    """A copy of the utility with the points of `codes`."""
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    registry, book, wishes = make_customers.build()
    asked = [wish for wish in wishes if wish["request"]["point"] in codes]
    drafts = [wish["request"]["draft"] for wish in asked]

    def few(rows: list[dict[str, Any]], key: str, wanted: set[str]) -> list[dict[str, Any]]:
        return [row for row in rows if row[key] in wanted]

    contracts = few(registry["contracts"], "point", codes)
    small = {
        "parties": few(registry["parties"], "id", {each["party"] for each in (*contracts, *drafts)}),
        "points": few(registry["points"], "code", codes),
        "contracts": contracts,
    }
    (folder / "customers.json").write_bytes(canonical(small))
    sii = book["sii"] | {"notices": few(book["sii"]["notices"], "point", codes)}
    (folder / "book.json").write_bytes(canonical(book | {"points": few(book["points"], "code", codes), "sii": sii}))
    (folder / "requests.json").write_bytes(canonical(asked))
    return folder


def run(folder: Path, *command: str | Path) -> Ran:
    environment = os.environ | {
        "BOLLETTARIO_DATA_DIR": str(folder / "var"),
        "BOLLETTARIO_PROCESSES": "1",
        "COLUMNS": "200",
    }
    program = str(Path(sys.executable).with_name("bollettario"))
    return subprocess.run(
        [program, *map(str, command)],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_three_months_are_invoiced_exactly_as_used(utility: Path, tmp_path: Path) -> None:
    ran = run(tmp_path, "year", "--folder", utility, "--files", tmp_path / "files", "--months", "3")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = re.search(
        r"(\d+) closed periods of 7 contracts compared with the truth, 0 days not closed; 0 differ", ran.stdout
    )
    assert found, ran.stdout
    assert int(found.group(1)) >= 12
    assert "RNO" in ran.stdout
    assert "RSK-001" in ran.stdout  # the curve that was far too high was held until it was corrected
    assert len(list((tmp_path / "files").rglob("*.zip"))) > 20


def test_gas_and_exchanged_meters_are_invoiced_exactly_as_used(tmp_path: Path) -> None:
    codes = {make_customers.pdr_of(number) for number in WITH_GAS} | {make_customers.code_of(32)}
    folder = some_of_it(tmp_path / "utility", codes)
    command = ("--folder", folder, "--files", tmp_path / "files", "--start", "2026-10-01", "--months", "3")
    ran = run(tmp_path, "year", *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"of 4 contracts compared with the truth, 0 days not closed; 0 differ", ran.stdout), ran.stdout
    for flow in ("SMIS", "IGMG", "TML", "TGL", "RML"):
        assert re.search(rf"^{flow} ", ran.stdout, re.MULTILINE), flow


def test_switches_and_a_voltura_are_cases_that_open_and_close_contracts(tmp_path: Path) -> None:
    numbers = (11, 13, 17, 19, make_customers.REFUSED, make_customers.SILENT)
    codes = {make_customers.code_of(number) for number in numbers}
    folder = some_of_it(tmp_path / "utility", codes)
    ran = run(tmp_path, "year", "--folder", folder, "--files", tmp_path / "files", "--months", "6")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"of 5 contracts compared with the truth, 0 days not closed; 0 differ", ran.stdout), ran.stdout
    cases = {each["point"]: each for each in shown(tmp_path, "cases", "list")}
    assert {point[-2:]: (each["process"], each["state"]) for point, each in cases.items()} == {
        "11": ("voltura-electricity", "done"),
        "13": ("voltura-switch-electricity", "done"),
        "17": ("switch-electricity-leaving", "leaving"),
        "19": ("switch-electricity", "started"),
        "90": ("switch-electricity", "refused"),
        "91": ("switch-electricity", "sent"),
    }
    assert cases["IT999E00000090"]["reason"] == "R01 codice fiscale non coincidente"
    drawn = shown(tmp_path, "cases", "show", cases["IT999E00000019"]["code"])
    assert [each["message"] for each in drawn["timeline"]] == ["SE1.0050", "SE1.0100", "SE1.0200", "SE4.0200"]
    late = shown(tmp_path, "cases", "late", status=1)
    assert [each["point"] for each in late if each["trouble"] == "late"] == ["IT999E00000091"]
    assert not [each for each in late if each["trouble"] in ("blocked", "misplaced", "reading awaited")]
    flows = {each["flow"] for each in shown(tmp_path, "flows", "history", "IT999E00000019")}
    assert flows >= {"SE1.0050", "SE1.0100", "SE1.0200", "SE4.0200", "SNM2G", "PNO2G"}
    assert len(list((tmp_path / "files/out").iterdir())) == 5


def test_gas_switches_are_cases_whose_confirmation_a_person_tells(tmp_path: Path) -> None:
    folder = some_of_it(tmp_path / "utility", {make_customers.pdr_of(number) for number in (1, 2, 3, 15)})
    command = ("--folder", folder, "--files", tmp_path / "files", "--start", "2026-10-01", "--months", "3")
    ran = run(tmp_path, "year", *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"of 3 contracts compared with the truth, 0 days not closed; 0 differ", ran.stdout), ran.stdout
    for flow, files in (("SWG1", 3), ("SWG1.0100", 3)):
        assert re.search(rf"^{flow} +{files} ", ran.stdout, re.MULTILINE), ran.stdout
    assert not re.search("^SWG1.0200 ", ran.stdout, re.MULTILINE)
    assert re.search(r"^switch-gas +done +2 +0", ran.stdout, re.MULTILINE)
    assert re.search(r"^switch-gas +refused +1 +0", ran.stdout, re.MULTILINE)
    cases = {each["point"]: each for each in shown(tmp_path, "cases", "list")}
    assert {int(point[4:]): (each["state"], each["effective"], each["reason"]) for point, each in cases.items()} == {
        2: ("confirmed", "2026-11-01", ""),
        3: ("refused", "2026-12-01", "R02 PDR già in un altro switching"),
        15: ("confirmed", "2026-11-17", ""),
    }
    drawn = shown(tmp_path, "cases", "show", cases[make_customers.pdr_of(15)]["code"])
    assert [(each["message"], bool(each["file"]), each["entered_by"]) for each in drawn["timeline"]] == [
        ("SWG1.0050", True, ""),
        ("SWG1.0100", True, ""),
        ("SWG1.0200", False, "year"),
    ]
    assert shown(tmp_path, "cases", "late") == []
    flows = {each["flow"] for each in shown(tmp_path, "flows", "history", make_customers.pdr_of(15))}
    assert flows == {"SWG1.0050", "SWG1.0100", "SWG1", "TGL"}


def test_a_notice_without_its_day_is_settled_by_a_person(tmp_path: Path) -> None:
    folder = some_of_it(tmp_path / "utility", {make_customers.code_of(28)})
    command = ("--folder", folder, "--files", tmp_path / "files", "--start", "2026-08-01", "--months", "2")
    ran = run(tmp_path, "year", *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert re.search(r"of 1 contracts compared with the truth, 0 days not closed; 0 differ", ran.stdout), ran.stdout
    (case,) = shown(tmp_path, "cases", "list")
    assert (case["process"], case["effective"]) == ("voltura-electricity-notified", "2026-09-01")
    drawn = shown(tmp_path, "cases", "show", case["code"])
    assert [(each["message"], each["note"]) for each in drawn["timeline"][:2]] == [
        ("VT3.0200", ""),
        ("", "tried again by year"),
    ]
    assert drawn["state"] == "left"


def shown(folder: Path, *command: str, status: int = 0) -> Any:
    """What a command tells of the tenant of the year."""
    ran = run(folder, *command, "--tenant", "year", "--json")
    assert ran.returncode == status, ran.stdout + ran.stderr
    return loads(ran.stdout.encode())


def test_a_year_that_cannot_be_right_ends_with_its_differences(utility: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(utility, other)
    book = loads((other / "book.json").read_bytes())
    late = {"mishap": "late", "month": "2026-01-01", "days": 300, "by": 0}
    points = [each | {"events": [late]} if each["measured"] == "curve" else each for each in book["points"]]
    (other / "book.json").write_bytes(canonical(book | {"points": points}))
    ran = run(tmp_path, "year", "--folder", other, "--files", tmp_path / "files", "--months", "2")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "SIM-002" in ran.stdout


def test_a_month_of_the_simulator_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    book = EXAMPLE / "book.json"
    first, second = tmp_path / "a", tmp_path / "b"
    for out in (first, second):
        ran = run(tmp_path, "simulator", "distributor", "--book", book, "--month", "2026-04", "--out", out, "--json")
        assert ran.returncode == 0, ran.stdout + ran.stderr
        sent = loads(ran.stdout.encode())
        assert {each["flow"] for each in sent} >= {"PNO", "PNO2G", "PDO", "PDO2G", "RNO"}
        assert sorted(each["name"] for each in sent) == sorted(path.name for path in out.iterdir())
    for path in first.iterdir():
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_the_example_is_what_its_script_writes(tmp_path: Path) -> None:
    make_customers.main(tmp_path)
    for name in make_customers.FILES:
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes()
    assert len(read(SimulationBook, loads((EXAMPLE / "book.json").read_bytes())).points) == 58


def test_the_sii_answers_the_requests_of_a_folder(tmp_path: Path) -> None:
    asking = tmp_path / "asked"
    asking.mkdir()
    for place, (number, code) in enumerate(((19, "IT999E00000019"), (make_customers.REFUSED, "IT999E00000090"))):
        name, data = SiiMarketFlows().write(
            [
                MarketMessage(
                    service="SE1",
                    step="0050",
                    sender="09999990014",
                    addressee="05877611003",
                    case=f"2026_{place}",
                    point=code,
                    effective=dt.date(2026, 3, 1),
                    values=(("CF", f"X{number}"),),
                )
            ]
        )
        (asking / name).write_bytes(data)
    out = tmp_path / "out"
    command = ("simulator", "sii", "--book", EXAMPLE / "book.json", "--in", asking, "--out", out, "--day", "2026-02-02")
    ran = run(tmp_path, *command, "--until", "2026-03-01", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    answered = loads(ran.stdout.encode())
    assert [(each["code"], each["messages"], each["refusals"]) for each in answered] == [
        ("SE1.0100", 2, 1),
        ("SE1.0200", 1, 0),
    ]
    assert sorted(each["name"] for each in answered) == sorted(path.name for path in out.iterdir())
