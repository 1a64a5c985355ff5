"""A list of market messages and one ten times as large, taken into PostgreSQL: how much longer, how much more memory.

It is a list as the SII sends every month: most of its points are of others, every thousandth is ours and gets its
bonus. Each size is taken in a process of its own, after a small list that warms it up.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs

from adapters.channels.spool import spool_to_disk
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes
from application.market.market_ports import MarketPorts
from application.market.receive_messages import receive_messages
from tests.bench.import_size import peak_kb, pieces
from tests.support.use_case_world import World, point_code

ROWS = 165_000  # of the smaller list: about 20 MB
TIMES = 10
OURS_EVERY = 1_000
WARM = 2_000
_HEADER = b"COD_SERVIZIO;COD_FLUSSO;PIVA_UTENTE;PIVA_GESTORE;COD_POD;CF;NOME;COGNOME;HOUSEHOLD;BONUS_FROM;BONUS_TO\r\n"
_ROW = (
    b"X_BONUS;0200;01234567897;05877611003;%s;RSSMRA80A01H501U;MARIA GIOVANNA;ROSSI%05d;1_2;01/12/2026;30/11/2027\r\n"
)
_KILOBYTES = 1_000


@attrs.frozen
class Receipt:
    """What taking a list in took, and the most that its process held."""

    rows: int
    file_mb: float
    seconds: float
    peak_mb: float


def list_sizes(rows: int = ROWS) -> tuple[Receipt, Receipt]:
    """The smaller list and the larger one."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        url = server.start()
        found = []
        for size in (rows, rows * TIMES):
            path = Path(folder) / "list.csv"
            _write(path, size)
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                seconds, peak_mb = process.submit(_received, url, f"t{size}", path, size).result()
            found.append(Receipt(size, path.stat().st_size / 1e6, seconds, peak_mb))
        server.stop()
    small, large = found
    return small, large


def _write(path: Path, rows: int) -> None:
    with path.open("wb") as file:
        file.write(_HEADER)
        for number in range(1, rows + 1):
            is_ours = number % OURS_EVERY == 0
            point = point_code(number // OURS_EVERY) if is_ours else f"IT002E{number:08d}"
            file.write(_ROW % (point.encode(), number % 100_000))


def _received(url: str, tenant: str, path: Path, rows: int) -> tuple[float, float]:
    """Seconds and the most the process held, in MB."""
    database = engine(url)
    world = World(SqlUnitsOfWork(database), tenant)
    warm = attrs.evolve(world, tenant=f"{tenant}-warm")
    for each, count in ((warm, WARM), (world, rows)):
        each.customers(*range(1, count // OURS_EVERY + 1))
    warming = path.with_name("warm.csv")
    _write(warming, WARM)
    _receive(warm, warming, WARM)
    started = time.perf_counter()
    _receive(world, path, rows)
    seconds = time.perf_counter() - started
    database.dispose()
    return seconds, peak_kb() / _KILOBYTES


def _receive(world: World, path: Path, rows: int) -> None:
    ports = MarketPorts(world.units, world.books, packaged_processes(), SiiMarketFlows(), world.actor)
    with spool_to_disk(pieces(path), limit_bytes=1 << 32) as content:
        found = receive_messages(ports, name=path.name, data=content)
    assert (found.records, found.taken) == (rows, rows // OURS_EVERY), (found.outcome, found.records, found.taken)
