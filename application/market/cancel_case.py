"""Cancel what was asked of the market: by the withdrawal of its process, or by a cancellation asked of the SII."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from application.market.case_register import next_code
from application.market.market_ports import MarketPorts
from application.market.messages.outgoing_message import OpenedCase, message_from_us, sent
from application.ports.unit_of_work import UnitOfWork
from domain.market.case import Case, Exchange, apply
from domain.market.permission import CannotRequest
from domain.market.process import Way


def cancel_case(ports: MarketPorts, *, code: str, values: Mapping[str, str] | None = None) -> OpenedCase:
    """Take a request back by the withdrawal of its process, or ask the SII to cancel it; `values` by declared name.

    NotFound; CannotAsk where the state of the case allows neither.
    """
    with ports.units(ports.actor.tenant) as uow:
        target = uow.market_cases.get(code)
        process = ports.processes.get(target.process)
        expected = process.expects(target.state, target.distributor)
        texts = tuple((values or {}).items())
        if process.withdrawal and process.withdrawal in expected:
            message = message_from_us(uow, process.withdrawal, process, target, texts)
            asked = sent(uow, ports, process, target, message)
        elif process.cancellation and process.cancellation in expected:
            asked = _cancellation(uow, ports, target, texts)
        else:
            raise CannotRequest(f"case {code} is {target.state!r}: it can neither be withdrawn nor cancelled")
        uow.commit()
    return OpenedCase.of(asked)


def _cancellation(uow: UnitOfWork, ports: MarketPorts, target: Case, values: tuple[tuple[str, str], ...]) -> Case:
    """A case of its own that asks for the cancellation; the case it is about keeps the request among its steps."""
    process = ports.processes.get(f"cancellation-{target.commodity}")
    today = ports.actor.clock.today()
    case = attrs.evolve(
        target,
        code=next_code(uow, today),
        process=process.code,
        opened_on=today,
        state="",
        counterpart_case="",
        effective=None,
        about=target.code,
        steps=(),
    )
    message = message_from_us(uow, process.opening, process, case, values)
    moved = sent(uow, ports, process, case, ports.flows.with_cancelled(message, case=target))
    last = moved.steps[-1]
    assert last.message is not None
    exchange = Exchange(
        message=last.message,
        way=Way.OUT,
        at=last.at,
        day=last.day,
        file_sha256=last.file_sha256,
        file_name=last.file_name,
    )
    about = apply(ports.processes.get(target.process), target, exchange)
    assert isinstance(about, Case), "the state was asked whether it hears a cancellation"
    uow.market_cases.put(about, is_open=True)
    return moved
