"""Values a case gives itself, laid over the tariff book.

A given value counts on its days, with status "given"; on other days the book's own values of the key stay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from adapters.cases.problem import bad
from domain.kernel.validity import FOREVER, Period
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow, RowsOverlap, Source, Status

GIVEN = Source("given", "Valore indicato da chi chiede il calcolo", "")


def overlay(
    book: TariffBook, entries: Sequence[Mapping[str, Any]], first: dt.date
) -> tuple[TariffBook, tuple[ParameterRow, ...]]:
    """The book with the values of `entries` over it, and those values. `first` is the day they count from unless they
    say so. BadCase where an entry does not fit the parameter it names."""
    if not entries:
        return book, ()
    heads: dict[str, ParameterHead] = {}
    rows = []
    for number, entry in enumerate(entries):
        pointer = f"/parameters/{number}"
        head = _head(book, heads, entry, pointer)
        rows.append(_row(head, entry, first, book.known_on, pointer))
    given = tuple(rows)
    try:
        return book.overlaid(heads.values(), given), given
    except RowsOverlap as error:
        raise bad("/parameters", str(error), "one value a key and day") from error


def _head(book: TariffBook, heads: dict[str, ParameterHead], entry: Mapping[str, Any], pointer: str) -> ParameterHead:
    path = entry["path"]
    if path in book.heads:
        _check_known(book.heads[path], entry, pointer)
        return book.heads[path]
    if path not in heads:
        for field in ("unit", "label"):
            if field not in entry:
                raise bad(f"{pointer}/{field}", None, f"a {field}, for the tariff book has no parameter {path}")
        dimensions = tuple(f"key{number}" for number in range(1, len(entry.get("key", ())) + 1))
        heads[path] = ParameterHead(
            path=path,
            label=entry["label"],
            description=GIVEN.title,
            publisher="",
            unit=entry["unit"],
            dimensions=dimensions,
            decimals=12,
            norm="",
            still_valid_on=book.known_on,
        )
    return heads[path]


def _check_known(head: ParameterHead, entry: Mapping[str, Any], pointer: str) -> None:
    """A case names the value of a parameter that is the tenant's as it likes, in the unit of the book."""
    for field in ("unit", "label"):
        if field in entry and not (head.by_tenant and (field == "label" or entry[field] == head.unit)):
            raise bad(f"{pointer}/{field}", entry[field], f"no {field}: the book has {head.path}, in {head.unit}")


def _row(
    head: ParameterHead, entry: Mapping[str, Any], first: dt.date, known_on: dt.date, pointer: str
) -> ParameterRow:
    key = tuple(entry.get("key", ()))
    if len(key) != len(head.dimensions):
        names = ", ".join(head.dimensions) or "none"
        raise bad(f"{pointer}/key", list(key), f"a text for each dimension of {head.path}: {names}")
    start = dt.date.fromisoformat(entry["valid_from"]) if "valid_from" in entry else first
    stop = dt.date.fromisoformat(entry["valid_to"]) if "valid_to" in entry else FOREVER
    if not start < stop:
        raise bad(f"{pointer}/valid_to", str(stop), f"a day after {start}, the first day of the value")
    return ParameterRow(
        head.path, key, Period(start, stop), known_on, Decimal(str(entry["value"])), GIVEN, Status.GIVEN
    )
