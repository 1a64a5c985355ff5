"""A mapping: how one operator writes call records. It is a TOML file of mappings/, described in mappings/README.md.

There is no standard: Asterisk, CGRateS and A2Billing document theirs, wholesale operators agree a semicolon CSV.
"""

from __future__ import annotations

import functools
import tomllib
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from application.ports.calls import UnknownMapping
from domain.kernel.telephone import CallKind, NumberRules

MAPPINGS = Path(__file__).parent / "mappings"
DURATIONS = ("seconds", "clock")
_KEYS = {
    "label",
    "encoding",
    "delimiter",
    "header",
    "columns",
    "fields",
    "time",
    "duration",
    "kinds",
    "keep",
    "numbers",
}
_FIELDS = {"id", "caller", "called", "answered", "quantity"}


class BadCdrMapping(ValueError):
    """A mapping file does not follow the format."""


@attrs.frozen
class CdrMapping:
    """How to read one operator's file.

    header      whether the first line names the columns; they must be `columns`, in order
    id, caller, called, answered, quantity
                the columns of a field; several are joined (the answer by a space, an id by a bar)
    time_format of `answered`, as strptime; `zone` where it says none
    duration    seconds, or clock (HH:MM:SS)
    kind_column, kinds
                the column of the kind of traffic and its values; no column: always `default_kind`
    keep        the values a column must have, by column; other records were never answered and are skipped
    """

    name: str
    label: str
    encoding: str
    delimiter: str
    header: bool
    columns: tuple[str, ...]
    id: tuple[str, ...]
    caller: tuple[str, ...]
    called: tuple[str, ...]
    answered: tuple[str, ...]
    quantity: tuple[str, ...]
    time_format: str
    zone: zoneinfo.ZoneInfo
    duration: str
    kind_column: str
    kinds: Mapping[str, CallKind]
    default_kind: CallKind | None
    keep: Mapping[str, frozenset[str]]
    numbers: NumberRules

    def __attrs_post_init__(self) -> None:
        named = {*self.id, *self.caller, *self.called, *self.answered, *self.quantity, *self.keep}
        named |= {self.kind_column} - {""}
        if unknown := sorted(named - set(self.columns)):
            raise BadCdrMapping(f"mapping {self.name}: {unknown[0]!r} is no column; they are {', '.join(self.columns)}")
        if len(set(self.columns)) != len(self.columns):
            raise BadCdrMapping(f"mapping {self.name}: a column is listed twice")
        if self.duration not in DURATIONS:
            raise BadCdrMapping(f"mapping {self.name}: duration is {' or '.join(DURATIONS)}, got {self.duration!r}")
        if not self.kind_column and self.default_kind is None:
            raise BadCdrMapping(f"mapping {self.name}: kinds needs a column or a default")


def load_mappings(directory: Path = MAPPINGS) -> Mapping[str, CdrMapping]:
    """Every mapping of a directory by name, which is that of its file. BadMapping where one cannot be used."""
    return {file.stem: _mapping(file.stem, file.read_text("utf-8")) for file in sorted(directory.glob("*.toml"))}


@functools.lru_cache(maxsize=1)
def packaged() -> Mapping[str, CdrMapping]:
    """The mappings of this package."""
    return load_mappings()


def mapping_of(mappings: Mapping[str, CdrMapping], name: str) -> CdrMapping:
    """A mapping by name; UnknownMapping where there is none."""
    if name not in mappings:
        raise UnknownMapping(f"no mapping {name!r} of call records; known: {', '.join(mappings)}")
    return mappings[name]


def _mapping(name: str, text: str) -> CdrMapping:
    try:
        tree = tomllib.loads(text)
        return _made(name, tree)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, zoneinfo.ZoneInfoNotFoundError) as error:
        if isinstance(error, BadCdrMapping):
            raise
        raise BadCdrMapping(f"mapping {name}: {error!r}; see README.md beside it") from error


def _made(name: str, tree: Mapping[str, Any]) -> CdrMapping:
    if unknown := sorted(set(tree) - _KEYS):
        raise BadCdrMapping(f"mapping {name}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(_KEYS))}")
    fields, kinds, numbers = tree["fields"], tree["kinds"], tree["numbers"]
    if set(fields) != _FIELDS:
        raise BadCdrMapping(
            f"mapping {name}: the fields are {', '.join(sorted(_FIELDS))}, got {', '.join(sorted(fields))}"
        )
    return CdrMapping(
        name=name,
        label=tree["label"],
        encoding=tree["encoding"],
        delimiter=tree["delimiter"],
        header=tree["header"],
        columns=tuple(tree["columns"]),
        **{field: tuple(columns) for field, columns in fields.items()},
        time_format=tree["time"]["format"],
        zone=zoneinfo.ZoneInfo(tree["time"]["zone"]),
        duration=tree["duration"],
        kind_column=kinds.get("column", ""),
        kinds={value: CallKind(kind) for value, kind in kinds.get("values", {}).items()},
        default_kind=CallKind(kinds["default"]) if "default" in kinds else None,
        keep={column: frozenset(values) for column, values in tree.get("keep", {}).items()},
        numbers=NumberRules(
            country=numbers["country"],
            international=tuple(numbers["international"]),
            bare_is_whole=numbers["bare_is_whole"],
            strip=tuple(numbers.get("strip", ())),
        ),
    )
