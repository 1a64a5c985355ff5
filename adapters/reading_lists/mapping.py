"""A mapping: how one operator writes readings. It is a TOML file of mappings/, described in mappings/README.md.

There is no standard for water and heat; wholesalers of electricity and gas send lists of their own beside the flows.
"""

from __future__ import annotations

import codecs
import functools
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from application.ports.reading_lists import UnknownListMapping
from domain.commodities.registry import COMMODITIES
from domain.metering.gas import GasReading
from domain.metering.reading import Kind, MeasureReason, Quality

MAPPINGS = Path(__file__).parent / "mappings"
UNIT_EXPONENTS: Mapping[tuple[str, str], int] = {
    ("kWh", "kWh"): 0,
    ("MWh", "kWh"): 3,
    ("Wh", "kWh"): -3,
    ("kvarh", "kvarh"): 0,
    ("kW", "kW"): 0,
    ("m3", "m3"): 0,
    ("l", "m3"): -3,
    ("Smc", "Smc"): 0,
}
"""The power of ten from a unit of a list to the one readings are kept in."""

GAS_METER, GAS_CONVERTER = "meter_m3", "converter_smc"
_FIELDS = ("point", "commodity", "serial", "day", "digits", "multiplier", "coefficient", "note")
_KEYS = {
    *(
        "label",
        "commodity",
        "encoding",
        "delimiter",
        "header",
        "columns",
        "decimal",
        "thousands",
        "days",
        "checked",
        "blank",
    ),
    *("fields", "register", "quality", "reason", "unread", "constant"),
}


class BadListMapping(ValueError):
    """A mapping file does not follow the format."""


@attrs.frozen
class Register:
    """What one column, or one row, tells.

    column    where the number stands
    gas       the register of a gas reading: meter_m3 or converter_smc; empty for any other
    kind, band  the register of any other reading
    exponent  the power of ten that brings the number to the unit it is kept in
    named     the row tells this register where the column `Codes` of registers has this value; empty: every row does
    """

    column: str
    gas: str
    kind: Kind | None
    band: str
    exponent: int
    named: str = ""


@attrs.frozen
class CodeColumn:
    """A column of codes: what each stands for, and the one where there is none."""

    column: str
    values: Mapping[str, str]
    default: str = ""


@attrs.frozen
class ListMapping:
    """How to read one operator's list.

    header      whether the first line names the columns, in whatever order; else they stand as in `columns`
    commodity   of its points; empty where a column tells it
    decimal, thousands
                the marks of its numbers; `thousands` may be empty
    days        formats of its days, as strptime; the first that fits counts
    checked     whether readings are held against history at once
    fields      the columns of point, serial, day, digits, multiplier, coefficient, note; those it has
    by_row      the column that names the register where each row is one; empty where a row is a whole reading
    quality, reason
                codes to those of readings
    unread      codes of meters that were not read, to the cause in words
    blank       the cause where a row tells no register at all; empty: such a row is refused
    constant    values of fields no column tells
    """

    name: str
    label: str
    commodity: str
    encoding: str
    delimiter: str
    header: bool
    columns: tuple[str, ...]
    decimal: str
    thousands: str
    days: tuple[str, ...]
    checked: bool
    fields: Mapping[str, str]
    by_row: str
    registers: tuple[Register, ...]
    quality: CodeColumn
    reason: CodeColumn
    unread: CodeColumn
    blank: str
    constant: Mapping[str, str]

    def __attrs_post_init__(self) -> None:
        unknown = sorted(set(self.named_columns()) - set(self.columns))
        if unknown:
            raise BadListMapping(
                f"mapping {self.name}: {unknown[0]!r} is no column; they are {', '.join(self.columns)}"
            )
        if len(set(self.columns)) != len(self.columns):
            raise BadListMapping(f"mapping {self.name}: a column is listed twice")
        if not {"point", "day"} <= set(self.fields):
            raise BadListMapping(
                f"mapping {self.name}: fields needs point and day, got {', '.join(sorted(self.fields))}"
            )
        if bool(self.commodity) == ("commodity" in self.fields):
            raise BadListMapping(f"mapping {self.name}: either it is of one commodity, or a column tells it")
        if not self.registers:
            raise BadListMapping(f"mapping {self.name}: needs at least one register")
        if len(self.delimiter) != 1 or self.decimal not in (",", ".") or self.decimal == self.thousands:
            raise BadListMapping(f"mapping {self.name}: delimiter, decimal and thousands are three different marks")
        if self._is_of_gas and not {"coefficient"} & {*self.fields, *self.constant} and not self._counts_smc:
            raise BadListMapping(
                f"mapping {self.name}: a gas meter in m3 needs its coefficient, as a field or a constant"
            )

    @property
    def flow(self) -> str:
        """What its readings say they came by."""
        return f"LIST:{self.name}"

    @property
    def _is_of_gas(self) -> bool:
        return any(kind.code == self.commodity and kind.reading is GasReading for kind in COMMODITIES)

    @property
    def _counts_smc(self) -> bool:
        return all(each.gas == GAS_CONVERTER for each in self.registers)

    def named_columns(self) -> tuple[str, ...]:
        """Every column a list must have."""
        others = (self.by_row, self.quality.column, self.reason.column, self.unread.column)
        named = (*self.fields.values(), *(each.column for each in self.registers), *others)
        return tuple(dict.fromkeys(each for each in named if each))


def load_mappings(directory: Path = MAPPINGS) -> Mapping[str, ListMapping]:
    """Every mapping of a directory by name, which is that of its file. BadMapping where one cannot be used."""
    return {file.stem: mapping_from(file.stem, file.read_text("utf-8")) for file in sorted(directory.glob("*.toml"))}


@functools.lru_cache(maxsize=1)
def packaged() -> Mapping[str, ListMapping]:
    """The mappings of this package."""
    return load_mappings()


def mapping_of(mappings: Mapping[str, ListMapping], name: str) -> ListMapping:
    """A mapping by name; UnknownListMapping where there is none."""
    if name not in mappings:
        raise UnknownListMapping(f"no mapping {name!r} of lists of readings; known: {', '.join(mappings)}")
    return mappings[name]


def mapping_from(name: str, text: str) -> ListMapping:
    """The mapping a TOML text declares; BadMapping."""
    try:
        return _made(name, tomllib.loads(text))
    except BadListMapping:
        raise
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise BadListMapping(f"mapping {name}: {error!r}; see README.md beside it") from error


def _made(name: str, tree: Mapping[str, Any]) -> ListMapping:
    if unknown := sorted(set(tree) - _KEYS):
        raise BadListMapping(f"mapping {name}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(_KEYS))}")
    fields, constant = dict(tree["fields"]), {key: str(value) for key, value in tree.get("constant", {}).items()}
    if unknown := sorted({*fields, *constant} - {*_FIELDS, "register"}):
        raise BadListMapping(f"mapping {name}: unknown field {unknown[0]!r}; the fields are {', '.join(_FIELDS)}")
    by_row = fields.pop("register", "")
    quality = _codes(tree.get("quality", {}), Quality.ACTUAL.value)
    reason = _codes(tree.get("reason", {}), MeasureReason.PERIODIC.value)
    for kind, codes in ((Quality, quality), (MeasureReason, reason)):
        for value in (*codes.values.values(), codes.default):
            kind(value)
    codecs.lookup(tree["encoding"])
    return ListMapping(
        name=name,
        label=tree["label"],
        commodity=tree.get("commodity", ""),
        encoding=tree["encoding"],
        delimiter=tree["delimiter"],
        header=tree["header"],
        columns=tuple(tree["columns"]),
        decimal=tree.get("decimal", ","),
        thousands=tree.get("thousands", ""),
        days=tuple(tree["days"]),
        checked=tree.get("checked", False),
        fields=fields,
        by_row=by_row,
        registers=tuple(_register(name, each) for each in tree["register"]),
        quality=quality,
        reason=reason,
        unread=_codes(tree.get("unread", {}), ""),
        blank=tree.get("blank", ""),
        constant=constant,
    )


def _register(name: str, tree: Mapping[str, Any]) -> Register:
    gas, unit = tree.get("gas", ""), tree["unit"]
    if gas:
        stored_unit = {GAS_METER: "m3", GAS_CONVERTER: "Smc"}[gas]
        return Register(tree["column"], gas, None, "", _exponent(name, unit, stored_unit), tree.get("named", ""))
    kind = Kind(tree["kind"])
    stored_unit = tree.get("kept", {Kind.ACTIVE: "kWh", Kind.POWER: "kW", Kind.VOLUME: "m3"}.get(kind, "kvarh"))
    return Register(tree["column"], "", kind, tree["band"], _exponent(name, unit, stored_unit), tree.get("named", ""))


def _exponent(name: str, unit: str, stored_unit: str) -> int:
    if (unit, stored_unit) not in UNIT_EXPONENTS:
        known = ", ".join(sorted({known for known, _ in UNIT_EXPONENTS}))
        raise BadListMapping(f"mapping {name}: {unit} is not turned into {stored_unit}; units are {known}")
    return UNIT_EXPONENTS[unit, stored_unit]


def _codes(tree: Mapping[str, Any], default: str) -> CodeColumn:
    return CodeColumn(tree.get("column", ""), dict(tree.get("values", {})), tree.get("default", default))


def number_of(text: str, mapping: ListMapping) -> Decimal:
    """A number as the mapping writes it; ValueError where it is none."""
    if mapping.thousands:
        text = text.replace(mapping.thousands, "")
    plain = text.replace(mapping.decimal, ".")
    if not plain.replace(".", "", 1).isdecimal() or not plain.isascii() or (mapping.decimal == "," and "." in text):
        raise ValueError(f"{text!r} is no number written with {mapping.decimal!r} for decimals")
    return Decimal(plain)
