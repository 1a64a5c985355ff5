"""A message of ours on its way out: checked, written to a file that waits for its channel, kept with its case."""

from __future__ import annotations

import attrs

from application.journal import record
from application.market.market_ports import MarketPorts
from application.ports.flow_files import TO_BE_SENT, Direction, FlowFile, FlowLine, LineKind
from application.ports.unit_of_work import UnitOfWork
from domain.kernel.digest import Plain, digest_of_bytes
from domain.market.case import Case, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.permission import CannotRequest
from domain.market.process import Process, Way
from domain.market.routing import missing_fields


@attrs.frozen
class OpenedCase:
    """A case that was opened, and the file that was written for it."""

    case: Case
    file_name: str
    sha256: str

    @classmethod
    def of(cls, case: Case) -> OpenedCase:
        """A case with the file of the last message that went out."""
        step = next(step for step in reversed(case.steps) if step.way is Way.OUT and step.file_sha256)
        return cls(case, step.file_name, step.file_sha256)


def message_from_us(
    uow: UnitOfWork, code: str, process: Process, case: Case, values: tuple[tuple[str, str], ...]
) -> MarketMessage:
    """A message of ours about a case, with `values` by declared name."""
    service, _, step = code.partition(".")
    return MarketMessage(
        service=service,
        step=step,
        sender=uow.sellers.get().partita_iva.text,
        addressee=case.counterpart or process.addressee,
        case=case.code,
        counterpart_case=case.counterpart_case,
        point=case.point if "point" in process.required(code, case.distributor) else "",
        effective=case.effective if code == process.opening else None,
        values=values,
    )


def sent(uow: UnitOfWork, ports: MarketPorts, process: Process, case: Case, message: MarketMessage) -> Case:
    """The case after a message that goes out: checked, written to a file, kept. CannotAsk, UnwritableMessage."""
    missing = missing_fields(process, message, case.distributor)
    if missing:
        raise CannotRequest(f"MKT-004 {message.code} for {case.point}: {', '.join(missing)} must be given")
    name, data = ports.flows.write([message])
    sha256, now, today = digest_of_bytes(data), ports.actor.clock.now(), ports.actor.clock.today()
    exchange = Exchange(message=message, way=Way.OUT, at=now, day=today, file_sha256=sha256, file_name=name)
    moved = apply(process, case, exchange)
    if isinstance(moved, MisplacedMessage):
        raise CannotRequest(str(moved))
    uow.market_cases.put(moved, is_open=True)
    file = FlowFile(
        sha256, name, "", message.code, now, TO_BE_SENT, records=1, accepted=1, direction=Direction.OUT,
        counterpart=message.addressee, channel=ports.channel_to(message.addressee),
    )  # fmt: skip
    uow.flow_files.add_content(sha256, [data])
    uow.flow_files.add(file)
    line = FlowLine(
        direction=Direction.OUT,
        at=now,
        flow=message.code,
        sha256=sha256,
        name=name,
        record=message.position,
        point=case.point,
        day=message.effective or today,
        what=LineKind.MESSAGE,
        outcome="asked",
        case=case.code,
    )
    uow.flow_files.add_lines([line])
    event: Plain = {"case": case.code, "message": message.code, "file": sha256}
    record(uow, ports.actor, use_case="send_market_message", given=event, events=[("case.asked", event)])
    return moved
