"""Counters of a month and of a year through billing runs: nothing is counted that is not known to stand charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import attrs
import pytest

from adapters.wire.converter import read as read_json
from adapters.wire.converter import write
from application.use_cases.plan_run import plan_run
from application.use_cases.register_customers import DoesNotFit
from application.use_cases.seal_run import seal_run
from domain.contracts.contract import Contract
from domain.contracts.opening import CounterOpening
from domain.invoices.bill import Bill
from domain.invoices.run import Outcome
from domain.kernel.validity import Dated, History, Period
from tests.unit.test_yearly_counters import (
    ENDS,
    LIMIT,
    MONTHS,
    START,
    YEAR_END,
    Supply,
    billed_at_once,
    every,
    gas,
    heat,
    lines_at,
    net,
    tiered,
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
        f"{fault.code} {fault.message}" for each in results if each.outcome is Outcome.REFUSED for fault in each.faults
    ]
    seal_run(units=there.units, books=there.books, actor=there.actor, run_id=planned.id)
    with there.units(there.tenant) as uow:
        return refused, list(uow.bills.of_run(planned.id))


def billed(supply: Supply, period: Period) -> list[Bill]:
    refused, bills = run(supply, period)
    assert bills, refused
    return bills


def refused(supply: Supply, period: Period) -> str:
    (message,), bills = run(supply, period)
    assert not bills
    return message


def contract_of(supply: Supply) -> Contract:
    with supply.world.units(supply.world.tenant) as uow:
        return uow.contracts.get(supply.number)


def supplied_since(supply: Supply, day: dt.date, *openings: CounterOpening) -> Contract:
    """The contract, that supplies since a day before the platform billed it."""
    known = contract_of(supply)
    terms = History.of("terms", [Dated(Period(day), known.terms.entries[0].value)])
    return attrs.evolve(known, period=Period(day), terms=terms, openings=openings)


@every
def test_a_month_waits_for_the_one_before_it_where_a_counter_goes_on(make: Callable[[], Supply]) -> None:
    supply = make()
    shows(supply, 0, 300, 700, 900)
    message = refused(supply, MONTHS[1])
    assert message.startswith("PRC-008")
    assert "from 2026-10-01 to 2026-11-01" in message
    bills = [bill for month in MONTHS for bill in supply.bill(month)]
    assert net(bills) == billed_at_once(make, (0, 300, 700, 900))


@pytest.mark.parametrize(
    ("make", "counter", "code"), [(gas, "calendar_year", "tau3"), (tiered, "energy", "energy"), (heat, "heat", "heat")]
)
def test_a_contract_billed_elsewhere_goes_on_from_its_opening(
    make: Callable[[], Supply], counter: str, code: str
) -> None:
    """Supplied since January 2026, so that a year of every counter begins then; billed here from October."""
    supply = make()
    first = dt.date(2026, 1, 1)
    shows(supply, 0, 300, 700)
    supply.world.register(supplied_since(supply, first))
    assert refused(supply, MONTHS[0]).startswith("PRC-008")
    supply.world.register(supplied_since(supply, first, CounterOpening(counter, first, Decimal(450), START)))
    bills = billed(supply, MONTHS[0]) + billed(supply, MONTHS[1])
    lines = [line for bill in bills for line in bill.lines if line.code == code]
    if make is gas:
        assert [(line.band, line.quantity.value) for line in lines] == [
            ("121-480", Decimal(30)),
            ("481-1560", Decimal(270)),
            ("481-1560", Decimal(400)),
        ]
    else:
        dear = "0.30" if make is tiered else "0.08"
        assert lines_at(lines, code, "0.10") == LIMIT - 450
        assert lines_at(lines, code, dear) == 250 + 400


def test_an_opening_comes_with_the_contract_and_is_of_a_counter_its_prices_go_by() -> None:
    supply = gas()
    opening = CounterOpening("calendar_year", dt.date(2026, 1, 1), Decimal("450.5"), START)
    opened = supplied_since(supply, dt.date(2025, 1, 1), opening)
    supply.world.register(opened)
    assert contract_of(supply) == opened
    assert read_json(Contract, write(opened)) == opened
    for wrong in (
        attrs.evolve(opening, counter="energy"),
        attrs.evolve(opening, counter="thermal_year"),
        attrs.evolve(opening, year_start=dt.date(2026, 2, 1)),
    ):
        with pytest.raises(DoesNotFit, match=f"no year of a counter '{wrong.counter}' begins on {wrong.year_start}"):
            supply.world.register(attrs.evolve(opened, openings=(wrong,)))
    anniversary = tiered()
    opening = CounterOpening("energy", dt.date(2026, 3, 5), Decimal(1), START)
    anniversary.world.register(supplied_since(anniversary, dt.date(2025, 3, 5), opening))
    wrong = attrs.evolve(opening, year_start=dt.date(2026, 1, 1))
    with pytest.raises(DoesNotFit, match="2026-01-01"):
        anniversary.world.register(supplied_since(anniversary, dt.date(2025, 3, 5), wrong))
