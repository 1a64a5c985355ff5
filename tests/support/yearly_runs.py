"""Supplies with counters, billed by runs of the small utility."""

from __future__ import annotations

import datetime as dt

import attrs

from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from domain.billing.bill import Bill
from domain.billing.run import ResultOutcome
from domain.contracts.contract import Contract
from domain.contracts.opening import CounterOpening
from domain.kernel.validity import Dated, History, Period
from tests.support.yearly_supply import (
    ENDS,
    YEAR_END,
    Supply,
)


def shows(supply: Supply, *values: int) -> None:
    """What the meter shows at the ends of the months."""
    for record, (day, value) in enumerate(zip(ENDS, values, strict=False), 1):
        supply.read(day, value, record)


def run(supply: Supply, period: Period) -> tuple[list[str], list[Bill]]:
    """A run over some days on the last day of the year: what it refuses, and its bills."""
    there = supply.world.at(dt.datetime.combine(YEAR_END, dt.time(9), dt.UTC))
    planned = plan_run(
        units=there.units,
        books=there.books,
        actor=there.actor,
        commodity_code=supply.commodity,
        period=period,
        cycle_months=1,
        issue_on=YEAR_END,
        known_on=YEAR_END,
    )
    there.execute(planned.id)
    results = there.results(planned.id).values()
    refused = [
        f"{fault.code} {fault.message}"
        for each in results
        if each.outcome is ResultOutcome.REFUSED
        for fault in each.faults
    ]
    seal_run(units=there.units, books=there.books, actor=there.actor, run_id=planned.id)
    with there.units(there.tenant) as uow:
        return refused, list(uow.bills.of_run(planned.id))


def billed(supply: Supply, period: Period) -> list[Bill]:
    refused, bills = run(supply, period)
    assert bills, refused
    return bills


def contract_of(supply: Supply) -> Contract:
    with supply.world.units(supply.world.tenant) as uow:
        return uow.contracts.get(supply.number)


def supplied_since(supply: Supply, day: dt.date, *openings: CounterOpening) -> Contract:
    """The contract, that supplies since a day before the platform billed it."""
    known = contract_of(supply)
    terms = History.of("terms", [Dated(Period(day), known.terms.entries[0].value)])
    return attrs.evolve(known, period=Period(day), terms=terms, openings=openings)
