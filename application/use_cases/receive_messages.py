"""Take in a file of market messages: each one finds its case, moves it and has its effects; the file is kept.

One bad message is refused with its code and the rest goes on. The same message again changes nothing.
"""

from __future__ import annotations

import datetime as dt

import attrs

from application.market_effects import settled
from application.market_moves import cases_of, move, store
from application.ports.flow_files import IMPORTED, Direction, FlowFile, FlowLine, LineKind
from application.ports.unit_of_work import UnitOfWork
from application.recording import record
from application.use_cases.open_case import Desk, missing_fields
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.market.case import Case, Exchange
from domain.market.message import MarketMessage
from domain.market.process import Side, Way
from domain.meters.delivery import RefusedFile, RefusedRecord

_NOBODY = ""


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
class ReceivedFile:
    """What became of a file: `fault` where all of it was refused."""

    name: str
    sha256: str
    messages: tuple[Received, ...] = ()
    fault: Fault | None = None


def receive_messages(desk: Desk, *, name: str, data: bytes, channel: str = "") -> ReceivedFile:
    """Read a file, and take each message in a transaction of its own; a second time nothing changes."""
    sha256, now = digest_of_bytes(data), desk.actor.clock.now()
    read = desk.flows.read(name=name, data=data)
    if isinstance(read, RefusedFile):
        _keep(desk, FlowFile(sha256, name, "", "", now, read.fault.code, read.fault.message, channel=channel), data)
        return ReceivedFile(name, sha256, fault=read.fault)
    found = tuple(
        _refused(each) if isinstance(each, RefusedRecord) else _take(desk, each, name, sha256, now) for each in read
    )
    messages = [each for each in read if isinstance(each, MarketMessage)]
    flow, sender = (messages[0].code, messages[0].sender) if messages else ("", "")
    taken = sum(each.is_taken for each in found)
    file = FlowFile(
        sha256,
        name,
        "",
        flow,
        now,
        IMPORTED,
        records=len(read),
        taken=taken,
        refused=len(found) - taken,
        counterpart=sender,
        channel=channel,
    )
    raws = tuple(each for each in read if isinstance(each, RefusedRecord))
    bad = tuple(
        RefusedRecord(each.position, each.point, each.faults[0], f"record {each.position} of {name}")
        for each in found
        if not each.is_taken and each.position not in {raw.record for raw in raws}
    )
    lines = [_line(each, now, sha256, name, desk) for each in zip(read, found, strict=True)]
    _keep(desk, file, data, (*raws, *bad), lines)
    return ReceivedFile(name, sha256, found)


def settle_case(desk: Desk, *, code: str, day: dt.date | None = None) -> Case:
    """Try the blocked effects of a case again, on `day` where no message told one. NotFound."""
    with desk.units(desk.actor.tenant) as uow:
        case = uow.market_cases.get(code)
        again = settled(uow, books=desk.books, actor=desk.actor, case=case, day=day)
        if again != case:
            store(uow, desk.processes.get(case.process), again)
            event: Plain = {"case": code, "blocked": len(again.blocked)}
            record(uow, desk.actor, use_case="settle_case", given={"case": code}, events=[("case.settled", event)])
            uow.commit()
    return again


def _theirs(desk: Desk, message: MarketMessage) -> MarketMessage:
    """A notice with its case code as that of the other side: a layout without CP_GESTORE carries it in column 5."""
    notified = any(
        process.side is Side.NOTIFIED and process.opening == message.code
        for process in desk.processes.hearing(message.code)
    )
    if not notified or not message.case:
        return message
    return attrs.evolve(message, case="", counterpart_case=message.counterpart_case or message.case)


def _take(desk: Desk, message: MarketMessage, name: str, sha256: str, now: dt.datetime) -> Received:
    message = _theirs(desk, message)
    exchange = Exchange(
        message=message, way=Way.IN, at=now, day=desk.actor.clock.today(), file_sha256=sha256, file_name=name
    )
    subject = f"{name}#{message.position}"
    with desk.units(desk.actor.tenant) as uow:
        fault = _stranger(uow, desk, message, subject)
        if fault is not None:
            return Received(message.position, message.code, _NOBODY, message.point, (fault,))
        cases = list(cases_of(uow, desk, message))
        if not cases:
            named = message.case or message.counterpart_case
            told = f"{message.code}: no case {named!r} of {message.point} waits for it"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-001", subject, told),))
        missing = missing_fields(cases[0][0], message, cases[0][1].distributor)
        if missing:
            told = f"{message.code} of {message.point}: {', '.join(missing)} is empty"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-004", subject, told),))
        faults = tuple(fault for process, case in cases for fault in move(uow, desk, process, case, exchange, subject))
        uow.commit()
    return Received(message.position, message.code, cases[0][1].code, cases[0][1].point, faults)


def _stranger(uow: UnitOfWork, desk: Desk, message: MarketMessage, subject: str) -> Fault | None:
    """Why a message cannot be anybody's here."""
    ours = uow.sellers.get().partita_iva.text
    if message.addressee and ours not in (message.addressee, message.sender):
        return Fault("MKT-007", subject, f"{message.code} is for {message.addressee}, we are {ours}")
    if not desk.processes.hearing(message.code):
        return Fault("MKT-002", subject, f"no process hears {message.code}")
    if message.point and message.point not in uow.points.of([message.point]):
        return Fault("MKT-006", subject, f"point {message.point} is not in the registry")
    return None


def _refused(each: RefusedRecord) -> Received:
    return Received(each.record, "", _NOBODY, each.point or "", (each.fault,))


def _keep(
    desk: Desk,
    file: FlowFile,
    data: bytes,
    refused: tuple[RefusedRecord, ...] = (),
    lines: list[FlowLine] | None = None,
) -> None:
    with desk.units(desk.actor.tenant) as uow:
        again = uow.flow_files.knows(file.sha256)
        uow.flow_files.add_content(file.sha256, [data])
        uow.flow_files.add(file)
        uow.flow_files.add_refused(file.sha256, refused)
        if not again:
            uow.flow_files.add_lines(lines or [])
        event: Plain = {"file": file.sha256, "outcome": file.outcome, "taken": file.taken, "refused": file.refused}
        given: Plain = {"file": file.sha256}
        record(uow, desk.actor, use_case="receive_messages", given=given, events=[("messages.received", event)])
        uow.commit()


def _line(
    of: tuple[MarketMessage | RefusedRecord, Received], now: dt.datetime, sha256: str, name: str, desk: Desk
) -> FlowLine:
    read, found = of
    day, answer, code = desk.actor.clock.today(), "taken", ""
    if isinstance(read, MarketMessage):
        day = read.effective or day
        answer = {True: "accepted", False: "refused", None: "taken"}[read.accepted]
        code = read.reason_code
    return FlowLine(
        direction=Direction.IN,
        at=now,
        flow=found.code,
        sha256=sha256,
        name=name,
        record=found.position,
        point=found.point,
        day=day,
        what=LineKind.MESSAGE if found.is_taken else LineKind.REFUSED,
        outcome=answer if found.is_taken else "refused",
        case=found.case,
        code=code if found.is_taken else found.faults[0].code,
    )
