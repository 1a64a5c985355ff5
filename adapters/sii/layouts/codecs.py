"""The types of single fields of market messages: text to value and back.

Those of measures (adapters/sii/records/codec.py) hold here too. VAT numbers of other countries have letters; a number
of digits alone is Italian. A point that lost its leading zeros, as spreadsheets do to it, is refused, not guessed.
"""

from __future__ import annotations

import re
from typing import Any

from adapters.sii.records.codec import INT, FieldCodec, MalformedText
from domain.kernel.identifiers import InvalidIdentifier, PartitaIva

_FOREIGN = re.compile(r"(?=.*[A-Z])[0-9A-Z]{2,20}")
_PDR = re.compile(r"[0-9]{14}")
_CONTRACT = re.compile(r"DP[0-9]{4}")
_STEP = re.compile(r"[0-9]{1,4}|E[0-9]{3}")
_PRINTED = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def _read_vat(text: str) -> str:
    number = text.upper()
    if _FOREIGN.fullmatch(number):
        return number
    try:
        return PartitaIva(number).text
    except InvalidIdentifier as error:
        raise MalformedText(text, VAT.expected) from error


def _read_step(text: str) -> str:
    if not _STEP.fullmatch(text.upper()):
        raise MalformedText(text, STEP.expected)
    return text.upper() if text[0] in "Ee" else text.zfill(4)


def _read_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise MalformedText(text, FLAG.expected)
    return text == "1"


def _read_line(text: str) -> str:
    if not _PRINTED.fullmatch(text):
        raise MalformedText(text, LINE.expected)
    return text


def _matching(pattern: re.Pattern[str], name: str, expected: str) -> FieldCodec:
    def read(text: str) -> str:
        if not pattern.fullmatch(text.upper()):
            raise MalformedText(text, expected)
        return text.upper()

    return FieldCodec(name, expected, read, str)


def _flag_text(value: Any) -> str:
    return "1" if value else "0"


LINE = FieldCodec("text", "testo su una riga", _read_line, str)
VAT = FieldCodec("vat", "partita IVA: 11 cifre con il carattere di controllo, o estera con lettere", _read_vat, str)
STEP = FieldCodec("step", "numero del flusso: 4 cifre, o E e 3 cifre", _read_step, str)
FLAG = FieldCodec("flag", "1 o 0", _read_flag, _flag_text)
REGISTER = FieldCodec(
    "int_pad9", "lettura intera, con zeri iniziali fino a 9 cifre", INT.read, lambda value: f"{value:09d}"
)
PDR = _matching(_PDR, "pdr", "PDR di 14 cifre, con gli zeri iniziali")
CONTRACT = _matching(_CONTRACT, "dp", "contratto di dispacciamento: DP e 4 cifre")
