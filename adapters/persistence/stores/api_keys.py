"""API keys across tenants. The role of the tenants' stores has no right on their table."""

from __future__ import annotations

import attrs
from sqlalchemy import Engine, insert, select, update

from adapters.persistence.tables import api_keys
from application.ports.api_keys import Caller
from application.ports.registry import NotFound


@attrs.frozen
class SqlApiKeys:
    """Keys by their digest; each call is a transaction of its own."""

    engine: Engine

    def add(self, key_sha256: str, caller: Caller) -> None:
        """Keep a new key."""
        with self.engine.begin() as connection:
            values = {"key_sha256": key_sha256, "tenant": caller.tenant, "name": caller.name, "revoked": False}
            connection.execute(insert(api_keys).values(**values))

    def caller(self, key_sha256: str) -> Caller | None:
        """Whom a key stands for; None where it is unknown or revoked."""
        statement = select(api_keys.c.tenant, api_keys.c.name).where(
            api_keys.c.key_sha256 == key_sha256, ~api_keys.c.revoked
        )
        with self.engine.connect() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else Caller(row.tenant, row.name)

    def revoke(self, key_sha256: str) -> None:
        """End a key; NotFound where it never was."""
        with self.engine.begin() as connection:
            statement = update(api_keys).where(api_keys.c.key_sha256 == key_sha256).values(revoked=True)
            if connection.execute(statement).rowcount != 1:
                raise NotFound("API key", key_sha256)
