"""A book that remembers which rows were asked for, so that a document can name every value it used."""

from __future__ import annotations

import datetime as dt

import attrs

from domain.tariffs.book import Key, TariffBook
from domain.tariffs.parameter import ParameterRow


@attrs.define
class Lookup:
    """One computation's view of the book. `used` fills up as values are asked for."""

    book: TariffBook
    used: dict[str, ParameterRow] = attrs.field(factory=dict)

    def value(self, path: str, key: Key, day: dt.date) -> ParameterRow:
        """The row in force on `day`, remembered; NotInForce where there is none."""
        return self.note(self.book.value(path, key, day))

    def note(self, row: ParameterRow) -> ParameterRow:
        """Remember a row that does not come from the book."""
        self.used[row.id] = row
        return row

    @property
    def rows(self) -> tuple[ParameterRow, ...]:
        """All rows used, in order of id."""
        return tuple(self.used[name] for name in sorted(self.used))
