"""What the OpenAPI document says of a route beyond its signature: bodies, answers, examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from adapters.wire.schema import schema
from domain.kernel.digest import Plain

WIRE = "wire"


@attrs.frozen(eq=False)
class Wire:
    """The body a route takes and what it gives.

    takes    a type that the wire format has a schema for, or a JSON Schema; None for no body
    example  a body that is accepted
    gives    like takes, for the JSON answer; None where the answer is no JSON
    media    the media types of the answer
    accepts  the media types of the body
    """

    takes: Any = None
    example: Plain = None
    gives: Any = None
    media: tuple[str, ...] = ("application/json",)
    accepts: tuple[str, ...] = ("application/json",)


def wire(**facts: Any) -> dict[str, Any]:
    """The option of a route that holds its Wire."""
    return {WIRE: Wire(**facts)}


def schema_of(kind: Any) -> Mapping[str, Plain]:
    """The JSON Schema of a type; a schema is given back as it is."""
    return kind if isinstance(kind, Mapping) else schema(kind)


def obj(**properties: Any) -> Mapping[str, Plain]:
    """The schema of an object with these members."""
    return {
        "type": "object",
        "properties": {name: dict(schema_of(kind)) for name, kind in properties.items()},
        "required": list(properties),
    }


def more(kind: Any, **properties: Any) -> Mapping[str, Plain]:
    """The schema of a type with members added after its own."""
    base = dict(schema_of(kind))
    own, required = base["properties"], base["required"]
    assert isinstance(own, Mapping)
    assert isinstance(required, list)
    added = {name: dict(schema_of(each)) for name, each in properties.items()}
    return base | {"properties": {**own, **added}, "required": list(dict.fromkeys((*required, *properties)))}


def many(kind: Any) -> Mapping[str, Plain]:
    """The schema of a list of these."""
    return {"type": "array", "items": dict(schema_of(kind))}


def pages_of(kind: Any) -> Mapping[str, Plain]:
    """The schema of a page of a list."""
    following: Plain = {"type": ["string", "null"], "description": "the key to continue after, null at the end"}
    return obj(items=many(kind), next=following)


FAULT = obj(code=str, subject=str, message=str, severity=str, remedy=str)
ANY: Mapping[str, Plain] = {"type": "object"}
BINARY: Mapping[str, Plain] = {"type": "string", "format": "binary"}
