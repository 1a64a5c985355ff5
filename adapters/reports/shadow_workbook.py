"""A shadow run as a workbook: a sheet for each view. Amounts are numbers that a spreadsheet adds up."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from domain.kernel.money import Money
from domain.offers.shadow import ShadowReport, SpendDifference

_SAME_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001  the file holds no time of its own, so that its bytes are its content
_WIDTH, _NARROW = 34, 14
_AMOUNTS = ("Contratti", "Prima", "Dopo", "Differenza")

Cell = str | int | Money | Decimal


def workbook(title: str, report: ShadowReport) -> bytes:
    """The workbook of a report. Text is written as text: nothing a customer wrote becomes a formula."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": _SAME_DAY})
    sheets = _Sheets(book)
    sheets.add("Riepilogo", ("Voce", "Valore"), _summary(title, report))
    for name, first, parts in (
        ("Classi di cliente", "Classe", report.by_customer),
        ("Offerte", "Offerta", report.by_offer),
        ("Componenti", "Componente", report.by_component),
    ):
        sheets.add(name, (first, *_AMOUNTS), (_row(each) for each in parts))
    sheets.add(
        "Distribuzione",
        ("Da EUR", "A EUR (escluso)", "Contratti"),
        ((each.start, each.stop, each.contracts) for each in report.distribution),
    )
    sheets.add(
        "Maggiori variazioni",
        ("Contratto", "Classe", "Offerta", "Prima", "Dopo", "Differenza"),
        ((each.contract, each.customer, each.offer, each.before, each.after, each.change) for each in report.movers),
    )
    sheets.add(
        "Rifiutati",
        ("Contratto", "Lato", "Codice", "Motivo"),
        (
            (refusal.contract, refusal.side.value, fault.code, fault.message)
            for refusal in report.refused
            for fault in refusal.faults
        ),
    )
    book.close()
    return made.getvalue()


class _Sheets:
    """Sheets with a bold first row that stays in sight."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._bold: Format = book.add_format({"bold": True, "bottom": 1})
        self._euro: Format = book.add_format({"num_format": "#,##0.00"})

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """One sheet; money and numbers are written as numbers."""
        sheet = self._book.add_worksheet(name)
        sheet.set_column(0, 0, _WIDTH)
        sheet.set_column(1, len(columns), _NARROW)
        sheet.freeze_panes(1, 0)
        for column, text in enumerate(columns):
            sheet.write_string(0, column, text, self._bold)
        for i, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Money):
                    sheet.write_number(i, column, cell.amount, self._euro)
                elif isinstance(cell, str):
                    sheet.write_string(i, column, cell)
                else:
                    sheet.write_number(i, column, cell)


def _row(part: SpendDifference) -> tuple[Cell, ...]:
    return part.name, part.contracts, part.before, part.after, part.change


def _summary(title: str, report: ShadowReport) -> Iterable[tuple[Cell, ...]]:
    yield "Titolo", title
    yield "Contratti", report.contracts
    yield "Confrontati", report.total.contracts
    yield "Senza variazioni", report.unchanged
    yield "Prima", report.total.before
    yield "Dopo", report.total.after
    yield "Differenza", report.total.change
    for side, code, count in report.refusals:
        yield f"Rifiutati {side.value} {code}", count
    yield "Libro tariffe prima", report.before_book
    yield "Libro tariffe dopo", report.after_book
