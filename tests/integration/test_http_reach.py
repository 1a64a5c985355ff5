"""What can be reached over HTTP: every use case, from some route."""

from __future__ import annotations

import inspect
import pkgutil
import types
from collections.abc import Iterator
from typing import Any

import attrs

import application
from adapters.http.auth import KeyCheck
from adapters.http.openapi.document import operations
from application.services import Services
from tests.fakes.api_keys import MemoryApiKeys
from tests.support.http_world import application as http_application
from tests.support.http_world import services

VERBS = [
    "answer",
    "close",
    "collect",
    "compare",
    "credit",
    "decide",
    "enter",
    "estimate",
    "execute",
    "explain",
    "forward",
    "import",
    "list",
    "load",
    "manage",
    "open",
    "plan",
    "play",
    "prove",
    "publish",
    "rebill",
    "recalculate",
    "receive",
    "record",
    "register",
    "replay",
    "review",
    "score",
    "seal",
    "send",
    "set",
    "shadow",
    "show",
    "simulate",
    "submit",
    "validate",
    "value",
    "watch",
    "write",
]
# The other side of the market, played at the command line: no business of a tenant, whose key REST goes by.
COUNTERPARTS = {f"application.simulation.{name}" for name in ("compare_with_truth", "play_distributor", "play_sii")}


@attrs.define
class Walk:
    """Follows the names a function uses through the HTTP adapter, the ports it calls and use cases, to use cases."""

    ports: Services
    reached: set[str] = attrs.field(factory=set)
    _seen: set[types.CodeType] = attrs.field(factory=set)

    def follow(self, function: Any) -> None:
        function = getattr(function, "func", function)  # a handler that runs in a thread is wrapped
        module = getattr(function, "__module__", "") or ""
        if not isinstance(function, types.FunctionType):
            return
        if module.startswith("application."):
            self.reached.add(module)
        if not module.startswith(("adapters.", "application.")):
            return
        if function.__code__ in self._seen:
            return
        self._seen.add(function.__code__)
        for each in self._used_by(function):
            self.follow(each)

    def _used_by(self, function: types.FunctionType) -> Iterator[Any]:
        names = {name for code in _codes(function.__code__) for name in code.co_names}
        yield from (function.__globals__[name] for name in names if name in function.__globals__)
        yield from (cell.cell_contents for cell in function.__closure__ or ())
        for port in attrs.fields(Services):
            if port.name in names:
                kind = type(getattr(self.ports, port.name))
                yield from (getattr(kind, name) for name in names if inspect.isfunction(getattr(kind, name, None)))


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


def is_use_case(module: pkgutil.ModuleInfo) -> bool:
    """A use case is a verb phrase; the nouns beside it help it."""
    is_port = module.name.startswith("application.ports.")
    return not module.ispkg and not is_port and module.name.rpartition(".")[2].split("_")[0] in VERBS


def test_every_use_case_is_reachable_through_a_route() -> None:
    walk = Walk(services(MemoryApiKeys()))
    for _, _, handler in operations(http_application()):
        walk.follow(handler.fn)
    walk.follow(KeyCheck.handle)
    modules = {each.name for each in pkgutil.walk_packages(application.__path__, "application.") if is_use_case(each)}
    assert len(modules) > len(COUNTERPARTS)
    assert modules - walk.reached == COUNTERPARTS
