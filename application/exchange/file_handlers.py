"""Who takes the files that come through channels, how they are collected, and how a stored one is taken again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from application.exchange.collect_files import Collected, Collector
from application.exchange.container_files import ContainerTaker
from application.journal import Actor
from application.market.market_ports import market_ports
from application.market.message_files import MarketTaker
from application.market.receive_messages import ReceivedFile, receive_messages
from application.metering.import_measures import Intake, import_again
from application.metering.measure_files import MeasureTaker
from application.ports.containers import Member
from application.ports.file_handlers import Taker
from application.ports.flow_files import Direction
from application.ports.registry import NotFound
from application.services import Services


def takers(services: Services, actor: Actor) -> tuple[Taker, ...]:
    """Every taker. Content decides, and no file is of two sorts; a container is none: the files in it are."""
    market = MarketTaker(market_ports(services, actor))
    measures = MeasureTaker(services.units, actor, services.flows, services.books)
    single = (market, measures)
    return (ContainerTaker(services.units, actor, services.containers, single), *single)


def collector(services: Services, actor: Actor, told: Callable[[Collected], None] = lambda _: None) -> Collector:
    """What it takes to collect and to send for an actor's tenant; `told` hears of each item as it is done."""
    return Collector(services.units, actor, services.spool, services.pause, takers(services, actor), told=told)


def take_again(services: Services, actor: Actor, sha256: str) -> tuple[Intake | ReceivedFile, ...]:
    """Take a stored file again by its content, each file of a container: e.g. after its points were registered.

    What was taken before stays as it is. NotFound, also for a file that went out.
    """
    with contextlib.ExitStack() as held:
        with services.units(actor.tenant) as uow:
            stored, size = uow.flow_files.file(sha256), uow.flow_files.size(sha256)
            if stored.direction is Direction.OUT:
                raise NotFound("incoming file", sha256)
            content = held.enter_context(services.spool(uow.flow_files.content(sha256), limit_bytes=size))
        whole = Member(stored.name, content, stored.container)
        if not services.containers.opens(whole.content.head()):
            return (_again(services, actor, whole, stored.channel),)
        inside = services.containers.members(name=stored.name, content=content)
        return tuple(_again(services, actor, each, stored.channel) for each in inside)


def _again(services: Services, actor: Actor, file: Member, channel: str) -> Intake | ReceivedFile:
    sha256 = file.content.sha256
    if file.fault is not None:
        return Intake(file.name, sha256, "", file.fault.code, file.fault.message)
    if services.market_flows.holds_messages(file.content.head()):
        ports = market_ports(services, actor)
        return receive_messages(ports, name=file.name, data=file.content, channel=channel, container=file.container)
    (intake,) = import_again(
        units=services.units,
        actor=actor,
        flows=services.flows,
        spool=services.spool,
        sha256=sha256,
        books=services.books,
    )
    return intake
