"""JSON Schemas of domain values, as `converter` reads them: for the OpenAPI page and for people."""

from __future__ import annotations

import datetime as dt
import enum
import inspect
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args, get_origin

import attrs

from adapters.wire.converter import KINDS, TEXTS, UNIONS
from adapters.wire.view import members
from domain.kernel.digest import Plain
from domain.kernel.money import Money
from domain.kernel.validity import History, Period

_PERIOD: Plain = {
    "type": "object",
    "properties": {
        "start": {"type": "string", "format": "date"},
        "stop": {"type": "string", "format": "date", "description": "the day after the last; left out when open"},
    },
    "required": ["start"],
    "additionalProperties": False,
}
_SIMPLE: Mapping[Any, Plain] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    Decimal: {
        "type": ["string", "integer"],
        "pattern": r"^-?[0-9]{1,18}(\.[0-9]{1,18})?$",
        "description": 'a number as text, e.g. "0.118"',
    },
    Money: {"type": "string", "pattern": r"^-?\d+(\.\d{1,2})?$"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    Period: _PERIOD,
    type(None): {"type": "null"},
}


def schema(kind: Any) -> dict[str, Plain]:
    """The JSON Schema of a type, whole, without references."""
    if kind in _SIMPLE:
        return dict(typing.cast("Mapping[str, Plain]", _SIMPLE[kind]))
    origin = get_origin(kind)
    if origin is History:
        return {"type": "array", "items": _dated(get_args(kind)[0])}
    if origin is tuple and get_args(kind)[1:] != (Ellipsis,):
        each: list[Plain] = [schema(inner) for inner in get_args(kind)]
        return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}
    if origin in (tuple, list, frozenset, set):
        return {"type": "array", "items": schema(get_args(kind)[0])}
    for declared, kinds in UNIONS:
        if kind == declared:
            return {"oneOf": [schema(each) for each in kinds.values()]}
    if origin in (types.UnionType, typing.Union):
        return {"oneOf": [schema(each) for each in get_args(kind)]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema(get_args(kind)[1])}
    if attrs.has(origin):
        return _object(origin, dict(zip(getattr(origin, "__parameters__", ()), get_args(kind), strict=True)))
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return {"type": "string", "enum": [str(each.value) for each in kind], "description": _first_line(kind)}
    if kind in TEXTS:
        return {"type": "string", "description": _first_line(kind)}
    if attrs.has(kind):
        return _object(kind)
    raise TypeError(f"no JSON Schema for {kind!r}")


def _dated(inner: Any) -> dict[str, Plain]:
    assert isinstance(_PERIOD, dict)
    properties = dict(typing.cast("Mapping[str, Plain]", _PERIOD["properties"]))
    return {
        "type": "object",
        "properties": properties | {"value": schema(inner)},
        "required": ["start", "value"],
        "additionalProperties": False,
    }


def _object(kind: type[Any], given: Mapping[Any, Any] | None = None) -> dict[str, Plain]:
    """The schema of an attrs class; `given` are the types that stand for its type variables."""
    properties: dict[str, Plain] = {"kind": {"const": KINDS[kind]}} if kind in KINDS else {}
    required: list[Plain] = []
    for member in members(kind):
        if member.is_whole:
            inner = schema(member.kind)
            assert isinstance(inner["properties"], Mapping)
            assert isinstance(inner["required"], list)
            properties |= inner["properties"]
            required += [name for name in inner["required"] if name not in required]
            continue
        properties[member.alias] = schema(_filled(member.kind, given or {}))
        if member.is_required and member.alias not in required:
            required.append(member.alias)
    return {
        "type": "object",
        "title": kind.__name__,
        "description": _first_line(kind),
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _filled(kind: Any, given: Mapping[Any, Any]) -> Any:
    """A type with its type variables filled in."""
    if kind in given:
        return given[kind]
    parameters = getattr(kind, "__parameters__", ())
    return kind[tuple(given[each] for each in parameters)] if parameters else kind


def _first_line(kind: type[Any]) -> str:
    return (inspect.getdoc(kind) or "").split("\n", 1)[0]
