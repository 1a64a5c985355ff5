"""Counters of a month and of a year through billing runs: nothing is counted that is not known to stand charged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

import attrs
import pytest

from adapters.wire.converter import read as read_json
from adapters.wire.converter import write
from application.corrections.credit_bill import credit_bill
from application.registry.register_customers import DoesNotFit
from domain.billing.bill import Bill
from domain.contracts.contract import Contract
from domain.contracts.opening import CounterOpening
from domain.corrections.credit_note import Whole
from domain.kernel.validity import Dated, History, Period
from tests.support.use_case_world import OFFER
from tests.support.yearly_runs import billed, contract_of, run, shows, supplied_since
from tests.support.yearly_supply import (
    ENDS,
    LIMIT,
    MONTHS,
    START,
    TIERS,
    YEAR_END,
    Supply,
    billed_at_once,
    electricity,
    every,
    gas,
    heat,
    lines_at,
    net,
    tiered,
)

MIDDLE = dt.date(2026, 10, 16)
FIRST_HALF, SECOND_HALF = Period(START, MIDDLE), Period(MIDDLE, MONTHS[0].stop)


def refused(supply: Supply, period: Period) -> str:
    (message,), bills = run(supply, period)
    assert not bills
    return message


def reversed_(supply: Supply, bill: Bill) -> Bill:
    there = supply.world.at(dt.datetime.combine(YEAR_END, dt.time(8), dt.UTC))
    return credit_bill(
        units=there.units, books=there.books, actor=there.actor, number=bill.number, scope=Whole(), reason="wrong"
    ).note


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


@every
def test_what_was_charged_after_a_month_billed_again_moves_with_it(make: Callable[[], Supply]) -> None:
    """October is reversed and billed again with 200 less; the next bill settles the tiers and bands of November."""
    supply = make()
    shows(supply, 0, 400, 800)
    october, november = supply.bill(MONTHS[0]) + supply.bill(MONTHS[1])
    bills = [october, november, reversed_(supply, october)]
    supply.read(ENDS[0], 200, 50)
    bills += billed(supply, MONTHS[0])
    supply.read(ENDS[3], 900, 60)
    december = supply.bill(MONTHS[2])
    assert [str(each.period) for each in december[0].main.priced.corrections] == ["2026-11-01 .. 2026-12-01"]
    assert net([*bills, *december]) == billed_at_once(make, (200, 400, 800, 900))
    assert not [bill for month in MONTHS for bill in supply.rebill(month)]


def halves(first: int) -> tuple[Supply, list[Bill]]:
    """A month billed in two halves, 400 kWh less what the meter showed first."""
    supply = electricity()
    for record, (day, shown) in enumerate(((ENDS[0], first), (FIRST_HALF.last, 200), (ENDS[1], 400)), 1):
        supply.read(day, shown, record)
    return supply, [bill for half in (FIRST_HALF, SECOND_HALF) for bill in billed(supply, half)]


def charged_for(bills: Sequence[Bill], code: str) -> Decimal:
    return sum((line.quantity.value for bill in bills for line in bill.lines if line.code == code), Decimal(0))


def test_the_second_half_of_a_month_follows_the_first_when_that_is_billed_again() -> None:
    supply, bills = halves(0)
    bills.append(reversed_(supply, bills[0]))
    supply.read(ENDS[0], 150, 20)
    bills += billed(supply, FIRST_HALF)
    supply.read(ENDS[2], 700, 30)
    bills += billed(supply, MONTHS[1])
    right, at_once = halves(150)
    right.read(ENDS[2], 700, 30)
    at_once += billed(right, MONTHS[1])
    assert charged_for(bills, "excise") == charged_for(at_once, "excise")
    assert net(bills) == net(at_once)


def test_half_a_month_waits_for_the_half_before_it() -> None:
    """Else both halves would have the exemption of the month."""
    supply = electricity()
    for record, (day, shown) in enumerate(((ENDS[0], 0), (FIRST_HALF.last, 200), (ENDS[1], 400)), 1):
        supply.read(day, shown, record)
    message = refused(supply, SECOND_HALF)
    assert message.startswith("PRC-008")
    assert "from 2026-10-01 to 2026-10-16" in message
    assert "bill those days first" in message
    bills = billed(supply, FIRST_HALF) + billed(supply, SECOND_HALF)
    assert net(bills) == net(halves(0)[1])


def tiered_from_december() -> Supply:
    """A plain price in October and November; in December tiers, that count from the first day of the contract."""
    supply = electricity()
    known = contract_of(supply)
    terms = known.terms.entries[0].value
    tiers = attrs.evolve(OFFER, code="TIERS", price=TIERS)
    changed = (
        Dated(Period(START, MONTHS[2].start), terms),
        Dated(Period(MONTHS[2].start), attrs.evolve(terms, offer="TIERS")),
    )
    supply.world.register(tiers, attrs.evolve(known, terms=History.of("terms", changed)))
    return supply


def test_tiers_that_begin_after_a_corrected_month_keep_what_was_used_before_it() -> None:
    supply = tiered_from_december()
    shows(supply, 0, 300, 400, 900)
    bills = [bill for month in MONTHS for bill in supply.bill(month)]
    supply.read(ENDS[2], 450, 50)
    bills += supply.rebill(MONTHS[1])
    assert net(bills) == billed_at_once(tiered_from_december, (0, 300, 450, 900))
