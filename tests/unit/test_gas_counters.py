"""Counters of gas: rebuilt from the documents issued, corrections and reversals included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs
import pytest

from domain.billing.bill import Bill, BillNumber, DocumentKind, DocumentReference
from domain.commodities.gas.commodity import GAS
from domain.commodities.gas.counters import counters_of
from domain.commodities.gas.terms import BandYear
from domain.contracts.contract import Contract
from domain.contracts.opening import CounterOpening
from domain.corrections.invoiced_position import billed_periods
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.metering.reading import Quality
from domain.pricing.correction import Correction, CorrectionReason
from domain.pricing.counters.billed_period import AnnualCounter
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced
from tests.support.strategies.bills import sample_bill
from tests.support.strategies.gas import QUARTER, counter, facts, fixed, home, used
from tests.support.strategies.supply import packaged_book

OCTOBER, NOVEMBER, DECEMBER = QUARTER.months()
CONTRACT = "G1"


def priced(what: BillingFacts) -> Priced:
    result = price(what, packaged_book())
    assert isinstance(result, Priced), result
    return result


def bill(serial: int, what: BillingFacts) -> Bill:
    """A bill of gas, issued after its period."""
    like = sample_bill()
    part = attrs.evolve(
        like.main,
        contract=attrs.evolve(like.main.contract, number=CONTRACT),
        supply=home(),
        priced=priced(what),
        readings=(),
        history=(),
    )
    issued = what.period.stop + dt.timedelta(days=4)
    return attrs.evolve(
        like,
        number=BillNumber("G", issued.year, serial),
        issued_on=issued,
        due_on=issued + dt.timedelta(days=20),
        parts=(part,),
    )


def month(serial: int, consumption: Consumption, before: int) -> Bill:
    told = tuple(counter(before, kind) for kind in BandYear)
    return bill(serial, facts(home(), fixed(), [consumption], counters=told, since=OCTOBER.start))


def quantity(found: tuple[AnnualCounter, ...], kind: BandYear) -> Decimal:
    return next(each.quantity for each in found if each.name == kind.value)


def contract(since: dt.date = OCTOBER.start, number: str = CONTRACT) -> Contract:
    what = facts(home(), fixed(), [used(OCTOBER, 0)], since=since).contract
    return attrs.evolve(what, number=number)


def counters(bills: Iterable[Bill], period: Period, whose: Contract) -> tuple[AnnualCounter, ...]:
    return counters_of(billed_periods(bills, whose.number), whose, period)


def test_the_bills_of_the_year_add_up_for_each_of_its_counters() -> None:
    bills = [month(1, used(OCTOBER, 100), 0), month(2, used(NOVEMBER, 250), 100)]
    assert counters(bills, DECEMBER, contract()) == (
        AnnualCounter("calendar_year", dt.date(2026, 1, 1), Decimal(350)),
        AnnualCounter("thermal_year", dt.date(2026, 10, 1), Decimal(350)),
    )
    assert GAS.counters is counters_of


def test_days_of_the_period_and_of_other_contracts_do_not_count() -> None:
    bills = [month(1, used(OCTOBER, 100), 0), month(2, used(NOVEMBER, 250), 100)]
    assert quantity(counters(bills, NOVEMBER, contract()), BandYear.CALENDAR) == 100
    assert counters(bills, DECEMBER, contract(number="other")) == ()


def test_a_counter_is_zero_on_the_first_day_of_its_year() -> None:
    bills = [month(1, used(DECEMBER, 100), 0)]
    january = Period(dt.date(2027, 1, 1), dt.date(2027, 2, 1))
    found = counters(bills, january, contract(DECEMBER.start))
    assert found == (
        AnnualCounter("calendar_year", dt.date(2027, 1, 1), Decimal(0)),
        AnnualCounter("thermal_year", dt.date(2026, 10, 1), Decimal(100)),
    )


def test_a_recalculation_that_replaces_estimates_rebuilds_the_counter() -> None:
    estimated = attrs.evolve(used(OCTOBER, 100), quality=Quality.ESTIMATED)
    first = month(1, estimated, 0)
    actual = used(OCTOBER, 160)
    second = month(2, used(NOVEMBER, 50), 160)
    correction = Correction(
        key="G1 october",
        reason=CorrectionReason.ESTIMATE_REPLACED,
        period=OCTOBER,
        documents=(str(first.number),),
        before=estimated.bands,
        after=actual.bands,
        consumption=(actual,),
    )
    part = attrs.evolve(second.main, priced=attrs.evolve(second.main.priced, corrections=(correction,)))
    found = counters([first, attrs.evolve(second, parts=(part,))], DECEMBER, contract())
    assert [each.quantity for each in found] == [210, 210]


def test_a_counter_is_left_out_where_a_document_of_its_year_was_reversed() -> None:
    first = month(1, used(OCTOBER, 100), 0)
    reversal = attrs.evolve(
        first,
        number=BillNumber("N", 2026, 1),
        kind=DocumentKind.REVERSAL,
        references=(DocumentReference(str(first.number), first.issued_on),),
    )
    found = counters([first, reversal], NOVEMBER, contract())
    assert found == ()


def test_the_next_bill_goes_on_where_the_counters_stand() -> None:
    bills = [month(1, used(OCTOBER, 400), 0)]
    before = counters(bills, NOVEMBER, contract())
    next_bill = priced(facts(home(), fixed(), [used(NOVEMBER, 100)], counters=before, since=OCTOBER.start))
    energy = [(str(line.vat.rate), line.quantity.value) for line in next_bill.lines if line.code == "energy"]
    assert energy == [("0.10", Decimal(80)), ("0.22", Decimal(20))]
    assert [(line.band, line.quantity.value) for line in next_bill.lines if line.code == "tau3"] == [
        ("121-480", Decimal(80)),
        ("481-1560", Decimal(20)),
    ]


def test_energy_over_the_edge_of_a_year_is_split_by_days() -> None:
    across = Period(dt.date(2026, 9, 21), dt.date(2026, 10, 11))
    like = month(1, used(OCTOBER, 1), 0)
    whole = attrs.evolve(like.main.priced, period=across, consumption=(used(across, 200),))
    old = attrs.evolve(like, parts=(attrs.evolve(like.main, priced=whole),))
    found = counters([old], Period(dt.date(2026, 10, 11), dt.date(2026, 11, 1)), contract(across.start))
    assert quantity(found, BandYear.CALENDAR) == 200
    assert quantity(found, BandYear.THERMAL) == 100


def test_a_counter_is_left_out_where_a_day_of_its_year_does_not_stand_charged() -> None:
    bills = [month(1, used(NOVEMBER, 250), 0)]
    assert counters(bills, DECEMBER, contract()) == ()
    assert [each.quantity for each in counters(bills, DECEMBER, contract(NOVEMBER.start))] == [250, 250]
    assert counters(bills, DECEMBER, contract(dt.date(2025, 1, 1))) == ()


def test_days_before_the_end_of_an_opening_count_as_it_says() -> None:
    old = contract(dt.date(2025, 1, 1))
    opening = CounterOpening("calendar_year", dt.date(2026, 1, 1), Decimal(700), NOVEMBER.start)
    opened = attrs.evolve(old, openings=(opening,))
    bills = [month(1, used(OCTOBER, 100), 0), month(2, used(NOVEMBER, 250), 100)]
    assert counters(bills, DECEMBER, opened) == (
        AnnualCounter("calendar_year", dt.date(2026, 1, 1), Decimal(950)),
        AnnualCounter("thermal_year", dt.date(2026, 10, 1), Decimal(350)),
    )
    assert [each.name for each in counters(bills, NOVEMBER, opened)] == ["calendar_year", "thermal_year"]
    assert [each.name for each in counters(bills, OCTOBER, opened)] == ["thermal_year"]  # it tells of later days
    next_year = Period(dt.date(2027, 1, 1), dt.date(2027, 2, 1))
    assert quantity(counters(bills, next_year, opened), BandYear.CALENDAR) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"counter": " "},
        {"quantity": Decimal(-1)},
        {"quantity": Decimal("NaN")},
        {"until": dt.date(2026, 1, 1)},
        {"until": dt.date(2027, 1, 2)},
    ],
)
def test_an_opening_that_makes_no_sense_cannot_be_built(changes: dict[str, Any]) -> None:
    opening = CounterOpening("calendar_year", dt.date(2026, 1, 1), Decimal(700), NOVEMBER.start)
    with pytest.raises(ValueError, match="opening"):
        attrs.evolve(opening, **changes)


def test_a_contract_has_one_opening_of_a_year_and_it_ends_on_a_day_it_supplies() -> None:
    opening = CounterOpening("calendar_year", dt.date(2026, 1, 1), Decimal(700), NOVEMBER.start)
    with pytest.raises(ValueError, match="one opening"):
        attrs.evolve(contract(), openings=(opening, attrs.evolve(opening, until=DECEMBER.start)))
    with pytest.raises(ValueError, match="ends on one of its days after the first"):
        attrs.evolve(contract(NOVEMBER.start), openings=(opening,))
