"""The acts behind the lines of a printed bill, numbered in the order they are first used."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from adapters.print import format as fmt
from domain.billing.explanation import number
from domain.pricing.line import Input, Line
from domain.tariffs.parameter import ParameterRow, Status

_STATUS_NOTES = {
    Status.DERIVED: "valore ricavato per calcolo",
    Status.RECALLED: "valore da verificare nell’atto",
    Status.SYNTHETIC: "valore dimostrativo",
    Status.GIVEN: "valore indicato da chi ha chiesto il calcolo",
}


@attrs.frozen
class SourceNote:
    """A numbered act: title, link, and the parameters read in it."""

    mark: str
    title: str
    link: str
    parameters: tuple[str, ...]


class Sources:
    """Acts in the order they are first used, each with its mark and the parameters read in it."""

    def __init__(self, rows: Mapping[str, ParameterRow]) -> None:
        self._rows = rows
        self._parameters: dict[tuple[str, str], dict[str, None]] = {}
        self._marks: dict[tuple[str, str], str] = {}

    def marks(self, line: Line) -> str:
        """The marks of a line's inputs: numbers of acts, C for the contract."""
        marks = [self._mark(each, line) if each.row else "C" for each in line.inputs]
        return " ".join(sorted(dict.fromkeys(marks), key=lambda mark: (not mark.isdigit(), mark.rjust(4))))

    def notes(self) -> tuple[SourceNote, ...]:
        """The acts by mark."""
        return tuple(
            SourceNote(mark, key[0], key[1], tuple(self._parameters[key])) for key, mark in self._marks.items()
        )

    def _mark(self, each: Input, line: Line) -> str:
        row = self._rows[each.row]
        key = (row.source.title, row.source.link)
        mark = self._marks.setdefault(key, str(len(self._marks) + 1))
        name = component_name(line) if len(line.inputs) == 1 else f"{each.symbol} ({row.name})"
        doubt = f" ({_STATUS_NOTES[row.status]})" if row.status in _STATUS_NOTES else ""
        text = f"{name} {number(each.value)} {fmt.unit(each.unit).replace('EUR', '€').replace('/punto', '')}".rstrip()
        self._parameters.setdefault(key, {})[f"{text}, {fmt.period(row.period)}{doubt}"] = None
        return mark


def component_name(line: Line) -> str:
    """The name of a component without the band or the month of one of its lines."""
    return line.label.partition(",")[0].removesuffix(f" {line.band}")
