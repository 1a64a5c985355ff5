"""Play the distributors of a simulation: write what they send over some days and hand it to whatever carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from application.ports.measure_writer import MeasureWriter
from domain.kernel.validity import Period
from domain.simulation.distributor import SimulatedMarket


@attrs.frozen
class SentFile:
    """A file that left: its flow, its name and how many measures it holds."""

    flow: str
    name: str
    measures: int


def play_distributor(
    *, writer: MeasureWriter, market: SimulatedMarket, days: Period, deliver: Callable[[str, bytes], None]
) -> Iterator[SentFile]:
    """Send every file that leaves on one of `days`, in order of day; yields each as it has left.

    The same book and days give the same files. NotWritable for a flow that has no format.
    """
    for dispatch in market.dispatches(days):
        name, data = writer.write(dispatch)
        deliver(name, data)
        yield SentFile(dispatch.flow, name, len(dispatch.measures))
