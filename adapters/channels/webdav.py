"""WebDAV as a channel to read from: SIICloud, where the SII puts the big files of measures.

PROPFIND of depth 1 folder by folder, GET, HTTP Basic. The retailer can create nothing there, so what was
collected stays and is known again by name and size (reference on SII flows 2.5; RFC 4918).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import attrs
import httpx

from adapters.channels.kind import TLS_KEYS, ChannelEntry, ChannelKind
from adapters.channels.naming import is_finished
from adapters.channels.web import Tls, bounded, must_be_good, transport_faults
from adapters.xml import MalformedXml, UnsafeXml, parse
from application.ports.channels import NOT_ALLOWED, NOT_UNDERSTOOD, ChannelFault, ChannelItem, ChannelTerms, Returned

LISTING_BYTES = 32 << 20
CHUNK_BYTES = 1 << 20
_DAV = "{DAV:}"
_ASK = (
    b'<?xml version="1.0"?><d:propfind xmlns:d="DAV:"><d:prop>'
    b"<d:resourcetype/><d:getcontentlength/><d:getlastmodified/></d:prop></d:propfind>"
)


@attrs.frozen
class WebDavChannel:
    """A folder of a server, `levels` folders deep (1: that folder alone)."""

    terms: ChannelTerms
    url: str
    user: str
    password: str = attrs.field(repr=False)
    levels: int = 1
    tls: Tls = attrs.field(factory=Tls)
    timeout_seconds: int = 60

    def waiting(self) -> tuple[ChannelItem, ...]:
        """The files there are, oldest first."""
        items: list[ChannelItem] = []
        with self._client() as client:
            folders = [self._home]
            for _ in range(self.levels):
                below: list[str] = []
                for folder in folders:
                    inside, files = self._listed(client, folder)
                    below += inside
                    items += files
                folders = below
        long_ago = dt.datetime.min.replace(tzinfo=dt.UTC)
        return tuple(sorted(items, key=lambda item: (item.modified or long_ago, item.path)))

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """The bytes of a file as they come."""
        url = urljoin(self._home, item.path)
        with transport_faults(url), self._client() as client, client.stream("GET", url) as answer:
            must_be_good(answer)
            yield from answer.iter_bytes(CHUNK_BYTES)

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Nothing: it stays where it is."""

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Refused: nothing can be put there."""
        raise ChannelFault(NOT_ALLOWED, f"{self.terms.name} is only read from; {name} cannot go out through it")

    @property
    def _home(self) -> str:
        return self.url.rstrip("/") + "/"

    def _client(self) -> httpx.Client:
        verify = self.tls.context() if urlsplit(self.url).scheme == "https" else False
        return httpx.Client(
            auth=(self.user, self.password), verify=verify, timeout=self.timeout_seconds, trust_env=False
        )

    def _listed(self, client: httpx.Client, folder: str) -> tuple[list[str], list[ChannelItem]]:
        """The folders and the files right below a folder, which is told itself too and left out."""
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        with transport_faults(folder), client.stream("PROPFIND", folder, content=_ASK, headers=headers) as answer:
            must_be_good(answer)
            body = bounded(answer, LISTING_BYTES)
        try:
            root = parse(body, limit_bytes=LISTING_BYTES)
        except (MalformedXml, UnsafeXml) as error:
            raise ChannelFault(NOT_UNDERSTOOD, f"{folder}: {error}") from error
        folders: list[str] = []
        items: list[ChannelItem] = []
        for response in root.iter(f"{_DAV}response"):
            url = urljoin(folder, response.findtext(f"{_DAV}href", "").strip())
            name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
            if not self._is_below(url, folder) or not is_finished(name):
                continue
            if response.find(f".//{_DAV}collection") is not None:
                folders.append(url.rstrip("/") + "/")
            else:
                size = response.findtext(f".//{_DAV}getcontentlength", "").strip()
                modified = _instant(response.findtext(f".//{_DAV}getlastmodified", ""))
                items.append(ChannelItem(url, name, int(size) if size.isdigit() else None, modified))
        return folders, items

    def _is_below(self, url: str, folder: str) -> bool:
        """Whether an address is of the same server and below a folder: our password goes nowhere else."""
        there, ours = urlsplit(url), urlsplit(folder)
        path, home = unquote(there.path).rstrip("/"), unquote(ours.path).rstrip("/")
        return (there.scheme, there.netloc) == (ours.scheme, ours.netloc) and path.startswith(home + "/")


def _instant(text: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:  # left out, or not a date of HTTP: the order alone depends on it
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _webdav(terms: ChannelTerms, entry: ChannelEntry) -> WebDavChannel:
    password = entry.secret("password_env") or ""
    more = entry.given("levels", "timeout_seconds")
    return WebDavChannel(terms, entry.values["url"], entry.values["user"], password, tls=entry.tls(), **more)


def _keeps(_: Mapping[str, Any]) -> bool:
    return True


WEBDAV = ChannelKind(
    name="webdav",
    own=frozenset({"url", "user", "password_env", "levels", "timeout_seconds"}) | TLS_KEYS,
    needed=("url", "user", "password_env"),
    make=_webdav,
    keeps=_keeps,
)
