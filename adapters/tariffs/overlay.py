"""A tenant's own values over the book: another directory of the same layout.

On the days of its rows, for their keys, they alone count. It names its own sources; a folder without head.toml adds
values to a parameter the book already has.
"""

from __future__ import annotations

from pathlib import Path

from adapters.tariffs.files import (
    HEAD,
    BadParameterFile,
    parameter_folders,
    parse_row,
    path_of,
    read_head,
    read_rows,
    read_sources,
    read_units,
)
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow


def overlay_from_directory(book: TariffBook, directory: Path) -> TariffBook:
    """`book` with the parameters of `directory` over it, as known on the day of the book. Raises BadParameterFile."""
    return book.overlaid(*read_overlay(book, directory))


def read_overlay(book: TariffBook, directory: Path) -> tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...]]:
    """The heads and rows of `directory`, to lay over `book`.

    Raises BadParameterFile; a head that changes unit or dimensions of a parameter of the book is one.
    """
    sources, units = read_sources(directory), read_units(directory)
    heads: list[ParameterHead] = []
    rows: list[ParameterRow] = []
    for folder in parameter_folders(directory):
        head = _head(book, folder, units)
        heads.append(head)
        rows.extend(parse_row(line, head, sources) for line in read_rows(folder, head))
    return tuple(heads), tuple(rows)


def _head(book: TariffBook, folder: Path, units: frozenset[str]) -> ParameterHead:
    known = book.heads.get(path_of(folder))
    if known is not None and not (folder / HEAD).exists():
        return known
    head = read_head(folder, units)
    if known is not None and (known.unit, known.dimensions) != (head.unit, head.dimensions):
        problem = f"the book has unit {known.unit} and dimensions {list(known.dimensions)}; keep them or rename"
        raise BadParameterFile(folder / HEAD, 0, "unit and dimensions", (head.unit, head.dimensions), problem)
    return head
