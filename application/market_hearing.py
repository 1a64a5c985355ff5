"""One market message finds its case, moves it and has its effects; in the transaction of the batch it came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from application.market_effects import carry_out
from application.ports.unit_of_work import UnitOfWork
from application.recording import record
from application.use_cases.open_case import Desk, missing_fields, next_code
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.market.case import Case, EffectStatus, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.process import Process, Side, Way

_NOBODY = ""
_NEW = ""  # the code of a case that the other side opens, until its message is found to be whole


@attrs.frozen
class Received:
    """What became of one message: the case it is of (empty where it has none), and the faults; none where it is taken.

    A fault of severity refuse means that it was not taken; hold or warn that it was.
    """

    position: int
    code: str
    case: str
    point: str
    faults: tuple[Fault, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether a case holds it now."""
        return bool(self.case)


@attrs.frozen
class Hearing:
    """Where messages are heard: the desk, the stores of one batch, and the file they stand in.

    ours    the VAT number of the tenant
    points  those of the batch that are in the registry
    """

    desk: Desk
    uow: UnitOfWork
    ours: str
    points: Mapping[str, SupplyPoint]
    file_name: str
    file_sha256: str
    at: dt.datetime

    def hear(self, message: MarketMessage) -> Received:
        """What became of one message; where it is refused, nothing is stored of it."""
        message = _theirs(self.desk, message)
        subject = f"{self.file_name}#{message.position}"
        fault = self._stranger(message, subject)
        if fault is not None:
            return Received(message.position, message.code, _NOBODY, message.point, (fault,))
        cases = list(self._cases(message))
        if not cases:
            named = message.case or message.counterpart_case
            told = f"{message.code}: no case {named!r} of {message.point} waits for it"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-001", subject, told),))
        missing = missing_fields(cases[0][0], message, cases[0][1].distributor)
        if missing:
            told = f"{message.code} of {message.point}: {', '.join(missing)} is empty"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-004", subject, told),))
        cases = [(process, self._numbered(case)) for process, case in cases]
        exchange = Exchange(
            message=message,
            way=Way.IN,
            at=self.at,
            day=self.desk.actor.clock.today(),
            file_sha256=self.file_sha256,
            file_name=self.file_name,
        )
        faults = tuple(fault for process, case in cases for fault in self._moved(process, case, exchange, subject))
        return Received(message.position, message.code, cases[0][1].code, cases[0][1].point, faults)

    def _numbered(self, case: Case) -> Case:
        if case.code != _NEW:
            return case
        return attrs.evolve(case, code=next_code(self.uow, self.desk.actor.clock.today()))

    def _moved(self, process: Process, case: Case, exchange: Exchange, subject: str) -> Iterator[Fault]:
        """Apply a message to one case, carry out its effects, store it; what is out of place or blocked is told."""
        result = apply(process, case, exchange)
        if isinstance(result, MisplacedMessage):
            yield Fault("MKT-003", subject, str(result))
            result = result.case
        if result == case and case.steps:
            yield Fault("MKT-101", subject, f"case {case.code} has {exchange.message.code} already")
            return
        done = carry_out(self.uow, books=self.desk.books, actor=self.desk.actor, case=result, since=len(case.steps))
        store(self.uow, process, done)
        for step in done.steps[len(case.steps) :]:
            for effect in step.effects:
                if effect.status is EffectStatus.BLOCKED:
                    yield Fault("MKT-005", subject, f"case {case.code}, {effect.kind.value}: {effect.told}")
        code, file = exchange.message.code, exchange.file_sha256
        event: Plain = {"case": case.code, "message": code, "state": done.state, "file": file}
        given: Plain = {"file": exchange.file_sha256, "record": exchange.message.position}
        record(self.uow, self.desk.actor, use_case="receive_message", given=given, events=[("case.moved", event)])

    def _stranger(self, message: MarketMessage, subject: str) -> Fault | None:
        """Why a message cannot be anybody's here."""
        if message.addressee and self.ours not in (message.addressee, message.sender):
            return Fault("MKT-007", subject, f"{message.code} is for {message.addressee}, we are {self.ours}")
        if not self.desk.processes.hearing(message.code):
            return Fault("MKT-002", subject, f"no process hears {message.code}")
        if message.point and message.point not in self.points:
            return Fault("MKT-006", subject, f"point {message.point} is not in the registry")
        return None

    def _cases(self, message: MarketMessage) -> Iterator[tuple[Process, Case]]:
        """The case a message is of; the one it opens; for a cancellation also the case it is about."""
        hearing = {process.code: process for process in self.desk.processes.hearing(message.code)}
        if message.service == "APN":
            codes = (message.value("CP_UTENTE_ANN"), message.value("CP_GESTORE_ANN"))
            yield from ((hearing[case.process], case) for case in _named(self.uow, *codes) if case.process in hearing)
            return
        own = [
            case
            for case in _named(self.uow, message.case, message.counterpart_case)
            if case.process in hearing and message.point in ("", case.point)
        ]
        if message.service == "APR":
            own = [case for case in own if case.about]
            abouts = [self.uow.market_cases.get(case.about) for case in own]
            yield from ((hearing[case.process], case) for case in (*own, *abouts) if case.process in hearing)
            return
        if not own:
            own = [
                case
                for case in self.uow.market_cases.at(message.point)
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
        yield from self._opened(message)

    def _opened(self, message: MarketMessage) -> Iterator[tuple[Process, Case]]:
        """A case that the other side opens, of the first process of the commodity of the point that begins so."""
        point = self.points.get(message.point)
        for process in self.desk.processes.hearing(message.code):
            if process.side is Side.NOTIFIED and process.opening == message.code and point is not None:
                if point.commodity != process.commodity:
                    continue
                today = self.desk.actor.clock.today()
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


def store(uow: UnitOfWork, process: Process, case: Case) -> None:
    """Store a case: open as long as something is to come or to be done."""
    is_final = bool(case.state) and process.state(case.state).is_final
    uow.market_cases.put(case, is_open=not is_final or bool(case.blocked) or bool(case.waiting))


def _theirs(desk: Desk, message: MarketMessage) -> MarketMessage:
    """A notice with its case code as that of the other side: a layout without CP_GESTORE carries it in column 5."""
    notified = any(
        process.side is Side.NOTIFIED and process.opening == message.code
        for process in desk.processes.hearing(message.code)
    )
    if not notified or not message.case:
        return message
    return attrs.evolve(message, case="", counterpart_case=message.counterpart_case or message.case)


def _named(uow: UnitOfWork, case: str, counterpart_case: str) -> list[Case]:
    """The cases of a code of ours or of the other side, each once."""
    found = {case: uow.market_cases.get(case)} if case and uow.market_cases.has(case) else {}
    if not found:
        found = {each.code: each for each in uow.market_cases.of_counterpart(counterpart_case)}
    return list(found.values())
