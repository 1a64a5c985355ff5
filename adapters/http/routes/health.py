"""Routes that need no key: whether the server answers, the OpenAPI document and the page that shows it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import msgspec
from litestar import Litestar, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from adapters.http.answer import JSON, AnyRequest, json
from adapters.http.auth import PUBLIC
from adapters.http.openapi.describe import ANY, wire
from adapters.http.traffic import PAGE_POLICY
from adapters.wire.views.registry import HealthView
from domain.kernel.digest import Plain

_PAGES = Path(__file__).resolve().parent.parent / "pages"
_FILES = {
    "docs.css": "text/css",
    "docs.js": "text/javascript",
    "docs.svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_OPEN = {PUBLIC: True}


def open_routes(describe: Callable[[Litestar], Plain]) -> Router:
    """Every route that needs no key. `describe` makes the OpenAPI document, once."""

    @functools.cache
    def described(app: Litestar) -> bytes:
        return msgspec.json.encode(describe(app))

    @get(
        "/openapi.json",
        summary="This description",
        opt=_OPEN | wire(response=ANY),
        sync_to_thread=True,
    )
    def openapi(request: AnyRequest) -> Response[bytes]:
        """OpenAPI 3.1, made from the routes themselves."""
        return Response(described(request.app), media_type=JSON)

    return Router("/", route_handlers=[health, openapi, docs, docs_file], tags=["Service"])


@get(
    "/health",
    summary="Whether the server answers",
    opt=_OPEN | wire(response=HealthView),
    sync_to_thread=False,
)
def health() -> Response[bytes]:
    """Says nothing of the database: a balancer asks often."""
    return json(HealthView())


@get("/docs", opt=_OPEN | {PAGE_POLICY: _POLICY}, sync_to_thread=True)
def docs() -> Response[bytes]:
    """The documentation page."""
    return Response((_PAGES / "docs.html").read_bytes(), media_type="text/html")


@get("/docs/{name:str}", opt=_OPEN, sync_to_thread=True)
def docs_file(name: FromPath[str]) -> Response[bytes]:
    """What the documentation page is made of."""
    if name not in _FILES:
        raise NotFoundException
    return Response((_PAGES / name).read_bytes(), media_type=_FILES[name])
