"""Take measure files that come through a channel: the same as when they are handed in, with the channel noted."""

from __future__ import annotations

import attrs

from application.ports.flow_files import IMPORTED
from application.ports.measure_flows import MeasureFlows
from application.ports.takers import Arrival, Taken
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor
from application.use_cases.collect_files import KNOWN
from application.use_cases.import_measures import import_measures

_ZIP = b"PK\x03\x04"


@attrs.frozen
class MeasureTaker:
    """Takes zips, and XML whose root is that of a measure flow. With `books`, what is stored is judged with it."""

    units: UnitsOfWork
    actor: Actor
    flows: MeasureFlows
    books: TariffBooks | None = None

    def takes(self, name: str, first_bytes: bytes) -> bool:
        """Whether it is a zip or has a root of the measure flows near its start, whatever its name."""
        start = first_bytes.lower()
        return first_bytes.startswith(_ZIP) or any(root.encode() in start for root in self.flows.roots())

    def take(self, arrival: Arrival) -> Taken:
        """Import it. Of a zip the outcome is that of the files in it where they agree."""
        intakes = import_measures(
            units=self.units,
            actor=self.actor,
            flows=self.flows,
            name=arrival.name,
            data=arrival.content,
            channel=arrival.channel,
            books=self.books,
        )
        bad = [each for each in intakes if each.outcome not in (IMPORTED, KNOWN)]
        outcome = bad[0].outcome if bad and len(bad) == len(intakes) else IMPORTED
        return Taken(
            outcome,
            flow=intakes[0].flow if len({each.flow for each in intakes}) == 1 else "",
            detail="; ".join(f"{each.name}: {each.outcome}: {each.detail}" for each in bad),
            records=sum(each.records for each in intakes),
            taken=sum(each.taken for each in intakes),
            refused=sum(len(each.refused) for each in intakes) + len(bad),
        )
