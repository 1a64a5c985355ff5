"""Texts the FatturaPA schema accepts: Basic Latin, or Basic Latin and Latin-1 Supplement (schema 1.2.3).

Known signs are spelled (€ is EUR), letters lose the accents Latin-1 does not have, anything else becomes a question
mark, so that nothing vanishes unseen.
"""

from __future__ import annotations

import functools
import unicodedata

_UNKNOWN = "?"
_SPELLED = str.maketrans(
    {
        "€": "EUR",
        "’": "'",
        "‘": "'",
        "‚": "'",
        "′": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "″": '"',
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "…": "...",
        "•": "-",
        "⁄": "/",
        "Ł": "L",
        "ł": "l",
        "Đ": "D",
        "đ": "d",
        "ı": "i",
        "Œ": "OE",
        "œ": "oe",
        "ẞ": "SS",
        "σ": "sigma",
        "γ": "gamma",
        "λ": "lambda",
    }
)


def latin(text: str, limit: int) -> str:
    """`text` in Basic Latin and Latin-1, white space collapsed, cut to `limit` characters; never empty.

    >>> latin("Łódź – 10 €", 60)
    'Lódz - 10 EUR'
    """
    return _cut(_folded(text, 0xFF), limit)


def basic(text: str, limit: int) -> str:
    """The same in Basic Latin only.

    >>> basic("12½ à", 20)
    '121/2 a'
    """
    return _cut(_folded(text, 0x7F), limit)


def pieces(text: str, limit: int) -> tuple[str, ...]:
    """`text` in Latin-1 in parts of at most `limit` characters, cut at spaces where there are any."""
    rest, parts = _folded(text, 0xFF), []
    while len(rest) > limit:
        at = rest.rfind(" ", 1, limit + 1)
        at = at if at > 0 else limit
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def _cut(text: str, limit: int) -> str:
    return text[:limit].rstrip() or _UNKNOWN


@functools.lru_cache(maxsize=8192)
def _folded(text: str, highest: int) -> str:
    if not text.isascii() or not text.isprintable():
        text = unicodedata.normalize("NFC", text).translate(_SPELLED)
        text = "".join(_fold(sign, highest) for sign in text)
    return " ".join(text.split())


def _fold(sign: str, highest: int) -> str:
    if unicodedata.category(sign) == "Cc" or sign.isspace():
        return " "
    if ord(sign) <= highest:
        return sign
    if unicodedata.combining(sign):
        return ""
    parts = unicodedata.normalize("NFKD", sign).translate(_SPELLED)
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return "".join(part if part >= " " and ord(part) <= highest else _UNKNOWN for part in plain) or _UNKNOWN
