"""In-memory API keys."""

from __future__ import annotations

import attrs

from application.ports.api_keys import Caller
from application.ports.registry import NotFound


@attrs.frozen
class MemoryApiKeys:
    callers: dict[str, Caller] = attrs.field(factory=dict)
    revoked: set[str] = attrs.field(factory=set)

    def add(self, key_sha256: str, caller: Caller) -> None:
        if key_sha256 in self.callers:
            raise ValueError(f"key {key_sha256} exists already")
        self.callers[key_sha256] = caller

    def caller(self, key_sha256: str) -> Caller | None:
        return None if key_sha256 in self.revoked else self.callers.get(key_sha256)

    def revoke(self, key_sha256: str) -> None:
        if key_sha256 not in self.callers:
            raise NotFound("API key", key_sha256)
        self.revoked.add(key_sha256)
