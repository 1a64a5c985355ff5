"""Handle files of market messages that come through a channel: the same as when they are handed in, the channel noted.

They are known by their content, which the adapter of the market knows.
"""

from __future__ import annotations

import attrs

from application.market.market_ports import MarketPorts
from application.market.receive_messages import receive_messages
from application.ports.file_handlers import Arrival, Handled

_LISTED = 20  # rejected messages whose reason is given in words; `flows rejected` shows the others


@attrs.frozen
class MarketFileHandler:
    """Handles files that hold market messages."""

    ports: MarketPorts

    def handles(self, name: str, first_bytes: bytes) -> bool:
        """Whether its first bytes are those of market messages, whatever its name and its character set."""
        return self.ports.flows.holds_messages(first_bytes)

    def handle(self, arrival: Arrival) -> Handled:
        """Receive it: each message finds its case, those of nobody are refused alone."""
        found = receive_messages(
            self.ports,
            name=arrival.name,
            data=arrival.content,
            channel=arrival.channel,
            container=arrival.container,
        )
        reasons = [str(each.faults[0]) for each in found.messages if not each.is_accepted][:_LISTED]
        if found.rejected > len(reasons):
            reasons.append(f"and {found.rejected - len(reasons)} more")
        return attrs.evolve(found, detail="; ".join(filter(None, [found.detail if found.fault else "", *reasons])))
