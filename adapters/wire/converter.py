"""Domain values as strict JSON.

Money, quantities and prices travel as text; whole numbers are accepted, floats never. Days are ISO dates, periods
{"start", "stop"} with `stop` excluded and left out when open. Unknown keys are errors. A value that cannot be built is
reported with its place; all places at once.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import json
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import AttributeValidationNote, ClassValidationError, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from adapters.wire.view import members
from domain.commodities.registry import PRICE_KINDS, TERMS_KINDS, check_point, commodity
from domain.contracts.faults import REG_002, REG_003
from domain.contracts.supply_point import SupplyPoint
from domain.contracts.supply_terms import SupplyTerms, TermsContradict
from domain.kernel.digest import Plain
from domain.kernel.identifiers import (
    CodiceDestinatario,
    CodiceFiscale,
    CreditorId,
    Iban,
    InvalidIdentifier,
    MandateReference,
    PartitaIva,
    Pod,
)
from domain.kernel.money import Money
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.metering.gas import AnyReading, GasReading
from domain.metering.reading import Reading
from domain.offers.faults import OFR_005
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.tariffs.offer import NegativePrice, OfferPrice

T = TypeVar("T")

_NUMBER = re.compile(
    r"-?[0-9]{1,18}(\.[0-9]{1,18})?\Z"
)  # no exponent: "1e999999999" would fill the memory when written
_CODES = ((InvalidIdentifier, REG_002.code), (TermsContradict, REG_003.code), (NegativePrice, OFR_005.code))
_HIGHEST_WHOLE = 10**18
_NEVER_TEXT = re.compile("[\x00\ud800-\udfff]")  # JSON can escape them, nothing can keep them
_UNREADABLE = (ClassValidationError, IterableValidationError, ValueError, TypeError, KeyError)

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

_READING_KINDS: Mapping[str, type[Any]] = {"": Reading, "gas": GasReading}  # any other meter needs no kind
UNIONS: tuple[tuple[Any, Mapping[str, type[Any]]], ...] = (
    (OfferPrice, PRICE_KINDS),
    (SupplyTerms, TERMS_KINDS),
    (AnyReading, _READING_KINDS),
)
"""What has several classes that can stand in its place, and their names."""

KINDS: Mapping[type[Any], str] = {kind: name for _, kinds in UNIONS for name, kind in kinds.items() if name}
"""Classes that carry a "kind", because others can stand in their place."""

_CHECKS: Mapping[type[Any], Callable[[Any], object]] = {SupplyPoint: check_point}
"""What a value is held against that it cannot check itself."""


class BadInput(ValueError):
    """JSON that cannot be read as what was asked for; `problems` are (place, problem), place as $.a.b[0].

    code is the fault code of the first problem that has one (REG-002, REG-003, OFR-005), else empty.
    """

    def __init__(self, problems: tuple[tuple[str, str], ...], code: str = "") -> None:
        self.problems, self.code = problems, code
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
        raise BadInput(tuple(_problems(error, "$")), _code(error)) from error
    except (ValueError, TypeError, KeyError) as error:
        raise BadInput((("$", _said(error)),), _code(error)) from error


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
        return {str(write(key)): write(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, tuple | list):
        return [write(item) for item in value]
    if isinstance(value, bytes):
        raise TypeError("bytes do not travel as JSON")
    written: dict[str, Plain] = {"kind": KINDS[type(value)]} if type(value) in KINDS else {}
    for member in members(type(value)):
        shown = write(getattr(value, member.name))
        if member.is_whole:
            assert isinstance(shown, dict), f"{member.name} has no members to be shown in its place"
            written |= shown
        else:
            written[member.alias] = shown
    return written


def _entry(entry: Dated[Any]) -> Plain:
    period = write(entry.period)
    assert isinstance(period, dict)
    return period | {"value": write(entry.value)}


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = {_storable(key): value for key, value in pairs}
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


def _code(error: BaseException) -> str:
    """The code of the first anticipated error anywhere in the error."""
    if isinstance(error, BaseExceptionGroup):
        return next((code for inner in error.exceptions if (code := _code(inner))), "")
    return next((code for kind, code in _CODES if isinstance(error, kind)), "")


def _step(note: Any) -> str:
    name = getattr(note, "name", None)
    return f".{name}" if name is not None else f"[{note.index}]"


def _decimal(value: Any, _: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"expected a number as text, got {value!r}")
    if isinstance(value, int) and abs(value) < _HIGHEST_WHOLE:
        return Decimal(value)
    if isinstance(value, int) or not _NUMBER.match(value):
        raise ValueError(f"expected a number as text, at most 18 digits on each side of the point, got {_cut(value)}")
    return Decimal(value)


def _cut(value: str | int) -> str:
    return repr(value)[:40] if isinstance(value, str) else "a larger whole number"


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {value!r}")
    return _storable(value)


def _storable(text: str) -> str:
    if _NEVER_TEXT.search(text):
        raise ValueError(f"expected text, got {text!a} with a character that no text holds")
    return text


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


def _instant(value: Any, _: Any) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"expected an instant as YYYY-MM-DDTHH:MM:SS+00:00, got {value!r}") from error
    if found.tzinfo is None:
        raise ValueError(f"expected an instant with its offset, got {value!r}")
    return found.astimezone(dt.UTC)


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
    inner = get_args(kind)[0]
    return History.of("history", _each(value, kind, lambda item: _dated(item, inner)))


def _is_list(kind: Any) -> bool:
    return get_origin(kind) in (tuple, frozenset)


def _list(value: Any, kind: Any) -> Any:
    inner = get_args(kind)[0]
    return get_origin(kind)(_each(value, kind, lambda item: _CONVERTER.structure(item, inner)))


def _each(value: Any, kind: Any, structure: Callable[[Any], T]) -> list[T]:
    """Every item of a JSON list, with the problems of all of them."""
    if not isinstance(value, list):
        raise ValueError(f"expected a list, got {value!r}")
    made: list[T] = []
    failed: list[Exception] = []
    for i, item in enumerate(value):
        try:
            made.append(structure(item))
        except _UNREADABLE as error:
            error.add_note(IterableValidationNote("in a list", i, kind))
            failed.append(error)
    if failed:
        raise IterableValidationError("while structuring a list", failed, kind)
    return made


def _dated(item: Any, inner: Any) -> Dated[Any]:
    if not isinstance(item, dict) or set(item) - {"start", "stop", "value"} or "value" not in item:
        raise ValueError(f"expected start, stop and value, got {item!r}")
    period = _period({key: item[key] for key in item if key != "value"}, None)
    try:
        return Dated(period, _CONVERTER.structure(item["value"], inner))
    except _UNREADABLE as error:
        error.add_note(AttributeValidationNote("in a dated value", "value", inner))
        raise ClassValidationError("while structuring a dated value", [error], Dated) from error


def _of_kind(kinds: Mapping[str, type[Any]]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if not isinstance(value, dict) or str(value.get("kind", "")) not in kinds:
            got = value.get("kind") if isinstance(value, dict) else value
            raise ValueError(f"expected kind {' or '.join(filter(None, kinds))}, got {got!r}")
        rest = {key: item for key, item in value.items() if key != "kind"}
        return _CONVERTER.structure(rest, kinds[str(value.get("kind", ""))])

    return structure


def _attrs_hook(kind: type[Any]) -> Callable[[Any, Any], Any]:
    names = {field.name: override(omit=not field.init) for field in attrs.fields(kind)}
    inner = make_dict_structure_fn(kind, _CONVERTER, _cattrs_forbid_extra_keys=True, **names)  # type: ignore[arg-type]
    tag, check = KINDS.get(kind), _CHECKS.get(kind)

    def structure(value: Any, wanted: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"expected an object, got {value!r}")
        if tag is not None and value.get("kind") == tag:
            value = {key: item for key, item in value.items() if key != "kind"}
        made = inner(value, wanted)
        if check is not None:
            try:
                check(made)
            except (LookupError, ValueError) as error:
                raise ClassValidationError(f"While structuring {kind.__name__}", [error], kind) from error
        return made

    return structure


def _facts_hook(kind: type[BillingFacts]) -> Callable[[Any, Any], Any]:
    """Facts are read with what the commodity of their contract declares."""
    inner = _attrs_hook(kind)

    def structure(value: Any, wanted: Any) -> Any:
        if isinstance(value, dict):
            if "commodity" in value:
                raise ValueError("the commodity of facts is that of their contract, and not given beside it")
            contract = value.get("contract")
            value = {**value, "commodity": contract.get("commodity") if isinstance(contract, dict) else ""}
        return inner(value, wanted)

    return structure


_CONVERTER = Converter(detailed_validation=True, forbid_extra_keys=True)
_CONVERTER.register_structure_hook_factory(lambda kind: attrs.has(kind) and get_origin(kind) is None, _attrs_hook)
_CONVERTER.register_structure_hook_factory(lambda kind: kind is BillingFacts, _facts_hook)
_CONVERTER.register_structure_hook(Commodity, lambda value, _: commodity(_text(value, None)))
_CONVERTER.register_structure_hook(Decimal, _decimal)
_CONVERTER.register_structure_hook(str, _text)
_CONVERTER.register_structure_hook(int, _whole)
_CONVERTER.register_structure_hook(bool, _truth)
_CONVERTER.register_structure_hook(dt.date, _day)
_CONVERTER.register_structure_hook(dt.datetime, _instant)
_CONVERTER.register_structure_hook(Period, _period)
_CONVERTER.register_structure_hook(Money, lambda value, _: Money.of(str(_decimal(value, None))))
_CONVERTER.register_structure_hook_func(_is_list, _list)
_CONVERTER.register_structure_hook_func(_is_history, _history)
_CONVERTER.register_structure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, enum.Enum), _member)
for _kind in TEXTS:
    _CONVERTER.register_structure_hook(_kind, lambda value, kind: kind(_text(value, None)))
for _union, _kinds in UNIONS:
    if len(_kinds) > 1:
        _CONVERTER.register_structure_hook_func(functools.partial(operator.eq, _union), _of_kind(_kinds))
