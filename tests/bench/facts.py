"""The bill that the benchmarks price: a resident home, two months, three bands, the RAI fee."""

from __future__ import annotations

from pathlib import Path

from adapters.cases.parse import parse_simulation
from adapters.system_clock import SystemClock
from adapters.tariffs.books import PackagedTariffs
from domain.invoices.facts import BillingFacts
from domain.kernel.calendar import BandCalendar

_FOLDER = Path(__file__).parent


def home_facts(bands: BandCalendar, name: str = "home") -> BillingFacts:
    """The facts of home.json (30 lines) or of another case beside it: home40 has 40."""
    data = (_FOLDER / f"{name}.json").read_bytes()
    case = parse_simulation(data, book=PackagedTariffs().book, bands=bands, today=SystemClock().today())
    return case.facts
