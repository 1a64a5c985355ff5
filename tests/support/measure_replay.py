"""Files of measures, imported again."""

from __future__ import annotations

import datetime as dt

import attrs

from application.exchange.replay_files import Replayed, replay_files
from application.journal import Actor
from application.metering.import_measures import Intake, import_again
from application.metering.measure_files import MeasureTaker
from application.ports.file_handlers import Taker
from tests.fakes.channels import spool_to_memory
from tests.support.use_case_world import NOW, World

DAY = NOW.date()


def replay(world: World, *, into: str = "proof", first: dt.date = DAY, last: dt.date = DAY) -> Replayed:
    def takers_of(actor: Actor) -> tuple[Taker, ...]:
        return (MeasureTaker(world.units, actor, world.flows),)

    return replay_files(
        units=world.units,
        actor=attrs.evolve(world.actor, name="Bob"),
        spool=spool_to_memory,
        takers_of=takers_of,
        into=into,
        first=first,
        last=last,
    )


def again(world: World, sha256: str) -> Intake:
    (intake,) = import_again(
        units=world.units, actor=world.actor, flows=world.flows, spool=spool_to_memory, sha256=sha256
    )
    return intake
