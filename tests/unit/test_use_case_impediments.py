"""Impediments recorded on a contract: what they change of a late correction, and how they are taken back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from application.registry.record_impediment import NoSuchImpediment, record_impediment, withdraw_impediment
from application.registry.register_customers import DoesNotFit
from domain.billing.bill import Bill
from domain.contracts.contract import ContractTerms, PaymentMethod, VatTerms
from domain.contracts.impediment import Impediment
from domain.kernel.validity import Dated, History, Period, month_of
from tests.support.correction_world import bill_month, give, rebill
from tests.support.strategies import documents as samples
from tests.support.use_case_world import (
    BEFORE,
    LAST,
    SEPTEMBER,
    USED,
    World,
    contract,
    contract_number,
    reading,
)


def late_rebill(world: World, *, held: bool) -> Bill:
    """September, rebilled on 10 January 2029 to a customer on direct debit: the day all of it is too old."""
    world.customers(1, payment="direct_debit")
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, *(1000 + kwh for kwh in USED)))
    bill_month(world, SEPTEMBER)
    if held:
        record_impediment(
            units=world.units,
            actor=world.actor,
            number=contract_number(1),
            period=SEPTEMBER,
            reason="accesso al contatore negato",
            person="Ada Neri",
        )
    supply = attrs.evolve(samples.TERMS, committed_kw=Decimal(6), available_kw=Decimal("6.6"))
    terms = ContractTerms("FISSA", supply, VatTerms("domestic"))
    base = contract(1, payment="direct_debit")
    world.register(attrs.evolve(base, terms=History.of("terms", [Dated(Period(base.period.start), terms)])))
    bill = rebill(world.at(dt.datetime(2029, 1, 10, 8, tzinfo=dt.UTC)), SEPTEMBER).bill
    assert bill is not None
    return bill


def test_days_under_an_impediment_are_debited_and_shown_apart(world: World) -> None:
    """569/2018 art. 4: registering the contract again does not take the record away."""
    bill = late_rebill(world, held=True)
    assert bill.limited is None
    (held,) = bill.upheld
    assert (held.part.payable, held.reason) == (bill.payable, "accesso al contatore negato")
    assert bill.collectable == bill.payable
    with world.units(world.tenant) as uow:
        (owed,) = uow.receivables.of_document(str(bill.number))
        assert uow.bills.get(bill.number).upheld == bill.upheld
    assert owed.method is PaymentMethod.DIRECT_DEBIT


def test_an_impediment_is_recorded_once_and_taken_back(world: World) -> None:
    world.customers(1)
    act = {"units": world.units, "actor": world.actor, "number": contract_number(1)}
    done = record_impediment(**act, period=SEPTEMBER, reason="negato", person="Ada Neri")  # type: ignore[arg-type]
    (known,) = done.impediments
    assert (known.person, known.recorded_on) == ("Ada Neri", world.clock.today())
    half = Period(SEPTEMBER.start, SEPTEMBER.last)
    for period, told in ((half, "shares days"), (month_of(dt.date(2020, 1, 1)), "on no day")):
        with pytest.raises(NoSuchImpediment, match=told):
            record_impediment(**act, period=period, reason="negato", person="Ada Neri")  # type: ignore[arg-type]
    with pytest.raises(NoSuchImpediment, match="has no impediment"):
        withdraw_impediment(**act, period=half)  # type: ignore[arg-type]
    assert withdraw_impediment(**act, period=SEPTEMBER).impediments == ()  # type: ignore[arg-type]
    assert world.recorded()[-2:] == ["record_impediment", "withdraw_impediment"]


def test_a_contract_cannot_be_registered_with_impediments_nobody_recorded(world: World) -> None:
    world.customers(1)
    cause = Impediment(SEPTEMBER, "negato", "Ada Neri", dt.date(2026, 11, 10))
    with pytest.raises(DoesNotFit, match="act of their own"):
        world.register(attrs.evolve(contract(1), impediments=(cause,)))
