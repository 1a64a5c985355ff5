"""What cases of every commodity share: numbers, days, dated entries, a contract nobody signed, values given inline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from adapters.cases.given import overlay
from adapters.cases.problem import bad, bad_by
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.contracts.faults import REG_001
from domain.contracts.supply_terms import SupplyTerms, TermsContradict
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.pricing.counters.billed_period import BilledEnergy
from domain.pricing.faults import PRC_003
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterRow

Tree = Mapping[str, Any]
BookOn = Callable[[dt.date], TariffBook]
T = TypeVar("T")


def number(value: str | int) -> Decimal:
    """A number of the schema, exactly."""
    return Decimal(str(value))


def day(text: str) -> dt.date:
    """A day of the schema."""
    return dt.date.fromisoformat(text)


def period(tree: Tree, pointer: str) -> Period:
    """start and stop, stop excluded."""
    start, stop = day(tree["start"]), day(tree["stop"])
    if not start < stop:
        raise bad(f"{pointer}/stop", tree["stop"], f"a day after start {start}; stop is the first day outside")
    return Period(start, stop)


def contract_days(tree: Tree, billed: Period) -> Period:
    """The days of the contract, open where `supplied` has no stop; those billed where the case says none.

    BadCase unless they hold all of those billed.
    """
    if "supplied" not in tree:
        return billed
    start = day(tree["supplied"]["start"])
    stop = day(tree["supplied"]["stop"]) if "stop" in tree["supplied"] else FOREVER
    if not (start <= billed.start and billed.stop <= stop):
        raise bad("/supplied", dict(tree["supplied"]), f"days that hold all of {billed}", PRC_003.code)
    return Period(start, stop)


def with_given(
    tree: Mapping[str, Any], book: BookOn, today: dt.date, first: dt.date
) -> tuple[TariffBook, tuple[ParameterRow, ...]]:
    """The tariff book as the case knows it, under the values it gives from `first` on, and those values."""
    known_on = day(tree["known_on"]) if "known_on" in tree else today
    return overlay(book(known_on), tree.get("parameters", ()), first)


def dated(entries: Any, period: Period, pointer: str) -> list[tuple[dt.date, Mapping[str, Any], str]]:
    """Each entry of one or a list with its first day; the first covers the first day of the period."""
    listed = entries if isinstance(entries, list) else [entries]
    places = [f"{pointer}/{i}" if isinstance(entries, list) else pointer for i in range(len(listed))]
    starts = [day(entry["from"]) if "from" in entry else period.start for entry in listed]
    if starts[0] > period.start:
        raise bad(
            f"{places[0]}/from", str(starts[0]), f"{period.start} or earlier, the first day of the period", PRC_003.code
        )
    for place, before, start in zip(places[1:], starts, starts[1:], strict=False):
        if start <= before:
            raise bad(f"{place}/from", str(start), f"a day after {before}, where the entry before begins", REG_001.code)
    return list(zip(starts, listed, places, strict=True))


def distinct_codes(offers: Sequence[Offer]) -> None:
    """BadCase where two offers share a code."""
    codes = [offer.code for offer in offers]
    for i, code in enumerate(codes):
        if code in codes[:i]:
            raise bad(f"/offer/{i}/code", code, "a code of its own for each offer")


def may_have(vat: VatTerms, supply: SupplyTerms) -> VatTerms:
    """`vat` as it is; BadCase where the supply cannot have it."""
    try:
        vat.check(supply)
    except TermsContradict as error:
        raise bad_by("/vat/reverse_charge", vat.reverse_charge, error) from error
    return vat


def terms_of(
    supplies: Sequence[tuple[dt.date, SupplyTerms]],
    offers: Sequence[tuple[dt.date, Offer]],
    vat: VatTerms,
    rai_fee: bool,
) -> History[ContractTerms]:
    """The terms of a contract, cut where the supply or the offer changes."""
    starts = sorted({start for start, _ in supplies} | {start for start, _ in offers})
    starts = [start for start in starts if start >= max(supplies[0][0], offers[0][0])]
    entries = []
    for start, stop in zip(starts, [*starts[1:], FOREVER], strict=True):
        supply = _on(supplies, start)
        terms = ContractTerms(_on(offers, start).code, supply, may_have(vat, supply), rai_fee)
        entries.append(Dated(Period(start, stop), terms))
    return History.of("terms", entries)


def _on(entries: Sequence[tuple[dt.date, T]], day: dt.date) -> T:
    return [value for start, value in entries if start <= day][-1]


def unsigned(name: str, commodity: str, period: Period, terms: History[ContractTerms]) -> Contract:
    """A contract nobody signed: only its terms are used."""
    return Contract(
        number=name,
        party="",
        point="",
        commodity=commodity,
        period=period,
        terms=terms,
        payment=PaymentMethod.TRANSFER,
        cycle_months=1,
        due_days=1,
    )


def billed_before(entries: Sequence[Mapping[str, Any]]) -> tuple[BilledEnergy, ...]:
    """Energy of earlier documents by month; BadCase where a month comes twice."""
    months = [entry["month"] for entry in entries]
    for i, month in enumerate(months):
        if month in months[:i]:
            raise bad(f"/billed_before/{i}/month", month, "each month once")
    return tuple(BilledEnergy(day(f"{entry['month']}-01"), number(entry["energy"])) for entry in entries)
