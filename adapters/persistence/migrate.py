"""Bringing a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

_LOCK = 0x626F6C6C  # one migration at a time in a database
_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Run the migrations that are missing, up to `to`, all in one transaction.

    Safe to run from several processes at once.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, to)
