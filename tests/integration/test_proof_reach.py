"""Tests of proofs through REST and through the command line, which needs no database to verify one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from litestar.testing import TestClient

from adapters.proof.proofs import JsonProofs
from domain.billing.bill import Bill
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.http_world import Api, application, set_up
from tests.support.proof_samples import autumn_bill, bill_of, corrected_part, home_part

ROOT = Path(__file__).parents[2]
PROOFS = JsonProofs()


def issued() -> Bill:
    """A bill of two supplies."""
    return bill_of(home_part(), corrected_part())


def with_bills(*bills: Bill) -> MemoryUnitsOfWork:
    """Stores that hold bills of the tenant demo."""
    units = MemoryUnitsOfWork()
    with units("demo") as uow:
        uow.bills.add(bills)
        uow.commit()
    return units


def test_a_bill_gives_its_proof_and_the_proof_is_verified_by_rest() -> None:
    bill = bill_of(corrected_part())
    with TestClient(application(units=with_bills(autumn_bill(), bill))) as client:
        api = Api(client)
        set_up(api)
        answer = api.ask("GET", "/bills/E2026-0000042/proof")
        assert answer.status_code == 200
        assert answer.content == PROOFS.write(bill, [autumn_bill()])
        verdict = api.ask("POST", "/verify", answer.content).json()
        assert verdict["verified"] is True
        assert verdict["digest"] == bill.digest
        assert verdict["whole"] is True
        tree = answer.json()
        tree["parts"][0]["lines"][0]["amount"] = "0.01"
        found = api.ask("POST", "/verify", json.dumps(tree).encode()).json()
        assert found["verified"] is False
        assert found["difference"]["field"] == "amount"
        paper = api.ask("POST", "/verify?digest=0000000000000000", answer.content).json()
        assert paper["difference"]["field"] == "digest on paper"
        assert api.problem("POST", "/verify", b"{}")[0] == 400


def test_a_bill_without_its_facts_is_said_not_to_be_provable() -> None:
    part = home_part()
    bill = bill_of(attrs.evolve(part, priced=attrs.evolve(part.priced, basis=None)))
    with TestClient(application(units=with_bills(bill))) as client:
        api = Api(client)
        set_up(api)
        status, problem = api.problem("GET", "/bills/E2026-0000042/proof")
        assert (status, problem["type"]) == (409, "urn:bollettario:problem:not-provable")


@pytest.mark.parametrize(("change", "code", "said"), [("", 0, "right to the cent"), ("9.99", 1, "expected")])
def test_the_command_verifies_a_proof_without_a_database(tmp_path: Path, change: str, code: int, said: str) -> None:
    tree = json.loads(PROOFS.write(issued(), [autumn_bill()]))
    if change:
        tree["parts"][0]["lines"][3]["amount"] = change
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(tree))
    done = verify(path, tmp_path)
    assert (done.returncode, said in done.stdout) == (code, True)


def test_the_command_says_what_a_file_alone_does_not_prove(tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_bytes(PROOFS.write(issued()))
    done = verify(path, tmp_path)
    assert done.returncode == 0
    assert "is proved in part" in done.stdout
    assert "not proved, the document it takes back from is not in the file: parts[1]" in done.stdout
    assert "--digest" in done.stdout


def test_the_command_ends_with_2_for_a_file_that_is_no_proof(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")
    done = verify(path, tmp_path)
    assert done.returncode == 2
    assert "no proof" in done.stderr


def verify(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command `bollettario verify`, in a folder without settings and without an address of a database."""
    return subprocess.run(
        [sys.executable, "-c", "from adapters.composition import run_cli; run_cli()", "verify", str(path)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "BOLLETTARIO_DATABASE_URL": "postgresql://none/none"},
        check=False,
    )
