"""SFTP as a channel: a folder to fetch from, folders to put away into, a folder to deliver into.

The key of the host is always checked. Each act has its own connection, in a loop of its own, so that the channel may be
used from any thread. RFC 4253 (SSH), draft-ietf-secsh-filexfer (SFTP).
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import posixpath
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from typing import Any, cast

import asyncssh
import attrs

from adapters.channels.kind import ChannelEntry, ChannelKind
from adapters.channels.naming import TEMPORARY, is_finished, plain_name
from application.ports.channels import (
    NOT_ALLOWED,
    NOT_LET_IN,
    UNREACHABLE,
    ChannelFault,
    ChannelItem,
    ChannelTerms,
    Returned,
)
from application.ports.clock import Clock

CHUNK_BYTES = 1 << 20


@attrs.frozen
class SftpHost:
    """A server and who we are there. `known_hosts` is a file in the form of OpenSSH."""

    host: str
    port: int
    user: str
    known_hosts: str
    password: str | None = attrs.field(default=None, repr=False)
    client_key: str | None = None
    timeout_seconds: int = 30


@attrs.frozen
class SftpChannel:
    """Files on a server. A folder left empty is not used: without `done`, what was taken stays where it is."""

    terms: ChannelTerms
    server: SftpHost
    clock: Clock
    incoming: str = ""
    done: str = ""
    refused: str = ""
    outgoing: str = ""
    still_seconds: int = 60

    def waiting(self) -> tuple[ChannelItem, ...]:
        """The files of the incoming folder that no longer change, oldest first."""
        return asyncio.run(self._waiting())

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """The bytes of a file, a mebibyte at a time."""
        pieces = self._pieces(item)

        async def following() -> bytes:
            return await anext(pieces, b"")

        with asyncio.Runner() as runner:
            try:
                while piece := runner.run(following()):
                    yield piece
            finally:
                runner.run(pieces.aclose())

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Move it to the folder of what was taken or refused, where there is one."""
        folder = self.done if accepted else self.refused
        if folder:
            asyncio.run(self._settle(item, folder))

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Write it under a temporary name, then give it its own in one step."""
        asyncio.run(self._deliver(plain_name(name), chunks))
        return ()

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[asyncssh.SFTPClient]:
        at = self.server
        try:
            async with (
                asyncssh.connect(
                    at.host,
                    at.port,
                    username=at.user,
                    password=at.password,
                    client_keys=[at.client_key] if at.client_key else None,
                    known_hosts=at.known_hosts,
                    config=None,
                    agent_path=None,
                    connect_timeout=at.timeout_seconds,
                    login_timeout=at.timeout_seconds,
                ) as connection,
                connection.start_sftp_client() as client,
            ):
                yield client
        except (asyncssh.PermissionDenied, asyncssh.HostKeyNotVerifiable) as error:
            raise ChannelFault(NOT_LET_IN, f"{at.host}: {error}") from error
        except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection) as error:
            raise ChannelFault(UNREACHABLE, f"{at.host}: {error}", retryable=True) from error
        except asyncssh.SFTPError as error:
            raise ChannelFault(NOT_ALLOWED, f"{at.host}: {error}") from error
        except (asyncssh.Error, OSError, TimeoutError) as error:
            raise ChannelFault(UNREACHABLE, f"{at.host}: {error}", retryable=True) from error

    async def _waiting(self) -> tuple[ChannelItem, ...]:
        still = self.clock.now() - dt.timedelta(seconds=self.still_seconds)
        items: list[ChannelItem] = []
        async with self._session() as client:
            for entry in await client.readdir(self.incoming):
                name = str(entry.filename)
                there = entry.attrs
                if not is_finished(name) or (there.permissions and not stat.S_ISREG(there.permissions)):
                    continue
                modified = dt.datetime.fromtimestamp(there.mtime or 0, dt.UTC)
                if modified <= still:
                    items.append(ChannelItem(posixpath.join(self.incoming, name), name, there.size, modified))
        return tuple(sorted(items, key=lambda item: (item.modified, item.name)))

    async def _pieces(self, item: ChannelItem) -> AsyncGenerator[bytes, None]:
        async with self._session() as client, client.open(item.path, "rb") as file:
            while piece := await file.read(CHUNK_BYTES):
                yield cast(bytes, piece)  # opened in binary

    async def _settle(self, item: ChannelItem, folder: str) -> None:
        async with self._session() as client:
            if not await client.exists(item.path):
                return
            await client.makedirs(folder, exist_ok=True)
            target, number = posixpath.join(folder, item.name), 0
            while await client.exists(target):
                number += 1
                target = posixpath.join(folder, f"{item.name}.{number}")
            await client.rename(item.path, target)

    async def _deliver(self, name: str, chunks: Iterable[bytes]) -> None:
        written = posixpath.join(self.outgoing, f".{name}{TEMPORARY}")
        async with self._session() as client:
            async with client.open(written, "wb") as file:
                for chunk in chunks:
                    await file.write(chunk)
            await client.posix_rename(written, posixpath.join(self.outgoing, name))


def _sftp(terms: ChannelTerms, entry: ChannelEntry) -> SftpChannel:
    key = entry.path("client_key")
    server = SftpHost(
        entry.values["host"],
        entry.values.get("port", 22),
        entry.values["user"],
        str(entry.file.parent / entry.values["known_hosts"]),
        entry.secret("password_env"),
        str(key) if key is not None else None,
        **entry.given("timeout_seconds"),
    )
    folders = entry.given("incoming", "done", "refused", "outgoing", "still_seconds")
    return SftpChannel(terms, server, entry.clock, **folders)


def _keeps(entry: Mapping[str, Any]) -> bool:
    return not entry.get("done")


SFTP = ChannelKind(
    name="sftp",
    own=frozenset(
        {"host", "port", "user", "password_env", "client_key", "known_hosts", "timeout_seconds", "still_seconds"}
    )
    | {"incoming", "done", "refused", "outgoing"},
    needed=("host", "user", "known_hosts"),
    make=_sftp,
    keeps=_keeps,
)
