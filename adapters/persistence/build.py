"""What this package gives the house: a migrated database, and the stores over it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs

from application.ports.api_keys import ApiKeys
from application.ports.unit_of_work import UnitsOfWork


@attrs.frozen
class SqlStores:
    """The stores over one database."""

    units: UnitsOfWork
    api_keys: ApiKeys


def build_stores(url: str) -> SqlStores:
    """The stores over the database at `url`."""
    from adapters.persistence.server import engine
    from adapters.persistence.stores.api_keys import SqlApiKeys
    from adapters.persistence.unit_of_work import SqlUnitsOfWork

    database = engine(url)
    return SqlStores(SqlUnitsOfWork(database), SqlApiKeys(database))


@functools.lru_cache(maxsize=2)
def units_of_worker(url: str) -> UnitsOfWork:
    """The units of work of a process that carries out chunks: one connection."""
    from adapters.persistence.server import engine
    from adapters.persistence.unit_of_work import SqlUnitsOfWork

    return SqlUnitsOfWork(engine(url, pool_size=1))


@contextmanager
def opened_database(configured: str, data_dir: Path) -> Iterator[str]:
    """The URL of a migrated database: the one configured, or the embedded server under `data_dir`, started for as long
    as needed."""
    from adapters.persistence.migrate import migrate
    from adapters.persistence.server import EmbeddedServer, engine

    if configured:
        database = engine(configured)
        migrate(database)
        database.dispose()
        yield configured
        return
    server = EmbeddedServer(data_dir / "postgres")
    try:
        yield server.start()
    finally:
        server.stop()


def joined_database(configured: str, data_dir: Path) -> str:
    """The URL of the database that another process of the installation has opened; this one leaves it as it ends."""
    from adapters.persistence.server import EmbeddedServer

    return configured or EmbeddedServer(data_dir / "postgres").start()
