"""By which channel a file goes out."""

from __future__ import annotations

from collections.abc import Iterable

from application.ports.channels import Channel


def channel_to(counterpart: str, channels: Iterable[Channel]) -> str:
    """The name of the sending channel agreed with a counterpart, or of the only one that sends to anybody; else empty:
    the file is sent by hand."""
    sending = [channel.terms for channel in channels if channel.terms.sends]
    own = [each.name for each in sending if counterpart and each.counterpart == counterpart]
    to_anybody = [each.name for each in sending if not each.counterpart]
    return own[0] if own else to_anybody[0] if len(to_anybody) == 1 else ""
