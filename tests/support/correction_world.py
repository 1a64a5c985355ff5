"""What a correction needs of the small utility: readings that arrive, months that are billed and billed again."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

import attrs

from application.billing.plan_run import plan_run
from application.corrections.credit_bill import Credited, credit_bill
from application.corrections.rebill_contract import Rebilled, rebill_contract
from application.registry.close_contract import Closed, close_contract
from domain.billing.bill import Bill
from domain.billing.run import ResultOutcome
from domain.contracts.contract import ContractTerms, VatTerms
from domain.corrections.credit_note import CreditScope, Whole
from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, Origin, Quality, Reading
from domain.payments.receivable import Receivable
from domain.pricing.correction import CorrectionReason
from tests.support.strategies import documents as samples
from tests.support.use_case_world import (
    BEFORE,
    LAST,
    SEPTEMBER,
    World,
    contract,
    contract_number,
    point_code,
    reading,
)

NOVEMBER = month_of(dt.date(2026, 11, 1))


def give(world: World, *readings: Reading, sent: int = 1) -> None:
    """Readings that arrive; those with a higher `sent` supersede the others."""
    arrived = []
    for each in readings:
        sha = hashlib.sha256(f"{sent} {each.point} {each.day} {each.values}".encode()).hexdigest()
        moment = dt.datetime(2026, 10, 1, tzinfo=dt.UTC) + dt.timedelta(days=sent)
        arrived.append(attrs.evolve(each, origin=Origin(moment, sent, 1, sha, "file.xml")))
    with world.units(world.tenant) as uow:
        uow.measures.add(readings=arrived, curves=[])
        uow.commit()


def bill_month(world: World, period: Period, *, allow_estimates: bool = False) -> list[Bill]:
    """The bills of a month, planned, executed and sealed ten days after it."""
    issue_on = period.stop + dt.timedelta(days=9)
    run = plan_run(
        units=world.units,
        books=world.books,
        actor=world.actor,
        commodity_code="electricity",
        period=period,
        cycle_months=1,
        issue_on=issue_on,
        known_on=issue_on,
        allow_estimates=allow_estimates,
    )
    world.execute(run.id)
    waiting = {
        name: result.faults
        for name, result in world.results(run.id).items()
        if result.outcome is not ResultOutcome.PRICED
    }
    assert not waiting
    return world.sealed(run.id)


def rebill(
    world: World,
    period: Period,
    *,
    n: int = 1,
    key: str = "",
    reason: CorrectionReason | None = None,
    release: str = "",
) -> Rebilled:
    return rebill_contract(
        units=world.units,
        books=world.books,
        actor=world.actor,
        contract=contract_number(n),
        period=period,
        reason=reason,
        release=release,
        key=key,
    )


def first_bill(world: World) -> Bill:
    """The bill of September of customer 1, who used 100 kWh in each band."""
    world.customers(1)
    give(world, reading(1, BEFORE, 1000, 1000, 1000), reading(1, LAST, 1100, 1100, 1100))
    (bill,) = bill_month(world, SEPTEMBER)
    return bill


def more_power(world: World, n: int = 1) -> None:
    """Customer `n` had 6 kW all the time, it turns out."""
    supply = attrs.evolve(samples.TERMS, committed_kw=Decimal(6), available_kw=Decimal("6.6"))
    terms = ContractTerms("FISSA", supply, VatTerms("domestic"))
    base = contract(n)
    world.register(attrs.evolve(base, terms=History.of("terms", [Dated(Period(base.period.start), terms)])))


def curve(month: Period, watt_hours: int, *, sent: int) -> MonthCurve:
    """The load curve of customer 1 over a month: so much in every quarter-hour."""
    days = tuple(
        DayCurve(day, (watt_hours,) * quarters_in(day))
        for day in (month.start + dt.timedelta(days=i) for i in range(month.days))
    )
    moment = dt.datetime(2026, 10, 1, tzinfo=dt.UTC) + dt.timedelta(days=sent)
    origin = Origin(moment, sent, 1, hashlib.sha256(f"{month} {sent}".encode()).hexdigest(), "curve.xml")
    return MonthCurve(point_code(1), Kind.ACTIVE, month, days, Quality.ACTUAL, Action.NEW, "PDO2G", origin)


def credit(world: World, bill: Bill, scope: CreditScope | None = None, *, key: str = "") -> Credited:
    return credit_bill(
        units=world.units,
        books=world.books,
        actor=world.actor,
        number=bill.number,
        scope=scope or Whole(),
        reason="errore di fatturazione",
        key=key,
    )


def owed(world: World, bill: Bill) -> Receivable:
    with world.units(world.tenant) as uow:
        (found,) = uow.receivables.of_document(str(bill.number))
    return found


def close(world: World, last_day: dt.date) -> Closed:
    return close_contract(
        units=world.units, books=world.books, actor=world.actor, number=contract_number(1), last_day=last_day
    )
