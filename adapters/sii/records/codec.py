"""The types of single fields of an SII flow: text to value and back.

Numbers have no thousands separator and a decimal comma, for gas a point; readings of gas are whole and padded to nine
digits; days are dd/MM/yyyy, months MM/yyyy. The texts of days, months and points come again and again in a file, so
what they say is remembered.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs

from domain.kernel.identifiers import InvalidIdentifier, Pod
from domain.kernel.validity import Period, month_of

_DECIMAL = re.compile(r"[0-9]{1,15}(?:,[0-9]{1,9})?")
_DECIMAL_POINT = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_PDR = re.compile(r"[0-9]{14}")
_PADDED = 9
_REMEMBERED = 1 << 14
_WHOLE = re.compile(r"[0-9]{1,15}")
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_MONTH = re.compile(r"([0-9]{2})/([0-9]{4})")


class MalformedText(ValueError):
    """A text is not of its type: what was found and what was expected."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"found {found[:80]!r}, expected {expected}")


@attrs.frozen
class FieldCodec:
    """A field type: `read` raises MalformedText; `write` is its inverse; `expected` describes the text."""

    name: str
    expected: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def read_decimal(text: str) -> Decimal:
    """A number >= 0 with a decimal comma, or without decimals."""
    if not _DECIMAL.fullmatch(text):
        raise MalformedText(text, DEC_COMMA.expected)
    return Decimal(text.replace(",", "."))


def write_decimal(value: Decimal) -> str:
    """With a decimal comma and at least three decimals; nothing is rounded.

    >>> write_decimal(Decimal("1204")), write_decimal(Decimal("0.12345"))
    ('1204,000', '0,12345')
    """
    whole, _, decimals = f"{value:f}".partition(".")
    return f"{whole},{decimals.ljust(3, '0')}"


def _read_decimal_point(text: str) -> Decimal:
    if not _DECIMAL_POINT.fullmatch(text):
        raise MalformedText(text, DEC_POINT.expected)
    return Decimal(text.replace(",", "."))


def _read_padded(text: str) -> Decimal:
    if not _WHOLE.fullmatch(text):
        raise MalformedText(text, INT_PADDED.expected)
    return Decimal(text)


def _write_padded(value: Decimal) -> str:
    if value != value.to_integral_value():
        raise ValueError(f"a register of gas is written as a whole number, got {value}")
    return f"{int(value):0{_PADDED}d}"


def _read_pdr(text: str) -> str:
    if not _PDR.fullmatch(text):
        raise MalformedText(text, PDR.expected)
    return text


def _together(number: re.Pattern[str], expected: str) -> Callable[[Sequence[str]], list[Decimal]]:
    all_of_them = re.compile(f"(?:{number.pattern};)*")

    def read(texts: Sequence[str]) -> list[Decimal]:
        text = ";".join(texts) + ";"
        values = text.replace(",", ".").split(";")
        if not all_of_them.fullmatch(text) or len(values) != len(texts) + 1:
            raise MalformedText(text, expected)
        del values[-1]
        return [*map(Decimal, values)]

    return read


@functools.lru_cache(_REMEMBERED)
def _read_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise MalformedText(text, INT.expected)
    return int(text)


@functools.lru_cache(_REMEMBERED)
def _read_day(text: str) -> dt.date:
    found = _DAY.fullmatch(text)
    if not found:
        raise MalformedText(text, DATE_IT.expected)
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise MalformedText(text, f"{DATE_IT.expected} ({error})") from error


@functools.lru_cache(_REMEMBERED)
def _read_month(text: str) -> Period:
    found = _MONTH.fullmatch(text)
    if not found:
        raise MalformedText(text, MONTH_IT.expected)
    month, year = map(int, found.groups())
    try:
        return month_of(dt.date(year, month, 1))
    except ValueError as error:
        raise MalformedText(text, f"{MONTH_IT.expected} ({error})") from error


@functools.lru_cache(_REMEMBERED)
def _read_pod(text: str) -> str:
    try:
        return Pod(text).text
    except InvalidIdentifier as error:
        raise MalformedText(text, error.expected) from error


def _yes_or_no(yes: str, no: str) -> FieldCodec:
    expected = f"{yes} o {no}"

    @functools.lru_cache(64)
    def read(text: str) -> bool:
        if text.upper() not in (yes, no):
            raise MalformedText(text, expected)
        return text.upper() == yes

    return FieldCodec(f"yesno ({yes}/{no})", expected, read, lambda value: yes if value else no)


TEXT = FieldCodec("text", "testo", str, str)
CODE = FieldCodec("code", "codice, senza distinzione tra maiuscole e minuscole", str.upper, str)
INT = FieldCodec("int", "numero intero >= 0", _read_whole, str)
DEC_COMMA = FieldCodec("dec_comma", "numero >= 0 con la virgola, ad esempio 1204,000", read_decimal, write_decimal)
DEC_POINT = FieldCodec(
    "dec_point", "numero >= 0 con il punto, ad esempio 1.019834", _read_decimal_point, lambda v: f"{v:f}"
)
INT_PADDED = FieldCodec(
    "int_pad9", "numero intero >= 0, di nove cifre con gli zeri davanti", _read_padded, _write_padded
)
DATE_IT = FieldCodec("date_it", "giorno gg/mm/aaaa", _read_day, lambda day: f"{day:%d/%m/}{day.year:04d}")
MONTH_IT = FieldCodec("month_it", "mese mm/aaaa", _read_month, lambda month: f"{month.start:%m/}{month.start.year:04d}")
SI_NO = _yes_or_no("SI", "NO")
S_N = _yes_or_no("S", "N")
POD = FieldCodec("pod", "POD di 14 o 15 caratteri; il quindicesimo non conta", _read_pod, str)
PDR = FieldCodec("pdr", "PDR di 14 cifre", _read_pdr, str)

READ_TOGETHER: Mapping[Callable[[str], Any], Callable[[Sequence[str]], list[Any]]] = {
    codec.read: _together(number, codec.expected)
    for codec, number in ((DEC_COMMA, _DECIMAL), (DEC_POINT, _DECIMAL_POINT), (INT_PADDED, _WHOLE))
}
"""Numbers of one type read at once: by the reader of one, that of many without spaces around. MalformedText tells
only that one of them is not a number."""
