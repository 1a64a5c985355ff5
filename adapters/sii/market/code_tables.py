"""The code tables of market messages: code_tables.toml, read once."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

import attrs


class BadCodeTable(ValueError):
    """code_tables.toml is wrong, or a format names a table that does not exist."""


@attrs.frozen
class CodeTable:
    """Values of one field with their meanings, and where they were seen. `valid_to` is the first day without."""

    name: str
    label: str
    source: str
    codes: Mapping[str, str]
    valid_from: dt.date
    valid_to: dt.date | None = None

    def holds(self, code: str, day: dt.date | None) -> bool:
        """Whether a value is known and, where the day of the content is told, in force."""
        in_force = day is None or (self.valid_from <= day and (self.valid_to is None or day < self.valid_to))
        return in_force and code in self.codes


def code_table(name: str) -> CodeTable:
    """One table by its name. Raises BadCodeTable."""
    try:
        return code_tables()[name]
    except KeyError as error:
        raise BadCodeTable(f"no code table {name!r}; there are {', '.join(code_tables())}") from error


@functools.cache
def code_tables() -> Mapping[str, CodeTable]:
    """Every table, in the order of the file."""
    text = resources.files("adapters.sii.market").joinpath("code_tables.toml").read_text(encoding="utf-8")
    found = {}
    for name, row in tomllib.loads(text).items():
        try:
            found[name] = CodeTable(name=name, **(row | {"codes": MappingProxyType(row["codes"])}))
        except (TypeError, KeyError) as error:
            raise BadCodeTable(f"code table {name}: {error}") from error
    return MappingProxyType(found)
