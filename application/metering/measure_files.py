"""Handle measure files that come through a channel: the same as when they are handed in, with the channel noted."""

from __future__ import annotations

import attrs

from application.journal import Actor
from application.metering.import_measures import import_measure_file
from application.ports.containers import Member
from application.ports.file_handlers import Arrival, Handled
from application.ports.flow_files import IMPORTED, KNOWN
from application.ports.measure_flows import MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork


@attrs.frozen
class MeasureFileHandler:
    """Handles files that hold measures. With `books`, what is stored is validated."""

    units: UnitsOfWork
    actor: Actor
    flows: MeasureFlows
    books: TariffBooks | None = None

    def handles(self, name: str, first_bytes: bytes) -> bool:
        """Whether its first bytes are those of a measure file, whatever its name."""
        return self.flows.holds_measures(first_bytes)

    def handle(self, arrival: Arrival) -> Handled:
        """Import it; what was imported before counts as imported."""
        handled = import_measure_file(
            units=self.units,
            actor=self.actor,
            flows=self.flows,
            file=Member(arrival.name, arrival.content, arrival.container),
            channel=arrival.channel,
            books=self.books,
        )
        return attrs.evolve(handled, outcome=IMPORTED) if handled.outcome == KNOWN else handled
