"""Deposits: who is asked for one, how much, on which bills, what is held, and what comes back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.billing.bill import DocumentKind
from domain.billing.deposits import DepositEntry, deposit_due, deposit_plan, held
from domain.billing.due_sums import EarlierSums, WithSums, with_due_sums
from domain.commodities.registry import commodity
from domain.commodities.water.terms import WaterTerms, WaterUse
from domain.contracts.contract import (
    Contract,
    ContractTerms,
    Deposit,
    DepositTerms,
    Market,
    PaymentMethod,
    SocialBonus,
    VatTerms,
)
from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.money import ZERO, Money, total
from domain.kernel.validity import Dated, History, Period, month_of
from domain.pricing.deposit import DepositPlan, DepositUnknown, deposit_return
from domain.pricing.facts import BillingFacts
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce
from tests.support.strategies.gas import home
from tests.support.strategies.supply import other, packaged_book, resident

DAY = dt.date(2026, 10, 1)
OCTOBER = Period(DAY, dt.date(2026, 11, 1))
BONUS = SocialBonus("1-2", Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))
WATER = WaterTerms("demo", WaterUse.RESIDENT)
USE, SPEND = Decimal(900), Money.of("426.73")


def lookup() -> Lookup:
    return Lookup(packaged_book())


def asking(
    commodity: str,
    supply: SupplyTerms,
    asked: DepositTerms | None,
    *,
    bonus: bool = False,
    debit: bool = False,
    market: Market = Market.FREE,
) -> Contract:
    terms = ContractTerms("X", supply, VatTerms("domestic"), bonus=BONUS if bonus else None)
    payment = PaymentMethod.DIRECT_DEBIT if debit else PaymentMethod.TRANSFER
    history = History.of("terms", [Dated(Period(DAY), terms)])
    return Contract("K", "C", "P", commodity, Period(DAY), history, payment, 1, 20, market, deposit_terms=asked)


def amounts(contract: Contract, day: dt.date = DAY) -> list[str] | None:
    plan = deposit_plan(contract, lookup(), day)
    return None if plan is None else [str(part) for part in plan.instalments]


def test_the_deposit_of_a_home_goes_by_power_and_is_less_with_the_bonus() -> None:
    supply = resident("3")
    assert amounts(asking("electricity", supply, DepositTerms())) == ["34.50"]
    assert amounts(asking("electricity", supply, DepositTerms(), bonus=True)) == ["15.60"]
    assert amounts(asking("electricity", supply, DepositTerms(after_notices=True))) == ["69.00"]
    assert amounts(asking("electricity", supply, DepositTerms(), market=Market.GRADUAL)) == ["34.50"]


def test_no_deposit_is_due_with_direct_debit_nor_where_none_is_asked() -> None:
    assert amounts(asking("electricity", resident("3"), DepositTerms(), debit=True)) is None
    assert amounts(asking("gas", home(), DepositTerms(USE), debit=True)) is None
    assert amounts(asking("electricity", resident("3"), None)) is None


def test_a_home_of_the_protected_market_pays_a_part_first_and_the_rest_on_twelve_bills() -> None:
    vulnerable = asking("electricity", resident("3"), DepositTerms(), market=Market.VULNERABLE)
    found = amounts(vulnerable)
    assert found is not None
    assert (found[0], len(found)) == ("15.60", 13)
    assert total(map(Money.of, found)) == Money.of("34.50")
    with_bonus = asking("electricity", resident("3"), DepositTerms(), bonus=True, market=Market.VULNERABLE)
    assert amounts(with_bonus) == ["15.60"]


def test_a_deposit_of_other_uses_is_known_up_to_a_power() -> None:
    assert amounts(asking("electricity", other("BTA5", "16.5"), DepositTerms())) == ["255.75"]
    with pytest.raises(DepositUnknown, match="16,6 kW is not known"):
        amounts(asking("electricity", other("BTA6", "16.6"), DepositTerms()))


@pytest.mark.parametrize(
    ("use", "deposit"), [("0", "30.00"), ("500", "30.00"), ("501", "90.00"), ("2500", "150.00"), ("5000", "300.00")]
)
def test_the_deposit_of_gas_goes_by_class_of_yearly_use(use: str, deposit: str) -> None:
    assert amounts(asking("gas", home(), DepositTerms(Decimal(use)))) == [deposit]


def test_beyond_the_last_class_the_deposit_of_gas_is_a_month_of_the_spend() -> None:
    assert amounts(asking("gas", home(), DepositTerms(Decimal(5001), Money.of("6000.00")))) == ["500.00"]
    with pytest.raises(DepositUnknown, match="yearly spend"):
        amounts(asking("gas", home(), DepositTerms(Decimal(5001))))
    with pytest.raises(DepositUnknown, match="yearly use"):
        amounts(asking("gas", home(), DepositTerms()))
    with pytest.raises(DepositUnknown, match="notices"):
        amounts(asking("gas", home(), DepositTerms(USE, after_notices=True)))


def test_the_deposit_of_gas_with_the_bonus_is_known_for_two_classes() -> None:
    assert amounts(asking("gas", home(), DepositTerms(Decimal(500)), bonus=True)) == ["25.00"]
    assert amounts(asking("gas", home(), DepositTerms(USE), bonus=True)) == ["77.00"]
    with pytest.raises(NotInForce):
        amounts(asking("gas", home(), DepositTerms(Decimal(1501)), bonus=True))


def test_the_deposit_of_water_is_a_quarter_of_the_year_half_now_and_the_rest_in_two_bills() -> None:
    assert amounts(asking("water", WATER, DepositTerms(USE, SPEND))) == ["53.34", "26.67", "26.67"]


def test_no_deposit_of_water_is_due_with_direct_debit_below_500_m3_nor_with_the_bonus() -> None:
    def small(use: int | None) -> Contract:
        return asking("water", WATER, DepositTerms(None if use is None else Decimal(use), SPEND), debit=True)

    assert amounts(small(499)) is None
    assert amounts(small(500)) is not None
    assert amounts(asking("water", attrs.evolve(WATER, bonus=True), DepositTerms(USE, SPEND))) is None
    with pytest.raises(DepositUnknown, match="yearly use"):
        amounts(small(None))
    with pytest.raises(DepositUnknown, match="yearly spend"):
        amounts(asking("water", WATER, DepositTerms(USE)))
    with pytest.raises(DepositUnknown, match="notices"):
        amounts(asking("water", WATER, DepositTerms(USE, SPEND, after_notices=True)))


def test_a_condominium_pays_six_tenths_of_the_deposits_of_its_units() -> None:
    supply = WaterTerms("demo", WaterUse.CONDOMINIUM, units=8)
    found = amounts(asking("water", supply, DepositTerms(USE, Money.of("1000.00"))))
    assert found == ["75.00", "37.50", "37.50"]


def test_a_commodity_without_a_rule_cannot_be_asked_a_deposit_for() -> None:
    with pytest.raises(DepositUnknown, match="heat"):
        amounts(asking("heat", WATER, DepositTerms()))


def test_what_a_deposit_goes_by_is_checked() -> None:
    with pytest.raises(ValueError, match="yearly use"):
        DepositTerms(Decimal(-1))
    with pytest.raises(ValueError, match="yearly spend"):
        DepositTerms(USE, ZERO)


cents = st.decimals("0.01", "999.99", places=2).map(Money)


@given(cents, st.integers(0, 12), st.data())
def test_the_bills_of_a_plan_charge_the_whole_of_it_and_no_more(whole: Money, later: int, data: st.DataObject) -> None:
    first = whole if not later else data.draw(st.decimals("0.01", whole.amount, places=2).map(Money))
    plan = DepositPlan.of(whole, first, later, "", ())
    asked: list[Money] = []
    while (charge := plan.next_charge(asked, OCTOBER)) is not None:
        asked.append(charge.amount)
    assert tuple(asked) == plan.instalments
    assert total(asked) == whole


def test_a_plan_that_changed_spreads_what_is_left_and_never_asks_beyond_its_bills() -> None:
    plan = DepositPlan.of(Money.of("120.00"), Money.of("60.00"), 2, "x", ())
    charge = plan.next_charge([Money.of("53.34")], OCTOBER)
    assert charge is not None
    assert (charge.amount, charge.note, charge.nature) == (Money.of("33.33"), "x; rata 2 di 3", "N1")
    assert plan.next_charge([Money.of("200.00")], OCTOBER) is None
    assert plan.next_charge([Money.of("1.00")] * 3, OCTOBER) is None


def entry(
    number: int, charged: str = "0.00", returned: str = "0.00", *, kind: str = "BILL", of: int | None = None
) -> DepositEntry:
    day = dt.date(2026, number, 1)
    back = "" if of is None else f"E{of}"
    due = day + dt.timedelta(days=20)
    return DepositEntry(f"E{number}", DocumentKind[kind], back, day, due, Money.of(charged), Money.of(returned))


def sums(*entries: DepositEntry, deposit: Deposit | None = None) -> tuple[list[str], list[str]]:
    """What was asked for and what is held."""
    contract = attrs.evolve(asking("water", WATER, None), deposit=deposit)
    return [str(each) for each in deposit_due(entries)], [str(each.amount) for each in held(contract, entries)]


def test_what_was_charged_is_held_from_the_due_date_of_its_document() -> None:
    contract = asking("water", WATER, None)
    assert held(contract, [entry(1, "50.00")]) == (Deposit(Money.of("50.00"), dt.date(2026, 1, 21)),)
    assert held(contract, []) == ()


def test_a_reversed_document_charged_nothing_and_gave_nothing_back() -> None:
    first, reversal = entry(1, "50.00"), entry(2, "-50.00", kind="REVERSAL", of=1)
    assert sums(first, reversal) == ([], [])
    assert sums(reversal) == ([], [])  # what it reverses is older than the index of deposits
    back, undone = entry(3, "0.00", "50.00", kind="CLOSING"), entry(4, "0.00", "-50.00", kind="REVERSAL", of=3)
    assert sums(first, back) == (["50.00"], [])
    assert sums(first, back, undone) == (["50.00"], ["50.00"])


def test_a_credit_note_of_the_deposit_gives_it_back_and_does_not_ask_again() -> None:
    note = entry(2, "-50.00", kind="CREDIT_NOTE", of=1)
    assert sums(entry(1, "50.00"), note, entry(3, "25.00")) == (["50.00", "25.00"], ["25.00"])


def test_what_came_with_the_contract_is_held_too_and_goes_first() -> None:
    old = Deposit(Money.of("30.00"), dt.date(2020, 1, 1))
    assert sums(entry(1, "50.00"), deposit=old) == (["50.00"], ["30.00", "50.00"])
    assert sums(entry(1, "50.00"), entry(2, "0.00", "40.00"), deposit=old) == (["50.00"], ["40.00"])


def test_a_deposit_comes_back_with_the_interest_of_each_year() -> None:
    deposit = Deposit(Money.of("1000.00"), dt.date(2025, 10, 1))
    back, interest = deposit_return(lookup(), deposit, dt.date(2026, 10, 1), OCTOBER)
    assert (str(back.amount), str(interest.amount)) == ("-1000.00", "-17.01")
    assert len(deposit_return(lookup(), Deposit(Money.of("1"), DAY), DAY, OCTOBER)) == 1
    with pytest.raises(ValueError, match="after it was paid"):
        deposit_return(lookup(), deposit, dt.date(2025, 9, 1), OCTOBER)


def test_the_deposit_of_water_is_charged_on_three_bills_and_on_no_fourth() -> None:
    contract = asking("water", WATER, DepositTerms(USE, SPEND))
    entries: list[DepositEntry] = []
    charged: list[str] = []
    for month in (10, 11, 12, 13):
        days = month_of(dt.date(2026 + month // 13, (month - 1) % 12 + 1, 1))
        facts = BillingFacts(contract, days, {}, (), days.last, commodity=commodity(contract.commodity))
        due = with_due_sums(facts, EarlierSums(tuple(entries)), packaged_book())
        assert isinstance(due, WithSums)
        for extra in due.facts.extras:
            charged.append(f"{extra.code} {extra.amount}")
            entries.append(attrs.evolve(entry(1, str(extra.amount)), document=f"W{month}", issued_on=days.last))
    assert charged == ["deposit 53.34", "deposit 26.67", "deposit 26.67"]


def test_a_bill_of_water_issued_after_its_standard_credits_the_indemnity() -> None:
    contract = asking("water", WATER, None)
    facts = BillingFacts(contract, OCTOBER, {}, (), OCTOBER.last + dt.timedelta(days=46), commodity=commodity("water"))
    due = with_due_sums(facts, EarlierSums(), packaged_book())
    assert isinstance(due, WithSums)
    assert [str(extra.amount) for extra in due.facts.extras] == ["-30.00"]
    in_time = with_due_sums(attrs.evolve(facts, issue_day=OCTOBER.stop), EarlierSums(), packaged_book())
    assert isinstance(in_time, WithSums)
    assert in_time.facts.extras == ()


def test_only_low_voltage_is_of_the_rule_on_late_bills() -> None:
    for supply, owed in ((other("BTA5", "10"), 1), (other("MTA1", "10", "MT"), 0)):
        contract = asking("electricity", supply, None)
        facts = BillingFacts(contract, OCTOBER, {}, (), dt.date(2026, 12, 31), commodity=commodity("electricity"))
        due = with_due_sums(facts, EarlierSums(), packaged_book())
        assert isinstance(due, WithSums)
        assert len(due.facts.extras) == owed
