"""The commands that bill and collect: run, bill, collect."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import attrs
import pikepdf
import pytest

from application.ports.einvoices import CannotInvoice, EInvoice
from domain.billing.bill import Bill
from domain.kernel.fault import Fault
from tests.support.cli_runs import bills, executed, sealed, three_customers
from tests.support.cli_world import Cli, plan, registry


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return three_customers(tmp_path, capsys)


def test_a_run_is_planned_once_under_a_key(cli: Cli) -> None:
    first = plan(cli, "--key", "september")
    assert first["status"] == "planned"
    assert first["contracts"] == 3
    assert plan(cli, "--key", "september") == first
    ran = cli("run", "plan", "2026-10-01", "2026-11-01", "--cycle", "1", "--issue", "2026-11-10", "--key", "september")
    assert ran.code == 1
    assert "september" in ran.err
    assert [run["id"] for run in cli.done("run", "list", "--json").json] == [first["id"]]
    assert "planned" in cli.done("run", "list").out


@pytest.mark.parametrize(
    ("tokens", "told", "code"),
    [
        (("2026-10-01", "2026-09-01", "--cycle", "1", "--issue", "2026-11-10"), "2026-10-01", 2),
        (("2026-10-01", "2026-10-01", "--cycle", "1", "--issue", "2026-11-10"), "STOP", 2),
        (("2026-09-01", "2026-10-01", "--cycle", "1", "--issue", "2026-11-10", "--commodity", "steam"), "steam", 1),
        (("2026-09-01", "2026-10-01", "--cycle", "1", "--issue", "2026-11-10", "--tenant", "nobody"), "nobody", 1),
    ],
)
def test_a_plan_that_cannot_be_is_told(cli: Cli, tokens: tuple[str, ...], told: str, code: int) -> None:
    before = cli.journal()
    ran = cli("run", "plan", *tokens)
    assert ran.code == code
    assert told in ran.err
    assert cli.journal() == before


def test_an_executed_run_shows_what_waits_and_why(cli: Cli) -> None:
    run = plan(cli)["id"]
    said = cli.done("run", "execute", run).out
    for told in ("1 priced", "1 held", "1 refused", "K-0002", "RSK-003", "K-0003", "MET-001"):
        assert told in said
    shown = cli.done("run", "show", run, "--json").json
    assert shown["counts"] == {"priced": 1, "held": 1, "refused": 1, "sent_back": 0}
    assert [each["contract"] for each in shown["waiting"]] == ["K-0002", "K-0003"]
    assert "1 priced" in cli.done("run", "execute", run).out
    assert "MET-001" in cli.done("run", "show", run).out


@pytest.mark.parametrize(
    "tokens",
    [
        ("run", "execute", "none"),
        ("run", "show", "none"),
        ("run", "seal", "none"),
        ("run", "preview", "none", "K-0001"),
        ("run", "release", "none", "K-0001", "--reason", "x"),
        ("run", "send-back", "none", "K-0001", "--reason", "x"),
    ],
)
def test_a_run_that_does_not_exist_is_not_found(cli: Cli, tokens: tuple[str, ...]) -> None:
    ran = cli(*tokens)
    assert ran.code == 1
    assert "'none'" in ran.err


def test_a_preview_shows_what_a_run_will_give(cli: Cli) -> None:
    run = plan(cli)["id"]
    shown = cli.done("run", "preview", run, "K-0001", "K-0003").json
    assert [each["outcome"] for each in shown] == ["priced", "refused"]
    assert cli.done("run", "show", run, "--json").json["counts"]["priced"] == 0
    ran = cli("run", "preview", run, "K-9999")
    assert ran.code == 1
    assert "K-9999" in ran.err


def test_a_held_bill_is_released_or_sent_back_with_a_reason(cli: Cli) -> None:
    run = executed(cli)
    assert cli("run", "release", run, "K-0002").code == 2
    blank = cli("run", "release", run, "K-0002", "--reason", " ")
    assert blank.code == 2
    assert "reason" in blank.err
    for contract in ("K-0001", "K-0003", "K-9999"):
        ran = cli("run", "release", run, contract, "--reason", "x")
        assert ran.code == 1
        assert contract in ran.err
    assert "priced" in cli.done("run", "release", run, "K-0002", "--reason", "empty house").out
    other = executed(cli)
    assert "sent_back" in cli.done("run", "send-back", other, "K-0002", "--reason", "ask").out


def test_a_run_is_sealed_once(cli: Cli) -> None:
    planned = plan(cli)["id"]
    ran = cli("run", "seal", planned)
    assert ran.code == 1
    assert "planned" in ran.err
    cli.done("run", "execute", planned)
    first = cli.done("run", "seal", planned, "--json").json
    assert first["status"] == "sealed"
    entries = cli.journal()
    assert first["einvoices"] == {"written": 1, "faults": []}
    again = cli.done("run", "seal", planned, "--json").json
    assert again == first | {"einvoices": {"written": 0, "faults": []}}
    assert first["digest"] in cli.done("run", "seal", planned).out
    assert cli.journal() == entries
    assert cli("run", "execute", planned).code == 1


@attrs.frozen
class RefusesAll:
    """E-invoices none of which can be written."""

    def write(self, bill: Bill, *, progressive: int, sent_on: dt.date, pdf: bytes | None = None) -> EInvoice:
        raise CannotInvoice(Fault("DOC-001", str(bill.number), "a [name] that does not fit"))

    def check(self, xml: bytes, *, name: str, sent_on: dt.date) -> tuple[Fault, ...]:
        return ()


@pytest.mark.parametrize("json", [True, False])
def test_a_bill_left_without_its_e_invoice_is_told_and_written_by_the_next_try(cli: Cli, json: bool) -> None:
    run = executed(cli)
    ran = cli.with_einvoices(RefusesAll())("run", "seal", run, *(["--json"] if json else []))
    assert ran.code == 1
    assert "DOC-001" in ran.out
    assert "a [name] that does not fit" in ran.out
    missing = cli("bill", "write", "E2026/0000001", "--out", cli.folder)
    assert missing.code == 1
    assert "E2026/0000001" in missing.err
    cli.done("run", "seal", run)
    cli.done("bill", "write", "E2026/0000001", "--out", cli.folder)


def test_days_that_were_billed_cannot_be_sealed_again(cli: Cli) -> None:
    first, second = executed(cli), executed(cli)
    cli.done("run", "seal", first)
    ran = cli("run", "seal", second)
    assert ran.code == 1
    assert "K-0001" in ran.err


def test_bills_are_listed_shown_and_explained(cli: Cli) -> None:
    sealed(cli)
    (head,) = bills(cli)
    assert head["number"] == "E2026/0000001"
    assert bills(cli, "--contract", "K-0002") == bills(cli, "--after", "E2026/0000001") == []
    assert "E2026/0000001" in cli.done("bill", "list").out
    shown = cli.done("bill", "show", "E2026/0000001").json
    assert shown["digest"] == head["digest"]
    assert shown["total"] == head["total"]
    told = cli.done("bill", "explain", "E2026/0000001", "--json").json
    assert told["number"] == "E2026/0000001"
    said = cli.done("bill", "explain", "E2026/0000001").out
    assert all(line["label"] in said for line in told["lines"])


def test_a_bill_is_written_with_its_e_invoice(cli: Cli) -> None:
    sealed(cli)
    folder = cli.folder / "new" / "folder"
    said = cli.done("bill", "write", "E2026/0000001", "--out", folder).out
    pdf, xml = sorted(folder.iterdir(), key=lambda path: path.suffix)
    assert said.split() == [str(pdf), str(xml)]
    assert pdf.name == "E2026-0000001.pdf"
    with pikepdf.open(pdf) as document:
        assert document.attachments[xml.name].get_file().read_bytes() == xml.read_bytes()


@pytest.mark.parametrize("command", ["show", "write", "explain"])
def test_a_bill_that_does_not_exist_is_told(cli: Cli, command: str) -> None:
    missing = cli("bill", command, "E2026/0000009")
    assert missing.code == 1
    assert "E2026/0000009" in missing.err
    malformed = cli("bill", command, "9")
    assert malformed.code == 2
    assert "E2026/0000042" in malformed.err


def test_what_is_due_is_collected_once_under_a_key(cli: Cli) -> None:
    sealed(cli)
    out = cli.folder / "bank"
    first = cli.done("collect", "--due", "2026-11-30", "--out", out, "--key", "november", "--json").json
    (file,) = first["files"]
    assert file["count"] == 1
    assert (first["later"], first["refused"]) == ([], [])
    content = (out / file["name"]).read_bytes()
    assert b"CstmrDrctDbtInitn" in content
    (out / file["name"]).unlink()
    again = cli.done("collect", "--due", "2026-11-30", "--out", out, "--key", "november", "--json").json
    assert again["files"] == first["files"]
    assert (out / file["name"]).read_bytes() == content
    other = cli("collect", "--due", "2026-12-31", "--key", "november")
    assert other.code == 1
    assert "november" in other.err
    assert cli.done("collect", "--due", "2026-12-31", "--json").json["files"] == []


def test_a_collection_tells_what_stays_open(cli: Cli) -> None:
    sealed(cli)
    revoked = registry(1)["mandates"][0] | {"status": "revoked"}
    cli.done("registry", "load", cli.file("revoked.json", {"mandates": [revoked]}))
    (refused,) = cli.done("collect", "--due", "2026-11-30", "--out", cli.folder, "--json").json["refused"]
    assert refused["code"] == "COL-001"
    assert "COL-001" in cli.done("collect", "--due", "2026-11-30", "--out", cli.folder).out
    ran = cli("collect", "--due", "2026-11-30", "--tenant", "nobody")
    assert ran.code == 1
    assert "nobody" in ran.err
