"""A tax is one entry of its commodity: another one is billed, estimated and cuts energy without a line of code."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs

from domain.commodities.electricity.commodity import ELECTRICITY
from domain.commodities.gas.commodity import GAS
from domain.kernel.validity import Period
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.pricing.taxes.tax import EXCISE, Tax, TaxedEnergy
from domain.tariffs.book import Place, TariffBook
from domain.tariffs.component import Block, Quota
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies import gas
from tests.support.strategies.supply import KNOWN_ON, facts, mono, packaged_book, resident, used

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
MIDDLE = dt.date(2026, 10, 16)
HALVES = (Period(OCTOBER.start, MIDDLE), Period(MIDDLE, OCTOBER.stop))
PATH = "surtax/town"
HEAD = ParameterHead(PATH, "Addizionale", "Of a town.", "Comune", "EUR/unit", (), 4, "delibera", KNOWN_ON)
OWN = Source("own", "Own", "")


def _taxed(
    terms: Any, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
) -> tuple[TaxedEnergy, ...]:
    return (TaxedEnergy(energy, lookup.value(PATH, (), day)),)


def _values(terms: Any) -> tuple[Place, ...]:
    return ((PATH, ()),)


TOWN = Tax("surtax", "Addizionale comunale", _taxed, _values, frozenset({PATH}))


def book(*values: str) -> TariffBook:
    """The packaged book with a value of the tax for each half of October."""
    rows = [
        ParameterRow(PATH, (), half, OCTOBER.start, Decimal(value), OWN, Status.CONFIRMED)
        for half, value in zip(HALVES, values, strict=False)
    ]
    return packaged_book().overlaid([HEAD], rows)


def taxed(what: BillingFacts, kind: Commodity) -> BillingFacts:
    """The facts with one more tax on their commodity."""
    return attrs.evolve(what, commodity=attrs.evolve(kind, taxes=(*kind.taxes, TOWN)))


def test_a_second_tax_on_electricity_makes_its_lines_after_the_excise_and_cuts_energy_where_its_rate_changes() -> None:
    what = facts(OCTOBER, resident("3"), mono(".1"), [used(OCTOBER, 310)])
    bill = price(taxed(what, ELECTRICITY), book("0.0100", "0.0200"))
    assert isinstance(bill, Priced)
    taxes = [line for line in bill.lines if line.block is Block.TAXES]
    assert [line.code for line in taxes] == [EXCISE, EXCISE, "surtax", "surtax"]
    own = taxes[2:]
    assert [(line.period, str(line.amount)) for line in own] == [(HALVES[0], "1.50"), (HALVES[1], "3.20")]
    assert {(line.label, line.quota) for line in own} == {("Addizionale comunale", Quota.TAX)}
    assert {row.path for row in bill.rows} >= {PATH, "excise/electricity"}


def test_the_excise_is_the_same_with_and_without_a_second_tax() -> None:
    what = facts(OCTOBER, resident("3"), mono(".1"), [used(OCTOBER, 310)])
    bills = [price(each, book("0.0100", "0.0100")) for each in (what, taxed(what, ELECTRICITY))]
    amounts = [
        sum(line.amount.amount for line in bill.lines if line.code == EXCISE)
        for bill in bills
        if isinstance(bill, Priced)
    ]
    assert amounts[0] == amounts[1]


def test_a_second_tax_on_gas_stands_beside_excise_and_surcharge() -> None:
    what = gas.facts(gas.home(), gas.fixed(), [gas.used(OCTOBER, 100)])
    bill = price(taxed(what, GAS), book("0.0100", "0.0200"))
    assert isinstance(bill, Priced)
    own = [line for line in bill.lines if line.code == "surtax"]
    assert [line.price.value for line in own] == [Decimal("0.0100"), Decimal("0.0200")]
    assert sum(line.quantity.value for line in own) == 100


def test_a_rate_that_is_missing_is_named_with_all_others_that_are() -> None:
    what = facts(OCTOBER, resident("3"), mono(".1"), [used(OCTOBER, 310)])
    refused = price(taxed(what, ELECTRICITY), book("0.0100"))
    assert isinstance(refused, Refused)
    assert [fault.code for fault in refused.faults] == ["PRC-001"]
    assert PATH in refused.faults[0].message
