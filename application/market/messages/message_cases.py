"""The cases a market message is of, whether it comes in a file or is entered by hand."""

from __future__ import annotations

from collections.abc import Iterator

from application.market.market_ports import MarketPorts
from application.ports.unit_of_work import UnitOfWork
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.process import Process
from domain.market.routing import awaits, opened_by


def cases_of(uow: UnitOfWork, ports: MarketPorts, message: MarketMessage) -> Iterator[tuple[Process, Case]]:
    """The case a message is of; the one it opens, not numbered yet; for a cancellation also the case it is about."""
    processes = {process.code: process for process in ports.processes.of_message(message.code)}
    facts = ports.flows.facts(message)
    if facts.cancelled is not None:
        found = _named(uow, facts.cancelled.own, facts.cancelled.counterpart)
        yield from ((processes[case.process], case) for case in found if case.process in processes)
        return
    own = [
        case
        for case in _named(uow, message.case, message.counterpart_case)
        if case.process in processes and message.point in ("", case.point)
    ]
    if facts.answers_cancellation:
        own = [case for case in own if case.about]
        abouts = [uow.market_cases.get(case.about) for case in own]
        yield from ((processes[case.process], case) for case in (*own, *abouts) if case.process in processes)
        return
    if not own and not message.case:
        own = [
            case
            for case in uow.market_cases.at(message.point)
            if case.process in processes and awaits(processes[case.process], case, message)
        ]
    if own:
        yield processes[own[0].process], own[0]
        return
    point = uow.points.of([message.point]).get(message.point)
    opened = opened_by(message, processes.values(), point, ports.actor.clock.today()) if point is not None else None
    if opened is not None:
        yield opened


def _named(uow: UnitOfWork, case: str, counterpart_case: str) -> list[Case]:
    """The cases of a code of ours or of the other side, each once."""
    found = {case: uow.market_cases.get(case)} if case and uow.market_cases.has(case) else {}
    if not found:
        found = {each.code: each for each in uow.market_cases.of_counterpart(counterpart_case)}
    return list(found.values())
