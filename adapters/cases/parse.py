"""Read a case file into domain values: bytes in, the question and the book it is to be answered with out.

The format is published as a JSON Schema a kind (`schema`). BadCase says where, what was found, what is expected.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from adapters.cases import values
from adapters.cases.given import overlay
from adapters.cases.problem import BadCase, Problem, bad
from adapters.cases.structure import UnknownKind, read, schema
from domain.commodities.electricity import ElectricityTerms
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.invoices.estimate import AnnualUse
from domain.invoices.facts import BilledEnergy, BillingFacts
from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import FOREVER, Dated, History, Period, month_of
from domain.meters.consumption import Consumption
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterRow

__all__ = [
    "BadCase",
    "EstimateCase",
    "Problem",
    "SimulationCase",
    "UnknownKind",
    "parse_estimate",
    "parse_simulation",
    "schema",
]

BookOn = Callable[[dt.date], TariffBook]
T = TypeVar("T")


@attrs.frozen(eq=False)
class SimulationCase:
    """A supply to price: the facts, the book with the values of the case over it, and those values."""

    name: str
    facts: BillingFacts
    book: TariffBook
    given: tuple[ParameterRow, ...]


@attrs.frozen(eq=False)
class EstimateCase:
    """A year to estimate: the use, the book with the values of the case over it, and those values."""

    name: str
    use: AnnualUse
    book: TariffBook
    given: tuple[ParameterRow, ...]


def parse_simulation(data: bytes, *, book: BookOn, bands: BandCalendar, today: dt.date) -> SimulationCase:
    """The case of a simulation. `book` gives the tariff book as known on a day, `bands` the band of each hour; the
    case is as known on `today` unless it says otherwise."""
    tree = read("simulate", data)
    period = values.period(tree["period"], "/period")
    supplies = [
        (start, values.supply(entry, pointer)) for start, entry, pointer in _dated(tree["supply"], period, "/supply")
    ]
    customers = {terms.customer for _, terms in supplies}
    offers = [
        (start, values.offer(entry, pointer, code=f"offer-{number}", customers=customers))
        for number, (start, entry, pointer) in enumerate(_dated(tree["offer"], period, "/offer"), 1)
    ]
    _distinct_codes([offer for _, offer in offers])
    name = tree.get("name", "simulation")
    vat = values.vat(tree.get("vat", {}), supplies[-1][1])
    facts = BillingFacts(
        contract=_contract(name, period, _terms(supplies, offers, vat, tree.get("rai_fee", False))),
        period=period,
        offers={offer.code: offer for _, offer in offers},
        consumption=_consumption(tree["consumption"], period, bands),
        issue_day=values.day(tree["issue_day"]) if "issue_day" in tree else period.last,
        billed=_billed(tree.get("billed_before", ())),
        hourly=_hourly(tree),
        rounding=BILL_ROUNDINGS[tree.get("rounding", "standard")],
    )
    overlaid, given = _book(tree, book, today, month_of(period.start).start)
    return SimulationCase(name, facts, overlaid, given)


def parse_estimate(data: bytes, *, book: BookOn, today: dt.date) -> EstimateCase:
    """The case of an annual estimate, as known on `today` unless it says otherwise."""
    tree = read("estimate", data)
    terms = values.supply(tree["supply"], "/supply")
    offer = values.offer(tree["offer"], "/offer", code="offer-1", customers=[terms.customer])
    use = AnnualUse(
        commodity=tree["commodity"],
        supply=terms,
        offer=offer,
        energy=values.energy(tree["annual_energy"], "/annual_energy"),
        vat=values.vat(tree.get("vat", {}), terms),
        on=values.day(tree["on"]),
        index={band: values.number(value) for band, value in tree.get("index", {}).items()},
    )
    overlaid, given = _book(tree, book, today, use.year.start)
    return EstimateCase(tree.get("name", "estimate"), use, overlaid, given)


def _book(
    tree: Mapping[str, Any], book: BookOn, today: dt.date, first: dt.date
) -> tuple[TariffBook, tuple[ParameterRow, ...]]:
    known_on = values.day(tree["known_on"]) if "known_on" in tree else today
    return overlay(book(known_on), tree.get("parameters", ()), first)


def _dated(entries: Any, period: Period, pointer: str) -> list[tuple[dt.date, Mapping[str, Any], str]]:
    """Each entry of one or a list with its first day; the first covers the first day of the period."""
    listed = entries if isinstance(entries, list) else [entries]
    places = [f"{pointer}/{i}" if isinstance(entries, list) else pointer for i in range(len(listed))]
    starts = [values.day(entry["from"]) if "from" in entry else period.start for entry in listed]
    if starts[0] > period.start:
        raise bad(f"{places[0]}/from", str(starts[0]), f"{period.start} or earlier, the first day of the period")
    for place, before, start in zip(places[1:], starts, starts[1:], strict=False):
        if start <= before:
            raise bad(f"{place}/from", str(start), f"a day after {before}, where the entry before begins")
    return list(zip(starts, listed, places, strict=True))


def _distinct_codes(offers: Sequence[Offer]) -> None:
    codes = [offer.code for offer in offers]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise bad(f"/offer/{i}/code", code, "a code of its own for each offer")


def _terms(
    supplies: list[tuple[dt.date, ElectricityTerms]],
    offers: list[tuple[dt.date, Offer]],
    vat: VatTerms,
    rai_fee: bool,
) -> History[ContractTerms]:
    """The terms of a contract, cut where the supply or the offer changes."""
    starts = sorted({start for start, _ in supplies} | {start for start, _ in offers})
    starts = [start for start in starts if start >= max(supplies[0][0], offers[0][0])]
    entries = []
    for start, stop in zip(starts, [*starts[1:], FOREVER], strict=True):
        terms = ContractTerms(_on(offers, start).code, _on(supplies, start), vat, rai_fee)
        entries.append(Dated(Period(start, stop), terms))
    return History.of("terms", entries)


def _on(entries: list[tuple[dt.date, T]], day: dt.date) -> T:
    return [value for start, value in entries if start <= day][-1]


def _contract(name: str, period: Period, terms: History[ContractTerms]) -> Contract:
    """A contract nobody signed: only its terms are used."""
    return Contract(
        number=name,
        party="",
        point="",
        commodity="electricity",
        period=period,
        terms=terms,
        payment=PaymentMethod.TRANSFER,
        cycle_months=1,
        due_days=1,
    )


def _consumption(entries: Any, period: Period, bands: BandCalendar) -> tuple[Consumption, ...]:
    if not isinstance(entries, list):
        return values.consumption(entries, period, bands, "/consumption")
    if len(entries) > 1:
        for i, entry in enumerate(entries):
            if "period" not in entry:
                raise bad(f"/consumption/{i}/period", None, "a period, for there are several pieces")
    return tuple(
        piece
        for i, entry in enumerate(entries)
        for piece in values.consumption(entry, period, bands, f"/consumption/{i}")
    )


def _billed(entries: Sequence[Mapping[str, Any]]) -> tuple[BilledEnergy, ...]:
    months = [entry["month"] for entry in entries]
    for i, month in enumerate(months):
        if month in months[:i]:
            raise bad(f"/billed_before/{i}/month", month, "each month once")
    return tuple(BilledEnergy(values.day(f"{entry['month']}-01"), values.number(entry["energy"])) for entry in entries)


def _hourly(tree: Mapping[str, Any]) -> dict[str, Any]:
    if "hourly_prices" not in tree:
        return {}
    series = values.hourly_series(tree["hourly_prices"], "/hourly_prices")
    return {series.name: series}
