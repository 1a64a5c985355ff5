"""The composition root: reads the settings, builds every adapter, hands out command line, HTTP application and worker.

The only module that knows every adapter. SII (Sistema Informativo Integrato) and SdI (Sistema di Interscambio) meet
here and nowhere else.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
from litestar import Litestar

from adapters import garbage
from adapters.cases.case_files import JsonCases
from adapters.cases.structure import KINDS
from adapters.cdr.reader import CdrFiles
from adapters.channels.configured import ConfiguredChannels
from adapters.channels.folder import FolderChannel
from adapters.channels.spool import spool_to_disk
from adapters.cli.app import build_cli
from adapters.cli.entry import Entry
from adapters.containers.zip_containers import ZipContainers
from adapters.curves.numpy_arithmetic import NumpyArithmetic
from adapters.curves.parquet_mirror import ParquetMirror
from adapters.documentation import faults_markdown, parameters_markdown
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.http.app import create_app
from adapters.http.serve import serve
from adapters.http.settings import HttpSettings
from adapters.persistence.migrate import migrate
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.stores.api_keys import SqlApiKeys
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.portale.portale_offers import PortaleOffers
from adapters.print.typst_printer import TypstPrinter
from adapters.print.wording import glossary
from adapters.proof.proofs import JsonProofs
from adapters.reading_lists.reader import CsvReadingLists
from adapters.reports.shadow_files import ShadowFiles
from adapters.runner.inline import InlineRunner
from adapters.runner.process_pool import ProcessPoolRunner
from adapters.self_readings.files import SelfReadingFiles
from adapters.sepa.bank_profiles import load_profile
from adapters.sepa.pain008 import Pain008
from adapters.settings import Settings, load_settings
from adapters.sii.dispatches import SiiMeasureWriter
from adapters.sii.documentation import docs_of_formats
from adapters.sii.flow_records import SiiFlowRecords
from adapters.sii.market.documentation import docs_of_market_formats
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.process_documentation import docs_of_processes
from adapters.sii.process_tables import packaged_processes
from adapters.sii.sheets import sheets
from adapters.system_clock import SystemClock, SystemPause, TimeOrderedIds
from adapters.tariffs.books import PackagedTariffs
from adapters.tariffs.checks import check
from adapters.tariffs.files import DATA
from adapters.tariffs.hourly import read_hourly
from adapters.tariffs.overlay import read_overlay
from application.billing.execute_run import execute_chunk
from application.ports.channels import ChannelTerms
from application.ports.chunk_runner import ChunkRunner
from application.ports.clock import Clock
from application.services import Services
from domain.kernel.identifiers import CodiceFiscale

ROOT = Path(__file__).resolve().parents[1]


def build_services(settings: Settings, url: str, clock: Clock) -> Services:
    """Every port over the database at `url`."""
    database = engine(url)
    books = PackagedTariffs()
    bank = load_profile(settings.bank_profile)
    transmitter = CodiceFiscale(settings.transmitter) if settings.transmitter else None
    schema = Path(settings.fatturapa_xsd) if settings.fatturapa_xsd else None
    return Services(
        units=SqlUnitsOfWork(database),
        books=books,
        flows=SiiMeasureFlows(),
        processes=packaged_processes(),
        records=SiiFlowRecords(),
        channels=ConfiguredChannels(settings.channels_file, clock),
        containers=ZipContainers(),
        spool=spool_to_disk,
        pause=SystemPause(),
        market_flows=SiiMarketFlows(),
        curve_arithmetic=NumpyArithmetic(),
        curve_mirror=ParquetMirror(),
        calls=CdrFiles(),
        lists=CsvReadingLists(),
        self_reading_flows=SelfReadingFiles(),
        clock=clock,
        ids=TimeOrderedIds(),
        runner=_runner(settings),
        printer=TypstPrinter(),
        einvoices=FatturaPA.with_schema_at(schema, layout=Layout(transmitter)),
        debits=Pain008(bank),
        api_keys=SqlApiKeys(database),
        cases=JsonCases(books, clock),
        proofs=JsonProofs(),
        offer_files=PortaleOffers(),
        shadow_reports=ShadowFiles(),
        measure_writer=SiiMeasureWriter(),
        bank=bank,
        glossary=glossary(),
        work=functools.partial(execute_chunk_at, url),
    )


def _runner(settings: Settings) -> ChunkRunner:
    return ProcessPoolRunner(settings.processes) if settings.processes > 1 else InlineRunner()


def execute_chunk_at(url: str, tenant: str, run_id: str, number: int) -> int:
    """Carry out one chunk against the database at `url`, in whichever process this is."""
    return execute_chunk(units=_units_at(url), books=PackagedTariffs(), tenant=tenant, run_id=run_id, number=number)


@functools.lru_cache(maxsize=2)
def _units_at(url: str) -> SqlUnitsOfWork:
    return SqlUnitsOfWork(engine(url, pool_size=1))


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """The URL of a migrated database: the one configured, or the embedded server, started for as long as needed."""
    configured = str(settings.database_url)
    if configured:
        database = engine(configured)
        migrate(database)
        database.dispose()
        yield configured
        return
    server = EmbeddedServer(settings.data_dir / "postgres")
    try:
        yield server.start()
    finally:
        server.stop()


def run_cli() -> None:
    """The command `bollettario`."""
    garbage.look_seldom()
    settings = load_settings()
    books = PackagedTariffs()
    clock = SystemClock()
    cases = JsonCases(books, clock)

    @contextmanager
    def open_services(clock: Clock) -> Iterator[Services]:
        with _database(settings) as url:
            yield build_services(settings, url, clock)

    entry = Entry(
        tenant=settings.tenant,
        operator=settings.operator,
        clock=clock,
        ids=TimeOrderedIds(),
        open_services=open_services,
        books=books,
        cases=cases,
        proofs=JsonProofs(),
        measure_writer=SiiMeasureWriter(),
        market_flows=SiiMarketFlows(),
        drop=lambda root: FolderChannel(ChannelTerms(root.name, "folder", sends=True), root, clock, still_seconds=0),
        check_parameters=lambda directory: check(directory or DATA, clock.today()),
        read_parameters=lambda directory: (*read_overlay(books.book(clock.today()), directory), read_hourly(directory)),
        flow_formats=sheets,
        generated_files=lambda: _generated_files(cases, books, clock),
        serve=lambda host, port: _serve(settings, host, port),
        host=settings.http_host,
        port=settings.http_port,
        examples=ROOT / "examples",
    )
    build_cli(entry)()


def _generated_files(cases: JsonCases, books: PackagedTariffs, clock: Clock) -> dict[Path, str]:
    """The documents written by a program: path to content."""
    docs = ROOT / "docs"
    schemas = {
        docs / f"{kind}.schema.json": json.dumps(cases.schema(kind), indent=2, ensure_ascii=False) + "\n"
        for kind in KINDS
    }
    return {
        docs / "faults.md": faults_markdown(),
        docs / "flows.md": docs_of_formats(),
        docs / "market_flows.md": docs_of_market_formats(),
        docs / "market.md": docs_of_processes(packaged_processes()),
        docs / "parameters.md": parameters_markdown(books.book(clock.today())),
        **schemas,
    }


def _serve(settings: Settings, host: str, port: int) -> None:
    with _database(settings):  # keeps the embedded server alive for the workers
        serve("adapters.composition:http_app", host=host, port=port, workers=settings.http_workers)


def http_app() -> Litestar:
    """The HTTP application of one worker process; granian calls it."""
    garbage.look_seldom()
    settings = load_settings()
    configured = str(settings.database_url)
    url = configured or EmbeddedServer(settings.data_dir / "postgres").start()
    services = build_services(attrs.evolve(settings, processes=1), url, SystemClock())
    return create_app(services, settings=HttpSettings(max_body_bytes=settings.max_body_bytes))
