"""Read a case file into domain values: bytes in, the question and the book it is to be answered with out.

Each commodity has a folder with its JSON Schemas and its parser; a new one adds an entry here. BadCase says where, what
was found, what is expected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

import attrs

from adapters.cases.electricity import parse as electricity
from adapters.cases.fields import BookOn, Tree
from adapters.cases.gas import parse as gas
from adapters.cases.heat import parse as heat
from adapters.cases.services import parse as services
from adapters.cases.structure import read
from adapters.cases.telephony import parse as telephony
from adapters.cases.water import parse as water
from application.ports.case_files import EstimateCase, SimulationCase
from domain.kernel.calendar import BandCalendar


class Simulate(Protocol):
    """Makes the case of a simulation of a checked tree."""

    def __call__(self, tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase: ...


class Estimate(Protocol):
    """Makes the case of an annual estimate of a checked tree."""

    def __call__(self, tree: Tree, *, book: BookOn, today: dt.date) -> EstimateCase: ...


@attrs.frozen
class CommodityCases:
    """How the cases of one commodity are read; None where there is no such case."""

    simulate: Simulate
    estimate: Estimate | None = None


CASES: Mapping[str, CommodityCases] = {
    "electricity": CommodityCases(electricity.simulation, electricity.estimate),
    "gas": CommodityCases(gas.simulation, gas.estimate),
    "water": CommodityCases(water.simulation),
    "heat": CommodityCases(heat.simulation),
    "telephony": CommodityCases(telephony.simulation),
    "services": CommodityCases(services.simulation),
}


def parse_simulation(data: bytes, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation. `book` gives the tariff book as known on a day, `bands` the band of each hour; the
    case is as known on `today` unless it says otherwise."""
    tree = read("simulate", data)
    return CASES[tree["commodity"]].simulate(tree, book=book, bands=bands, today=today)


def parse_estimate(data: bytes, *, book: BookOn, today: dt.date) -> EstimateCase:
    """The case of an annual estimate, as known on `today` unless it says otherwise."""
    tree = read("estimate", data)
    make = CASES[tree["commodity"]].estimate
    assert make is not None, "the schema admits only commodities with an estimate"
    return make(tree, book=book, today=today)
