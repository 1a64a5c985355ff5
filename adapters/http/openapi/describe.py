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

    request   a type that the wire format has a schema for, or a JSON Schema; None for no body
    example   a body that is accepted
    response  like request, for the JSON answer; None where the answer is no JSON
    media     the media types of the answer
    accepts   the media types of the body
    """

    request: Any = None
    example: Plain = None
    response: Any = None
    media: tuple[str, ...] = ("application/json",)
    accepts: tuple[str, ...] = ("application/json",)


def wire(**facts: Any) -> dict[str, Any]:
    """The option of a route that holds its Wire."""
    return {WIRE: Wire(**facts)}


def schema_of(kind: Any) -> Mapping[str, Plain]:
    """The JSON Schema of a type; a schema is given back as it is."""
    return kind if isinstance(kind, Mapping) else schema(kind)


ANY: Mapping[str, Plain] = {"type": "object"}
BINARY: Mapping[str, Plain] = {"type": "string", "format": "binary"}
