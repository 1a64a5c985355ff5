"""One market message finds its case, moves it and has its effects; in the transaction of the batch it came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.market.apply_message import cases_of, move, numbered
from application.market.open_case import Desk, missing_fields
from application.ports.unit_of_work import UnitOfWork
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.fault import Fault
from domain.market.case import Exchange
from domain.market.message import MarketMessage
from domain.market.process import Side, Way
from domain.market.received import Received

_NOBODY = ""


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
        cases = list(cases_of(self.uow, self.desk, message))
        if not cases:
            named = message.case or message.counterpart_case
            told = f"{message.code}: no case {named!r} of {message.point} waits for it"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-001", subject, told),))
        missing = missing_fields(cases[0][0], message, cases[0][1].distributor)
        if missing:
            told = f"{message.code} of {message.point}: {', '.join(missing)} is empty"
            return Received(message.position, message.code, _NOBODY, message.point, (Fault("MKT-004", subject, told),))
        cases = [(process, numbered(self.uow, self.desk, case)) for process, case in cases]
        exchange = Exchange(
            message=message,
            way=Way.IN,
            at=self.at,
            day=self.desk.actor.clock.today(),
            file_sha256=self.file_sha256,
            file_name=self.file_name,
        )
        faults = tuple(
            fault for process, case in cases for fault in move(self.uow, self.desk, process, case, exchange, subject)
        )
        return Received(message.position, message.code, cases[0][1].code, cases[0][1].point, faults)

    def _stranger(self, message: MarketMessage, subject: str) -> Fault | None:
        """Why a message cannot be anybody's here."""
        if message.addressee and self.ours not in (message.addressee, message.sender):
            return Fault("MKT-007", subject, f"{message.code} is for {message.addressee}, we are {self.ours}")
        if not self.desk.processes.hearing(message.code):
            return Fault("MKT-002", subject, f"no process hears {message.code}")
        if message.point and message.point not in self.points:
            return Fault("MKT-006", subject, f"point {message.point} is not in the registry")
        return None


def _theirs(desk: Desk, message: MarketMessage) -> MarketMessage:
    """A notice with its case code as that of the other side: a layout without CP_GESTORE carries it in column 5."""
    notified = any(
        process.side is Side.NOTIFIED and process.opening == message.code
        for process in desk.processes.hearing(message.code)
    )
    if not notified or not message.case:
        return message
    return attrs.evolve(message, case="", counterpart_case=message.counterpart_case or message.case)
