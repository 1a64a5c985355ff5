"""Discounts: what they take off, for how long, and that they never take off more than there is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.contract import Contract
from domain.kernel.validity import Dated, History, Period, month_of
from domain.pricing.counters.billed_period import AnnualCounter, BilledPeriod
from domain.pricing.counters.energy import energy_counters
from domain.pricing.counters.yearly import counts_over_a_year
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.lines.offer.sale import ENERGY
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.component import Basis, Block, Quota
from domain.tariffs.discount import Base, Discount, Off, Restart, counting_from
from domain.tariffs.offer import Offer, SellerFee
from tests.support.strategies.supply import bills, facts, mono, packaged_book, resident, used, yearly

OCTOBER = month_of(dt.date(2026, 10, 1))
AUTUMN = Period(dt.date(2026, 10, 1), dt.date(2026, 12, 1))


def off(what: Offer, *discounts: Discount) -> Offer:
    return attrs.evolve(what, discounts=discounts)


def ten_percent(**changes: Any) -> Discount:
    return attrs.evolve(Discount("d", "Sconto", Decimal("0.10"), Off.RATIO, Base.ENERGY), **changes)


def since(what: BillingFacts, start: dt.date, conditions: frozenset[str] = frozenset()) -> BillingFacts:
    """The same bill of a contract that began on `start` and fulfils some conditions."""
    entries = [
        Dated(Period(start, entry.period.stop), attrs.evolve(entry.value, conditions=conditions))
        for entry in what.contract.terms.entries
    ]
    contract: Contract = attrs.evolve(what.contract, period=Period(start), terms=History.of("terms", entries))
    return attrs.evolve(what, contract=contract)


def bill(what: BillingFacts) -> Priced:
    result = price(what, packaged_book())
    assert isinstance(result, Priced), result
    return result


def discounts(what: Priced) -> list[Line]:
    return [line for line in what.lines if line.code == "d"]


def test_a_ratio_takes_its_part_of_the_energy_and_stands_apart() -> None:
    offer = off(mono("0.12", yearly("72")), ten_percent())
    [line] = discounts(bill(facts(OCTOBER, resident("3"), offer, [used(OCTOBER, 200)])))
    assert (line.quantity.value, line.amount.amount, line.block, line.quota) == (
        Decimal("24.00"),
        Decimal("-2.40"),
        Block.SALE,
        Quota.CONSUMPTION,
    )


def test_a_fee_below_zero_takes_off_no_more_than_the_rest_of_the_sale() -> None:
    welcome = SellerFee("welcome", "Benvenuto", Decimal("-84"))
    offer = attrs.evolve(mono("0.01", yearly("72"), welcome), passes=())
    enough = bill(facts(OCTOBER, resident("3"), offer, [used(OCTOBER, 100)]))
    assert [line.amount.amount for line in enough.lines if line.code == "welcome"] == [Decimal("-7.00")]
    assert enough.block(Block.SALE).amount == 0
    result = price(facts(OCTOBER, resident("3"), offer, [used(OCTOBER, 99)]), packaged_book())
    assert isinstance(result, Refused)
    [fault] = result.faults
    assert fault.code == "PRC-006"
    assert "(welcome) take 7.00 off the sale part" in fault.message
    assert "has 6.99" in fault.message


@given(st.integers(-100_000, -1), st.integers(0, 500), st.sampled_from(Basis))
def test_fees_below_zero_never_bring_the_sale_below_zero(cents: int, kwh: int, basis: Basis) -> None:
    below = SellerFee("below", "Meno", Decimal(cents).scaleb(-4 if basis is Basis.ENERGY else -2), basis)
    offer = attrs.evolve(mono("0.12", yearly("72"), below), discounts=(ten_percent(),))
    result = price(facts(OCTOBER, resident("3"), offer, [used(OCTOBER, kwh)]), packaged_book())
    if isinstance(result, Priced):
        assert result.block(Block.SALE).amount >= 0
    else:
        assert [fault.code for fault in result.faults] == ["PRC-006"]


def test_a_discount_ends_after_its_months() -> None:
    offer = off(mono("0.12"), ten_percent(months=12))
    what = since(facts(AUTUMN, resident("3"), offer, [used(AUTUMN, 610)]), dt.date(2025, 11, 16))
    periods = [line.period for line in discounts(bill(what))]
    assert periods == [OCTOBER, Period(dt.date(2026, 11, 1), dt.date(2026, 11, 16))]


def test_a_discount_with_a_condition_needs_it() -> None:
    what = facts(OCTOBER, resident("3"), off(mono("0.12"), ten_percent(condition="e_bill")), [used(OCTOBER, 200)])
    assert not discounts(bill(what))
    assert discounts(bill(since(what, OCTOBER.start, frozenset({"e_bill"}))))


@given(first=st.integers(0, 2_000), second=st.integers(0, 2_000), before=st.integers(0, 2_000))
def test_the_first_part_of_a_year_is_discounted_once(first: int, second: int, before: int) -> None:
    discount = Discount("d", "Sconto", Decimal("0.05"), Off.ENERGY, Base.ENERGY, Decimal(840), Restart.YEAR)
    november = month_of(dt.date(2026, 11, 1))
    what = facts(AUTUMN, resident("3"), off(mono("0.12"), discount), [used(OCTOBER, first), used(november, second)])
    counter = AnnualCounter("energy", dt.date(2026, 1, 1), Decimal(before))
    counted = attrs.evolve(since(what, dt.date(2024, 1, 1)), counters=(counter,))
    reduced = sum((line.quantity.value for line in discounts(bill(counted))), Decimal(0))
    assert reduced == min(max(840 - before, 0), first + second)


def test_a_counter_nobody_knows_is_not_taken_as_zero() -> None:
    discount = Discount("d", "Sconto", Decimal("0.05"), Off.ENERGY, Base.ENERGY, Decimal(840))
    what = since(facts(OCTOBER, resident("3"), off(mono("0.12"), discount), [used(OCTOBER, 1)]), dt.date(2024, 5, 1))
    result = price(what, packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-008"]


def test_a_discount_larger_than_its_base_is_refused() -> None:
    discount = Discount("d", "Sconto", Decimal("0.13"), Off.ENERGY, Base.ENERGY)
    result = price(facts(OCTOBER, resident("3"), off(mono("0.12"), discount), [used(OCTOBER, 9)]), packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-006"]


def test_discounts_together_are_held_to_the_same_base() -> None:
    half = ten_percent(value=Decimal("0.6"))
    two = off(mono("0.12"), half, attrs.evolve(half, code="e"))
    result = price(facts(OCTOBER, resident("3"), two, [used(OCTOBER, 200)]), packaged_book())
    assert isinstance(result, Refused)
    assert result.faults[0].code == "PRC-006"


def test_a_discount_after_vat_leaves_the_taxable_sum_as_it_is() -> None:
    gift = Discount("d", "Buono", Decimal(5), Off.ONCE, vat=False)
    plain = facts(OCTOBER, resident("3"), mono("0.12"), [used(OCTOBER, 200)])
    given_away = facts(OCTOBER, resident("3"), off(mono("0.12"), gift), [used(OCTOBER, 200)])
    one, other = bill(plain), bill(given_away)
    assert other.total.amount == one.total.amount - 5
    assert one.tax == other.tax
    [line] = discounts(other)
    assert (line.block, line.quota, line.vat.nature) == (Block.OTHER, Quota.PASSING, "N2.2")


@st.composite
def some_discounts(draw: st.DrawFn) -> tuple[Discount, ...]:
    made = []
    for i in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(Off))
        most = {Off.RATIO: 100, Off.ENERGY: 50, Off.YEARLY: 10_000, Off.ONCE: 5_000}[kind]
        value = Decimal(draw(st.integers(1, most))).scaleb(-2)
        base = draw(st.sampled_from(Base))
        months = draw(st.none() | st.integers(1, 4))
        made.append(Discount(f"d{i}", "Sconto", value, kind, base, months=months))
    return tuple(made)


@given(what=bills(), wanted=some_discounts())
def test_no_discount_makes_the_energy_or_the_sale_negative(what: BillingFacts, wanted: tuple[Discount, ...]) -> None:
    offers = {code: off(each, *wanted) for code, each in what.offers.items()}
    result = price(attrs.evolve(what, offers=offers), packaged_book())
    if isinstance(result, Refused):
        assert [fault.code for fault in result.faults] == ["PRC-006"]
        return
    codes = {discount.code for discount in wanted if discount.base is Base.ENERGY}
    energy = sum((line.amount.amount for line in result.lines if line.code == ENERGY or line.code in codes), Decimal(0))
    assert energy >= 0
    assert result.block(Block.SALE).amount >= 0


@pytest.mark.parametrize(
    ("restart", "start", "stop"),
    [
        (Restart.MONTH, "2026-03-01", "2026-04-01"),
        (Restart.YEAR, "2026-01-01", "2027-01-01"),
        (Restart.CONTRACT_YEAR, "2026-02-28", "2027-02-28"),
    ],
)
def test_a_counter_begins_again_on_its_day(restart: Restart, start: str, stop: str) -> None:
    counting = counting_from(restart, dt.date(2026, 3, 10), dt.date(2024, 2, 29))
    assert (str(counting.start), str(counting.stop)) == (start, stop)


@given(day=st.dates(dt.date(2025, 1, 1), dt.date(2032, 1, 1)), restart=st.sampled_from(Restart))
def test_every_day_lies_in_its_counting_period(day: dt.date, restart: Restart) -> None:
    assert day in counting_from(restart, day, dt.date(2024, 2, 29))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal(0)},
        {"value": Decimal("1.01")},
        {"upto": Decimal(10)},
        {"months": 0},
        {"months": 1, "period": OCTOBER},
    ],
)
def test_a_discount_that_makes_no_sense_cannot_be_built(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="discount d"):
        ten_percent(**changes)


def charged(period: Period, kwh: int) -> BilledPeriod:
    return BilledPeriod("E1", period, period.stop, (used(period, kwh),), "offer", resident("3"), "standard")


def test_a_yearly_counter_is_read_from_what_stands_charged_or_left_out() -> None:
    discount = Discount("d", "Sconto", Decimal("0.05"), Off.ENERGY, Base.ENERGY, Decimal(840))
    plain = off(mono("0.12"), discount)
    what = since(facts(OCTOBER, resident("3"), plain, [used(OCTOBER, 100)]), dt.date(2025, 8, 11))
    summer = charged(Period(dt.date(2026, 8, 1), dt.date(2026, 9, 1)), 310)
    september = charged(Period(dt.date(2026, 9, 1), OCTOBER.start), 90)
    found = energy_counters([summer, september], what.contract, what.offers, OCTOBER)
    assert found == (AnnualCounter("energy", dt.date(2026, 8, 11), Decimal(300)),)
    assert energy_counters([september], what.contract, what.offers, OCTOBER) == ()
    assert counts_over_a_year(what.contract, what.offers, None)
    assert not counts_over_a_year(what.contract, {"offer": mono("0.12")}, None)
    [line] = discounts(bill(attrs.evolve(what, counters=found)))
    assert line.quantity.value == 100


def test_a_discount_that_begins_later_is_taken_off_from_that_month_on() -> None:
    late = ten_percent(after=1)
    what = facts(AUTUMN, resident("3"), off(mono("0.12"), late), [used(OCTOBER, 100), used(month_of(AUTUMN.last), 50)])
    [line] = discounts(bill(since(what, OCTOBER.start)))
    assert (line.period.start, line.amount.amount) == (dt.date(2026, 11, 1), Decimal("-0.60"))
    with pytest.raises(ValueError, match="not both"):
        attrs.evolve(late, period=OCTOBER)


def test_a_one_off_fee_is_charged_on_the_first_day_alone() -> None:
    offer = mono("0.12", SellerFee("once", "Contributo di attivazione", Decimal(25), Basis.ONCE))
    what = facts(AUTUMN, resident("3"), offer, [used(OCTOBER, 100), used(month_of(AUTUMN.last), 50)])
    [line] = [line for line in bill(since(what, OCTOBER.start)).lines if line.code == "once"]
    assert (line.amount.amount, line.block, line.quota) == (Decimal("25.00"), Block.OTHER, Quota.PASSING)
    assert line.period.days == 1
    assert not [line for line in bill(since(what, dt.date(2026, 9, 30))).lines if line.code == "once"]
