"""A social bonus granted or withdrawn after the bill: it comes as a difference, and never twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import attrs
import pytest

from adapters.cases.parse import parse_simulation
from adapters.tariffs.loader import load_bands
from application.offers.simulate_supply import simulate_supply
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill, DocumentKind
from domain.commodities.water.terms import WaterTerms
from domain.contracts.contract import SocialBonus
from domain.corrections.bonus_days import days_of_another_bonus
from domain.kernel.money import Money, total
from domain.kernel.validity import Dated, History, Period
from domain.pricing.correction import CorrectionReason
from domain.pricing.priced import Priced
from tests.support.correction_world import NOVEMBER, bill_month, credit, first_bill, give, rebill
from tests.support.strategies import documents as samples
from tests.support.strategies.bills import with_part
from tests.support.strategies.supply import packaged_book
from tests.support.use_case_world import OCTOBER, SEPTEMBER, World, contract, reading

GRANTED = SocialBonus("1-2", Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def grant(world: World, bonus: SocialBonus | None) -> None:
    """Customer 1 had this bonus all the time, it turns out."""
    base = contract(1)
    entries = [Dated(each.period, attrs.evolve(each.value, bonus=bonus)) for each in base.terms.entries]
    world.register(attrs.evolve(base, terms=History.of("terms", entries)))


def bonus(*bills: Bill) -> Money:
    return total(line.amount for bill in bills for line in bill.lines if line.code == "bonus")


def october(world: World) -> Bill:
    give(world, reading(1, OCTOBER.last, 1200, 1200, 1200), sent=40)
    (bill,) = bill_month(world, OCTOBER)
    return bill


def november(world: World) -> Bill:
    give(world, reading(1, NOVEMBER.last, 1300, 1300, 1300), sent=70)
    (bill,) = bill_month(world, NOVEMBER)
    return bill


def test_a_bonus_granted_late_comes_with_the_next_bill_and_only_once(world: World) -> None:
    first = first_bill(world)
    assert bonus(first) == Money.of("0.00")
    grant(world, GRANTED)
    second = october(world)
    (correction,) = second.main.priced.corrections
    assert (correction.reason, correction.documents) == (CorrectionReason.TERMS_CHANGED, (str(first.number),))
    assert {line.code for line in second.lines if line.correction} == {"bonus"}
    assert bonus(second) == Money.of("-24.40")  # 30 days of September and 31 of October at 0.40
    third = november(world)
    assert third.main.priced.corrections == ()
    assert bonus(first, second, third) == Money.of("-36.40")


def test_a_bonus_withdrawn_late_is_taken_back_with_the_next_bill_and_only_once(world: World) -> None:
    world.customers(1)
    first = first_of_a_holder(world)
    assert bonus(first) == Money.of("-12.00")
    grant(world, attrs.evolve(GRANTED, period=Period(dt.date(2026, 1, 1), dt.date(2026, 9, 21))))
    second = october(world)
    assert bonus(second) == Money.of("4.00")
    third = november(world)
    assert third.main.priced.corrections == ()
    assert bonus(first, second, third) == Money.of("-8.00")


def first_of_a_holder(world: World) -> Bill:
    grant(world, GRANTED)
    give(world, reading(1, dt.date(2026, 8, 31), 1000, 1000, 1000), reading(1, SEPTEMBER.last, 1100, 1100, 1100))
    (bill,) = bill_month(world, SEPTEMBER)
    return bill


def test_another_class_of_household_is_a_difference(world: World) -> None:
    world.customers(1)
    first = first_of_a_holder(world)
    grant(world, attrs.evolve(GRANTED, household="3-4"))
    assert bonus(first, october(world)) == Money.of("-31.11")  # 61 days at 0.51


def test_rebilling_issues_a_late_bonus_by_itself_and_the_next_run_does_not_again(world: World) -> None:
    first = first_bill(world)
    grant(world, GRANTED)
    note = rebill(world, SEPTEMBER).bill
    assert note is not None
    assert (note.kind, note.total) == (DocumentKind.CREDIT_NOTE, Money.of("-12.00"))
    assert rebill(world, SEPTEMBER).bill is None
    second = october(world)
    assert second.main.priced.corrections == ()
    assert bonus(first, note, second) == Money.of("-24.40")


def test_a_bill_with_its_bonus_that_was_reversed_is_billed_again_with_it_once(world: World) -> None:
    world.customers(1)
    first = first_of_a_holder(world)
    note = credit(world, first).note
    (again,) = bill_month(world, SEPTEMBER)
    assert bonus(first, note, again) == Money.of("-12.00")
    assert october(world).main.priced.corrections == ()


def test_the_days_of_a_bonus_are_compared_one_by_one(world: World) -> None:
    world.customers(1)
    first = first_of_a_holder(world)
    holder = first.main.priced.basis
    assert holder is not None
    same = holder.facts.contract
    assert days_of_another_bonus(same, [first], SEPTEMBER) == frozenset()
    shifted = attrs.evolve(GRANTED, period=Period(dt.date(2026, 9, 2), dt.date(2026, 10, 1)))
    (entry,) = same.terms.entries
    terms = History.of("terms", [Dated(entry.period, attrs.evolve(entry.value, bonus=shifted))])
    assert days_of_another_bonus(attrs.evolve(same, terms=terms), [first], SEPTEMBER) == {dt.date(2026, 9, 1)}
    assert len(days_of_another_bonus(same, [], SEPTEMBER)) == 30


def test_the_bonus_of_water_is_of_its_supply_and_has_no_class(world: World) -> None:
    case = simulated("water_bonus_without_ui3")
    sample = samples.bill("demo", "water")
    bill = with_part(sample, priced=case, contract=attrs.evolve(sample.main.contract, number=case.contract))
    assert case.basis is not None
    holder = case.basis.facts.contract
    assert days_of_another_bonus(holder, [bill], case.period) == frozenset()
    (entry,) = holder.terms.entries
    assert isinstance(entry.value.supply, WaterTerms)
    plain = attrs.evolve(entry.value, supply=attrs.evolve(entry.value.supply, bonus=False))
    withdrawn = attrs.evolve(holder, terms=History.of("terms", [Dated(entry.period, plain)]))
    assert len(days_of_another_bonus(withdrawn, [bill], case.period)) == case.period.days


def simulated(name: str) -> Priced:
    data = (Path(__file__).parents[1] / "golden" / name / "case.json").read_bytes()
    case = parse_simulation(data, book=packaged_book().known, bands=load_bands(), today=dt.date(2026, 11, 24))
    priced = simulate_supply(facts=case.facts, book=case.book)
    assert isinstance(priced, Priced)
    return priced
