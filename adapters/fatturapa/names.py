"""Names of the files sent to the SdI: country, tax code of the transmitter, a progressive (control 00001).

The progressive is written in base 36 with capitals only, so no two names differ by case alone.
"""

from __future__ import annotations

import re
import string

from adapters.fatturapa.limits import LIMITS
from domain.kernel.identifiers import CodiceFiscale

_DIGITS = string.digits + string.ascii_uppercase
_NAME = re.compile(r"(IT[A-Za-z0-9]{11,16}|(?!IT)[A-Z]{2}[A-Za-z0-9]{2,28})_[A-Za-z0-9]{1,5}\.(xml|xml\.p7m|zip)\Z")


def progressive_text(progressive: int) -> str:
    """The progressive in base 36, five characters. ValueError below 1 and above what five characters hold.

    >>> progressive_text(36)
    '00010'
    """
    most = len(_DIGITS) ** LIMITS.progressive_digits - 1
    if not 1 <= progressive <= most:
        raise ValueError(f"a progressive is 1 to {most}, got {progressive}; a new transmitter starts again from 1")
    text = ""
    for _ in range(LIMITS.progressive_digits):
        progressive, digit = divmod(progressive, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def file_name(transmitter: CodiceFiscale, progressive: int) -> str:
    """The name of an unsigned file.

    >>> file_name(CodiceFiscale("01234567897"), 1)
    'IT01234567897_00001.xml'
    """
    return f"IT{transmitter}_{progressive_text(progressive)}.xml"


def is_file_name(name: str) -> bool:
    """Whether the SdI accepts the name: of a file, a signed file or an archive."""
    return _NAME.match(name) is not None
