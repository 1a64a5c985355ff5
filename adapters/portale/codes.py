"""The codes of the open data, from codes.toml; and how what they cannot say is told."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("codes.toml")


class CannotRepresent(ValueError):
    """One offer says what this platform has no place for, or is malformed; the message says where and which value."""


@functools.lru_cache(maxsize=1)
def codes() -> Mapping[str, Any]:
    """The code tables, as written."""
    return tomllib.loads(_FILE.read_text("utf-8"))


def coded(table: Mapping[str, Any], place: str, code: str) -> Any:
    """What a code means; CannotRepresent where the table does not have it."""
    if code not in table:
        raise CannotRepresent(f"{place} {code!r} has no place here; known: {', '.join(sorted(filter(None, table)))}")
    return table[code]


def number(place: str, text: str, *, comma: bool = False) -> Decimal:
    """A decimal number; with `comma`, a decimal comma is read too. CannotRepresent where it is none."""
    try:
        value = Decimal(text.strip().replace(",", ".") if comma else text.strip())
    except InvalidOperation as error:
        raise CannotRepresent(f"{place}: {text!r} is not a number") from error
    if not value.is_finite():
        raise CannotRepresent(f"{place}: {text!r} is not a number")
    return value


def day_of(place: str, text: str) -> dt.date:
    """A day written GG/MM/AAAA, with or without _HH:MM:SS. CannotRepresent where it is none."""
    try:
        return dt.datetime.strptime(text.strip()[:10], "%d/%m/%Y").date()  # noqa: DTZ007
    except ValueError as error:
        raise CannotRepresent(f"{place}: {text!r} is not a day as GG/MM/AAAA") from error
