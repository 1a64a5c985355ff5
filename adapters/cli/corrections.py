"""Commands on corrections: credit a bill, explain its recalculations, rebill and close a contract."""

from __future__ import annotations

import datetime as dt
from decimal import InvalidOperation
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, BillText, Key, Tenant
from adapters.cli.output import console, emit, euro, fail
from adapters.wire.view import view, views
from adapters.wire.views.corrections import (
    ClosedView,
    ConguaglioView,
    CreditedView,
    ImpedimentsView,
    RebilledView,
)
from adapters.wire.views.fault import FaultView
from application.corrections.credit_bill import credit_bill
from application.corrections.explain_conguaglio import explain_conguaglio
from application.corrections.rebill_contract import rebill_contract
from application.documents.write_documents import write_einvoice
from application.registry.close_contract import close_contract
from application.registry.record_impediment import record_impediment, withdraw_impediment
from application.services import Services
from domain.billing.bill import BillNumber
from domain.corrections.conguaglio import conguaglio_text
from domain.corrections.credit_note import Amount, Components, CreditScope, Whole
from domain.kernel.fault import Fault
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import Period
from domain.pricing.correction import CorrectionReason

_WHY = ", ".join(each.name.lower() for each in CorrectionReason)
Because = Annotated[str, Parameter(help="why, in words; printed on the credit note")]
Component = Annotated[
    tuple[str, ...], Parameter(name="--component", negative="", help="the code of a component to credit; repeatable")
]
NetAmount = Annotated[str, Parameter(help="the amount to credit before VAT, e.g. 12.50")]
ContractNumber = Annotated[str, Parameter(help="the number of a contract")]
FirstDay = Annotated[dt.date, Parameter(help="the first day, YYYY-MM-DD")]
StopDay = Annotated[dt.date, Parameter(help="the day after the last, YYYY-MM-DD")]
LastDay = Annotated[dt.date, Parameter(help="the last day it supplies, YYYY-MM-DD")]
Release = Annotated[str, Parameter(help="why a document that wants a look is issued all the same")]
Cause = Annotated[
    str, Parameter(help="why the delay is the customer's, printed on the bills; attempts to read are none")
]
Person = Annotated[str, Parameter(name="--by", help="who decided it")]
Withdraw = Annotated[bool, Parameter(negative="", help="withdraw what was recorded for these very days")]
Why = Annotated[str, Parameter(help=f"why it is recalculated: {_WHY}; found when left out")]


def add_correction_commands(app: App, entry: Entry) -> None:
    """bollettario bill credit, bill conguaglio; bollettario contract rebill, contract close, contract impediment"""
    _add_bill_commands(app["bill"], entry)
    contract = App(name="contract", help="Correct and close contracts.")
    _add_contract_commands(contract, entry)
    app.command(contract)


def _add_bill_commands(app: App, entry: Entry) -> None:
    @app.command
    def credit(
        number: BillText,
        *,
        reason: Because,
        component: Component = (),
        amount: NetAmount = "",
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, CreditedView] = False,
    ) -> None:
        """Issue the credit note of a bill: whole, or some components, or an amount before VAT.

        e.g. bollettario bill credit E2026/0000042 --reason "letto il contatore di un altro"
        """
        wanted, scope = _number(number), _scope(component, amount)
        if not reason.strip():
            fail("--reason: say why, it is printed on the credit note", code=2)
        with entry.open_services(entry.clock) as services:
            done = credit_bill(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                number=wanted,
                scope=scope,
                reason=reason,
                key=key,
            )
            faults = _einvoice(services, entry, tenant, done.note.number)
        if json:
            emit(view(CreditedView, done, faults=faults))
            return
        _show(faults)
        console.print(
            f"credit note [bold]{done.note.number}[/]: {euro(done.note.total)}; "
            f"{euro(done.settlement.cancelled)} no longer owed, {euro(done.settlement.to_refund)} to refund"
        )
        if done.note.payable > ZERO:
            console.print(f"{euro(done.note.payable)} is owed by {done.note.due_on}: the note takes back a credit")
        if done.settlement.waiting:
            console.print(
                f"{euro(done.settlement.waiting)} is being debited: to be refunded if it is paid, off the debt if it "
                "comes back; enter the bank's answer with bollettario bank-answer"
            )

    @app.command
    def conguaglio(
        number: BillText, *, tenant: Tenant = "", json: Annotated[AsJson, tuple[ConguaglioView, ...]] = False
    ) -> None:
        """Explain the recalculations of a bill: what changed, since when, readings, prices, what was paid."""
        wanted = _number(number)
        with entry.open_services(entry.clock) as services:
            found = explain_conguaglio(units=services.units, tenant=tenant or entry.tenant, number=wanted)
        if json:
            emit(tuple(ConguaglioView(each, conguaglio_text(each)) for each in found))
            return
        for each in found:
            console.print(conguaglio_text(each), soft_wrap=True, markup=False)


def _add_contract_commands(app: App, entry: Entry) -> None:
    @app.command
    def rebill(
        number: ContractNumber,
        start: FirstDay,
        stop: StopDay,
        *,
        reason: Why = "",
        release: Release = "",
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, RebilledView] = False,
    ) -> None:
        """Price the bills of some days again and issue the difference; nothing where nothing differs.

        What a run would hold for a person to look at is issued only with --release and the reason.

        e.g. bollettario contract rebill K-0001 2026-09-01 2026-10-01
        """
        days = _days(start, stop)
        if reason and reason.upper() not in CorrectionReason.__members__:
            fail(f"--reason {reason}: expected one of {_WHY}", code=2)
        with entry.open_services(entry.clock) as services:
            done = rebill_contract(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                contract=number,
                period=days,
                reason=CorrectionReason[reason.upper()] if reason else None,
                release=release,
                key=key,
            )
            faults = _einvoice(services, entry, tenant, done.bill.number) if done.bill else ()
        if done.faults:
            fail("; ".join(str(fault) for fault in done.faults))
        if json:
            found = views(FaultView, faults)
            bill = done.bill
            emit(RebilledView(str(bill.number), bill.total, found) if bill else RebilledView(None, None, found))
            return
        _show(faults)
        if done.bill is None:
            console.print("nothing that was charged differs; no document is issued")
        else:
            console.print(f"{done.bill.kind.value} [bold]{done.bill.number}[/]: {euro(done.bill.total)}")

    @app.command
    def close(
        number: ContractNumber, last_day: LastDay, *, tenant: Tenant = "", json: Annotated[AsJson, ClosedView] = False
    ) -> None:
        """End a contract after a day; the run that bills that day makes its closing bill.

        e.g. bollettario contract close K-0001 2026-10-15
        """
        with entry.open_services(entry.clock) as services:
            done = close_contract(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                number=number,
                last_day=last_day,
            )
        if json:
            emit(view(ClosedView, done, last_day=last_day))
        else:
            before = f" (was {done.was})" if done.was else ""
            change = " already" if done.was == last_day else before
            console.print(f"contract [bold]{number}[/] ends on {last_day}{change}; closing bill by {done.deliver_by}")

    @app.command
    def impediment(
        number: ContractNumber,
        start: FirstDay,
        stop: StopDay,
        *,
        reason: Cause = "",
        by: Person = "",
        withdraw: Withdraw = False,
        tenant: Tenant = "",
        json: Annotated[AsJson, ImpedimentsView] = False,
    ) -> None:
        """Record why the two-year limitation did not run for some days, so that bills charge them as owed.

        e.g. bollettario contract impediment K-0001 2024-01-01 2024-07-01 --reason "accesso negato" --by "Ada Neri"
        """
        days = _days(start, stop)
        if withdraw == bool(reason.strip() and by.strip()):
            fail("--reason and --by, both, to record an impediment; --withdraw alone to take one back", code=2)
        with entry.open_services(entry.clock) as services:
            actor = entry.actor(tenant)
            if withdraw:
                done = withdraw_impediment(units=services.units, actor=actor, number=number, period=days)
            else:
                done = record_impediment(
                    units=services.units, actor=actor, number=number, period=days, reason=reason, person=by
                )
        if json:
            emit(view(ImpedimentsView, done))
        else:
            known = ", ".join(str(each.period) for each in done.impediments) or "none"
            console.print(f"contract [bold]{number}[/]: impediments of limitation for {known}")


def _days(start: dt.date, stop: dt.date) -> Period:
    if not start < stop:
        fail(f"the period needs START before STOP, got {start} and {stop}; STOP is the day after the last", code=2)
    return Period(start, stop)


def _number(text: str) -> BillNumber:
    try:
        return BillNumber.parse(text)
    except ValueError as error:
        fail(str(error), code=2)


def _scope(components: tuple[str, ...], amount: str) -> CreditScope:
    if components and amount:
        fail("--component or --amount, not both", code=2)
    if components:
        return Components(frozenset(components))
    try:
        return Amount(Money.of(amount)) if amount else Whole()
    except (ValueError, InvalidOperation):
        fail(f"--amount {amount}: expected an amount above zero with at most two decimals, e.g. 12.50", code=2)


def _einvoice(services: Services, entry: Entry, tenant: str, number: BillNumber) -> tuple[Fault, ...]:
    """Writes the e-invoice of the document; what stands in its way, the document stands."""
    actor = entry.actor(tenant)
    einvoices = services.of(actor.tenant).einvoices
    return write_einvoice(units=services.units, actor=actor, einvoices=einvoices, number=number).faults


def _show(faults: tuple[Fault, ...]) -> None:
    for fault in faults:
        console.print(f"[red]{fault}[/]", soft_wrap=True)
