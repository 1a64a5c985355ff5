"""Handle containers that come through a channel: each file in them goes to its handler by its content, as if alone.

A zip may hold measures, market messages and whatever else; what came of each file is noted under its own hash with
the name of its container. What nobody handles, and what cannot be read, is stored with its code.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from application.exchange.collect_files import handled_by, not_handled, note
from application.journal import Actor
from application.ports.channels import NOT_HANDLED
from application.ports.containers import Containers, Member
from application.ports.file_handlers import Arrival, FileHandler, Handled
from application.ports.flow_files import IMPORTED, KNOWN
from application.ports.unit_of_work import UnitsOfWork

_LISTED = 20  # files whose outcome is said in words; each has its own entry


@attrs.frozen
class ContainerFileHandler:
    """Handles containers by the handlers of single files, in the order these are asked."""

    units: UnitsOfWork
    actor: Actor
    containers: Containers
    handlers: tuple[FileHandler, ...]

    def handles(self, name: str, first_bytes: bytes) -> bool:
        """Whether it is a container, whatever its name and whatever is in it."""
        return self.containers.opens(first_bytes)

    def handle(self, arrival: Arrival) -> Handled:
        """Hand on each file; the outcome is that of the files in it where they agree."""
        members = self.containers.members(name=arrival.name, content=arrival.content)
        found = [self._handled(arrival, member).summary() for member in members]
        return found[0] if len(found) == 1 and found[0].name == arrival.name else as_one(arrival, found)

    def _handled(self, arrival: Arrival, member: Member) -> Handled:
        if not member.container:
            assert member.fault is not None, "a container that stands for itself says why"
            return not_handled(arrival, member.fault.code, member.fault.message)
        inner = attrs.evolve(arrival, name=member.name, content=member.content, container=member.container)
        with self.units(self.actor.tenant) as uow:
            if uow.flow_files.knows(member.content.sha256):
                return not_handled(inner, KNOWN)
            uow.flow_files.add_content(member.content.sha256, member.content.chunks())
            uow.commit()
        if member.fault is None:
            handled = handled_by(self.handlers, inner)
        else:
            handled = not_handled(inner, member.fault.code, member.fault.message)
        with self.units(self.actor.tenant) as uow:
            note(uow, inner, handled)
            uow.commit()
        return handled


def as_one(container: Arrival, files: Sequence[Handled]) -> Handled:
    """What came of a container by what came of the files in it.

    It is imported where any of them was, now or before; else it has the code of the first. Where one failed for a
    fault of ours, all of it is to be handled again.
    """
    bad = [each for each in files if each.outcome not in (IMPORTED, KNOWN)]
    failed = any(each.outcome == NOT_HANDLED for each in bad)
    outcome = NOT_HANDLED if failed else bad[0].outcome if len(bad) == len(files) else IMPORTED
    flows = {each.flow for each in files if each.flow}
    details = [f"{each.name}: {each.outcome}: {each.detail}" for each in files if each.detail and each.outcome != KNOWN]
    if len(details) > _LISTED:
        details = [*details[:_LISTED], f"and {len(details) - _LISTED} files more"]
    return attrs.evolve(
        not_handled(container, outcome, "; ".join(details)),
        flow=flows.pop() if len(flows) == 1 else "",
        records=sum(each.records for each in files),
        accepted=sum(each.accepted for each in files),
        rejected=sum(each.rejected for each in files) + sum(not each.rejected for each in bad),
    )
