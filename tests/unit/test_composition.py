"""The composition root: settings in, every port out; a run survives the death of a worker."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

from adapters.persistence.build import opened_database
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.runner.inline import InlineRunner
from adapters.runner.process_pool import ProcessPoolRunner
from adapters.services import build_services
from adapters.settings import Settings, load_settings
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.billing.execute_run import execute_chunk, execute_run
from application.services import Services
from domain.billing.run import ResultOutcome, RunStatus
from tests.support.use_case_world import NOW, USED, World, contract_number

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder of its own, without settings in the environment."""
    for name in [name for name in os.environ if name.startswith("BOLLETTARIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_installation_needs_no_settings(bare: Path) -> None:
    settings = load_settings()
    assert settings.data_dir == bare / "var"
    assert str(settings.database_url) == ""
    assert settings.tenant == "demo"


def test_the_environment_wins_over_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "bollettario.toml").write_text('[bollettario]\ntenant = "file"\nprocesses = 3\n', "utf-8")
    monkeypatch.setenv("BOLLETTARIO_TENANT", "environment")
    settings = load_settings()
    assert (settings.tenant, settings.processes) == ("environment", 3)


def test_the_address_of_the_database_is_not_shown(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLLETTARIO_DATABASE_URL", "postgresql://ada:secret@host/db")
    settings = load_settings()
    assert str(settings.database_url) == "postgresql://ada:secret@host/db"
    assert "secret@" not in repr(settings)


def test_a_command_does_not_wait_for_what_it_does_not_use() -> None:
    heavy = ["alembic", "asyncssh", "granian", "httpx", "litestar", "lxml", "numpy", "pyarrow", "sqlalchemy", "typst"]
    code = "import sys, adapters.composition, adapters.cli.app; print([n for n in sys.argv[1:] if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code, *heavy], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert ran.stdout == b"[]\n"


def built(url: str, *, processes: int = 1) -> Services:
    return build_services(Settings(processes=processes), url, FixedClock(NOW))


def test_every_port_is_there(database_url: str) -> None:
    services = built(database_url)
    assert all(getattr(services, field.name) for field in attrs.fields(Services))
    assert services.clock.now() == NOW


@pytest.mark.parametrize(("processes", "runner"), [(1, InlineRunner()), (2, ProcessPoolRunner(2))])
def test_the_chunks_go_to_as_many_processes_as_are_set(database_url: str, processes: int, runner: object) -> None:
    assert built(database_url, processes=processes).runner == runner


def test_a_bank_that_has_no_profile_stops_the_start(database_url: str) -> None:
    with pytest.raises((OSError, ValueError), match="nobody"):
        build_services(Settings(bank_profile="nobody"), database_url, FixedClock(NOW))


def chunk_in_danger(url: str, folder: Path, tenant: str, run_id: str, number: int) -> int:
    """Carry out a chunk; the first process that comes to the second chunk is killed inside its transaction."""
    units = SqlUnitsOfWork(engine(url, pool_size=1))
    mark = folder / "killed"

    @contextmanager
    def deadly(name: str) -> Iterator[object]:
        with units(name) as uow:
            if number == 1 and not mark.exists():
                uow.runs.chunk(run_id, number)
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield uow

    return execute_chunk(
        units=deadly,  # type: ignore[arg-type]
        books=PackagedTariffs(),
        tenant=tenant,
        run_id=run_id,
        number=number,
    )


def test_a_worker_killed_in_its_transaction_loses_and_doubles_nothing(
    database_url: str, sql_units: SqlUnitsOfWork, tenant: str, tmp_path: Path
) -> None:
    world = World(sql_units, tenant)
    world.customers(1, 2, 3, 4)
    world.measure(dict.fromkeys((1, 2, 3, 4), USED))
    planned = world.plan(chunk_size=1)
    steps = execute_run(
        units=sql_units,
        runner=ProcessPoolRunner(2),
        actor=world.actor,
        work=functools.partial(chunk_in_danger, database_url, tmp_path),
        run_id=planned.id,
    )
    assert sum(steps) == 4
    assert (tmp_path / "killed").exists()
    run = world.run(planned.id)
    assert run.status is RunStatus.EXECUTED
    assert list(world.results(run.id, ResultOutcome.PRICED)) == [contract_number(n) for n in (1, 2, 3, 4)]
    assert run.digest == world.executed().digest


def test_the_work_of_the_installation_carries_out_a_chunk(
    database_url: str, sql_units: SqlUnitsOfWork, tenant: str
) -> None:
    world = World(sql_units, tenant)
    world.customers(1)
    world.measure({1: USED})
    planned = world.plan()
    assert built(database_url).work(tenant, planned.id, 0) == 1
    assert list(world.results(planned.id)) == [contract_number(1)]


def test_the_database_that_is_set_is_migrated_and_used(database_server: EmbeddedServer, tmp_path: Path) -> None:
    database_server.create_database("fresh", template="template0")
    url = database_server.url_of("fresh")
    with opened_database(url, tmp_path) as used:
        assert used == url
        with SqlUnitsOfWork(engine(used))("anybody") as uow:
            assert uow.runs.all() == ()
