"""The columns of the elementi di dettaglio: a new one is one entry; the template takes head, width and side from here.

Widths are those of the page (178 mm): the column of the label takes what the others leave.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from adapters.print import format as fmt
from adapters.print.pages.detail_sources import Sources
from adapters.print.pages.traffic import traffic_counted
from domain.billing.explanation import line_label, number, price_unit
from domain.kernel.quantity import Unit
from domain.pricing.line import Line

LABEL, AMOUNT = "label", "amount"
_PAGE_MM = 178
_POINTS_A_MM = 72 / 25.4
_TEXT_POINTS = 7.4
_INSET_POINTS = 6


@attrs.frozen
class Column:
    """A column of lines.

    width_mm  on the page; 0 for what is left
    width_em  of its text: at most what is inside the column, so that no line wraps
    cell      what it says of a line
    """

    name: str
    head: str
    width_mm: int
    width_em: float
    is_right: bool
    cell: Callable[[Line, Sources], str]


@attrs.frozen
class ColumnHead:
    """What the template needs to know of a column; `is_amount` marks the one under which sums stand."""

    name: str
    head: str
    width_mm: int
    is_right: bool
    is_amount: bool


def column_heads() -> tuple[ColumnHead, ...]:
    """Every column in order."""
    return tuple(
        ColumnHead(each.name, each.head, each.width_mm, each.is_right, each.name == AMOUNT) for each in COLUMNS
    )


def _period(line: Line, _: Sources) -> str:
    return fmt.period(line.period)


def _label(line: Line, _: Sources) -> str:
    return line_label(line)


def _quantity(line: Line, _: Sources) -> str:
    return traffic_counted(line) or number(line.quantity.value)


def _price(line: Line, _: Sources) -> str:
    is_fine = not line.price.yearly and line.price.per is not Unit.POINT
    return "" if traffic_counted(line) else number(line.price.value, 6 if is_fine else 2)


def _unit(line: Line, _: Sources) -> str:
    return "" if traffic_counted(line) else price_unit(line.price)


def _share(line: Line, _: Sources) -> str:
    is_whole = line.share.numerator == line.share.denominator
    return "" if is_whole or traffic_counted(line) else str(line.share)


def _amount(line: Line, _: Sources) -> str:
    return fmt.amount(line.amount)


def _marks(line: Line, sources: Sources) -> str:
    return "C" if traffic_counted(line) else sources.marks(line)


_PERIOD = Column("period", "Periodo", 26, 8.9, False, _period)
_FIGURES = (
    Column("quantity", "Quantità", 17, 5.7, True, _quantity),
    Column("price", "Prezzo", 20, 6.8, True, _price),
    Column("unit", "Unità", 19, 6.4, False, _unit),
    Column("share", "Anno", 11, 3.3, True, _share),
    Column(AMOUNT, "Importo €", 19, 6.4, True, _amount),
    Column("sources", "Fonte", 11, 3.3, False, _marks),
)
_LEFT_MM = _PAGE_MM - sum(each.width_mm for each in (_PERIOD, *_FIGURES))
LABEL_EM = int((_LEFT_MM * _POINTS_A_MM - _INSET_POINTS) / _TEXT_POINTS * 10) / 10 - 0.2
COLUMNS = (_PERIOD, Column(LABEL, "Voce", 0, LABEL_EM, False, _label), *_FIGURES)
