"""The channels of each tenant, from channels.toml. Secrets are not in it: it names the variables that hold them.

[[channel]]
tenant = "demo"
name = "siicloud"
kind = "webdav"                      # folder, sftp, webdav, pdc
url = "https://cloud.example/dav/measures/"
user = "09999990014"
password_env = "SIICLOUD_PASSWORD"
patterns = ["*_PDO2G_*.zip"]
direction = "in"                     # in, out, both
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs

from adapters.channels.folder import FolderChannel
from adapters.channels.pdc import PdcEndpoint
from adapters.channels.sftp import SftpChannel, SftpHost
from adapters.channels.web import Tls
from adapters.channels.webdav import WebDavChannel
from application.ports.channels import BadChannels, Channel, ChannelTerms
from application.ports.clock import Clock

_SHARED = frozenset({"tenant", "name", "kind", "counterpart", "direction", "patterns"})
_TLS = frozenset({"authority", "certificate", "key", "key_password_env"})
_OWN: Mapping[str, frozenset[str]] = {
    "folder": frozenset({"folder", "still_seconds"}),
    "sftp": frozenset(
        {"host", "port", "user", "password_env", "client_key", "known_hosts", "timeout_seconds", "still_seconds"}
    )
    | {"incoming", "done", "refused", "outgoing"},
    "webdav": frozenset({"url", "user", "password_env", "levels", "timeout_seconds"}) | _TLS,
    "pdc": frozenset({"url", "content_type", "headers", "timeout_seconds"}) | _TLS,
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "folder": ("folder",),
    "sftp": ("host", "user", "known_hosts"),
    "webdav": ("url", "user", "password_env"),
    "pdc": ("url",),
}
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
        kind = row.get("kind", "")
        if kind not in _OWN:
            raise BadChannels(f"{where}: kind is one of {', '.join(_OWN)}, got {kind!r}")
        missing = [key for key in ("tenant", "name", *_NEEDED[kind]) if not row.get(key)]
        unknown = sorted(set(row) - _SHARED - _OWN[kind])
        if missing or unknown:
            raise BadChannels(f"{where}: missing {missing}, not known {unknown}")
        if row.get("direction", "in") not in _DIRECTIONS:
            raise BadChannels(f"{where}: direction is in, out or both, got {row['direction']!r}")
        if "url" in row and not _is_private(row["url"]):
            raise BadChannels(f"{where}: url begins with https://, got {row['url']!r}")
        return row

    def _channel(self, row: Mapping[str, Any]) -> Channel:
        collects, sends = _DIRECTIONS[row.get("direction", "in")]
        leaves_files = row["kind"] == "webdav" or (row["kind"] == "sftp" and not row.get("done"))
        terms = ChannelTerms(
            row["name"],
            row["kind"],
            row.get("counterpart", ""),
            collects,
            sends,
            tuple(row.get("patterns", ())),
            leaves_files,
        )
        makers: Mapping[str, Callable[[ChannelTerms, Mapping[str, Any]], Channel]] = {
            "folder": self._folder,
            "sftp": self._sftp,
            "webdav": self._webdav,
            "pdc": self._pdc,
        }
        return makers[row["kind"]](terms, row)

    def _folder(self, terms: ChannelTerms, row: Mapping[str, Any]) -> FolderChannel:
        root = self.path.parent / row["folder"]
        return FolderChannel(terms, root, self.clock, **_given(row, "still_seconds"))

    def _sftp(self, terms: ChannelTerms, row: Mapping[str, Any]) -> SftpChannel:
        server = SftpHost(
            row["host"],
            row.get("port", 22),
            row["user"],
            str(self.path.parent / row["known_hosts"]),
            self._secret(row, "password_env"),
            str(self.path.parent / row["client_key"]) if row.get("client_key") else None,
            **_given(row, "timeout_seconds"),
        )
        folders = _given(row, "incoming", "done", "refused", "outgoing", "still_seconds")
        return SftpChannel(terms, server, self.clock, **folders)

    def _webdav(self, terms: ChannelTerms, row: Mapping[str, Any]) -> WebDavChannel:
        password = self._secret(row, "password_env") or ""
        more = _given(row, "levels", "timeout_seconds")
        return WebDavChannel(terms, row["url"], row["user"], password, tls=self._tls(row), **more)

    def _pdc(self, terms: ChannelTerms, row: Mapping[str, Any]) -> PdcEndpoint:
        headers = tuple(sorted(row.get("headers", {}).items()))
        more = _given(row, "content_type", "timeout_seconds")
        return PdcEndpoint(terms, row["url"], tls=self._tls(row), headers=headers, **more)

    def _tls(self, row: Mapping[str, Any]) -> Tls:
        files = {name: str(self.path.parent / row[name]) for name in _TLS - {"key_password_env"} if row.get(name)}
        return Tls(**files, key_password=self._secret(row, "key_password_env"))

    def _secret(self, row: Mapping[str, Any], key: str) -> str | None:
        name = row.get(key)
        if not name:
            return None
        if name not in self.environment:
            raise BadChannels(f"{self.path}: channel {row['name']!r}: the environment has no {name} ({key})")
        return self.environment[name]


def _is_private(url: str) -> bool:
    """Whether nobody on the way can read what goes to an address: HTTPS, or this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost"))


def _given(row: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: row[key] for key in keys if key in row}


def _must_be_unique(rows: list[Mapping[str, Any]]) -> None:
    seen: set[tuple[object, object]] = set()
    for row in rows:
        key = (row.get("tenant"), row.get("name"))
        if key in seen:
            raise BadChannels(f"two channels of {key[0]!r} are called {key[1]!r}; the history tells them by name")
        seen.add(key)
