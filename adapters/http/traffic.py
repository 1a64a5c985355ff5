"""What every answer carries and leaves behind: a request id, security headers, one line in the log.

The log names the route, never the address: an address may hold the code of a customer's point.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from application.ports.ids import Ids

_log = structlog.stdlib.get_logger("bollettario.http")
_LOGGED = ("run_id", "sha256", "file_id")
PAGE_POLICY = "content_security_policy"
"""The option of a route that needs another policy than nothing at all."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_NOTHING = "default-src 'none'; frame-ancestors 'none'"


class RequestId(ASGIMiddleware):
    """Gives each request an id and binds it to everything logged while it is answered."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Bind the id for the time of the request."""
        state: Any = scope["state"]
        state["request_id"] = self._ids.new()
        state["started"] = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=state["request_id"]):
            await next_app(scope, receive, send)


def leaving(ids: Ids) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook on every message sent: headers go onto the first of an answer, and the answer is logged."""

    async def before_send(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        state: Any = scope["state"]
        request_id = state.get("request_id") or ids.new()
        handler = scope.get("route_handler")
        headers = MutableScopeHeaders(message)
        for name, value in _HEADERS.items():
            headers[name] = value
        headers["Content-Security-Policy"] = handler.opt.get(PAGE_POLICY, _NOTHING) if handler else _NOTHING
        headers["X-Request-Id"] = request_id
        headers.setdefault("Cache-Control", "no-store")
        _log.info("http.request", **_facts(message, scope, state, request_id))

    return before_send


def _facts(message: Any, scope: Any, state: Any, request_id: str) -> dict[str, Any]:
    caller = scope.get("user")
    parameters = scope.get("path_params") or {}
    facts: dict[str, Any] = {
        "request_id": request_id,
        "method": scope["method"],
        "route": scope.get("path_template") or "",
        "status": message["status"],
        "tenant": caller.tenant if caller else "",
    }
    if "started" in state:
        facts["ms"] = round((time.perf_counter() - state["started"]) * 1000)
    return facts | {name: parameters[name] for name in _LOGGED if name in parameters}
