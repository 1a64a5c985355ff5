"""The command line over stores in memory, asked as a shell asks it."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest
from cyclopts import App

from adapters.cases.case_files import JsonCases
from adapters.channels.folder import FolderChannel
from adapters.cli.app import build_cli
from adapters.cli.entry import Entry
from adapters.proof.proofs import JsonProofs
from adapters.sii.documentation.catalogue import format_catalogue
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.checks import check
from adapters.tariffs.files import DATA
from adapters.tariffs.hourly import read_hourly
from adapters.tariffs.overlay import read_overlay
from adapters.wire.converter import write
from application.ports.channels import ChannelTerms
from application.ports.clock import Clock
from application.ports.einvoices import EInvoices
from application.services import Services
from domain.kernel.digest import Plain
from tests.fakes.api_keys import MemoryApiKeys
from tests.support.answers import check_document
from tests.support.http_world import services
from tests.support.strategies import documents as samples
from tests.support.use_case_world import BEFORE, LAST, OFFER, PARTY, contract, flow_file, mandate, point, reading

ROOT = Path(__file__).resolve().parents[2]
CLOCK = FixedClock(dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC))
LOGO = "<svg/>"


@attrs.frozen
class Ran:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


@attrs.frozen
class Served:
    """Where the server was asked to listen."""

    addresses: list[tuple[str, int]] = attrs.field(factory=list)


@attrs.frozen
class Cli:
    """The command line of one tenant, and the folder its files are in."""

    app: App
    services: Services
    served: Served
    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *tokens: str | Path) -> Ran:
        """Run a command and give back what it said; an error of ours passes through."""
        self.capture.readouterr()
        code = 0
        try:
            self.app([str(token) for token in tokens])
        except SystemExit as end:
            code = int(end.code or 0)
        said = self.capture.readouterr()
        if "--json" in tokens and said.out:
            command, _, _ = self.app.parse_args([str(token) for token in tokens])
            check_document(command, json.loads(said.out))
        return Ran(code, said.out, said.err)

    def done(self, *tokens: str | Path) -> Ran:
        """What a command said that must end well."""
        ran = self(*tokens)
        assert ran.code == 0, f"{tokens}: {ran}"
        return ran

    def with_einvoices(self, einvoices: EInvoices) -> Cli:
        """The same stores with another writer of e-invoices."""
        own = attrs.evolve(self.services.of("demo"), einvoices=einvoices)
        return cli_at(self.folder, self.capture, attrs.evolve(self.services, of=lambda _: own))

    def file(self, name: str, content: Plain | bytes) -> Path:
        """A file of the folder: bytes as they are, anything else as JSON."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def journal(self) -> list[str]:
        """The use cases in the journal."""
        with self.services.units("demo") as uow:
            return [entry.use_case for entry in uow.journal.entries()]


def registry(*numbers: int, payment: str = "direct_debit") -> dict[str, Any]:
    """The content of a registry file with so many customers."""
    content = {
        "offers": [write(OFFER)],
        "parties": [write(PARTY)],
        "points": [write(point(n)) for n in numbers],
        "contracts": [write(contract(n, payment=payment)) for n in numbers],
        "mandates": [write(mandate(n)) for n in numbers if payment == "direct_debit"],
    }
    return json.loads(json.dumps(content))  # type: ignore[no-any-return]


def set_up(cli: Cli, *numbers: int) -> None:
    """A tenant with customers."""
    cli.file("logo.svg", LOGO.encode())
    brand = {"logo": "logo.svg", "primary": "#0b4f6c", "accent": "#ffc145"}
    cli.done("registry", "setup", cli.file("seller.json", {"seller": write(samples.seller("demo")), "brand": brand}))
    cli.done("registry", "load", cli.file("registry.json", registry(*numbers)))


def measure(cli: Cli, used: Mapping[int, int]) -> None:
    """Readings of September of some customers, who used so much in each band."""
    for day, share in ((BEFORE, 0), (LAST, 1)):
        name, data = flow_file(*(reading(n, day, *(1000 + share * kwh,) * 3) for n, kwh in used.items()))
        cli.done("flows", "import", cli.file(name, data))


def plan(cli: Cli, *more: str) -> Any:
    """A run of September, planned."""
    return cli.done(
        "run", "plan", "2026-09-01", "2026-10-01", "--cycle", "1", "--issue", "2026-11-10", "--json", *more
    ).json


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return cli_at(tmp_path, capsys)


def cli_at(folder: Path, capture: pytest.CaptureFixture[str], held: Services | None = None) -> Cli:
    """A command line over the services given, or over empty stores."""
    held = held or attrs.evolve(services(MemoryApiKeys()), clock=CLOCK)
    return Cli(*_built(folder, held), folder, capture)


def _built(folder: Path, held: Services) -> tuple[App, Services, Served]:
    books, served = PackagedTariffs(), Served()

    @contextlib.contextmanager
    def open_services(clock: Clock) -> Iterator[Services]:
        yield attrs.evolve(held, clock=clock)

    entry = Entry(
        tenant="demo",
        operator="Ada",
        clock=CLOCK,
        ids=held.ids,
        open_services=open_services,
        books=lambda: books,
        cases=lambda: JsonCases(books, CLOCK),
        proofs=JsonProofs,
        measure_writer=lambda: held.measure_writer,
        market_flows=lambda: held.market_flows,
        drop=lambda root: FolderChannel(ChannelTerms(root.name, "folder", sends=True), root, CLOCK, still_seconds=0),
        read_parameters=lambda directory: (
            *read_overlay(books.book(CLOCK.today()), directory),
            read_hourly(directory),
        ),
        check_parameters=lambda directory: check(directory or DATA, CLOCK.today()),
        flow_formats=format_catalogue,
        generated_files=lambda: {folder / "docs" / "made.md": "made\n"},
        serve=lambda host, port: served.addresses.append((host, port)),
        host="127.0.0.1",
        port=8000,
        examples=ROOT / "examples",
    )
    return build_cli(entry), held, served


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Put bytes where a command reads standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
