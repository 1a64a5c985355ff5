"""Who handles the files that come through channels, how they are collected, and how a stored one is handled again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from application.exchange.collect_files import Collector
from application.exchange.container_files import ContainerFileHandler
from application.journal import Actor
from application.market.market_ports import market_ports
from application.market.message_files import MarketFileHandler
from application.market.receive_messages import receive_messages
from application.metering.import_measures import import_again
from application.metering.measure_files import MeasureFileHandler
from application.ports.containers import Member
from application.ports.file_handlers import FileHandler, Handled
from application.ports.flow_files import Direction
from application.ports.registry import NotFound
from application.services import Services


def file_handlers(services: Services, actor: Actor) -> tuple[FileHandler, ...]:
    """Every handler. Content decides, and no file is of two sorts; a container is none: the files in it are."""
    market = MarketFileHandler(market_ports(services, actor))
    measures = MeasureFileHandler(services.units, actor, services.flows, services.books)
    single = (market, measures)
    return (ContainerFileHandler(services.units, actor, services.containers, single), *single)


def collector(services: Services, actor: Actor, progress: Callable[[Handled], None] = lambda _: None) -> Collector:
    """What it takes to collect and to send for an actor's tenant; `progress` is called with each item as it is done."""
    handlers = file_handlers(services, actor)
    return Collector(services.units, actor, services.spool, services.pause, handlers, progress=progress)


def handle_again(services: Services, actor: Actor, sha256: str) -> tuple[Handled, ...]:
    """Handle a stored file again by its content, each file of a container: e.g. after its points were registered.

    What was accepted before stays as it is. NotFound, also for a file that went out.
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


def _again(services: Services, actor: Actor, file: Member, channel: str) -> Handled:
    sha256 = file.content.sha256
    if file.fault is not None:
        return Handled.stopped(file.name, sha256, file.fault, channel=channel, container=file.container)
    ports = market_ports(services, actor)
    if services.market_flows.holds_messages(file.content.head()):
        return receive_messages(ports, name=file.name, data=file.content, channel=channel, container=file.container)
    return import_again(
        units=services.units,
        actor=actor,
        flows=services.flows,
        spool=services.spool,
        sha256=sha256,
        books=services.books,
    )
