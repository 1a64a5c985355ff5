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

from adapters.wire.converter import KINDS, TEXTS, UNIONS, written_fields
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
    if origin in (tuple, list, frozenset, set):
        return {"type": "array", "items": schema(get_args(kind)[0])}
    for declared, kinds in UNIONS:
        if kind == declared:
            return {"oneOf": [schema(each) for each in kinds.values()]}
    if origin in (types.UnionType, typing.Union):
        return {"oneOf": [schema(each) for each in get_args(kind)]}
    if origin in (dict, Mapping) or kind is Mapping:
        return {"type": "object"}
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


def _object(kind: type[Any]) -> dict[str, Plain]:
    hints = typing.get_type_hints(kind)
    fields = written_fields(kind)
    properties: dict[str, Plain] = {str(field.alias): schema(hints[field.name]) for field in fields}
    required = [field.alias for field in fields if field.default is attrs.NOTHING]
    if kind in KINDS:
        properties = {"kind": {"const": KINDS[kind]}} | properties
    return {
        "type": "object",
        "title": kind.__name__,
        "description": _first_line(kind),
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _first_line(kind: type[Any]) -> str:
    return (inspect.getdoc(kind) or "").split("\n", 1)[0]
