"""Who takes the files that come through channels, in the order they are asked, and what it takes to collect them."""

from __future__ import annotations

from collections.abc import Callable

from application.market_described import desk_of
from application.market_taking import MarketTaker
from application.measure_taking import MeasureTaker
from application.ports.takers import Taker
from application.recording import Actor
from application.services import Services
from application.use_cases.collect_files import Collected, Collector


def takers(services: Services, actor: Actor) -> tuple[Taker, ...]:
    """Every taker, the most particular first: measures take any zip."""
    measures = MeasureTaker(services.units, actor, services.flows, services.books)
    return (MarketTaker(desk_of(services, actor)), measures)


def collector(services: Services, actor: Actor, told: Callable[[Collected], None] = lambda _: None) -> Collector:
    """What it takes to collect and to send for an actor's tenant; `told` hears of each item as it is done."""
    return Collector(services.units, actor, services.spool, services.pause, takers(services, actor), told=told)
