"""Cases of telephony, from a checked tree to domain values."""

from __future__ import annotations

import datetime as dt

from adapters.cases.fields import (
    BookOn,
    Tree,
    contract_days,
    dated,
    day,
    distinct_codes,
    terms_of,
    unsigned,
    with_given,
)
from adapters.cases.fields import period as period_of
from adapters.cases.telephony import values
from application.ports.case_files import SimulationCase
from domain.commodities.telephony.commodity import TELEPHONY
from domain.contracts.contract import VatTerms
from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import month_of
from domain.pricing.facts import BillingFacts

_VAT = "other"


def simulation(tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation, from a tree that follows simulate.schema.json."""
    period = period_of(tree["period"], "/period")
    supplied = contract_days(tree, period)
    supplies = [
        (start, values.supply(entry, pointer)) for start, entry, pointer in dated(tree["supply"], supplied, "/supply")
    ]
    customers = {"business" if terms.business else "consumer" for _, terms in supplies}
    offers = [
        (start, values.offer(entry, pointer, code=f"offer-{number}", customers=customers, holidays=bands.holidays))
        for number, (start, entry, pointer) in enumerate(dated(tree["offer"], supplied, "/offer"), 1)
    ]
    distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    given_vat = tree.get("vat", {})
    vat = VatTerms(given_vat.get("category", _VAT), given_vat.get("split_payment", False))
    facts = BillingFacts(
        contract=unsigned(name, "telephony", supplied, terms_of(supplies, offers, vat, False)),
        commodity=TELEPHONY,
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=(),
        issue_day=day(tree["issue_day"]) if "issue_day" in tree else period.last,
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
        calls=values.calls(tree.get("calls", ()), supplies, period, "/calls"),
    )
    overlaid, given = with_given(tree, book, today, month_of(period.start).start)
    return SimulationCase(name, facts, overlaid, given)
