"""API keys: which tenant and person a key stands for. Only the digest of a key is kept."""

from __future__ import annotations

from typing import Protocol

import attrs


@attrs.frozen
class Caller:
    """Who calls: the tenant and the name written into the journal."""

    tenant: str
    name: str


class ApiKeys(Protocol):
    """Keys across tenants; the one store that is not of a tenant."""

    def add(self, key_sha256: str, caller: Caller) -> None: ...

    def caller(self, key_sha256: str) -> Caller | None: ...

    def revoke(self, key_sha256: str) -> None:
        """Withdraw a key; NotFound for an unknown one."""
        ...
