"""The channels of each tenant, from channels.toml. Secrets are not in it: it names the variables that hold them.

[[channel]]
tenant = "demo"
name = "siicloud"
kind = "webdav"                      # one of KINDS
url = "https://cloud.example/dav/measures/"
user = "09999990014"
password_env = "SIICLOUD_PASSWORD"
patterns = ["*_PDO2G_*.zip"]
direction = "in"                     # in, out, both
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

from adapters.channels.folder import FOLDER
from adapters.channels.kind import ChannelEntry, ChannelKind
from adapters.channels.pdc import PDC
from adapters.channels.sftp import SFTP
from adapters.channels.webdav import WEBDAV
from application.ports.channels import BadChannels, Channel, ChannelTerms
from application.ports.clock import Clock

KINDS: tuple[ChannelKind, ...] = (
    FOLDER,
    SFTP,
    WEBDAV,
    PDC,
)
"""Every kind of channel: a new one is its module, its import and its entry here."""

_BY_NAME = {kind.name: kind for kind in KINDS}
_SHARED = frozenset({"tenant", "name", "kind", "counterpart", "direction", "patterns"})
_DIRECTIONS = {"in": (True, False), "out": (False, True), "both": (True, True)}


@attrs.frozen
class ConfiguredChannels:
    """The channels a file names; none where there is no file. Read each time, so that a change needs no restart."""

    path: Path
    clock: Clock
    environment: Mapping[str, str] = attrs.field(factory=lambda: os.environ, repr=False)

    def of(self, tenant: str) -> tuple[Channel, ...]:
        """Those of a tenant, in order of name. BadChannels where the file is wrong for anybody."""
        if not self.path.exists():
            return ()
        try:
            table = tomllib.loads(self.path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadChannels(f"{self.path}: {error}") from error
        rows = table.pop("channel", [])
        if table or not isinstance(rows, list):
            raise BadChannels(f"{self.path}: expected [[channel]] alone, got {sorted(table)} beside")
        _must_be_unique(rows)
        mine = [row for row in rows if self._checked(row)["tenant"] == tenant]
        return tuple(self._channel(row) for row in sorted(mine, key=lambda row: str(row["name"])))

    def _checked(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        where = f"{self.path}: channel {row.get('name', '?')!r}"
        name = row.get("kind", "")
        if name not in _BY_NAME:
            raise BadChannels(f"{where}: kind is one of {', '.join(_BY_NAME)}, got {name!r}")
        kind = _BY_NAME[name]
        missing = [key for key in ("tenant", "name", *kind.needed) if not row.get(key)]
        unknown = sorted(set(row) - _SHARED - kind.own)
        if missing or unknown:
            raise BadChannels(f"{where}: missing {missing}, not known {unknown}")
        if row.get("direction", "in") not in _DIRECTIONS:
            raise BadChannels(f"{where}: direction is in, out or both, got {row['direction']!r}")
        if "url" in row and not _is_private(row["url"]):
            raise BadChannels(f"{where}: url begins with https://, got {row['url']!r}")
        return row

    def _channel(self, row: Mapping[str, Any]) -> Channel:
        collects, sends = _DIRECTIONS[row.get("direction", "in")]
        kind = _BY_NAME[row["kind"]]
        terms = ChannelTerms(
            row["name"],
            kind.name,
            row.get("counterpart", ""),
            collects,
            sends,
            tuple(row.get("patterns", ())),
            kind.keeps(row),
        )
        return kind.make(terms, ChannelEntry(self.path, row, self.clock, self.environment))


def _is_private(url: str) -> bool:
    """Whether nobody on the way can read what goes to an address: HTTPS, or this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost"))


def _must_be_unique(rows: list[Mapping[str, Any]]) -> None:
    seen: set[tuple[object, object]] = set()
    for row in rows:
        key = (row.get("tenant"), row.get("name"))
        if key in seen:
            raise BadChannels(f"two channels of {key[0]!r} are called {key[1]!r}; the history tells them by name")
        seen.add(key)
