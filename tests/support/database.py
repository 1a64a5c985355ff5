"""The database of the tests: one embedded server a session, and for each test module a fresh copy of a template."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from adapters.persistence.migrate import migrate
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from application.ports.unit_of_work import UnitsOfWork
from tests.fakes.unit_of_work import MemoryUnitsOfWork

_TEMPLATE = "bollettario"
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A server of this test session with a migrated template database."""
    server = EmbeddedServer(tmp_path_factory.mktemp("pg") / "data")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def database_url(database_server: EmbeddedServer) -> str:
    """The URL of a fresh, migrated database of this test module."""
    name = f"test_{next(_NUMBERS)}"
    database_server.create_database(name, template=_TEMPLATE)
    return database_server.url_of(name)


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[Engine]:
    """An engine on the fresh database of this test module, with the server's own (super) user."""
    opened = engine(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def sql_units(database: Engine) -> SqlUnitsOfWork:
    """Units of work on the fresh database of this test module."""
    return SqlUnitsOfWork(database)


@pytest.fixture(params=["memory", "postgresql"])
def units(request: pytest.FixtureRequest) -> UnitsOfWork:
    """Units of work of every implementation in turn: a contract test takes this one."""
    if request.param == "memory":
        return MemoryUnitsOfWork()
    chosen: SqlUnitsOfWork = request.getfixturevalue("sql_units")
    return chosen


@pytest.fixture
def tenant() -> str:
    """A tenant that no other test uses."""
    return f"tenant-{next(_NUMBERS)}"
