"""Servers of this process on the loopback: SFTP over a folder, WebDAV over a folder, an address that answers posts."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import http.server
import ssl
import threading
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from urllib.parse import quote, unquote

import asyncssh
import attrs

USER, PASSWORD = "09999990014", "loopback only"


class _Server(asyncssh.SSHServer):
    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)


@contextlib.contextmanager
def sftp_server(root: Path, known_hosts: Path) -> Iterator[int]:
    """An SFTP server over `root`; its port. `known_hosts` is written with its key."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()

    def made(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(root).encode())

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=_Server, server_host_keys=[key], sftp_factory=made, reuse_address=True
        )

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    acceptor = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    port = acceptor.get_port()
    known_hosts.write_text(f"[127.0.0.1]:{port} {key.export_public_key().decode()}", "utf-8")

    async def close() -> None:
        acceptor.close()
        await acceptor.wait_closed()

    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@attrs.define
class Site:
    """What a web server does, and what it was asked: `status` is answered instead, once for each number in it."""

    root: Path
    port: int = 0
    scheme: str = "http"
    statuses: list[int] = attrs.field(factory=list)
    answer: tuple[int, str, bytes] = (200, "text/xml", b"<esito/>")
    posted: list[tuple[bytes, str]] = attrs.field(factory=list)
    asked: list[tuple[str, str]] = attrs.field(factory=list)
    listing: bytes | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextlib.contextmanager
def web_server(root: Path, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A web server over `root`: PROPFIND and GET with HTTP Basic, and POST to /pdc; over HTTPS where `tls` is given."""
    site = Site(root, scheme="https" if tls else "http")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PROPFIND(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self._is_let_in():
                folder = site.root / unquote(self.path).strip("/")
                if not folder.is_dir():
                    self._say(404)
                else:
                    body = site.listing if site.listing is not None else _listing(site.root, folder)
                    self._say(207, "application/xml", body)

        def do_GET(self) -> None:
            if self._is_let_in():
                file = site.root / unquote(self.path).strip("/")
                self._say(200, "application/octet-stream", file.read_bytes()) if file.is_file() else self._say(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.posted.append((body, self.headers.get("SOAPAction", "")))
            self._say(site.statuses.pop(0)) if site.statuses else self._say(*site.answer)

        def _is_let_in(self) -> bool:
            site.asked.append((self.command, self.path))
            if site.statuses:
                self._say(site.statuses.pop(0))
                return False
            wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if self.headers.get("Authorization") != wanted:
                self._say(401)
                return False
            return True

        def _say(self, status: int, kind: str = "text/plain", body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    return Handler


def _listing(root: Path, folder: Path) -> bytes:
    """A multistatus as Nextcloud writes it."""
    told = []
    for path in (folder, *sorted(folder.iterdir())):
        below = "" if path == root else str(path.relative_to(root))
        href = f"/{quote(below)}/" if below and path.is_dir() else f"/{quote(below)}"
        kind = "<d:resourcetype><d:collection/></d:resourcetype>" if path.is_dir() else "<d:resourcetype/>"
        size = "" if path.is_dir() else f"<d:getcontentlength>{path.stat().st_size}</d:getcontentlength>"
        date = f"<d:getlastmodified>{formatdate(path.stat().st_mtime, usegmt=True)}</d:getlastmodified>"
        told.append(
            f"<d:response><d:href>{href}</d:href><d:propstat><d:prop>"
            f"{date}{size}{kind}</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        )
    return f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{"".join(told)}</d:multistatus>'.encode()
