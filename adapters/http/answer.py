"""Answers: JSON of domain values, pages of a list, bytes that may be cached."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.response import Stream

from adapters.wire.converter import write
from adapters.wire.view import Page

JSON = "application/json"
NDJSON = "application/x-ndjson"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")

T = TypeVar("T")
AnyRequest = Request[Any, Any, Any]


def json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A value as JSON."""
    return Response(msgspec.json.encode(write(value)), status_code=status, media_type=JSON, headers=headers)


def page(
    found: Sequence[T], limit: int, key: Callable[[T], str], show: Callable[[T], Any] = lambda value: value
) -> Response[bytes]:
    """One page of a list; `next` is the key to continue after, null where the list ends.

    `found` holds one more than `limit` where the list goes on.
    """
    shown = found[:limit]
    following = key(shown[-1]) if len(found) > limit else None
    return json(Page(tuple(show(item) for item in shown), following))


def listed(items: Iterable[Any]) -> Response[bytes]:
    """A whole list."""
    return json(Page(tuple(items)))


def tagged(request: AnyRequest, tag: str, make: Callable[[], tuple[bytes, str]], name: str = "") -> Response[bytes]:
    """Content that never changes under its tag: 304 where the client has it, else what `make` gives (bytes, type).

    `name` offers it as a file to save.
    """
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization, X-API-Key"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if f'"{tag}"' in known:
        return Response(b"", status_code=304, headers=headers)
    content, media_type = make()
    if name:
        headers["Content-Disposition"] = f'inline; filename="{_UNSAFE.sub("_", name)}"'
    return Response(content, media_type=media_type, headers=headers)


def download(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response[bytes]:
    """Bytes to be saved, never shown."""
    headers = {"Content-Disposition": f'attachment; filename="{_UNSAFE.sub("_", name)}"'}
    return Response(content, media_type=media_type, headers=headers)


def streamed(pieces: Iterator[bytes], name: str, media_type: str = "application/octet-stream") -> Stream:
    """Bytes to be saved, a piece at a time: a file of any size never sits in memory."""
    headers = {"Content-Disposition": f'attachment; filename="{_UNSAFE.sub("_", name)}"'}
    return Stream(pieces, media_type=media_type, headers=headers)
