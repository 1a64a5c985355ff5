"""The composition root: reads the settings, hands out command line and HTTP application over `adapters.services`.

With that module the only one that knows every adapter package.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from adapters import garbage
from adapters.cases.build import build_cases, case_documents
from adapters.channels.build import build_drop
from adapters.cli.documentation import fault_documents
from adapters.persistence.build import joined_database, opened_database
from adapters.proof.build import build_proofs
from adapters.services import build_services
from adapters.settings import Settings, load_settings
from adapters.sii.build import build_sii, flow_formats, sii_documents
from adapters.system_clock import SystemClock, TimeOrderedIds
from adapters.tariffs.build import build_books, check_parameters, parameter_documents, read_parameters
from application.ports.clock import Clock
from application.services import Services

if TYPE_CHECKING:
    from litestar import Litestar

ROOT = Path(__file__).resolve().parents[1]


def run_cli() -> None:
    """The command `bollettario`."""
    from adapters.cli.app import build_cli
    from adapters.cli.entry import Entry

    garbage.collect_rarely()
    settings, clock = load_settings(), SystemClock()

    @contextmanager
    def open_services(clock: Clock) -> Iterator[Services]:
        with opened_database(str(settings.database_url), settings.data_dir) as url:
            yield build_services(settings, url, clock)

    entry = Entry(
        tenant=settings.tenant,
        operator=settings.operator,
        clock=clock,
        ids=TimeOrderedIds(),
        open_services=open_services,
        books=build_books,
        cases=lambda: build_cases(build_books(), clock),
        proofs=build_proofs,
        measure_writer=lambda: build_sii().measure_writer,
        market_flows=lambda: build_sii().market_flows,
        drop=lambda root: build_drop(root, clock),
        check_parameters=lambda directory: check_parameters(directory, clock.today()),
        read_parameters=lambda directory: read_parameters(directory, build_books().book(clock.today())),
        flow_formats=flow_formats,
        generated_files=lambda: _generated_files(clock),
        serve=lambda host, port: _serve(settings, host, port),
        host=settings.http_host,
        port=settings.http_port,
        examples=ROOT / "examples",
    )
    build_cli(entry)()


def _generated_files(clock: Clock) -> dict[Path, str]:
    """The documents written by a program: path to content."""
    parameters = parameter_documents(build_books().book(clock.today()))
    documents = fault_documents() | sii_documents() | parameters | case_documents()
    return {ROOT / "docs" / name: text for name, text in documents.items()}


def _serve(settings: Settings, host: str, port: int) -> None:
    from adapters.http.serve import serve

    with opened_database(str(settings.database_url), settings.data_dir):  # keeps the embedded server for the workers
        serve("adapters.composition:http_app", host=host, port=port, workers=settings.http_workers)


def http_app() -> Litestar:
    """The HTTP application of one worker process; granian calls it."""
    from adapters.http.app import create_app
    from adapters.http.settings import HttpSettings

    settings = attrs.evolve(load_settings(), processes=1)
    url = joined_database(str(settings.database_url), settings.data_dir)
    services = build_services(settings, url, SystemClock())
    garbage.collect_rarely()
    return create_app(services, settings=HttpSettings(max_body_bytes=settings.max_body_bytes))
