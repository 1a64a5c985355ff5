"""A book that remembers which rows were asked for, so that a document can name every value it used."""

from __future__ import annotations

import datetime as dt

import attrs

from domain.kernel.validity import Period
from domain.tariffs.book import Key, Spans, TariffBook
from domain.tariffs.parameter import ParameterRow


@attrs.define
class Lookup:
    """One computation's view of the book. `used` fills up as values are asked for, `looked_at` where one peeks."""

    book: TariffBook
    used: dict[str, ParameterRow] = attrs.field(factory=dict)
    unused_rows: dict[str, ParameterRow] = attrs.field(factory=dict)

    def value(self, path: str, key: Key, day: dt.date) -> ParameterRow:
        """The row in force on `day`, remembered; NotInForce where there is none."""
        row = self.book.value(path, key, day)
        self.used[row.id] = row
        return row

    def peek(self, path: str, key: Key, day: dt.date) -> ParameterRow:
        """The row in force on `day`, of which it is not yet known whether anything is charged by it."""
        row = self.book.value(path, key, day)
        self.unused_rows[row.id] = row
        return row

    def spans(self, path: str, key: Key, period: Period) -> Spans:
        """The rows in force over a period, remembered (see TariffBook.spans)."""
        found = self.book.spans(path, key, period)
        for _, row in found:
            self.used[row.id] = row
        return found

    def note(self, row: ParameterRow) -> ParameterRow:
        """Remember a row that does not come from the book."""
        self.used[row.id] = row
        return row

    @property
    def unused(self) -> tuple[ParameterRow, ...]:
        """The rows that were peeked at and not used, in order of id."""
        return tuple(self.unused_rows[name] for name in sorted(self.unused_rows.keys() - self.used.keys()))

    @property
    def rows(self) -> tuple[ParameterRow, ...]:
        """All rows used, in order of id."""
        return tuple(self.used[name] for name in sorted(self.used))
