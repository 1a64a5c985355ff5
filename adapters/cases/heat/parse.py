"""Cases of district heating, from a checked tree to domain values."""

from __future__ import annotations

import datetime as dt

from adapters.cases.fields import (
    BookOn,
    Tree,
    dated,
    day,
    distinct_codes,
    terms_of,
    unsigned,
    with_given,
)
from adapters.cases.fields import period as period_of
from adapters.cases.heat import values
from adapters.cases.problem import bad
from application.ports.case_files import SimulationCase
from domain.commodities.heat.commodity import HEAT
from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import Consumption
from domain.pricing.facts import BillingFacts
from domain.pricing.faults import PRC_002, PRC_003


def simulation(tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation, from a tree that follows simulate.schema.json. It has no bands of time."""
    period = period_of(tree["period"], "/period")
    supplied = period_of(tree["supplied"], "/supplied") if "supplied" in tree else period
    if not supplied.covers(period):
        raise bad("/supplied", str(supplied), f"days that hold all of {period}", PRC_003.code)
    supplies = [
        (start, values.supply(entry, pointer)) for start, entry, pointer in dated(tree["supply"], supplied, "/supply")
    ]
    customers = frozenset(terms.use.value for _, terms in supplies)
    offers = [
        (start, values.offer(entry, pointer, code=f"offer-{number}", customers=customers))
        for number, (start, entry, pointer) in enumerate(dated(tree["offer"], supplied, "/offer"), 1)
    ]
    distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    terms = terms_of(supplies, offers, values.vat(tree.get("vat", {}), supplies[-1][1]), rai_fee=False)
    facts = BillingFacts(
        contract=unsigned(name, "heat", supplied, terms),
        commodity=HEAT,
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=_consumption(tree, period),
        issue_day=day(tree["issue_day"]) if "issue_day" in tree else period.last,
        counters=values.counters(tree.get("counters", ())),
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
    )
    overlaid, given = with_given(tree, book, today, month_of(period.start).start)
    return SimulationCase(name, facts, overlaid, given)


def _consumption(tree: Tree, period: Period) -> tuple[Consumption, ...]:
    entries = tree["consumption"]
    if not isinstance(entries, list):
        return (values.consumption(entries, period, "/consumption"),)
    for i, entry in enumerate(entries):
        if len(entries) > 1 and "period" not in entry:
            raise bad(f"/consumption/{i}/period", None, "a period, for there are several pieces", PRC_002.code)
    return tuple(values.consumption(entry, period, f"/consumption/{i}") for i, entry in enumerate(entries))
