"""Routes of corrections: credit a bill, explain its recalculations, rebill and close a contract, uphold its debts."""

from __future__ import annotations

import datetime as dt

import attrs
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http.answer import json, listed
from adapters.http.bodies import body_as
from adapters.http.call import ApiCall, IdempotencyKey
from adapters.http.openapi.describe import wire
from adapters.http.routes.bills import bill_number
from adapters.wire.view import Page, view, views
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
from domain.billing.bill import BillNumber
from domain.contracts.contract import Contract
from domain.corrections.conguaglio import conguaglio_text
from domain.corrections.credit_note import Amount, Components, CreditScope, Whole
from domain.kernel.digest import Plain
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import FOREVER, Period
from domain.pricing.correction import CorrectionReason


@attrs.frozen
class CreditToGive:
    """What of a bill is credited, and why: everything, or the lines of some components, or an amount before VAT."""

    reason: str
    components: frozenset[str] = frozenset()
    amount: Money | None = None

    def __attrs_post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("reason: say why, it is printed on the credit note")
        if self.components and self.amount is not None:
            raise ValueError("components or amount, not both")
        if self.amount is not None and not self.amount > ZERO:
            raise ValueError(f"amount: more than zero is credited, got {self.amount}")

    @property
    def scope(self) -> CreditScope:
        """The same as the domain has it."""
        if self.components:
            return Components(self.components)
        return Whole() if self.amount is None else Amount(self.amount)


@attrs.frozen
class DaysToRebill:
    """Which days of a contract are priced again; the reason is found where it is left out."""

    contract: str
    period: Period
    reason: CorrectionReason | None = None
    release: str = ""

    def __attrs_post_init__(self) -> None:
        if self.period.stop == FOREVER:
            raise ValueError("period: needs a stop, the day after its last")


@attrs.frozen
class ContractToClose:
    """The last day a contract supplies."""

    contract: str
    last_day: dt.date


@attrs.frozen
class ImpedimentToRecord:
    """The days for which limitation did not run, why the delay is the customer's, and who decided it."""

    contract: str
    period: Period
    reason: str
    person: str

    def __attrs_post_init__(self) -> None:
        if not self.reason.strip() or not self.person.strip():
            raise ValueError("reason and person: say why limitation did not run and who decided it")


@attrs.frozen
class ImpedimentToWithdraw:
    """The very days of an impediment that was recorded."""

    contract: str
    period: Period


_CREDIT: Plain = {"reason": "Letto il contatore di un altro", "components": ["sigma1"]}
_REBILL: Plain = {"contract": "C-1", "period": {"start": "2026-09-01", "stop": "2026-10-01"}}
_CLOSE: Plain = {"contract": "C-1", "last_day": "2026-10-15"}
_DAYS: dict[str, Plain] = {"contract": "C-1", "period": {"start": "2024-01-01", "stop": "2024-07-01"}}
_IMPEDIMENT: Plain = {**_DAYS, "reason": "Accesso al contatore negato", "person": "Ada Neri"}


@post(
    "/bills/{number:str}/credit",
    summary="Credit a bill",
    opt=wire(request=CreditToGive, example=_CREDIT, response=CreditedView),
    sync_to_thread=True,
    status_code=201,
)
def credit(
    number: FromPath[str], body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = ""
) -> Response[bytes]:
    """Issues the credit note; what is still owed of the bill goes, what was paid is to be refunded, what is being
    debited waits for the bank."""
    wanted = body_as(CreditToGive, body)
    done = credit_bill(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        number=bill_number(number),
        scope=wanted.scope,
        reason=wanted.reason,
        key=idempotency_key,
    )
    answer = view(CreditedView, done, faults=_einvoice(call, done.note.number))
    return json(answer, 201, {"Location": _address(done.note.number)})


@get(
    "/bills/{number:str}/conguaglio",
    summary="What changed, since when, by which reading and price",
    opt=wire(response=Page[ConguaglioView]),
    sync_to_thread=True,
)
def conguaglio(number: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """One explanation for each recalculation on the bill; none where it has none."""
    found = explain_conguaglio(units=call.services.units, tenant=call.tenant, number=bill_number(number))
    return listed(ConguaglioView(each, conguaglio_text(each)) for each in found)


@post(
    "/rebillings",
    summary="Price billed days again and issue the difference",
    opt=wire(
        request=DaysToRebill,
        example=_REBILL,
        response=RebilledView,
    ),
    sync_to_thread=True,
    status_code=200,
)
def rebill(body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """`bill` is null where nothing that was charged differs, or where faults stand in the way.

    What a run would hold for a person to look at is issued only with `release`, the reason of who lets it go.
    """
    wanted = body_as(DaysToRebill, body)
    done = rebill_contract(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        contract=wanted.contract,
        period=wanted.period,
        reason=wanted.reason,
        release=wanted.release,
        key=idempotency_key,
    )
    faults = views(FaultView, done.faults)
    if done.bill is None:
        return json(RebilledView(None, None, faults))
    faults += _einvoice(call, done.bill.number)
    return json(RebilledView(str(done.bill.number), done.bill.total, faults))


@post(
    "/closures",
    summary="End a contract",
    opt=wire(request=ContractToClose, example=_CLOSE, response=ClosedView),
    sync_to_thread=True,
    status_code=200,
)
def close(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The run that bills the last day makes the closing bill; it must reach the customer by `deliver_by`."""
    wanted = body_as(ContractToClose, body)
    done = close_contract(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        number=wanted.contract,
        last_day=wanted.last_day,
    )
    return json(view(ClosedView, done, last_day=wanted.last_day))


@post(
    "/impediments",
    summary="Record that limitation did not run",
    opt=wire(request=ImpedimentToRecord, example=_IMPEDIMENT, response=ImpedimentsView),
    sync_to_thread=True,
    status_code=200,
)
def impediment(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Bills issued from now on that charge those days too late say why they are owed, and are collected as agreed."""
    wanted = body_as(ImpedimentToRecord, body)
    return _impediments(
        record_impediment(
            units=call.services.units,
            actor=call.actor,
            number=wanted.contract,
            period=wanted.period,
            reason=wanted.reason,
            person=wanted.person,
        )
    )


@post(
    "/impediments/withdrawals",
    summary="Take an impediment of limitation back",
    opt=wire(request=ImpedimentToWithdraw, example=_DAYS, response=ImpedimentsView),
    sync_to_thread=True,
    status_code=200,
)
def withdrawal(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The days are as those of any other supply again; bills issued before stay as they are."""
    wanted = body_as(ImpedimentToWithdraw, body)
    return _impediments(
        withdraw_impediment(units=call.services.units, actor=call.actor, number=wanted.contract, period=wanted.period)
    )


def correction_routes() -> Router:
    """Every route of corrections."""
    return Router("/", route_handlers=[credit, conguaglio, rebill, close, impediment, withdrawal], tags=["Bills"])


def _impediments(contract: Contract) -> Response[bytes]:
    return json(view(ImpedimentsView, contract))


def _address(number: BillNumber) -> str:
    return f"/bills/{str(number).replace('/', '-')}"


def _einvoice(call: ApiCall, number: BillNumber) -> tuple[FaultView, ...]:
    """Writes the e-invoice of the document; what stands in its way is answered, the document stands."""
    services = call.services
    einvoices = services.of(call.tenant).einvoices
    done = write_einvoice(units=services.units, actor=call.actor, einvoices=einvoices, number=number)
    return views(FaultView, done.faults)
