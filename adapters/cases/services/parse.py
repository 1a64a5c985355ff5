"""Cases of services, from a checked tree to domain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from adapters.cases.fields import (
    BookOn,
    Tree,
    contract_days,
    dated,
    day,
    distinct_codes,
    number,
    terms_of,
    unsigned,
    with_given,
)
from adapters.cases.fields import period as period_of
from adapters.cases.problem import bad_by
from application.ports.case_files import SimulationCase
from domain.commodities.services.commodity import SERVICES
from domain.commodities.services.offer_price import (
    CONTRACT_VAT,
    Anchor,
    InstalmentPrice,
    OneOffPrice,
    RecurringPrice,
    ServicePrice,
    ServiceVat,
)
from domain.commodities.services.terms import ServiceTerms
from domain.contracts.contract import VatTerms
from domain.kernel.calendar import BandCalendar
from domain.kernel.money import Money
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import FOREVER, Period, month_of
from domain.pricing.facts import BillingFacts
from domain.tariffs.offer import Offer

_VAT = "other"


def simulation(tree: Tree, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation, from a tree that follows simulate.schema.json. Bands mean nothing to a service."""
    period = period_of(tree["period"], "/period")
    supplied = contract_days(tree, period)
    supplies = [(start, _supply(entry)) for start, entry, _ in dated(tree["supply"], supplied, "/supply")]
    customers = {"business" if terms.business else "consumer" for _, terms in supplies}
    offers = [
        (start, _offer(entry, pointer, code=f"offer-{number}", service=supplies[0][1].service, customers=customers))
        for number, (start, entry, pointer) in enumerate(dated(tree["offer"], supplied, "/offer"), 1)
    ]
    distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    given_vat = tree.get("vat", {})
    vat = VatTerms(given_vat.get("category", _VAT), given_vat.get("split_payment", False))
    facts = BillingFacts(
        contract=unsigned(name, "services", supplied, terms_of(supplies, offers, vat, False)),
        commodity=SERVICES,
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=(),
        issue_day=day(tree["issue_day"]) if "issue_day" in tree else period.last,
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
    )
    overlaid, given = with_given(tree, book, today, month_of(period.start).start)
    return SimulationCase(name, facts, overlaid, given)


def _supply(tree: Tree) -> ServiceTerms:
    return ServiceTerms(tree["service"], tree.get("quantity", 1), tree.get("business", False), tree.get("serial", ""))


def _offer(tree: Tree, pointer: str, *, code: str, service: str, customers: Iterable[str]) -> Offer:
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", service),
        commodity="services",
        customers=frozenset(tree.get("customers", customers)),
        price=_price(tree["price"], f"{pointer}/price"),
        fees=(),
        passes=(),
        validity=Period(dt.date.min, FOREVER),
    )


def _price(tree: Tree, pointer: str) -> ServicePrice:
    vat = ServiceVat(**tree["vat"]) if "vat" in tree else CONTRACT_VAT
    anchor = Anchor(tree.get("anchor", Anchor.CALENDAR.value))
    months = tree.get("months", 1)
    if tree["kind"] == "one_off":
        return OneOffPrice(_money(tree["amount"]), vat)
    if tree["kind"] == "recurring":
        return RecurringPrice(_money(tree["amount"]), months, anchor, tree.get("prorated", True), vat)
    try:
        total, count = _money(tree["total"]), tree["count"]
        return InstalmentPrice(total, count, months, anchor, tree.get("residual_at_end", True), vat)
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _money(value: str | int) -> Money:
    return Money.of(str(number(value)))
