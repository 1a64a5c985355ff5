"""Take in a file of market messages: each one finds its case, moves it and has its effects; the file is kept.

The messages are accepted a batch at a time, each batch in one transaction with its lines of the history. One bad
message is rejected with its code and the rest goes on. The same message again changes nothing: what was broken off is
completed by handling the file again, and what was rejected is accepted once its cause is mended.
"""

from __future__ import annotations

import datetime as dt

import attrs

from application.journal import record
from application.market.market_ports import MarketPorts
from application.market.messages.handle_message import MessageHandler
from application.ports.channels import Spooled
from application.ports.containers import Containers
from application.ports.file_handlers import Handled
from application.ports.flow_files import IMPORTED, Direction, FlowLine, LineKind
from application.ports.unit_of_work import UnitOfWork
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.market.message import MarketMessage
from domain.market.received import Received
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord
from domain.metering.deliveries.rejected_records import RejectedRecords

BATCH = 500  # messages in one transaction
LISTED = 1_000  # messages of a file whose outcome is before one by one; the history has them all
REFUSED = 10_000  # records of a file that are kept with their fault in words; the history has the code of each


def receive_files(
    ports: MarketPorts, *, containers: Containers, name: str, data: bytes | Spooled, channel: str = ""
) -> tuple[Handled, ...]:
    """Receive a file, or each file of a container as if it had come alone."""
    content = Spooled.of(data) if isinstance(data, bytes) else data
    return tuple(
        _FileReception.of(ports, each.name, each.content, channel, each.container).received(each.fault)
        for each in containers.members(name=name, content=content)
    )


def receive_messages(
    ports: MarketPorts,
    *,
    name: str,
    data: bytes | Spooled,
    channel: str = "",
    container: str = "",
    batch: int = BATCH,
) -> Handled:
    """Read a file and take its messages, so many in a transaction; a second time nothing changes."""
    content = Spooled.of(data) if isinstance(data, bytes) else data
    return _FileReception.of(ports, name, content, channel, container, batch).received()


@attrs.define
class _FileReception:
    """One file on its way; of its messages only what is before one by one, and some that were refused, are held."""

    ports: MarketPorts
    name: str
    content: Spooled
    channel: str
    container: str
    batch: int
    now: dt.datetime
    rejected: RejectedRecords
    messages: list[Received] = attrs.field(factory=list)
    codes: dict[str, None] = attrs.field(factory=dict)
    sender: str = ""
    records: int = 0
    accepted: int = 0
    first: Fault | None = None

    @classmethod
    def of(
        cls, ports: MarketPorts, name: str, content: Spooled, channel: str, container: str, batch: int = BATCH
    ) -> _FileReception:
        """A file that nothing was read of."""
        now = ports.actor.clock.now()
        return cls(ports, name, content, channel, container, batch, now, RejectedRecords(name, most=REFUSED))

    def received(self, fault: Fault | None = None) -> Handled:
        """Taken and kept; only kept where there is a fault that refuses all of it."""
        with self.ports.units(self.ports.actor.tenant) as uow:
            uow.flow_files.add_content(self.content.sha256, self.content.chunks())
            vat_number = uow.sellers.get().partita_iva.text
            uow.commit()
        held: list[MarketMessage | RejectedRecord] = []
        for part in self.ports.flows.parts(name=self.name, content=self.content) if fault is None else ():
            if isinstance(part, RejectedFile):
                fault = part.fault
            elif isinstance(part, Fault):
                self.rejected.warn([part])
            else:
                held.append(part)
                if len(held) >= self.batch:
                    self._handle(held, vat_number)
                    held = []
        if held:
            self._handle(held, vat_number)
        return self._close(fault)

    def _handle(self, batch: list[MarketMessage | RejectedRecord], vat_number: str) -> None:
        """The next records, with their lines of the history, in one transaction."""
        sha256 = self.content.sha256
        with self.ports.units(self.ports.actor.tenant) as uow:
            points = uow.points.of({each.point for each in batch if isinstance(each, MarketMessage) and each.point})
            handler = MessageHandler(self.ports, uow, vat_number, points, self.name, sha256, self.now)
            found = [
                handler.handle_message(each) if isinstance(each, MarketMessage) else _rejection(each) for each in batch
            ]
            before = uow.flow_files.line_kinds(sha256, found[0].position, found[-1].position)
            lines = map(self._line, batch, found)
            uow.flow_files.add_lines(line for line in lines if _is_new(line, before.get(line.record)))
            uow.commit()
        self._count(batch, found)

    def _count(self, batch: list[MarketMessage | RejectedRecord], found: list[Received]) -> None:
        self.records += len(found)
        self.accepted += sum(each.is_accepted for each in found)
        self.messages += found[: LISTED - len(self.messages)]
        for read, each in zip(batch, found, strict=True):
            if isinstance(read, MarketMessage):
                self.codes[read.code] = None
                self.sender = self.sender or read.sender
            if not each.is_accepted:
                self.first = self.first or each.faults[0]
                self.rejected.reject([read if isinstance(read, RejectedRecord) else self._rejected(each)])

    def _rejected(self, each: Received) -> RejectedRecord:
        return RejectedRecord(each.position, each.point, each.faults[0], f"record {each.position} of {self.name}")

    def _close(self, fault: Fault | None) -> Handled:
        outcome, detail = IMPORTED, ""
        if fault is not None:
            outcome, detail = fault.code, fault.message
        elif not self.accepted and self.first is not None:
            outcome, detail = self.first.code, f"none of {self.records} was accepted; the first: {self.first.message}"
        handled = Handled(
            self.name,
            self.content.sha256,
            outcome,
            detail,
            self.channel,
            self.container,
            flow=next(iter(self.codes)) if len(self.codes) == 1 else "",
            records=self.records,
            accepted=self.accepted,
            rejected=self.records - self.accepted,
            rejected_records=tuple(self.rejected.listed),
            warnings=self.rejected.warnings,
            messages=tuple(self.messages),
            fault=fault,
        )
        with self.ports.units(self.ports.actor.tenant) as uow:
            self._note(uow, handled)
            uow.commit()
        return handled

    def _note(self, uow: UnitOfWork, handled: Handled) -> None:
        entry = handled.entry(self.now, counterpart=self.sender)
        uow.flow_files.add(attrs.evolve(entry, flow=next(iter(self.codes), "")))
        uow.flow_files.add_rejected(handled.sha256, handled.rejected_records)
        given: Plain = {"file": handled.sha256}
        event: Plain = {
            "file": handled.sha256,
            "outcome": handled.outcome,
            "accepted": handled.accepted,
            "refused": handled.rejected,
        }
        record(uow, self.ports.actor, use_case="receive_messages", given=given, events=[("messages.received", event)])

    def _line(self, read: MarketMessage | RejectedRecord, found: Received) -> FlowLine:
        day, answer, code = self.ports.actor.clock.today(), "taken", ""
        if isinstance(read, MarketMessage):
            day = read.effective or day
            answer = {True: "accepted", False: "refused", None: "taken"}[read.accepted]
            code = read.reason_code
        return FlowLine(
            direction=Direction.IN,
            at=self.now,
            flow=found.code,
            sha256=self.content.sha256,
            name=self.name,
            record=found.position,
            point=found.point,
            day=day,
            what=LineKind.MESSAGE if found.is_accepted else LineKind.REFUSED,
            outcome=answer if found.is_accepted else "refused",
            case=found.case,
            code=code if found.is_accepted else found.faults[0].code,
        )


def _rejection(each: RejectedRecord) -> Received:
    return Received(each.record, "", "", each.point or "", (each.fault,))


def _is_new(line: FlowLine, before: LineKind | None) -> bool:
    """Whether the history does not have it yet: nothing of the record, or that it was refused until now."""
    return before is None or (before is LineKind.REFUSED and line.what is not LineKind.REFUSED)
