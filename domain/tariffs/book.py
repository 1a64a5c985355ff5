"""The tariff book: which value of a parameter is in force on a day, as known on a day.

Built once a process from all rows; answers by bisection on prepared tuples. Immutable.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from domain.kernel.digest import digest
from domain.kernel.validity import Period
from domain.tariffs.parameter import NotInForce, ParameterHead, ParameterRow, RowsOverlap, UnknownParameter

Key = tuple[str, ...]
Place = tuple[str, Key]
"""Where a value stands: path and key."""

Spans = tuple[tuple[Period, ParameterRow], ...]
_MOST_SPANS = 20_000  # the contracts of a run share a few periods; what is remembered of them stays small


@attrs.frozen
class _Timeline:
    """The winning rows of one key, without overlaps: start days beside rows clipped to where they win."""

    starts: tuple[dt.date, ...]
    pieces: tuple[tuple[dt.date, ParameterRow], ...]  # (stop of the piece, row)


@attrs.frozen(eq=False)
class TariffBook:
    """All parameters as known on `known_on`.

    `value` never guesses: a day without a value is NotInForce, a path that does not exist UnknownParameter.
    """

    heads: Mapping[str, ParameterHead]
    rows: tuple[ParameterRow, ...]
    known_on: dt.date
    _timelines: dict[tuple[str, Key], _Timeline] = attrs.field(init=False, repr=False)
    _edges: tuple[dt.date, ...] = attrs.field(init=False, repr=False)
    _digest: list[str] = attrs.field(init=False, repr=False, factory=list)
    _spans: dict[tuple[str, Key, Period], Spans] = attrs.field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        groups: dict[tuple[str, Key], list[ParameterRow]] = {}
        for row in self.rows:
            if row.path not in self.heads:
                raise UnknownParameter(f"row of {row.name}: no head declares {row.path}")
            if row.known_from <= self.known_on:
                groups.setdefault((row.path, row.key), []).append(row)
        timelines = {name: _timeline(rows) for name, rows in groups.items()}
        edges = {day for timeline in timelines.values() for day in timeline.starts}
        edges |= {stop for timeline in timelines.values() for stop, _ in timeline.pieces}
        object.__setattr__(self, "_timelines", timelines)
        object.__setattr__(self, "_edges", tuple(sorted(edges)))

    @classmethod
    def of(cls, heads: Iterable[ParameterHead], rows: Iterable[ParameterRow], known_on: dt.date) -> TariffBook:
        """A book of heads and rows in any order."""
        ordered = sorted(rows, key=lambda row: (row.path, row.key, row.period.start, row.known_from))
        return cls({head.path: head for head in heads}, tuple(ordered), known_on)

    def value(self, path: str, key: Key, day: dt.date) -> ParameterRow:
        """The row in force on `day`."""
        timeline = self._timelines.get((path, key))
        if timeline is not None:
            i = bisect.bisect_right(timeline.starts, day) - 1
            if i >= 0 and day < timeline.pieces[i][0]:
                return timeline.pieces[i][1]
        if path not in self.heads:
            raise UnknownParameter(f"the tariff book has no parameter {path}")
        raise NotInForce(path, key, day, self.known_on)

    def has(self, path: str, key: Key) -> bool:
        """Whether any row exists for the key, on any day."""
        return (path, key) in self._timelines

    def changes(self, path: str, key: Key, period: Period) -> tuple[dt.date, ...]:
        """The days strictly inside `period` on which the value of the key changes, begins or ends."""
        timeline = self._timelines.get((path, key))
        if timeline is None:
            return ()
        start, stop = period.start, period.stop
        i = max(bisect.bisect_right(timeline.starts, start) - 1, 0)
        if timeline.starts[i] <= start and timeline.pieces[i][0] >= stop:
            return ()  # one value all the time, as in most bills
        days = {day for day in timeline.starts if start < day < stop}
        days |= {day for day, _ in timeline.pieces if start < day < stop}
        return tuple(sorted(days))

    def edges(self, period: Period) -> tuple[dt.date, ...]:
        """The days strictly inside `period` on which any value of the book changes, begins or ends."""
        first = bisect.bisect_right(self._edges, period.start)
        return self._edges[first : bisect.bisect_left(self._edges, period.stop)]

    def spans(self, path: str, key: Key, period: Period) -> Spans:
        """`period` cut at months and where the value changes, each part with the row in force; NotInForce where a day
        has none."""
        found = self._spans.get((path, key, period))
        if found is None:
            months = (month.start for month in period.months())
            parts = period.cut((*months, *self.changes(path, key, period)))
            found = tuple((part, self.value(path, key, part.start)) for part in parts)
            if len(self._spans) >= _MOST_SPANS:
                self._spans.clear()
            self._spans[path, key, period] = found
        return found

    def history(self, path: str) -> tuple[ParameterRow, ...]:
        """Every row of a parameter, superseded ones included, by key, start and day of knowledge."""
        if path not in self.heads:
            raise UnknownParameter(f"the tariff book has no parameter {path}")
        return tuple(row for row in self.rows if row.path == path)

    def known(self, day: dt.date) -> TariffBook:
        """The same book as it was known on an earlier or later day."""
        return TariffBook(self.heads, self.rows, day)

    def overlaid(self, heads: Iterable[ParameterHead], rows: Iterable[ParameterRow]) -> TariffBook:
        """This book with more heads and rows; on the days of a new row, for its key, the new rows alone count.

        A new row that is not known yet on the day of the book hides nothing.
        """
        new = tuple(rows)
        covered: dict[tuple[str, Key], list[Period]] = {}
        for row in (row for row in new if row.known_from <= self.known_on):
            covered.setdefault((row.path, row.key), []).append(row.period)
        retained = [part for row in self.rows for part in _outside(row, covered.get((row.path, row.key), ()))]
        return TariffBook.of([*self.heads.values(), *heads], [*retained, *new], self.known_on)

    @property
    def digest(self) -> str:
        """SHA-256 over every row that counts; stored on each run and document."""
        if not self._digest:
            self._digest.append(
                digest(
                    [
                        [
                            row.path,
                            list(row.key),
                            row.period.start.isoformat(),
                            row.period.stop.isoformat(),
                            row.known_from.isoformat(),
                            str(row.value),
                            row.source.id,
                            row.status.value,
                        ]
                        for row in self.rows
                        if row.known_from <= self.known_on
                    ]
                )
            )
        return self._digest[0]


def limit_of(book: TariffBook, path: str, key: Key, day: dt.date) -> Decimal | None:
    """What the book says on `day` of a limit that terms are held against; None where it says nothing."""
    try:
        return book.value(path, key, day).value
    except (NotInForce, UnknownParameter):
        return None


def _outside(row: ParameterRow, periods: Iterable[Period]) -> Iterable[ParameterRow]:
    """The row without the days of `periods`."""
    occupied = tuple(periods)
    if not any(row.period.overlaps(period) for period in occupied):
        return (row,)
    edges = [day for period in occupied for day in (period.start, period.stop)]
    parts = (part for part in row.period.cut(edges) if not any(period.covers(part) for period in occupied))
    return tuple(attrs.evolve(row, period=part) for part in parts)


def _timeline(rows: list[ParameterRow]) -> _Timeline:
    """Of overlapping rows the one known last wins on the days they share; equally known ones must not overlap."""
    edges = sorted({row.period.start for row in rows} | {row.period.stop for row in rows})
    starts: list[dt.date] = []
    pieces: list[tuple[dt.date, ParameterRow]] = []
    for start, stop in itertools.pairwise(edges):
        alive = [row for row in rows if row.period.start <= start < row.period.stop]
        if not alive:
            continue
        newest = max(row.known_from for row in alive)
        winners = [row for row in alive if row.known_from == newest]
        if len(winners) > 1:
            raise RowsOverlap(
                f"{winners[0].name}: {len(winners)} values are in force on {start}, all known from {newest}"
            )
        if pieces and pieces[-1][1] is winners[0] and pieces[-1][0] == start:
            pieces[-1] = (stop, winners[0])
        else:
            starts.append(start)
            pieces.append((stop, winners[0]))
    return _Timeline(tuple(starts), tuple(pieces))
