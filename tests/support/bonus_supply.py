"""A supply that a bonus is granted to after its bills."""

from __future__ import annotations

import datetime as dt

import attrs

from application.billing.prove_bill import prove_bill
from application.corrections.credit_bill import Credited, credit_bill
from domain.billing.bill import Bill
from domain.contracts.contract import SocialBonus
from domain.corrections.credit_note import Components, CreditScope, Whole
from domain.kernel.validity import Dated, History, Period
from tests.support.proof_samples import PROOFS
from tests.support.yearly_supply import ENDS, MONTHS, Supply, electricity

LAST_DAY = dt.datetime(2026, 12, 31, 9, tzinfo=dt.UTC)
BONUS = SocialBonus("1-2", Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))


def supply_of(*shown: int) -> Supply:
    """A home whose meter shows this at the ends of the months."""
    supply = electricity()
    for record, (day, value) in enumerate(zip(ENDS, shown, strict=False), 1):
        supply.read(day, value, record)
    return supply


def credit(supply: Supply, bill: Bill, scope: CreditScope | None = None) -> Credited:
    there = supply.world.at(LAST_DAY)
    return credit_bill(
        units=there.units,
        books=there.books,
        actor=there.actor,
        number=bill.number,
        scope=scope or Whole(),
        reason="errore di fatturazione",
    )


def by_component(supply: Supply, bill: Bill, *codes: str) -> Bill:
    return credit(supply, bill, Components(frozenset(codes))).note


def grant(supply: Supply, bonus: SocialBonus | None) -> None:
    with supply.world.units(supply.world.tenant) as uow:
        contract = uow.contracts.get(supply.number)
    entries = [Dated(each.period, attrs.evolve(each.value, bonus=bonus)) for each in contract.terms.entries]
    supply.world.register(attrs.evolve(contract, terms=History.of("terms", entries)))


def assert_settled(supply: Supply, *bills: Bill) -> None:
    """Reckoning again changes nothing, and every document is proved."""
    assert supply.rebill(MONTHS[0]) == []
    for bill in bills:
        world = supply.world
        proof = prove_bill(units=world.units, tenant=world.tenant, proofs=PROOFS, number=bill.number)
        assert PROOFS.verify(proof).is_whole, bill.number
