"""The bill that the benchmarks price: a resident home, two months, three bands, the RAI fee."""

from __future__ import annotations

from pathlib import Path

from adapters.cases.parse import parse_simulation
from adapters.system_clock import SystemClock
from adapters.tariffs.books import PackagedTariffs
from domain.invoices.facts import BillingFacts
from domain.kernel.calendar import BandCalendar

_CASE = Path(__file__).with_name("home.json")


def home_facts(bands: BandCalendar) -> BillingFacts:
    """The facts of home.json."""
    case = parse_simulation(_CASE.read_bytes(), book=PackagedTariffs().book, bands=bands, today=SystemClock().today())
    return case.facts
