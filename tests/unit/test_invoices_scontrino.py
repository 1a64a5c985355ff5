"""The scontrino: quantity x average price = amount, row by row, over the lines of any bill."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.billing.bill import Bill
from domain.billing.scontrino import Scontrino, ScontrinoRow, months_in, scontrino
from domain.contracts.party import PartyKind
from domain.kernel.money import ZERO, Money, total
from domain.kernel.validity import Period, month_of
from domain.pricing.facts import BillingFacts
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.component import Block, Quota
from tests.support.strategies import bills as strategies_bills
from tests.support.strategies import supply as strategies_supply
from tests.support.strategies.kernel import periods, unhurried

HALF_MILLIONTH = Decimal("0.0000005")
few = settings(unhurried, max_examples=40)


def of_facts(facts: BillingFacts) -> Priced:
    result = price(facts, strategies_supply.packaged_book())
    assert isinstance(result, Priced), result
    return result


priced_supplies = strategies_supply.bills().map(of_facts)
any_priced = st.one_of(priced_supplies, strategies_bills.bills().map(lambda bill: bill.main.priced))


def rows(what: Scontrino) -> dict[Quota, ScontrinoRow]:
    return {Quota.CONSUMPTION: what.consumption, Quota.FIXED: what.fixed, Quota.POWER: what.power}


@few
@given(any_priced)
def test_each_row_is_the_sum_of_the_lines_of_its_quota(priced: Priced) -> None:
    for quota, row in rows(scontrino(priced)).items():
        mine = [line for line in priced.lines if line.quota is quota]
        assert row.whole.amount == priced.quota(quota)
        assert row.sale.amount == total(line.amount for line in mine if line.block is Block.SALE)
        assert row.network_and_charges.amount == total(line.amount for line in mine if line.block is not Block.SALE)


@few
@given(any_priced)
def test_sale_and_network_make_the_whole(priced: Priced) -> None:
    for row in rows(scontrino(priced)).values():
        assert row.sale.amount + row.network_and_charges.amount == row.whole.amount


@few
@given(any_priced)
def test_quantity_times_average_price_is_the_amount_within_half_a_unit_of_the_sixth_decimal(priced: Priced) -> None:
    months = months_in(priced.period)
    for quota, row in rows(scontrino(priced)).items():
        base = row.quantity * (months if quota is Quota.POWER else 1)
        for part in (row.whole, row.sale, row.network_and_charges):
            if base == 0:
                assert part.average_price is None
                continue
            assert part.average_price is not None
            assert part.average_price.as_tuple().exponent == -6
            assert abs(part.average_price * base - part.amount.amount) <= HALF_MILLIONTH * abs(base)


@few
@given(priced_supplies)
def test_quantities_are_energy_months_and_the_power_at_the_end(priced: Priced) -> None:
    shown = scontrino(priced)
    assert shown.consumption.quantity == sum(piece.total for piece in priced.consumption)
    assert shown.fixed.quantity == len(priced.period.months())
    powers = [line for line in priced.lines if line.quota is Quota.POWER]
    assert shown.power.quantity == (powers[-1].quantity.value if powers else 0)
    assert (shown.consumption.unit, shown.fixed.unit, shown.power.unit) == ("kWh", "mesi", "kW")


@few
@given(any_priced)
def test_taxes_and_what_only_passes_through_stand_apart(priced: Priced) -> None:
    shown = scontrino(priced)
    passing = [line for line in priced.lines if line.quota is Quota.PASSING]
    assert shown.excise == priced.block(Block.TAXES)
    assert shown.excise_and_vat - shown.excise == priced.tax
    assert shown.other + shown.rai_fee == total(line.amount for line in passing)
    assert shown.rai_fee == total(line.amount for line in passing if line.code == RAI_FEE)
    assert (shown.total, shown.payable) == (priced.total, priced.payable)
    assert total(part.tax for part in shown.vat) == priced.tax
    assert not any(part.vat.nature for part in shown.vat)


def test_a_home_pays_its_rai_fee_outside_the_other_amounts() -> None:
    shown = scontrino(strategies_bills.sample_bill().main.priced)
    assert (shown.rai_fee, shown.other) == (Money.of("18"), ZERO)


def test_under_split_payment_less_is_payable_than_the_total() -> None:
    bill: Bill = strategies_bills.sample_bill(PartyKind.PUBLIC_BODY)
    shown = scontrino(bill.main.priced)
    assert shown.total - shown.payable == bill.main.priced.tax
    assert shown.payable == bill.main.priced.net


def test_a_supply_that_used_nothing_has_no_average_price() -> None:
    priced = attrs.evolve(strategies_bills.sample_bill().main.priced, consumption=())
    row = scontrino(priced).consumption
    assert row.quantity == 0
    assert row.whole.average_price is None
    assert row.sale.average_price is None
    assert row.whole.amount == priced.quota(Quota.CONSUMPTION)


@unhurried
@given(periods())
def test_months_of_a_period_are_whole_ones_and_parts_of_their_days(period: Period) -> None:
    months = period.months()
    whole = [month for month in months if month.is_whole_month]
    found = months_in(period)
    assert len(whole) <= found <= len(months)
    assert found.as_tuple().exponent == -2
    if whole == list(months):
        assert found == len(whole)


@unhurried
@given(st.dates(dt.date(2022, 1, 1), dt.date(2032, 12, 31)), st.data())
def test_the_two_parts_of_a_month_make_one(day: dt.date, data: st.DataObject) -> None:
    month = month_of(day)
    middle = data.draw(st.integers(1, month.days - 1))
    first, second = month.cut([month.start + dt.timedelta(days=middle)])
    assert abs(months_in(first) + months_in(second) - 1) <= Decimal("0.01")
