"""Take containers that come through a channel: each file in them goes to who takes it by its content, as if alone.

A zip may hold measures, market messages and whatever else; what becomes of each file is noted under its own hash with
the name of its container. What nobody takes, and what cannot be read, is kept with its code.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from application.exchange.collect_files import KNOWN, note, taken_by
from application.journal import Actor
from application.ports.channels import NOT_TAKEN
from application.ports.containers import Containers, Member
from application.ports.file_handlers import Arrival, Taken, Taker
from application.ports.flow_files import IMPORTED
from application.ports.unit_of_work import UnitsOfWork

_TOLD = 20  # files whose outcome is told in words; each has its own entry


@attrs.frozen
class ContainerTaker:
    """Takes containers for the takers of single files, in the order these are asked."""

    units: UnitsOfWork
    actor: Actor
    containers: Containers
    takers: tuple[Taker, ...]

    def takes(self, name: str, first_bytes: bytes) -> bool:
        """Whether it is a container, whatever its name and whatever is in it."""
        return self.containers.opens(first_bytes)

    def take(self, arrival: Arrival) -> Taken:
        """Hand on each file; the outcome is that of the files in it where they agree."""
        members = self.containers.members(name=arrival.name, content=arrival.content)
        became = [(member.name, self._taken(arrival, member)) for member in members]
        return became[0][1] if len(became) == 1 and became[0][0] == arrival.name else as_one(became)

    def _taken(self, arrival: Arrival, member: Member) -> Taken:
        if not member.container:
            assert member.fault is not None, "a container that stands for itself says why"
            return Taken(member.fault.code, detail=member.fault.message)
        inner = attrs.evolve(arrival, name=member.name, content=member.content, container=member.container)
        with self.units(self.actor.tenant) as uow:
            if uow.flow_files.knows(member.content.sha256):
                return Taken(KNOWN)
            uow.flow_files.add_content(member.content.sha256, member.content.chunks())
            uow.commit()
        if member.fault is None:
            became = taken_by(self.takers, inner)
        else:
            became = Taken(member.fault.code, detail=member.fault.message)
        with self.units(self.actor.tenant) as uow:
            note(uow, inner, became)
            uow.commit()
        return became


def as_one(became: Sequence[tuple[str, Taken]]) -> Taken:
    """What became of a container by what became of the files in it, each with its name.

    It is imported where any of them was, now or before; else it has the code of the first. Where one failed for a
    fault of ours, all of it is to be taken again.
    """
    bad = [each for _, each in became if each.outcome not in (IMPORTED, KNOWN)]
    failed = any(each.outcome == NOT_TAKEN for each in bad)
    outcome = NOT_TAKEN if failed else bad[0].outcome if len(bad) == len(became) else IMPORTED
    flows = {each.flow for _, each in became if each.flow}
    told = [f"{name}: {each.outcome}: {each.detail}" for name, each in became if each.detail and each.outcome != KNOWN]
    if len(told) > _TOLD:
        told = [*told[:_TOLD], f"and {len(told) - _TOLD} files more"]
    return Taken(
        outcome,
        flow=flows.pop() if len(flows) == 1 else "",
        detail="; ".join(told),
        records=sum(each.records for _, each in became),
        taken=sum(each.taken for _, each in became),
        refused=sum(each.refused for _, each in became) + sum(not each.refused for each in bad),
    )
