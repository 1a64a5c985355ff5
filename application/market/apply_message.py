"""Which cases a market message is of, and what it does to each: from a file or told by hand, the same."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from application.journal import record
from application.market.effects import carry_out
from application.market.open_case import Desk, next_code
from application.ports.unit_of_work import UnitOfWork
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.market.case import Case, EffectStatus, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.process import Process, Side

_NEW = ""


def cases_of(uow: UnitOfWork, desk: Desk, message: MarketMessage) -> Iterator[tuple[Process, Case]]:
    """The case a message is of; the one it opens, to be `numbered`; for a cancellation also the case it is about."""
    hearing = {process.code: process for process in desk.processes.hearing(message.code)}
    if message.service == "APN":
        codes = (message.value("CP_UTENTE_ANN"), message.value("CP_GESTORE_ANN"))
        yield from ((hearing[case.process], case) for case in _named(uow, *codes) if case.process in hearing)
        return
    own = [
        case
        for case in _named(uow, message.case, message.counterpart_case)
        if case.process in hearing and message.point in ("", case.point)
    ]
    if message.service == "APR":
        own = [case for case in own if case.about]
        abouts = [uow.market_cases.get(case.about) for case in own]
        yield from ((hearing[case.process], case) for case in (*own, *abouts) if case.process in hearing)
        return
    if not own:
        own = [
            case
            for case in uow.market_cases.at(message.point)
            if case.process in hearing
            and not message.case
            and (
                message.code in hearing[case.process].expects(case.state, case.distributor)
                or any(step.message == message for step in case.steps)
            )
        ]
    if own:
        yield from ((hearing[case.process], case) for case in own[:1])
        return
    yield from _opened(uow, desk, message)


def numbered(uow: UnitOfWork, desk: Desk, case: Case) -> Case:
    """A case with its code: the next one where it is opened now, once its message is found to be whole."""
    return case if case.code != _NEW else attrs.evolve(case, code=next_code(uow, desk.actor.clock.today()))


def move(
    uow: UnitOfWork, desk: Desk, process: Process, case: Case, exchange: Exchange, subject: str
) -> tuple[Fault, ...]:
    """Apply a message to one case, carry out its effects, store it; what is out of place, known or blocked is told."""
    return tuple(_moved(uow, desk, process, case, exchange, subject))


def store(uow: UnitOfWork, process: Process, case: Case) -> None:
    """Store a case: open as long as something is to come or to be done."""
    is_final = bool(case.state) and process.state(case.state).is_final
    uow.market_cases.put(case, is_open=not is_final or bool(case.blocked) or bool(case.waiting))


def _moved(
    uow: UnitOfWork, desk: Desk, process: Process, case: Case, exchange: Exchange, subject: str
) -> Iterator[Fault]:
    result = apply(process, case, exchange)
    if isinstance(result, MisplacedMessage):
        yield Fault("MKT-003", subject, str(result))
        result = result.case
    if result == case and case.steps:
        yield Fault("MKT-101", subject, f"case {case.code} has {exchange.message.code} already")
        return
    done = carry_out(uow, books=desk.books, actor=desk.actor, case=result, since=len(case.steps))
    store(uow, process, done)
    for step in done.steps[len(case.steps) :]:
        for effect in step.effects:
            if effect.status is EffectStatus.BLOCKED:
                yield Fault("MKT-005", subject, f"case {case.code}, {effect.kind.value}: {effect.told}")
    code, file = exchange.message.code, exchange.file_sha256
    event: Plain = {"case": case.code, "message": code, "state": done.state, "file": file}
    given: Plain = {"file": file, "record": exchange.message.position}
    use_case = "tell_case" if exchange.told_by else "receive_message"
    record(uow, desk.actor, use_case=use_case, given=given, events=[("case.moved", event)])


def _named(uow: UnitOfWork, case: str, counterpart_case: str) -> list[Case]:
    """The cases of a code of ours or of the other side, each once."""
    found = {case: uow.market_cases.get(case)} if case and uow.market_cases.has(case) else {}
    if not found:
        found = {each.code: each for each in uow.market_cases.of_counterpart(counterpart_case)}
    return list(found.values())


def _opened(uow: UnitOfWork, desk: Desk, message: MarketMessage) -> Iterator[tuple[Process, Case]]:
    """A case that the other side opens, of the first process of the commodity of the point that begins so."""
    point = uow.points.of([message.point]).get(message.point)
    for process in desk.processes.hearing(message.code):
        if process.side is Side.NOTIFIED and process.opening == message.code and point is not None:
            if point.commodity != process.commodity:
                continue
            today = desk.actor.clock.today()
            yield (
                process,
                Case(
                    code=_NEW,
                    process=process.code,
                    commodity=process.commodity,
                    point=message.point,
                    opened_on=today,
                    counterpart=message.sender,
                    counterpart_case=message.counterpart_case,
                    distributor=point.distributor.vat_number,
                    effective=message.effective,
                ),
            )
            return
