"""Handle files of market messages that come through a channel: the same as when they are handed in, the channel noted.

They are known by their content: the header of a CSV of the SII portal, a Prestazione, a MessaggioSII of the PdC.
"""

from __future__ import annotations

import re

import attrs

from application.market.open_case import Desk
from application.market.receive_messages import receive_messages
from application.ports.file_handlers import Arrival, Handled

_CSV = b"cod_servizio;cod_flusso"
_ENVELOPE = re.compile(rb"<(?:[\w.-]+:)?messaggiosii[\s/>]")
_PRESTAZIONE = re.compile(rb"(?:[^<]|<[?!][^>]*>)*<(?:[\w.-]+:)?prestazione[\s/>]")
_NOT_READ = re.compile(rb"[\x00\"\s]*")
_LISTED = 20  # rejected messages whose reason is given in words; `flows refused` shows the others


@attrs.frozen
class MarketFileHandler:
    """Handles CSV with the header of market messages, and XML that is a Prestazione or holds a MessaggioSII."""

    desk: Desk

    def handles(self, name: str, first_bytes: bytes) -> bool:
        """Whether its first bytes are those of market messages, whatever its name and its character set."""
        return holds_messages(first_bytes)

    def handle(self, arrival: Arrival) -> Handled:
        """Receive it: each message finds its case, those of nobody are refused alone."""
        found = receive_messages(
            self.desk,
            name=arrival.name,
            data=arrival.content,
            channel=arrival.channel,
            container=arrival.container,
        )
        reasons = [str(each.faults[0]) for each in found.messages if not each.is_taken][:_LISTED]
        if found.rejected > len(reasons):
            reasons.append(f"and {found.rejected - len(reasons)} more")
        return attrs.evolve(found, detail="; ".join(filter(None, [found.detail if found.fault else "", *reasons])))


def holds_messages(first_bytes: bytes) -> bool:
    """Whether the first 4096 bytes of a file are those of market messages."""
    head = first_bytes.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lower()
    if _NOT_READ.sub(b"", head[:200]).startswith(_CSV):
        return True
    return bool(_PRESTAZIONE.match(head) or _ENVELOPE.search(head))
