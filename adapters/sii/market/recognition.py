"""Whether a file holds market messages, by its first bytes: whatever its name, its character set and what a program
did to it.

They are known by the header of a CSV of the SII portal, a Prestazione, a MessaggioSII of the PdC.
"""

from __future__ import annotations

import re

_CSV = b"cod_servizio;cod_flusso"
_ENVELOPE = re.compile(rb"<(?:[\w.-]+:)?messaggiosii[\s/>]")
_PRESTAZIONE = re.compile(rb"(?:[^<]|<[?!][^>]*>)*<(?:[\w.-]+:)?prestazione[\s/>]")
_NOT_READ = re.compile(rb"[\x00\"\s]*")


def holds_messages(first_bytes: bytes) -> bool:
    """Whether the first 4096 bytes of a file are those of market messages."""
    head = first_bytes.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lower()
    if _NOT_READ.sub(b"", head[:200]).startswith(_CSV):
        return True
    return bool(_PRESTAZIONE.match(head) or _ENVELOPE.search(head))
