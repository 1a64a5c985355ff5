"""Apply a market message to one of its cases: the case moves, has its effects, is stored and entered in the journal."""

from __future__ import annotations

from collections.abc import Iterator

from application.journal import record
from application.market.case_register import store
from application.market.effects import carry_out
from application.market.market_ports import MarketPorts
from application.ports.unit_of_work import UnitOfWork
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.market.case import Case, EffectStatus, Exchange, MisplacedMessage, apply
from domain.market.faults import MKT_003, MKT_005, MKT_101
from domain.market.process import Process


def apply_message(
    uow: UnitOfWork, ports: MarketPorts, process: Process, case: Case, exchange: Exchange, subject: str
) -> tuple[Fault, ...]:
    """Apply a message to one case. What is out of place (MKT-003), known (MKT-101) or blocked (MKT-005) is a fault."""
    return tuple(_applied(uow, ports, process, case, exchange, subject))


def _applied(
    uow: UnitOfWork, ports: MarketPorts, process: Process, case: Case, exchange: Exchange, subject: str
) -> Iterator[Fault]:
    result = apply(process, case, exchange)
    if isinstance(result, MisplacedMessage):
        yield MKT_003.fault(subject, str(result))
        result = result.case
    if result == case and case.steps:
        yield MKT_101.fault(subject, f"case {case.code} has {exchange.message.code} already")
        return
    done = carry_out(uow, ports, case=result, since=len(case.steps))
    store(uow, process, done)
    for step in done.steps[len(case.steps) :]:
        for effect in step.effects:
            if effect.status is EffectStatus.BLOCKED:
                yield MKT_005.fault(subject, f"case {case.code}, {effect.kind.value}: {effect.detail}")
    code, file = exchange.message.code, exchange.file_sha256
    event: Plain = {"case": case.code, "message": code, "state": done.state, "file": file}
    given: Plain = {"file": file, "record": exchange.message.position}
    use_case = "enter_message" if exchange.entered_by else "receive_message"
    record(uow, ports.actor, use_case=use_case, given=given, events=[("case.moved", event)])
