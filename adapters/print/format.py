"""How figures and days are written on paper: Italian decimal comma, thousands with a point, nothing ever rounded but
converted volumes of gas where they are told and not charged."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from domain.billing.explanation import number
from domain.kernel.money import Money
from domain.kernel.quantity import Unit
from domain.kernel.rounding import WHOLE
from domain.kernel.validity import FOREVER, Period

_PRINTED = "–—‘’‚“”„•…€→×÷≤≥−·′″№™"


def amount(money: Money) -> str:
    """1.274,92 without a sign, for columns that say € in their head."""
    return number(money.amount, 2)


def amount_eur(money: Money) -> str:
    """1.274,92 € with a space that does not break."""
    return f"{amount(money)}\u00a0€"


def price(value: Decimal) -> str:
    """A price with at least six decimals: 0,118000."""
    return number(value, 6)


def energy(value: Decimal) -> str:
    """Energy as measured: an integer, or every decimal it has."""
    return number(value)


def used(value: Decimal, unit_text: str) -> str:
    """Energy where it is told and not charged: Smc come of a product and are told whole, all else as measured.

    Where it is charged, on the scontrino and in the elementi di dettaglio, every decimal stands.
    """
    return energy(WHOLE.apply(value) if unit_text == Unit.SMC.value else value)


def unit(text: str) -> str:
    """A unit as printed: m³."""
    return text.replace("m3", "m³")


def day(value: dt.date) -> str:
    """31/10/2026."""
    return f"{value:%d/%m/%Y}"


def period(value: Period) -> str:
    """01/07 – 31/08/2026: first and last day; both with their year where the years differ, only the first if open."""
    if value.stop == FOREVER:
        return f"dal {day(value.start)}"
    first = f"{value.start:%d/%m}" if value.start.year == value.last.year else day(value.start)
    return f"{first} – {day(value.last)}"


def percent(ratio: Decimal) -> str:
    """10% for 0.10."""
    return f"{number(ratio * 100)}%"


def iban(text: str) -> str:
    """An account in groups of four, as people read it."""
    return "\u00a0".join(text[i : i + 4] for i in range(0, len(text), 4))


def masked(text: str) -> str:
    """A masked account with its hidden middle shown as dots: IT60 •••• 3456."""
    return re.sub(r"\*+", "\u00a0••••\u00a0", text)


def phone_or_text(text: str) -> str:
    """A telephone number whose groups stay on one line."""
    return text.replace(" ", "\u00a0")


def printable(text: str) -> str:
    """`text` with every character that the fonts cannot be trusted with replaced by a question mark.

    PDF/A refuses a document with a glyph missing: one odd character in a name must not stop a bill. Control
    characters become spaces.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(_printable_character(each) for each in composed)


def _printable_character(each: str) -> str:
    if each in _PRINTED or each == "\u00a0":
        return each
    category = unicodedata.category(each)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cf", "Mn", "Cn"):
        return ""
    code = ord(each)
    is_known = code < 0x180 or 0x391 <= code < 0x3CA or 0x400 <= code < 0x460
    return each if is_known else "?"
