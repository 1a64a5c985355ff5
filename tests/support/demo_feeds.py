"""What comes to the demo utility: the files its simulated distributors send, and the strays beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from adapters.sii.writers.dispatches import SiiMeasureWriter
from adapters.tariffs.loader import load_bands
from adapters.wire.converter import loads, read
from domain.kernel.validity import Period
from domain.simulation.book import SimulationBook
from domain.simulation.distributor import SimulatedMarket

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"


def content(name: str) -> Any:
    """A JSON file of the demo."""
    return loads((DEMO / name).read_bytes())


def demo_market() -> SimulatedMarket:
    """The simulation of the demo."""
    return SimulatedMarket(read(SimulationBook, content(content("demo.json")["book"])), load_bands())


def feeds(market: SimulatedMarket) -> Iterator[list[tuple[str, bytes]]]:
    """The files by name that come before each stop of the script, in order, the strays last."""
    writer, start = SiiMeasureWriter(), market.book.first_reading
    for feed in content("demo.json")["feeds"]:
        stop = dt.date.fromisoformat(feed["stop"])
        files = [writer.write(dispatch) for dispatch in market.dispatches(Period(start, stop))]
        strays = sorted((DEMO / feed["strays"]).iterdir()) if "strays" in feed else []
        yield [*files, *((file.name, file.read_bytes()) for file in strays)]
        start = stop
