"""The ports of the market, together: what its use cases work with, and who acts."""

from __future__ import annotations

import attrs

from application.journal import Actor
from application.ports.channels import Channels, channel_to
from application.ports.market_flows import MarketFlows
from application.ports.processes import Processes
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.services import Services


@attrs.frozen
class MarketPorts:
    """The ports a market use case works with. `channels`: by which requests go out; None: by hand."""

    units: UnitsOfWork
    books: TariffBooks
    processes: Processes
    flows: MarketFlows
    actor: Actor
    channels: Channels | None = None

    def channel_to(self, counterpart: str) -> str:
        """The name of the channel that sends to a counterpart, or of the only one that sends and names none."""
        return channel_to(counterpart, self.channels.of(self.actor.tenant) if self.channels is not None else ())


def market_ports(services: Services, actor: Actor) -> MarketPorts:
    """The ports of the market, for who acts."""
    return MarketPorts(
        services.units, services.books, services.processes, services.market_flows, actor, services.channels
    )
