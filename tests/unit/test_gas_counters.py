"""Counters of gas: rebuilt from the documents issued, corrections and reversals included."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.commodities.gas import BandYear
from domain.invoices.bill import Bill, BillNumber, DocumentKind, DocumentReference
from domain.invoices.correction import Correction, Reason
from domain.invoices.counters import COUNTERS
from domain.invoices.facts import AnnualCounter, BillingFacts
from domain.invoices.gas.counters import counters_from, counters_of
from domain.invoices.priced import Priced
from domain.invoices.pricing import price
from domain.kernel.validity import Period
from domain.meters.consumption import Consumption
from domain.meters.reading import Quality
from tests.strategies_bills import sample_bill
from tests.strategies_gas import QUARTER, counter, facts, fixed, home, used
from tests.strategies_supply import packaged_book

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
    counters = tuple(counter(before, kind) for kind in BandYear)
    return bill(serial, facts(home(), fixed(), [consumption], counters=counters, since=OCTOBER.start))


def quantity(found: tuple[AnnualCounter, ...], kind: BandYear) -> Decimal:
    return next(each.quantity for each in found if each.name == kind.value)


def test_the_bills_of_the_year_add_up_for_each_of_its_counters() -> None:
    bills = [month(1, used(OCTOBER, 100), 0), month(2, used(NOVEMBER, 250), 100)]
    assert counters_from(bills, DECEMBER, contract=CONTRACT) == (
        AnnualCounter("calendar_year", dt.date(2026, 1, 1), Decimal(350)),
        AnnualCounter("thermal_year", dt.date(2026, 10, 1), Decimal(350)),
    )
    assert COUNTERS["gas"] is counters_of


def test_days_of_the_period_and_of_other_contracts_do_not_count() -> None:
    bills = [month(1, used(OCTOBER, 100), 0), month(2, used(NOVEMBER, 250), 100)]
    assert quantity(counters_from(bills, NOVEMBER, contract=CONTRACT), BandYear.CALENDAR) == 100
    assert quantity(counters_from(bills, DECEMBER, contract="other"), BandYear.CALENDAR) == 0


def test_a_counter_is_zero_on_the_first_day_of_its_year() -> None:
    bills = [month(1, used(DECEMBER, 100), 0)]
    january = Period(dt.date(2027, 1, 1), dt.date(2027, 2, 1))
    found = counters_from(bills, january, contract=CONTRACT)
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
        reason=Reason.ESTIMATE_REPLACED,
        period=OCTOBER,
        documents=(str(first.number),),
        before=estimated.bands,
        after=actual.bands,
        consumption=(actual,),
    )
    part = attrs.evolve(second.main, priced=attrs.evolve(second.main.priced, corrections=(correction,)))
    found = counters_from([first, attrs.evolve(second, parts=(part,))], DECEMBER, contract=CONTRACT)
    assert [each.quantity for each in found] == [210, 210]


def test_a_document_that_was_reversed_no_longer_counts() -> None:
    first = month(1, used(OCTOBER, 100), 0)
    reversal = attrs.evolve(
        first,
        number=BillNumber("N", 2026, 1),
        kind=DocumentKind.REVERSAL,
        references=(DocumentReference(str(first.number), first.issued_on),),
    )
    found = counters_from([first, reversal], NOVEMBER, contract=CONTRACT)
    assert [each.quantity for each in found] == [0, 0]


def test_the_next_bill_goes_on_where_the_counters_stand() -> None:
    bills = [month(1, used(OCTOBER, 400), 0)]
    counters = counters_from(bills, NOVEMBER, contract=CONTRACT)
    next_bill = priced(facts(home(), fixed(), [used(NOVEMBER, 100)], counters=counters, since=OCTOBER.start))
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
    found = counters_from([old], Period(dt.date(2026, 10, 11), dt.date(2026, 11, 1)), contract=CONTRACT)
    assert quantity(found, BandYear.CALENDAR) == 200
    assert quantity(found, BandYear.THERMAL) == 100
