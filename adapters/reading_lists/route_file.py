"""The reading route as a file: a row a register, to be filled in and read again by the mapping walk_list."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal

import xlsxwriter

from application.ports.reading_lists import UnknownForm
from domain.metering.manual_readings.reading_route import RouteRegister, RouteStop

COLUMNS = (
    "punto",
    "servizio",
    "indirizzo",
    "comune",
    "cliente",
    "matricola",
    "cifre",
    "coefficiente",
    "registro",
    "ultima_data",
    "ultima_lettura",
    "attesa_da",
    "attesa_a",
    "data",
    "lettura",
    "esito",
    "note",
)
_SAME_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001  the file holds no time of its own, so that its bytes are its content
_FORMULA = ("=", "+", "-", "@", "\t")


def route_file(stops: Sequence[RouteStop], day: dt.date, form: str) -> bytes:
    """The rows of every stop, as csv (with a mark of its encoding, for spreadsheets) or xlsx. UnknownForm."""
    rows = [COLUMNS, *(_row(stop, register, day) for stop in stops for register in stop.registers)]
    if form == "csv":
        return _csv(rows)
    if form == "xlsx":
        return _xlsx(rows)
    raise UnknownForm(f"a reading route is written as csv or xlsx, got {form!r}")


def _row(stop: RouteStop, register: RouteRegister, day: dt.date) -> tuple[str, ...]:
    expected = map(_number, register.expected) if register.expected else iter(("", ""))
    return (
        stop.point,
        stop.commodity,
        f"{stop.street} {stop.number}",
        stop.town,
        stop.customer,
        stop.serial,
        "" if stop.digits is None else str(stop.digits),
        "" if stop.coefficient is None else _number(stop.coefficient),
        register.name,
        f"{stop.last_day:%d/%m/%Y}" if stop.last_day else "",
        "" if register.last is None else _number(register.last),
        *expected,
        f"{day:%d/%m/%Y}",
        "",
        "",
        "",
    )


def _number(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _csv(rows: Sequence[tuple[str, ...]]) -> bytes:
    made = io.StringIO()
    csv.writer(made, delimiter=";", lineterminator="\r\n").writerows(list(_harmless(row)) for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _harmless(row: tuple[str, ...]) -> Iterator[str]:
    """The cells as text: none that a spreadsheet would take for a formula, none that breaks its line."""
    for cell in row:
        text = " ".join(cell.split())
        yield f"'{text}" if text.startswith(_FORMULA) else text


def _xlsx(rows: Sequence[tuple[str, ...]]) -> bytes:
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    book.set_properties({"title": "Giro di letture", "created": _SAME_DAY})
    sheet = book.add_worksheet("Giro")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
