"""Cases with the SII over the small utility: what it sends, and what comes back."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes
from application.market.market_ports import MarketPorts
from application.market.messages.outgoing_message import OpenedCase
from application.market.open_case import Request, open_case
from application.market.receive_messages import receive_messages
from application.market.watch_cases import worklist
from application.ports.file_handlers import Handled
from domain.contracts.contract import Contract
from domain.market.case import Case
from domain.market.message import MarketMessage
from tests.support.use_case_world import (
    World,
    contract,
    contract_number,
    point,
    point_code,
)

NOTICE = "SII-9"
MIDDLE = dt.date(2026, 11, 17)
SII = "05877611003"
SWITCH = {"DATA_CONTRATTO": "02/11/2026", "COD_CONTR_DISP": "DP9001"}
VOLTURA = {"TIPOLOGIA_VOLTURA": "01", "COD_CONTR_DISP": "DP9001"}
DAY = dt.timedelta(days=1)


@attrs.frozen
class Market:
    """A world with customers 1 and 2 supplied and point 3 free, and the desk of its market."""

    world: World

    @property
    def ports(self) -> MarketPorts:
        its = self.world
        return MarketPorts(its.units, its.books, packaged_processes(), SiiMarketFlows(), its.actor)

    def ask(self, process: str, n: int, **more: object) -> OpenedCase:
        request = Request(process=process, point=point_code(n), **more)  # type: ignore[arg-type]
        return open_case(self.ports, request=request)

    def switch(self, day: dt.date = MIDDLE, *, values: dict[str, str] = SWITCH) -> OpenedCase:
        return self.ask("switch-electricity", 3, draft=contract(3), effective=day, values=values)

    def handle_message(self, *messages: MarketMessage) -> Handled:
        """What became of a file of messages of one code, under a name that says nothing."""
        return receive_messages(self.ports, name="in", data=SiiMarketFlows().write(messages)[1])

    def says(self, code: str, case: Case | None = None, **more: object) -> MarketMessage:
        service, _, step = code.partition(".")
        told = {"sender": SII, "addressee": "01234567897"}
        if case is not None:
            told |= {"sender": case.counterpart, "case": case.code, "point": case.point, "counterpart_case": "SII-9"}
        elif not code.startswith("X_"):
            told |= {"case": NOTICE}  # the SII's own code, in column 5
        return MarketMessage(service=service, step=step, **{**told, **more})  # type: ignore[arg-type]

    def case(self, code: str) -> Case:
        with self.world.units(self.world.tenant) as uow:
            return uow.market_cases.get(code)

    def contract(self, n: int) -> Contract | None:
        with self.world.units(self.world.tenant) as uow:
            return uow.contracts.of([contract_number(n)]).get(contract_number(n))

    def troubles(self) -> list[tuple[str, str]]:
        return [(item.trouble.value, item.case.process) for item in worklist(self.ports)]


@pytest.fixture
def market(world: World) -> Market:
    world.customers(1, 2)
    world.register(point(3))
    return Market(world)
