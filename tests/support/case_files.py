"""Case files, as small as they may be, and what is read of them."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from adapters.cases.fields import SimulationCase
from adapters.cases.parse import parse_simulation
from adapters.tariffs.loader import load_bands
from domain.kernel.calendar import BandCalendar
from tests.support.strategies.supply import packaged_book

TODAY = dt.date(2026, 11, 24)
OCTOBER = {"start": "2026-10-01", "stop": "2026-11-01"}
CASE: dict[str, Any] = {
    "commodity": "electricity",
    "period": OCTOBER,
    "supply": {"customer": "domestic_resident", "committed_kw": "3"},
    "offer": {"price": {"kind": "fixed", "prices": {"M": "0.1"}}},
    "consumption": {"bands": {"M": 100}},
}


@functools.lru_cache(maxsize=1)
def bands() -> BandCalendar:
    return load_bands()


def parsed(data: bytes) -> SimulationCase:
    return parse_simulation(data, book=packaged_book().known, bands=bands(), today=TODAY)
