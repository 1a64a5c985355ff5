"""Ask a market process for a point: the message is built from the registry, checked, written.

The case gets its code, unique for the tenant; the file waits among the outgoing ones for a channel to pick it up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.journal import once
from application.market.case_register import next_code
from application.market.market_ports import MarketPorts
from application.market.messages.outgoing_message import OpenedCase, message_from_us, sent
from application.ports.processes import UnknownProcess
from application.ports.unit_of_work import UnitOfWork
from application.registry.register_customers import check_contract, check_terms
from application.tariffs.book import book_of
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.permission import CannotRequest, check_not_before, check_notice, check_supply
from domain.market.process import Initiator, Process
from domain.market.supply_state import supply_changes, supply_state


@attrs.frozen(kw_only=True)
class Request:
    """What a process is asked for.

    contract   number of the contract it is about: one that supplies, or one that waits
    draft      the contract that opens, or that holds the new terms, once it is accepted; None where none does
    effective  the day asked for; notice: the day a notice of default reached the customer
    values     fields of the message that the registry does not know, by declared name
    """

    process: str
    point: str
    contract: str = ""
    draft: Contract | None = None
    effective: dt.date | None = None
    notice: dt.date | None = None
    values: Mapping[str, str] = attrs.field(factory=dict)


def open_case(ports: MarketPorts, *, request: Request, key: str = "") -> OpenedCase:
    """Open a case and write its request; the same idempotency key with the same request gives the first case.

    UnknownProcess, NotFound, DoesNotFit of a draft; CannotAsk where a field is missing (MKT-004), the supply is in
    another state than the process needs, or a term forbids it yet; UnwritableMessage.
    """
    process = ports.processes.get(request.process)
    if not process.is_complete or process.side is not Initiator.ASKED:
        why = f"is to be completed: {process.missing}" if not process.is_complete else "is opened by the other side"
        raise UnknownProcess(f"process {process.code} cannot be requested: it {why}")
    with ports.units(ports.actor.tenant) as uow:

        def open_new() -> Plain:
            point, contract = uow.points.get(request.point), _contract(uow, ports, request)
            _check_supply(uow, ports, process, request)
            case = _new_case(uow, ports.actor.clock.today(), process, point, contract, request)
            check_notice(process, case)
            check_not_before(process, case, ports.books.holidays("holidays_working"))
            return sent(uow, ports, process, case, _message(uow, ports, process, case, contract, request)).code

        given: Plain = {
            "process": request.process,
            "point": request.point,
            "contract": request.draft.number if request.draft else request.contract,
            "draft": repr(request.draft) if request.draft else "",
            "effective": str(request.effective or ""),
            "notice": str(request.notice or ""),
            "values": dict(request.values),
        }
        code = once(uow, key, given, open_new)
        assert isinstance(code, str)
        opened = OpenedCase.of(uow.market_cases.get(code))
        uow.commit()
    return opened


def _contract(uow: UnitOfWork, ports: MarketPorts, request: Request) -> Contract | None:
    """The contract it is about; a draft is checked as one that is registered, and kept."""
    if request.draft is not None:
        check_terms(request.draft, book_of(uow, ports.books, ports.actor.clock.today()))
        check_contract(uow, request.draft)
        if request.draft.point != request.point:
            raise CannotRequest(
                f"contract {request.draft.number} is of point {request.draft.point}, not {request.point}"
            )
        uow.market_cases.put_draft(request.draft)
        return request.draft
    return uow.contracts.get(request.contract) if request.contract else None


def _check_supply(uow: UnitOfWork, ports: MarketPorts, process: Process, request: Request) -> None:
    day = request.effective or ports.actor.clock.today()
    supplied = any(day in each.period for each in uow.contracts.at(process.commodity, [request.point]))
    state = supply_state(supply_changes(uow.market_cases.at(request.point)), day, supplied=supplied)
    check_supply(process, request.point, day, state)


def _new_case(
    uow: UnitOfWork, today: dt.date, process: Process, point: SupplyPoint, contract: Contract | None, request: Request
) -> Case:
    supply_class = ""
    if contract is not None:
        supply_class = commodity(contract.commodity).supply_class(contract.terms.entries[-1].value.supply)
    return Case(
        code=next_code(uow, today),
        process=process.code,
        commodity=process.commodity,
        point=point.code,
        opened_on=today,
        contract=contract.number if contract else "",
        counterpart=process.addressee or point.distributor.vat_number,
        distributor=point.distributor.vat_number,
        supply_class=supply_class,
        effective=request.effective,
        notice=request.notice,
    )


def _message(
    uow: UnitOfWork, ports: MarketPorts, process: Process, case: Case, contract: Contract | None, request: Request
) -> MarketMessage:
    message = message_from_us(uow, process.opening, process, case, tuple(request.values.items()))
    if contract is None:
        return message
    names, today = process.filled(process.opening), ports.actor.clock.today()
    return ports.flows.with_customer(message, names=names, customer=uow.parties.get(contract.party), day=today)
