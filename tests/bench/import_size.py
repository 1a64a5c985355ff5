"""A measure file and one ten times as large, taken into PostgreSQL: how much longer it takes, how much more it holds.

Each size is imported in a process of its own, after a small file that warms it up: put aside, read, judged, stored.
"""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import attrs

from adapters.channels.spool import spool_to_disk
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from application.metering.import_measures import import_measures
from tests.bench.household import ADDRESSEE, curve_file, pod
from tests.support.use_case_world import World, point

HOMES = 500  # of the smaller file
TIMES = 10
WARM = 20
ROUNDS = 3
_OURS = b"01234567897"  # the seller of the world
_PIECE = 1 << 20
_KILOBYTES = 1_000
_STATUS = Path("/proc/self/status")


@attrs.frozen
class Import:
    """What importing a file of curves took: the best of the rounds, and the most that any of their processes held."""

    homes: int
    file_mb: float
    seconds: float
    peak_mb: float


def import_sizes(homes: int = HOMES) -> tuple[Import, Import]:
    """The smaller file and the larger one, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder) / "data")
        url = server.start()
        name = _write_files(Path(folder), homes)
        found: dict[int, list[tuple[float, float]]] = {homes: [], homes * TIMES: []}
        for number in range(ROUNDS):
            for size, figures in found.items():
                task = (url, f"t{number}-{size}", name, Path(folder), homes, size // homes)
                with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
                    figures.append(process.submit(_imported, *task).result())
        sizes = {size: (Path(folder) / str(size)).stat().st_size / 1e6 for size in found}
        server.stop()
    small, large = (
        Import(size, sizes[size], min(s for s, _ in figures), max(mb for _, mb in figures))
        for size, figures in found.items()
    )
    return small, large


def _write_files(folder: Path, homes: int) -> str:
    """Files of the warm-up, of so many homes and of ten times as many, each named by its homes."""
    name, data = curve_file(homes)
    data = data.replace(ADDRESSEE.encode(), _OURS)
    start, end = data.index(b"  <DatiPod>"), data.rindex(b"</DatiPod>") + len(b"</DatiPod>\n")
    head, records, tail = data[:start], data[start:end], data[end:]
    (folder / str(homes)).write_bytes(data)
    warm = records.split(b"  <DatiPod>")[1 : WARM + 1]
    (folder / str(WARM)).write_bytes(head + b"".join(b"  <DatiPod>" + each for each in warm) + tail)
    with (folder / str(homes * TIMES)).open("wb") as file:
        file.write(head)
        for group in range(TIMES):  # other points with the same curves
            file.write(records.replace(b"<Pod>IT001E0", b"<Pod>IT001E%d" % group))
        file.write(tail)
    return name.replace(ADDRESSEE, _OURS.decode())


def _imported(url: str, tenant: str, name: str, folder: Path, homes: int, groups: int) -> tuple[float, float]:
    """Seconds and the most the process held, in MB."""
    database = engine(url)
    world = World(SqlUnitsOfWork(database), tenant)
    warm = attrs.evolve(world, tenant=f"{tenant}-warm")
    for each in (warm, world):
        each.set_up()
        _register(each, homes, groups)
    _import(warm, name, folder / str(WARM), WARM)
    started = time.perf_counter()
    _import(world, name, folder / str(homes * groups), homes * groups)
    seconds = time.perf_counter() - started
    database.dispose()
    return seconds, peak_kb() / _KILOBYTES


def _register(world: World, homes: int, groups: int) -> None:
    with world.units(world.tenant) as uow:
        for group in range(groups):
            for number in range(1, homes + 1):
                uow.points.put(attrs.evolve(point(1), code=pod(group * 10_000_000 + number)))
        uow.commit()


def _import(world: World, name: str, path: Path, homes: int) -> None:
    with spool_to_disk(pieces(path), limit_bytes=1 << 32) as content:
        (intake,) = import_measures(
            units=world.units, actor=world.actor, flows=world.flows, name=name, data=content, books=world.books
        )
    assert (intake.outcome, intake.taken) == ("imported", homes), intake.outcome


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time."""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def peak_kb() -> int:
    """The highest resident memory of this process, not of the one that started it, where the system tells."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
