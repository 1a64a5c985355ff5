"""Domain values as strict JSON.

Money, quantities and prices travel as text; whole numbers are accepted, floats never. Days are ISO dates, periods
{"start", "stop"} with `stop` excluded and left out when open. Unknown keys are errors. A value that cannot be built is
reported with its place; all places at once.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from domain.commodities.electricity import ElectricityTerms
from domain.kernel.digest import Plain
from domain.kernel.identifiers import (
    CodiceDestinatario,
    CodiceFiscale,
    CreditorId,
    Iban,
    MandateReference,
    PartitaIva,
    Pod,
)
from domain.kernel.money import Money
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.tariffs.offer import FixedPrice, IndexedPrice

T = TypeVar("T")

TEXTS: tuple[type[Any], ...] = (
    Pod,
    PartitaIva,
    CodiceFiscale,
    Iban,
    CodiceDestinatario,
    CreditorId,
    MandateReference,
)
"""Identifiers: values that are one text."""

KINDS: Mapping[type[Any], str] = {FixedPrice: "fixed", IndexedPrice: "indexed", ElectricityTerms: "electricity"}
"""Classes that carry a "kind", because others can stand in their place."""


class BadInput(ValueError):
    """JSON that cannot be read as what was asked for; `problems` are (place, problem), place as $.a.b[0]."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{place}: {problem}" for place, problem in problems))


def loads(data: bytes) -> Any:
    """JSON text, with duplicate keys, NaN and floats refused: BadInput."""
    try:
        return json.loads(data, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_no_float)
    except (ValueError, RecursionError) as error:
        raise BadInput((("$", str(error)),)) from error


def read(kind: type[T], value: Any) -> T:
    """A domain value from plain JSON; BadInput with every problem found."""
    try:
        return _CONVERTER.structure(value, kind)
    except (ClassValidationError, IterableValidationError) as error:
        raise BadInput(tuple(_problems(error, "$"))) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput((("$", _said(error)),)) from error


def write(value: Any) -> Plain:
    """Plain JSON of a domain value; `read` gives it back."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (Money, *TEXTS)):
        return str(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Period):
        return {"start": value.start.isoformat()} | ({} if value.stop == FOREVER else {"stop": value.stop.isoformat()})
    if isinstance(value, History):
        return [_entry(entry) for entry in value.entries]
    if isinstance(value, Mapping):
        return {str(key): write(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple | list):
        return [write(item) for item in value]
    if isinstance(value, bytes):
        raise TypeError("bytes do not travel as JSON")
    head: dict[str, Plain] = {"kind": KINDS[type(value)]} if type(value) in KINDS else {}
    fields = (field for field in attrs.fields(type(value)) if field.init)
    return head | {field.alias: write(getattr(value, field.name)) for field in fields}


def _entry(entry: Dated[Any]) -> Plain:
    period = write(entry.period)
    assert isinstance(period, dict)
    return period | {"value": write(entry.value)}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError(f"a key is given twice among {', '.join(key for key, _ in pairs)}")
    return result


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a number")


def _no_float(text: str) -> Any:
    raise ValueError(f'number {text} must be written as text: "{text}"')


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error)


def _problems(error: Exception, place: str) -> list[tuple[str, str]]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        grouped, others = error.group_exceptions()
        found = [each for inner, note in grouped for each in _problems(inner, place + _step(note))]
        return found + [each for inner in others for each in _problems(inner, place)]
    if isinstance(error, KeyError):
        return [(f"{place}", f"{error.args[0]} is missing")]
    return [(place, _said(error))]


def _step(note: Any) -> str:
    name = getattr(note, "name", None)
    return f".{name}" if name is not None else f"[{note.index}]"


def _decimal(value: Any, _: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"expected a number as text, got {value!r}")
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"expected a number as text, got {value!r}")
    return number


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {value!r}")
    return value


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"expected a whole number, got {value!r}")
    return value


def _truth(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, got {value!r}")
    return value


def _day(value: Any, _: Any) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"expected a day as YYYY-MM-DD, got {value!r}") from error


def _member(value: Any, kind: type[enum.Enum]) -> enum.Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise ValueError(f"expected one of {', '.join(str(each.value) for each in kind)}, got {value!r}") from error


def _period(value: Any, _: Any) -> Period:
    if not isinstance(value, dict) or set(value) - {"start", "stop"} or "start" not in value:
        raise ValueError(f"expected start and stop, got {value!r}")
    stop = value.get("stop")
    return Period(_day(value["start"], None), FOREVER if stop is None else _day(stop, None))


def _is_history(kind: Any) -> bool:
    return get_origin(kind) is History


def _history(value: Any, kind: Any) -> History[Any]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list of dated values, got {value!r}")
    inner = get_args(kind)[0]
    entries = []
    for item in value:
        if not isinstance(item, dict) or set(item) - {"start", "stop", "value"} or "value" not in item:
            raise ValueError(f"expected start, stop and value, got {item!r}")
        period = _period({key: item[key] for key in item if key != "value"}, None)
        entries.append(Dated(period, _CONVERTER.structure(item["value"], inner)))
    return History.of("history", entries)


def _of_kind(kinds: Mapping[str, type[Any]]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, dict) or value.get("kind") not in kinds:
            got = value.get("kind") if isinstance(value, dict) else value
            raise ValueError(f"expected kind {' or '.join(kinds)}, got {got!r}")
        rest = {key: item for key, item in value.items() if key != "kind"}
        return _CONVERTER.structure(rest, kinds[value["kind"]])

    return structure


def _attrs_hook(kind: type[Any]) -> Callable[[Any, Any], Any]:
    names = {field.name: override(omit=not field.init) for field in attrs.fields(kind)}
    inner = make_dict_structure_fn(kind, _CONVERTER, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type]
    tag = KINDS.get(kind)

    def structure(value: Any, wanted: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"expected an object, got {value!r}")
        if tag is not None and value.get("kind") == tag:
            value = {key: item for key, item in value.items() if key != "kind"}
        return inner(value, wanted)

    return structure


_CONVERTER = Converter(detailed_validation=True, forbid_extra_keys=True)
_CONVERTER.register_structure_hook_factory(lambda kind: attrs.has(kind) and get_origin(kind) is None, _attrs_hook)
_CONVERTER.register_structure_hook(Decimal, _decimal)
_CONVERTER.register_structure_hook(str, _text)
_CONVERTER.register_structure_hook(int, _whole)
_CONVERTER.register_structure_hook(bool, _truth)
_CONVERTER.register_structure_hook(dt.date, _day)
_CONVERTER.register_structure_hook(Period, _period)
_CONVERTER.register_structure_hook(Money, lambda value, _: Money.of(str(_decimal(value, None))))
_CONVERTER.register_structure_hook_func(_is_history, _history)
_CONVERTER.register_structure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, enum.Enum), _member)
for _kind in TEXTS:
    _CONVERTER.register_structure_hook(_kind, lambda value, kind: kind(_text(value, None)))
_CONVERTER.register_structure_hook_func(
    lambda kind: kind == FixedPrice | IndexedPrice, _of_kind({"fixed": FixedPrice, "indexed": IndexedPrice})
)
