"""The OpenAPI 3.1 document, made by walking the routes: what is registered is what is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter, ParameterKwarg
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

from adapters.http.auth import PUBLIC
from adapters.http.errors import ProblemDetails
from adapters.http.openapi.describe import WIRE, Wire, schema_of
from adapters.wire.schema import schema
from domain.kernel.digest import Plain

_UPLOADED = frozenset({"body", "call", "request", "uploads"})
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")
_ABOUT = (
    "Meter to cash for Italian utilities. Money and quantities travel as text, days as YYYY-MM-DD, periods as start "
    "and stop with stop excluded. Unknown members are refused. Every error is application/problem+json."
)


def document(app: Litestar, *, version: str) -> dict[str, Plain]:
    """The document of every route of `app` that describes itself."""
    paths: dict[str, dict[str, Plain]] = {}
    for path, method, handler in operations(app):
        paths.setdefault(path, {})[method.lower()] = _operation(path, method, handler)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bollettario", "version": version, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"header": []}],
        "tags": [{"name": name} for name in _tags(app)],
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            },
            "schemas": {"Problem": schema(ProblemDetails)},
            "responses": {
                "Problem": {
                    "description": "What is wrong, where, and what to do (RFC 9457).",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


def operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Path, method and handler of every route that describes itself."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            for method in _METHODS:
                if WIRE in handler.opt and method in handler.http_methods:
                    yield _path(route.path_format), method, handler


def _path(path_format: str) -> str:
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path_format)


def _tags(app: Litestar) -> list[str]:
    return list(dict.fromkeys(tag for _, _, handler in operations(app) for tag in _tags_of(handler)))


def _tags_of(handler: HTTPRouteHandler) -> list[str]:
    return sorted({tag for layer in handler.ownership_layers for tag in layer.tags or ()})


def _words(handler: HTTPRouteHandler) -> str:
    function = getattr(handler.fn, "func", handler.fn)  # a handler that runs in a thread is wrapped
    return " ".join((function.__doc__ or "").split())


def _operation(path: str, method: str, handler: HTTPRouteHandler) -> dict[str, Plain]:
    wire: Wire = handler.opt[WIRE]
    found: dict[str, Plain] = {
        "operationId": f"{method.lower()}{re.sub(r'[^A-Za-z0-9]+', '_', path).rstrip('_')}",
        "summary": handler.summary or "",
        "description": _words(handler),
        "tags": _tags_of(handler),
        "parameters": [*_path_parameters(path), *_other_parameters(path, handler)],
        "responses": {str(handler.status_code): _answer(wire), "default": {"$ref": "#/components/responses/Problem"}},
    }
    if handler.opt.get(PUBLIC):
        found["security"] = []
    if wire.request is not None:
        found["requestBody"] = {"required": True, "content": {media: _body(wire, media) for media in wire.accepts}}
    return found


def _body(wire: Wire, media: str) -> Plain:
    if media == "application/octet-stream":
        return {}
    example: dict[str, Plain] = {"example": wire.example} if wire.example is not None else {}
    return {"schema": dict(schema_of(wire.request))} | example


def _answer(wire: Wire) -> Plain:
    content: dict[str, Plain] = {
        media: {"schema": dict(schema_of(wire.response))} if wire.response is not None and "json" in media else {}
        for media in wire.media
    }
    return {"description": "Done."} | ({"content": content} if content else {})


def _path_parameters(path: str) -> list[Plain]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _other_parameters(path: str, handler: HTTPRouteHandler) -> Iterator[Plain]:
    for name, field in handler.parsed_fn_signature.parameters.items():
        if name in _UPLOADED or f"{{{name}}}" in path:
            continue
        facts = _facts(field)
        is_header = isinstance(facts, HeaderParameter)
        yield {
            "name": facts.name if is_header and facts.name else name,
            "in": "header" if is_header else "query",
            "required": not field.has_default,
            "description": facts.description or "",
            "schema": _parameter_schema(field),
        }


def query_names(handler: HTTPRouteHandler) -> frozenset[str]:
    """The names a route reads from the query of its address."""
    fields = handler.parsed_fn_signature.parameters.items()
    return frozenset(
        name for name, field in fields if name not in _UPLOADED and not isinstance(_facts(field), HeaderParameter)
    )


def _facts(field: FieldDefinition) -> ParameterKwarg:
    facts = field.kwarg_definition
    return facts if isinstance(facts, ParameterKwarg) else ParameterKwarg()


def _parameter_schema(field: FieldDefinition) -> Plain:
    kind: Any = field.annotation
    if type(None) in get_args(kind):
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    found = dict(schema_of(kind))
    facts = _facts(field)
    if facts.ge is not None:
        found["minimum"] = int(facts.ge)
    if facts.le is not None:
        found["maximum"] = int(facts.le)
    if isinstance(field.default, str | int) and not isinstance(field.default, bool):
        found["default"] = field.default
    return found
