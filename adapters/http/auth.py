"""API keys: `Authorization: Bearer <key>` or `X-API-Key`. The key alone says who calls and for which tenant."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
import attrs
from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, TooManyRequestsException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from application.ports.api_keys import Caller
from application.registry.manage_api_keys import caller_of
from application.services import Services

PUBLIC = "public"
"""A route with this option is answered without a key."""

_LONGEST_KEY = 200
_HOW = "send an API key as Authorization: Bearer, or as X-API-Key"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="bollettario"'}


@attrs.define
class FailedAttempts:
    """How many requests of each address were refused in the current minute; older minutes are forgotten."""

    a_minute: int
    _minute: int = 0
    _counts: dict[str, int] = attrs.field(factory=dict)

    def note(self, address: str, minute: int) -> bool:
        """Count a refusal; whether the address has had more than it may this minute."""
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        self._counts[address] = self._counts.get(address, 0) + 1
        return self._counts[address] > self.a_minute


class KeyCheck(ASGIMiddleware):
    """Puts the Caller into the scope, or refuses: 401, after many refusals in a minute 429. A good key passes."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = PUBLIC

    def __init__(self, services: Services, failed_attempts: FailedAttempts) -> None:
        self._services, self._refused = services, failed_attempts

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let the request pass with its caller, or raise."""
        key = presented_key(Headers.from_scope(scope))
        caller = await anyio.to_thread.run_sync(self._caller, key) if key else None
        if caller is None:
            self._reject(scope, "the API key is unknown or withdrawn" if key else _HOW)
        scope["user"] = caller
        await next_app(scope, receive, send)

    def _caller(self, key: str) -> Caller | None:
        return caller_of(api_keys=self._services.api_keys, key=key)

    def _reject(self, scope: Scope, detail: str) -> None:
        client: Any = scope.get("client")
        minute = int(self._services.clock.now().timestamp()) // 60
        if self._refused.note(client[0] if client else "", minute):
            raise TooManyRequestsException("too many keys were refused; wait a minute", headers={"Retry-After": "60"})
        raise NotAuthorizedException(detail, headers=_CHALLENGE)


def presented_key(headers: Headers) -> str:
    """The key a request carries, "" for none. Authorization counts before X-API-Key."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    key = token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
    return key if len(key) <= _LONGEST_KEY else ""
