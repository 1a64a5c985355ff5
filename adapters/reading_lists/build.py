"""What this package gives the house: lists of readings in."""

from __future__ import annotations

from application.ports.reading_lists import ReadingLists


def build_reading_lists() -> ReadingLists:
    """The lists of every operator that has a mapping."""
    from adapters.reading_lists.reader import CsvReadingLists

    return CsvReadingLists()
