"""Cases of electricity, from a checked tree to domain values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adapters.cases.electricity import more, values
from adapters.cases.fields import (
    BookOn,
    Tree,
    billed_before,
    dated,
    day,
    distinct_codes,
    may_have,
    number,
    terms_of,
    unsigned,
    with_given,
)
from adapters.cases.fields import period as period_of
from adapters.cases.problem import bad
from adapters.cases.sums import extras
from application.ports.case_files import EstimateCase, SimulationCase
from domain.commodities.electricity.commodity import ELECTRICITY
from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import Consumption
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.facts import BillingFacts
from domain.pricing.faults import PRC_002
from domain.tariffs.lookup import Lookup


def simulation(tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation, from a tree that follows simulate.schema.json."""
    period = period_of(tree["period"], "/period")
    supplies = [
        (start, values.supply(entry, pointer)) for start, entry, pointer in dated(tree["supply"], period, "/supply")
    ]
    customers = {terms.customer for _, terms in supplies}
    offers = [
        (start, values.offer(entry, pointer, code=f"offer-{number}", customers=customers))
        for number, (start, entry, pointer) in enumerate(dated(tree["offer"], period, "/offer"), 1)
    ]
    distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    vat = values.vat(tree.get("vat", {}), supplies[-1][1])
    terms = terms_of(supplies, offers, vat, tree.get("rai_fee", False))
    contract = more.agreed(unsigned(name, "electricity", period, terms), tree)
    overlaid, given = with_given(tree, book, today, month_of(period.start).start)
    facts = BillingFacts(
        contract=contract,
        commodity=ELECTRICITY,
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=_consumption(tree["consumption"], period, bands),
        issue_day=day(tree["issue_day"]) if "issue_day" in tree else period.last,
        billed=billed_before(tree.get("billed_before", ())),
        counters=more.counters(tree.get("used_before", ())),
        extras=extras(tree, contract, period, Lookup(overlaid)),
        demand=more.demands(tree.get("demand", ()), period),
        hourly=_hourly(tree),
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
    )
    return SimulationCase(name, facts, overlaid, given)


def estimate(tree: Tree, *, book: BookOn, today: dt.date) -> EstimateCase:
    """The case of an annual estimate, from a tree that follows estimate.schema.json."""
    terms = values.supply(tree["supply"], "/supply")
    offer = values.offer(tree["offer"], "/offer", code="offer-1", customers=[terms.customer])
    use = AnnualSupply(
        commodity=tree["commodity"],
        supply=terms,
        offer=offer,
        energy=values.energy(tree["annual_energy"], "/annual_energy"),
        vat=may_have(values.vat(tree.get("vat", {}), terms), terms),
        on=day(tree["on"]),
        index={band: number(value) for band, value in tree.get("index", {}).items()},
    )
    overlaid, given = with_given(tree, book, today, use.year.start)
    return EstimateCase(tree.get("name", "estimate"), use, overlaid, given)


def _consumption(entries: Any, period: Period, bands: BandCalendar) -> tuple[Consumption, ...]:
    if not isinstance(entries, list):
        return values.consumption(entries, period, bands, "/consumption")
    if len(entries) > 1:
        for i, entry in enumerate(entries):
            if "period" not in entry:
                raise bad(f"/consumption/{i}/period", None, "a period, for there are several pieces", PRC_002.code)
    return tuple(
        piece
        for i, entry in enumerate(entries)
        for piece in values.consumption(entry, period, bands, f"/consumption/{i}")
    )


def _hourly(tree: Tree) -> dict[str, Any]:
    if "hourly_prices" not in tree:
        return {}
    entries = tree["hourly_prices"]
    if not isinstance(entries, list):
        series = values.hourly_series(entries, "/hourly_prices")
        return {series.name: series}
    listed = [values.hourly_series(entry, f"/hourly_prices/{i}") for i, entry in enumerate(entries)]
    return {series.name: series for series in listed}
