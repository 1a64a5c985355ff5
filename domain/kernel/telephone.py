"""Telephone traffic: its kinds and the units they are counted in, and numbers in E.164.

ITU-T E.164: a plus sign, the country code and the number, at most 15 digits. Masking of the last three digits in
anything printed: D.Lgs 196/2003 art. 124.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

import attrs

from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.quantity import Unit

_E164 = re.compile(r"\+[1-9]\d{2,14}\Z", re.ASCII)
_NOT_DIALLED = re.compile(r"[\s()./-]")
_MASKED_DIGITS = 3


class CallKind(enum.Enum):
    """What a call detail record is of. Counted in seconds, messages, kilobytes."""

    VOICE = "voice"
    SMS = "sms"
    DATA = "data"


PRICED_PER: Mapping[CallKind, int] = {CallKind.VOICE: 60, CallKind.SMS: 1, CallKind.DATA: 1024}
"""How many counted units a price is for: a minute, a message, a megabyte of 1024 kilobytes."""

COUNTED_IN: Mapping[CallKind, Unit] = {
    CallKind.VOICE: Unit.SECOND,
    CallKind.SMS: Unit.MESSAGE,
    CallKind.DATA: Unit.KILOBYTE,
}


def telephone_number(text: str) -> str:
    """The number as it is, if it is in E.164; InvalidIdentifier otherwise.

    >>> telephone_number("+390212345678")
    '+390212345678'
    """
    if not _E164.match(text):
        raise InvalidIdentifier("telephone number", text, "E.164: +, country code and number, at most 15 digits")
    return text


def masked(number: str) -> str:
    """For print: the last three digits hidden; what has no more than three is hidden whole.

    >>> masked("+390212345678")
    '+390212345***'
    """
    return number[:-_MASKED_DIGITS] + "*" * len(number[-_MASKED_DIGITS:])


@attrs.frozen
class NumberRules:
    """How an operator writes numbers.

    country        country code, digits
    international  what an international number begins with, e.g. + or 00
    bare_is_whole  a number without such a beginning holds its country code already; else it is national
    strip          beginnings that are no part of the number, e.g. a carrier selection code
    """

    country: str
    international: tuple[str, ...]
    bare_is_whole: bool = False
    strip: tuple[str, ...] = ()


def normalised(text: str, rules: NumberRules) -> str:
    """A number as an operator writes it, in E.164; InvalidIdentifier where it cannot be one.

    Italian national numbers keep their leading zero; short numbers are national numbers.

    >>> normalised("02 1234-5678", NumberRules("39", ("+", "00")))
    '+390212345678'
    """
    dialled = _NOT_DIALLED.sub("", text)
    for start in rules.strip:
        if dialled.startswith(start):
            dialled = dialled.removeprefix(start)
            break
    for start in rules.international:
        if dialled.startswith(start):
            return _whole("+" + dialled.removeprefix(start), text)
    return _whole(f"+{dialled}" if rules.bare_is_whole else f"+{rules.country}{dialled}", text)


def _whole(number: str, found: str) -> str:
    if not _E164.match(number):
        raise InvalidIdentifier("telephone number", found, "a number that gives E.164: at most 15 digits, no letters")
    return number
