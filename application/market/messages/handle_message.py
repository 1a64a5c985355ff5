"""One market message finds its case, moves it and has its effects; in the transaction of the batch it came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.market.case_register import next_code
from application.market.market_ports import MarketPorts
from application.market.messages.apply_message import apply_message
from application.market.messages.message_cases import cases_of
from application.ports.unit_of_work import UnitOfWork
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.fault import Fault
from domain.market.case import Case, Exchange
from domain.market.faults import MKT_001, MKT_002, MKT_004, MKT_006, MKT_007
from domain.market.message import MarketMessage
from domain.market.process import Way
from domain.market.received import Received
from domain.market.routing import NOT_NUMBERED, as_notice, missing_fields

_NOBODY = ""


@attrs.frozen
class MessageHandler:
    """Handles the messages of one batch: the ports, the stores of the batch, and the file they stand in.

    ours    the VAT number of the tenant
    points  those of the batch that are in the registry
    """

    ports: MarketPorts
    uow: UnitOfWork
    vat_number: str
    points: Mapping[str, SupplyPoint]
    file_name: str
    file_sha256: str
    at: dt.datetime

    def handle_message(self, message: MarketMessage) -> Received:
        """What became of one message; where it is refused, nothing is stored of it."""
        message = as_notice(message, self.ports.processes.of_message(message.code))
        subject = f"{self.file_name}#{message.position}"
        fault = self._unknown(message, subject)
        if fault is not None:
            return Received(message.position, message.code, _NOBODY, message.point, (fault,))
        cases = list(cases_of(self.uow, self.ports, message))
        if not cases:
            named = message.case or message.counterpart_case
            detail = f"{message.code}: no case {named!r} of {message.point} waits for it"
            return Received(message.position, message.code, _NOBODY, message.point, (MKT_001.fault(subject, detail),))
        missing = missing_fields(cases[0][0], message, cases[0][1].distributor)
        if missing:
            detail = f"{message.code} of {message.point}: {', '.join(missing)} is empty"
            return Received(message.position, message.code, _NOBODY, message.point, (MKT_004.fault(subject, detail),))
        cases = [(process, self._numbered(case)) for process, case in cases]
        exchange = Exchange(
            message=message,
            way=Way.IN,
            at=self.at,
            day=self.ports.actor.clock.today(),
            file_sha256=self.file_sha256,
            file_name=self.file_name,
        )
        faults = tuple(
            fault
            for process, case in cases
            for fault in apply_message(self.uow, self.ports, process, case, exchange, subject)
        )
        return Received(message.position, message.code, cases[0][1].code, cases[0][1].point, faults)

    def _numbered(self, case: Case) -> Case:
        """A case with its code: the next one where it is opened now, once its message is found to be whole."""
        if case.code != NOT_NUMBERED:
            return case
        return attrs.evolve(case, code=next_code(self.uow, self.ports.actor.clock.today()))

    def _unknown(self, message: MarketMessage, subject: str) -> Fault | None:
        """Why a message cannot be anybody's here."""
        if message.addressee and self.vat_number not in (message.addressee, message.sender):
            return MKT_007.fault(subject, f"{message.code} is for {message.addressee}, we are {self.vat_number}")
        if not self.ports.processes.of_message(message.code):
            return MKT_002.fault(subject, f"no process handles {message.code}")
        if message.point and message.point not in self.points:
            return MKT_006.fault(subject, f"point {message.point} is not in the registry")
        return None
