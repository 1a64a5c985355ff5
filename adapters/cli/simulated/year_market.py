"""The market of a simulated year, day by day: the utility asks, the SII answers, both through a folder.

What no file can say, because its layout is not public, a person reads on the portal of the SII and tells by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import attrs

from adapters.cli.output import fail
from adapters.cli.simulated.files import ArrivedFile
from adapters.cli.simulated.simulator import put_into
from adapters.system_clock import FixedClock
from adapters.wire.converter import BadInput, loads, read
from application.exchange.collect_files import collect_files
from application.exchange.file_handlers import collector
from application.exchange.send_files import send_files
from application.journal import Actor
from application.market.enter_message import EnteredMessage, enter_message
from application.market.market_ports import MarketPorts, market_ports
from application.market.open_case import Request, open_case
from application.market.settle_case import settle_case
from application.market.watch_cases import ShownCase, show_case
from application.ports.channels import Channel
from application.ports.flow_files import SENT
from application.ports.ids import Ids
from application.services import Services
from application.simulation.play_sii import AnsweredFile, RequestFile, play_sii
from domain.kernel.validity import Period
from domain.market.message import MarketMessage
from domain.simulation.book import SimulationBook
from domain.simulation.distributor import ROME

_NINE = dt.time(9)
_MOST_CASES = 1000


@attrs.frozen
class PlannedRequest:
    """What the utility asks of the market, and the day it does."""

    on: dt.date
    request: Request


@attrs.frozen
class OneChannel:
    """The one channel of the year, whoever the tenant is."""

    channel: Channel

    def of(self, tenant: str) -> tuple[Channel, ...]:
        """That one."""
        return (self.channel,)


def morning(day: dt.date) -> dt.datetime:
    """Nine o'clock in Italy."""
    return dt.datetime.combine(day, _NINE, ROME)


def read_requests(file: Path) -> tuple[PlannedRequest, ...]:
    """What is asked over the year, none where there is no such file; ends with 2 where it cannot be read."""
    if not file.exists():
        return ()
    rows = loads(file.read_bytes())
    if not isinstance(rows, list):
        fail(f"{file}: expected a list of requests", code=2)
    try:
        return tuple(read(PlannedRequest, row) for row in rows)
    except BadInput as error:
        fail(f"{file}: {error}", code=2)


@attrs.frozen(eq=False)
class MarketOfYear:
    """Both sides of the market: `root` is the folder of the channel, its out/ what the SII picks up, its in/ what it
    puts down. `collected` remembers what the SII has picked up, with the day."""

    services: Services
    tenant: str
    ids: Ids
    book: SimulationBook
    requests: tuple[PlannedRequest, ...]
    channel: Channel
    root: Path
    collected: dict[str, RequestFile] = attrs.field(factory=dict)

    def play(self, days: Period) -> list[ArrivedFile]:
        """What is asked, answered and entered on some days, in order; the files that came in."""
        return [arrived for i in range(days.days) for arrived in self._day(days.start + dt.timedelta(days=i))]

    def cases(self, day: dt.date) -> tuple[ShownCase, ...]:
        """Every case as it stands on a day, in order of code."""
        ports = self._ports(self._actor(day))
        with self.services.units(self.tenant) as uow:
            found = uow.market_cases.page("", _MOST_CASES)
        return tuple(show_case(ports, code=case.code) for case in found)

    def _actor(self, day: dt.date) -> Actor:
        return Actor(self.tenant, "year", FixedClock(morning(day)), self.ids)

    def _ports(self, actor: Actor) -> MarketPorts:
        return attrs.evolve(market_ports(self.services, actor), channels=OneChannel(self.channel))

    def _day(self, day: dt.date) -> Iterator[ArrivedFile]:
        actor = self._actor(day)
        planned = [each.request for each in self.requests if each.on == day]
        for request in planned:
            open_case(self._ports(actor), request=request)
        if planned:
            self._send(actor)
        answered = tuple(self._answered(day))
        codes = {each.name: each.code for each in answered if each.name}
        if codes:
            found = collect_files(collector=collector(self.services, actor), channels=[self.channel])
            yield from (ArrivedFile(codes.get(each.name, ""), each) for each in found)
        for message in (message for each in answered for message in each.portal):
            self._enter_by_hand(self._ports(actor), message)

    def _answered(self, day: dt.date) -> Iterator[AnsweredFile]:
        """What the SII answers and tells on a day."""
        if self.book.sii is None:
            return iter(())
        return play_sii(
            flows=self.services.market_flows,
            rules=self.book.sii,
            working=self.services.books.holidays("holidays_working"),
            retailer=self.book.retailer,
            requests=self.collected.values(),
            days=Period(day, day + dt.timedelta(days=1)),
            deliver=lambda name, data: put_into(self.root / "in", name, data),
        )

    def _enter_by_hand(self, ports: MarketPorts, message: MarketMessage) -> None:
        """What a person does who reads the portal of the SII: tells what no file could say, or the day it left out."""
        if not ports.flows.is_public(message.code):
            entered = EnteredMessage(
                message=message.code,
                accepted=message.accepted,
                effective=message.effective,
                reason_code=message.reason_code,
                reason_text=message.reason_text,
                counterpart_case=message.counterpart_case,
            )
            enter_message(ports, code=message.case, entered=entered)
            return
        with self.services.units(self.tenant) as uow:
            waiting = [each.code for each in uow.market_cases.at(message.point) if each.blocked]
        for code in waiting:
            settle_case(ports, code=code, day=message.effective)

    def _send(self, actor: Actor) -> None:
        """Send what waits; the SII picks up what is new in out/."""
        for each in send_files(collector=collector(self.services, actor), channels=[self.channel]):
            if each.outcome != SENT:
                fail(f"{each.name}: {each.outcome} {each.detail}")
        for path in sorted((self.root / "out").iterdir()):
            if path.name not in self.collected:
                self.collected[path.name] = RequestFile(path.name, path.read_bytes(), actor.clock.today())
