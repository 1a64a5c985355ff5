"""A kind of channel, declared beside its adapter: the keys of its entries in channels.toml, and what is made of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from adapters.channels.web import Tls
from application.ports.channels import BadChannels, Channel, ChannelTerms
from application.ports.clock import Clock

_TLS_FILES = ("authority", "certificate", "key")
TLS_KEYS = frozenset({*_TLS_FILES, "key_password_env"})
"""The keys that `ChannelEntry.tls` reads."""


@attrs.frozen
class ChannelEntry:
    """One entry of channels.toml, and what it is read with. Paths are relative to the folder of the file."""

    file: Path
    values: Mapping[str, Any]
    clock: Clock
    environment: Mapping[str, str] = attrs.field(repr=False)

    def given(self, *keys: str) -> dict[str, Any]:
        """Those of some keys that are there."""
        return {key: self.values[key] for key in keys if key in self.values}

    def path(self, key: str) -> Path | None:
        """The path under a key; None where it is left out or empty."""
        return self.file.parent / self.values[key] if self.values.get(key) else None

    def tls(self) -> Tls:
        """The certificates it names."""
        files = {name: str(path) for name in _TLS_FILES if (path := self.path(name)) is not None}
        return Tls(**files, key_password=self.secret("key_password_env"))

    def secret(self, key: str) -> str | None:
        """The secret in the variable that a key names; None where it is left out. BadChannels: no such variable."""
        name = self.values.get(key)
        if not name:
            return None
        if name not in self.environment:
            raise BadChannels(f"{self.file}: channel {self.values['name']!r}: the environment has no {name} ({key})")
        return self.environment[name]


def _never(_: Mapping[str, Any]) -> bool:
    return False


@attrs.frozen(kw_only=True)
class ChannelKind:
    """One kind of channel.

    own     the keys of an entry beside those of every kind
    needed  which of them it cannot do without
    make    the channel of an entry
    keeps   whether what was collected from the channel of an entry stays where it is
    """

    name: str
    own: frozenset[str]
    needed: tuple[str, ...]
    make: Callable[[ChannelTerms, ChannelEntry], Channel]
    keeps: Callable[[Mapping[str, Any]], bool] = _never
