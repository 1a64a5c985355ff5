"""Containers as JSON, in memory: the smallest Containers there can be."""

from __future__ import annotations

import json
from collections.abc import Iterator

import attrs

from application.ports.channels import Spooled
from application.ports.containers import Member
from domain.kernel.fault import Fault

_MARK = b"BOX:"


def memory_container_of(*files: tuple[str, bytes]) -> bytes:
    return _MARK + json.dumps([(name, data.hex()) for name, data in files]).encode()


@attrs.frozen
class MemoryContainers:
    """Knows what memory_container_of makes."""

    def opens(self, first_bytes: bytes) -> bool:
        return first_bytes.startswith(_MARK)

    def members(self, *, name: str, content: Spooled) -> Iterator[Member]:
        if not self.opens(content.head()):
            yield Member(name, content, "")
            return
        try:
            found = [(path, bytes.fromhex(data)) for path, data in json.loads(_box(content))]
        except (ValueError, TypeError) as error:
            yield Member(name, content, "", Fault("SII-001", name, str(error)))
            return
        if not found:
            yield Member(name, content, "", Fault("SII-001", name, "holds no file"))
        for path, data in found:
            fault = Fault("SII-001", path, f"in {name}: not opened") if self.opens(data) else None
            yield Member(path, Spooled.of(data), name, fault)


def _box(content: Spooled) -> bytes:
    return b"".join(content.chunks()).removeprefix(_MARK)
