"""Take measure files that come through a channel: the same as when they are handed in, with the channel noted."""

from __future__ import annotations

import attrs

from application.exchange.collect_files import KNOWN
from application.journal import Actor
from application.metering.import_measures import import_measures
from application.ports.file_handlers import Arrival, Taken
from application.ports.flow_files import IMPORTED
from application.ports.measure_flows import MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork


@attrs.frozen
class MeasureTaker:
    """Takes XML whose root is that of a measure flow. With `books`, what is stored is judged with it."""

    units: UnitsOfWork
    actor: Actor
    flows: MeasureFlows
    books: TariffBooks | None = None

    def takes(self, name: str, first_bytes: bytes) -> bool:
        """Whether it has a root of the measure flows near its start, whatever its name."""
        start = first_bytes.lower()
        return any(root.encode() in start for root in self.flows.roots())

    def take(self, arrival: Arrival) -> Taken:
        """Import it; what was imported before counts as imported."""
        (intake,) = import_measures(
            units=self.units,
            actor=self.actor,
            flows=self.flows,
            name=arrival.name,
            data=arrival.content,
            channel=arrival.channel,
            container=arrival.container,
            books=self.books,
        )
        return Taken(
            IMPORTED if intake.outcome == KNOWN else intake.outcome,
            flow=intake.flow,
            detail=intake.detail,
            records=intake.records,
            taken=intake.taken,
            refused=len(intake.refused),
        )
