"""The codec: domain values as compressed JSON documents and back.

A document is two bytes of schema number (big endian) and compressed JSON. The same value always gives the same JSON.
Decimals, days and periods travel as text, enumerations as their value, members of a union with their class name under
"type".

A change of a class that stored documents do not survive gets an upgrade: a small function from the tree as it was
written to the tree one schema later. A document that holds other values (a bill holds its customer) is upgraded as a
whole, so the change of a nested class is an upgrade of every document class that holds it.
"""

from __future__ import annotations

import base64
import datetime as dt
import enum
import functools
import typing
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

import attrs
import cattrs
import msgspec
from cattrs.fns import identity
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from adapters.persistence.packing import packed, unpacked
from domain.commodities.registry import PRICE_KINDS, TERMS_KINDS, commodity
from domain.contracts.contract import Contract
from domain.contracts.supply_terms import SupplyTerms
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
from domain.kernel.validity import Period
from domain.market.case import CaseStep, Effect
from domain.metering.curve import DayCurve
from domain.metering.manual_readings.customer_reading import SelfReading
from domain.metering.reading import Reading, Rebuilt, RegisterValue
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat
from domain.tariffs.offer import OfferPrice

T = TypeVar("T")
Tree = Any  # what JSON can hold
Upgrade = Callable[[Tree], Tree]

_TAG = "type"
_NUMBER_BYTES = 2
_NATIVE = ("quality", "reason", "action", "serial", "digits", "max_power_kw", "case", "coefficient")
_TEXT_CLASSES = (CodiceDestinatario, CodiceFiscale, CreditorId, Iban, MandateReference, PartitaIva, Pod)


_STORED_AS: Mapping[type, Mapping[str, str]] = {
    CaseStep: {"entered_by": "told_by"},
    Effect: {"detail": "told"},
    Priced: {"basis": "grounds"},
    SelfReading: {"stated": "told", "received_at": "told_at"},
}
"""Fields that have another name now than when the first document with them was stored."""


class UnreadableDocument(ValueError):
    """A stored document is newer than this programme, or lacks an upgrade."""


@attrs.frozen
class DocumentCodec:
    """Documents to bytes and back. `upgrades` holds, by class and schema number, the step to the next number."""

    upgrades: Mapping[type, Mapping[int, Upgrade]] = attrs.field(factory=dict)

    def json(self, value: object) -> bytes:
        """The JSON of a value, uncompressed; the same value gives the same bytes."""
        return msgspec.json.encode(_CONVERTER.unstructure(value))

    def dump(self, value: object) -> bytes:
        """The document of a value, in the current schema of its class."""
        return self.pack(type(value), self.json(value))

    def pack(self, cls: type, json: bytes) -> bytes:
        """The document of a JSON that `json` made."""
        return self.packer(cls)(json)

    def packer(self, cls: type) -> Callable[[bytes], bytes]:
        """`pack` for many documents of one class."""
        number = self.schema(cls).to_bytes(_NUMBER_BYTES, "big")
        return lambda json: number + packed(json)

    def load(self, cls: type[T], document: bytes) -> T:
        """The value of a document, upgraded where it is old. UnreadableDocument where that cannot be."""
        number = int.from_bytes(document[:_NUMBER_BYTES], "big")
        tree = msgspec.json.decode(unpacked(document[_NUMBER_BYTES:]))
        current = self.schema(cls)
        if number > current:
            raise UnreadableDocument(
                f"{cls.__name__} document of schema {number}, this version reads up to {current}: update the programme"
            )
        for step in range(number, current):
            if step not in self.upgrades[cls]:
                raise UnreadableDocument(f"{cls.__name__} document of schema {number}: no upgrade from {step}")
            tree = self.upgrades[cls][step](tree)
        return _CONVERTER.structure(tree, cls)

    def schema(self, cls: type) -> int:
        """The schema number documents of a class are written with."""
        return max(self.upgrades.get(cls, {}), default=0) + 1


def _make_converter() -> cattrs.Converter:
    converter = cattrs.Converter(
        detailed_validation=False, forbid_extra_keys=True, unstruct_collection_overrides={frozenset: sorted}
    )
    for native in (Decimal, dt.date, dt.datetime, bytes):  # msgspec writes these itself
        converter.register_unstructure_hook(native, identity)
    converter.register_structure_hook(Decimal, lambda text, _: _decimal(text))
    converter.register_structure_hook(dt.date, lambda text, _: dt.date.fromisoformat(text))
    converter.register_structure_hook(dt.datetime, lambda text, _: dt.datetime.fromisoformat(text))
    converter.register_structure_hook(bytes, lambda text, _: base64.b64decode(text, validate=True))
    converter.register_structure_hook_func(_is_enum, lambda value, cls: cls._value2member_map_[value])
    converter.register_structure_hook_factory(_is_plain_tuple, functools.partial(_tuple_reader, converter))
    converter.register_unstructure_hook(Money, lambda money: money.amount)
    converter.register_structure_hook(Money, lambda text, _: Money(_decimal(text)))
    converter.register_unstructure_hook(Period, _period_text)
    converter.register_structure_hook(Period, lambda text, _: _period(text))
    for cls in _TEXT_CLASSES:
        converter.register_unstructure_hook(cls, lambda value: value.text)
        converter.register_structure_hook(cls, lambda text, kind: _text_value(kind, text))
    converter.register_structure_hook(
        Vat, lambda tree, _: _vat(tree["rate"], tree["nature"], tree["exigibility"], tree["norm"])
    )
    converter.register_structure_hook(
        DayCurve, lambda tree, _: DayCurve(dt.date.fromisoformat(tree["day"]), tuple(tree["values"]))
    )
    later = {"only_if_joined": override(omit_if_default=True)}  # the digest of a reading is its key: as before it came
    converter.register_unstructure_hook(Rebuilt, make_dict_unstructure_fn(Rebuilt, converter, **later))  # type: ignore[arg-type]
    converter.register_unstructure_hook(Reading, _reading_writer(converter))
    for kind, names in _STORED_AS.items():
        _store_under(converter, kind, {name: override(rename=stored) for name, stored in names.items()})
    _tag_members(converter, OfferPrice, PRICE_KINDS.values())
    _tag_members(converter, SupplyTerms, TERMS_KINDS.values())
    _leave_out_the_commodity(converter)
    return converter


def _leave_out_the_commodity(converter: cattrs.Converter) -> None:
    """Facts are written without what their commodity declares, which the code of the contract names."""
    converter.register_structure_hook(Commodity, lambda code, _: commodity(code))
    write = make_dict_unstructure_fn(BillingFacts, converter, commodity=override(omit=True))
    read = make_dict_structure_fn(BillingFacts, converter)
    converter.register_unstructure_hook(BillingFacts, write)
    converter.register_structure_hook(
        BillingFacts, lambda tree, kind: read({**tree, "commodity": tree["contract"]["commodity"]}, kind)
    )


def _store_under(converter: cattrs.Converter, kind: type, names: Mapping[str, Any]) -> None:
    """Write and read some fields of a class under the names they were first stored by."""
    converter.register_unstructure_hook_factory(
        lambda cls: cls is kind, lambda cls: make_dict_unstructure_fn(cls, converter, **names)
    )
    converter.register_structure_hook_factory(
        lambda cls: cls is kind, lambda cls: make_dict_structure_fn(cls, converter, **names)
    )


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _is_plain_tuple(kind: Any) -> bool:
    arguments = typing.get_args(kind)
    return typing.get_origin(kind) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis


def _tuple_reader(converter: cattrs.Converter, kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    """Reads tuple[X, ...] with the reader of X looked up once, which is a sixth of the time of a bill."""
    item = typing.get_args(kind)[0]
    read = converter.get_structure_hook(item)
    return lambda values, _: tuple([read(value, item) for value in values])


def _tag_members(converter: cattrs.Converter, declared: Any, classes: Iterable[type[Any]]) -> None:
    """Write what is `declared` as a protocol with the name of its class, which is one of `classes`."""
    members = {cls.__name__: cls for cls in classes}
    readers = {name: make_dict_structure_fn(cls, converter) for name, cls in members.items()}
    for cls in members.values():
        converter.register_unstructure_hook(cls, _tagged(cls, make_dict_unstructure_fn(cls, converter)))

    def read(tree: Tree, _: Any) -> Any:
        name = tree.pop(_TAG)
        return readers[name](tree, members[name])

    converter.register_structure_hook_func(lambda kind: kind is declared, read)
    converter.register_unstructure_hook_func(
        lambda kind: kind is declared, lambda value: converter.unstructure(value, type(value))
    )
    for cls in members.values():
        converter.register_structure_hook(cls, read)


def _tagged(cls: type, write: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    return lambda value: {_TAG: cls.__name__, **write(value)}


def _decimal(text: object) -> Decimal:
    if not isinstance(text, str):
        raise UnreadableDocument(f"a number travels as text, got {text!r}")
    return Decimal(text)


def _reading_writer(converter: cattrs.Converter) -> Callable[[Reading], dict[str, Any]]:
    """As the converter writes readings, in half the time, because they come by the million: the same JSON."""
    native = {name: override(unstruct_hook=identity) for name in _NATIVE}  # msgspec writes these itself
    values = override(unstruct_hook=_register_trees)
    return make_dict_unstructure_fn(Reading, converter, values=values, **native)  # type: ignore[arg-type]


def _register_trees(values: tuple[RegisterValue, ...]) -> Tree:
    return [{"kind": value.kind, "band": value.band, "value": value.value} for value in values]


def _period_text(period: Period) -> str:
    return f"{period.start}/{period.stop}"


@functools.lru_cache(maxsize=4096)
def _period(text: str) -> Period:
    start, _, stop = text.partition("/")
    return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(stop))


@functools.lru_cache(maxsize=4096)
def _text_value(cls: Callable[[str], T], text: str) -> T:
    return cls(text)


@functools.lru_cache(maxsize=256)
def _vat(rate: str, nature: str, exigibility: str, norm: str) -> Vat:
    return Vat(_decimal(rate), nature, exigibility, norm)


_CONVERTER = _make_converter()


def _power_by_the_code(contract: Tree) -> Tree:
    """Schema 1 could not leave to the tariff code by which power a supply pays: false was written for every one."""
    for entry in contract["terms"]["entries"]:
        supply = entry["value"]["supply"]
        if supply[_TAG] == "ElectricityTerms" and not supply.get("peak_power"):
            supply["peak_power"] = None
    return contract


UPGRADES: Mapping[type, Mapping[int, Upgrade]] = {Contract: {1: _power_by_the_code}}
CODEC = DocumentCodec(UPGRADES)
