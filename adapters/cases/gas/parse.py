"""Cases of gas, from a checked tree to domain values."""

from __future__ import annotations

import datetime as dt
from typing import Any

from adapters.cases.electricity.more import agreed
from adapters.cases.fields import (
    BookOn,
    Tree,
    contract_days,
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
from adapters.cases.gas import values
from adapters.cases.problem import bad
from adapters.cases.sums import extras
from application.ports.case_files import EstimateCase, SimulationCase
from domain.commodities.gas.commodity import GAS
from domain.commodities.gas.terms import GasTerms
from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import BandEnergy, Consumption
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.facts import BillingFacts
from domain.pricing.faults import PRC_002
from domain.tariffs.lookup import Lookup


def simulation(tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation, from a tree that follows simulate.schema.json. Bands of time mean nothing to gas."""
    period = period_of(tree["period"], "/period")
    supplied = contract_days(tree, period)
    supplies = [
        (start, values.supply(entry, pointer)) for start, entry, pointer in dated(tree["supply"], supplied, "/supply")
    ]
    customers = {terms.customer for _, terms in supplies}
    offers = [
        (start, values.offer(entry, pointer, code=f"offer-{number}", customers=customers))
        for number, (start, entry, pointer) in enumerate(dated(tree["offer"], supplied, "/offer"), 1)
    ]
    distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    terms = terms_of(supplies, offers, values.vat(tree.get("vat", {})), False)
    contract = agreed(unsigned(name, "gas", supplied, terms), tree)
    overlaid, given = with_given(tree, book, today, month_of(period.start).start)
    facts = BillingFacts(
        contract=contract,
        commodity=GAS,
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=_consumption(tree["consumption"], period, supplies),
        issue_day=day(tree["issue_day"]) if "issue_day" in tree else period.last,
        counters=values.counters(tree.get("counters", ())),
        extras=extras(tree, contract, period, Lookup(overlaid)),
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
    )
    return SimulationCase(name, facts, overlaid, given)


def estimate(tree: Tree, *, book: BookOn, today: dt.date) -> EstimateCase:
    """The case of an annual estimate, from a tree that follows estimate.schema.json."""
    terms = values.supply(tree["supply"], "/supply")
    use = AnnualSupply(
        commodity="gas",
        supply=terms,
        offer=values.offer(tree["offer"], "/offer", code="offer-1", customers=[terms.customer]),
        energy=(BandEnergy("M", number(tree["annual_smc"])),),
        vat=may_have(values.vat(tree.get("vat", {})), terms),
        on=day(tree["on"]),
        index={"M": number(tree["index"])} if "index" in tree else {},
    )
    overlaid, given = with_given(tree, book, today, use.year.start)
    return EstimateCase(tree.get("name", "estimate"), use, overlaid, given)


def _consumption(entries: Any, period: Period, supplies: list[tuple[dt.date, GasTerms]]) -> tuple[Consumption, ...]:
    """The pieces; C comes as the supply of their first day says."""
    listed = entries if isinstance(entries, list) else [entries]
    pieces = []
    for i, entry in enumerate(listed):
        pointer = f"/consumption/{i}" if isinstance(entries, list) else "/consumption"
        if len(listed) > 1 and "period" not in entry:
            raise bad(f"{pointer}/period", None, "a period, for there are several pieces", PRC_002.code)
        first = day(entry["period"]["start"]) if "period" in entry else period.start
        source = [terms.coefficient_source for start, terms in supplies if start <= first or start == supplies[0][0]][
            -1
        ]
        pieces.append(values.consumption(entry, period, source, pointer))
    return tuple(pieces)
