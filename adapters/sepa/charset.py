"""The character set of SEPA: 88 signs every bank must accept (EPC217-08, "SEPA conversion table").

Letters a-z A-Z without accents, digits, space and / - ? : ( ) . , ' +

Names and texts are for people: they are transliterated, always the same way.
    1. signs with a name of their own: ß ss, Æ AE, Ø O, Ł L, & +, € EUR, typographic quotes and dashes the plain ones
    2. other Latin letters lose their accent (à a, Ñ N): the canonical decomposition of Unicode without its marks
    3. whatever is left becomes a full stop; a text of which no letter or digit is left is refused
    4. white space becomes one space, none at the ends; what is longer than its field is cut
Identifiers are for machines: one that does not fit is refused and never cleaned, because the bank compares it with
what was signed or sent before.
"""

from __future__ import annotations

import re
import unicodedata

_ALLOWED = re.compile(r"[a-zA-Z0-9/\-?:().,'+ ]*\Z")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9/\-?:().,'+ ]{1,35}\Z")
_OUTSIDE = re.compile(r"[^a-zA-Z0-9/\-?:().,'+ ]")
_MEANINGFUL = re.compile(r"[a-zA-Z0-9]")
NAME_LENGTH = 70
TEXT_LENGTH = 140
IDENTIFIER_LENGTH = 35

_SIGNS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "Æ": "AE",
        "æ": "ae",
        "Œ": "OE",
        "œ": "oe",
        "Ø": "O",
        "ø": "o",
        "Ł": "L",
        "ł": "l",
        "Đ": "D",
        "đ": "d",
        "Ð": "D",
        "ð": "d",
        "Þ": "TH",
        "þ": "th",
        "Ħ": "H",
        "ħ": "h",
        "ı": "i",
        "&": "+",
        "€": "EUR",
        "°": "o",
        "º": "o",
        "ª": "a",
        "_": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        '"': "'",
        "“": "'",
        "”": "'",
        "«": "'",
        "»": "'",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
        ";": ",",
        "|": "/",
        "\\": "/",
        "…": "...",
    }
)


class NotSepaText(ValueError):
    """A text or identifier cannot be written in the character set of SEPA."""

    def __init__(self, kind: str, found: str, expected: str) -> None:
        super().__init__(f"{kind} {found!r}: expected {expected}")
        self.kind, self.found, self.expected = kind, found, expected


def is_allowed(text: str) -> bool:
    """Whether every sign of `text` is of the set."""
    return _ALLOWED.match(text) is not None


def is_identifier(text: str) -> bool:
    """Whether `text` is an identifier: 1 to 35 signs, no slash at an end, none doubled, no space at an end."""
    edges_are_bare = not text.startswith(("/", " ")) and not text.endswith(("/", " "))
    return _IDENTIFIER.match(text) is not None and edges_are_bare and "//" not in text


def transliterate(text: str) -> str:
    """`text` in the character set of SEPA; it may become longer.

    >>> transliterate("Società Müller & Gauß «Nº 1»")
    "Societa Muller + Gauss 'No 1'"
    """
    if not _ALLOWED.match(text):
        bare = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_SIGNS))
        plain = "".join(sign for sign in bare if not unicodedata.combining(sign))
        text = _OUTSIDE.sub(".", re.sub(r"\s", " ", plain))
    return " ".join(text.split())


def readable(kind: str, text: str, length: int) -> str:
    """`text` transliterated and cut to `length`; NotSepaText when no letter or digit is left of it."""
    plain = transliterate(text)[:length].rstrip()
    if not _MEANINGFUL.search(plain):
        raise NotSepaText(kind, text, "a text with a Latin letter or a digit")
    return plain


def name(text: str) -> str:
    """A name, at most 70 signs."""
    return readable("name", text, NAME_LENGTH)


def remittance(text: str) -> str:
    """What the debtor reads, at most 140 signs."""
    return readable("remittance text", text, TEXT_LENGTH)


def identifier(kind: str, text: str) -> str:
    """`text` itself; NotSepaText when it does not fit."""
    if not is_identifier(text):
        raise NotSepaText(kind, text, "1 to 35 SEPA characters, no slash at an end or doubled, no space at an end")
    return text
