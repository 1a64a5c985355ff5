"""Hand customers' readings on to the distributors, and record what these answer.

One file a distributor, by the first digits of the point, in the form the port SelfReadingFlows knows. Files are kept
with the flows, to be sent by their channel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from application.journal import Actor, record
from application.metering.customer_readings.submit_reading import line_of
from application.metering.validation import validate
from application.ports.channels import Channel, channel_to
from application.ports.customer_readings import SelfReadingFile, SelfReadingFlows
from application.ports.flow_files import TO_BE_SENT, Direction, FlowFile, FlowLine, LineKind
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.registry.register_customers import DoesNotFit
from domain.commodities.registry import commodity
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.metering.manual_readings.customer_reading import SelfReading, SelfReadingStatus
from domain.metering.manual_readings.faults import RDG_019
from domain.metering.reading import Action, Reading
from domain.metering.rules.forward_rule import ForwardRule

_ANSWERABLE = (SelfReadingStatus.FORWARDED, SelfReadingStatus.VALIDATED, SelfReadingStatus.NOT_VALIDATED)


@attrs.frozen
class ForwardedFile:
    """A file for one distributor, the readings in it, and the channel that sends it; empty: by hand."""

    file: SelfReadingFile
    sha256: str
    distributor: str
    readings: tuple[SelfReading, ...]
    channel: str


@attrs.frozen
class ForwardedReadings:
    """The files that were written, and the readings that wait on, each with its fault (RDG-019)."""

    files: tuple[ForwardedFile, ...]
    waiting: tuple[Fault, ...] = ()


def due_self_readings(*, units: UnitsOfWork, actor: Actor) -> tuple[SelfReading, ...]:
    """What waits to be handed on, the late first, in order of term."""
    with units(actor.tenant) as uow:
        return uow.self_readings.with_status((SelfReadingStatus.TO_FORWARD,))


def forward_self_readings(
    *, units: UnitsOfWork, actor: Actor, lists: SelfReadingFlows, channels: Iterable[Channel] = ()
) -> ForwardedReadings:
    """Write what waits, a file a distributor, and mark it forwarded. Where nothing can be written, nothing changes.

    A reading that cannot be written as its distributor wants it waits on; the others go.
    """
    now, today = actor.clock.now(), actor.clock.today()
    with units(actor.tenant) as uow:
        waiting = uow.self_readings.with_status((SelfReadingStatus.TO_FORWARD,))
        sender = uow.sellers.get().partita_iva.text
        faults = tuple(_unfit(lists, waiting, sender))
        stay = {fault.subject for fault in faults}
        going = [each for each in waiting if each.id not in stay]
        if not going:
            return ForwardedReadings((), faults)
        done = []
        ways = tuple(channels)
        for number, group in enumerate(_by_distributor(going).values(), 1):
            file = lists.write(group, sender=sender, at=now, progressive=number)
            sha256 = digest_of_bytes(file.content)
            channel = channel_to(group[0].distributor, ways) if file.is_declared else ""
            _record(uow, file, sha256, group, now, channel)
            marked = tuple(
                attrs.evolve(each, status=SelfReadingStatus.FORWARDED, forwarded_on=today, file_sha256=sha256)
                for each in group
            )
            for each in marked:
                uow.self_readings.put(each)
            done.append(ForwardedFile(file, sha256, group[0].distributor, marked, channel))
        event: Plain = {"files": [each.sha256 for each in done], "readings": len(going)}
        given: Plain = {"readings": [each.id for each in going]}
        record(uow, actor, use_case="forward_self_readings", given=given, events=[("self_readings.forwarded", event)])
        uow.commit()
    return ForwardedReadings(tuple(done), faults)


def answer_self_reading(
    *, units: UnitsOfWork, books: TariffBooks, actor: Actor, identifier: str, validated: bool, answer: str = ""
) -> SelfReading:
    """Record what the distributor answered: the same answer again changes nothing.

    A reading it did not validate is cancelled: it stays stored and counts no more. NotFound; DoesNotFit for one that
    was not handed on.
    """
    status = SelfReadingStatus.VALIDATED if validated else SelfReadingStatus.NOT_VALIDATED
    with units(actor.tenant) as uow:
        before = uow.self_readings.get(identifier)
        if before.status is status and before.answer == answer:
            return before
        if before.status not in _ANSWERABLE or before.reading is None:
            raise DoesNotFit(
                f"self-reading {identifier} is {before.status.value}: nothing was asked of the distributor"
            )
        after = attrs.evolve(before, status=status, answer=answer)
        uow.self_readings.put(after)
        if not validated or before.status is SelfReadingStatus.NOT_VALIDATED:
            made = _count(uow, after, actor.clock.now(), counts=validated)
            validate(uow, books, actor, readings=(made,))
        event: Plain = {"reading": identifier, "validated": validated, "answer": answer}
        record(
            uow,
            actor,
            use_case="answer_self_reading",
            given={"reading": identifier, "validated": validated, "answer": answer},
            events=[("self_reading.answered", event)],
        )
        uow.commit()
    return after


def _by_distributor(waiting: Iterable[SelfReading]) -> Mapping[tuple[str, str, str], list[SelfReading]]:
    """Of each commodity, distributor and beginning of the code: in the market the code says whose the point is."""
    groups: dict[tuple[str, str, str], list[SelfReading]] = {}
    for each in sorted(waiting, key=lambda each: (each.commodity, each.distributor, each.point, each.stated.day)):
        prefix = each.point[: _rule(each).prefix_length]
        groups.setdefault((each.commodity, each.distributor, prefix), []).append(each)
    return groups


def _rule(reading: SelfReading) -> ForwardRule:
    rule = commodity(reading.commodity).forwards
    assert rule is not None, f"{reading.id} of {reading.commodity} waits for a distributor"
    return rule


def _unfit(lists: SelfReadingFlows, waiting: Iterable[SelfReading], sender: str) -> Iterator[Fault]:
    for each in waiting:
        if why := lists.objection(each, sender=sender):
            yield RDG_019.fault(each.id, f"{each.commodity} of {each.point} read on {each.stated.day}: {why}")


def _record(
    uow: UnitOfWork, file: SelfReadingFile, sha256: str, group: Iterable[SelfReading], now: dt.datetime, channel: str
) -> None:
    readings = list(group)
    uow.flow_files.add_content(sha256, (file.content,))
    uow.flow_files.add(
        FlowFile(
            sha256=sha256,
            name=file.name,
            container="",
            flow=file.flow,
            at=now,
            outcome=TO_BE_SENT,
            detail="" if file.is_declared else "a layout of our own: agree it with the distributor, or send it by hand",
            records=len(readings),
            accepted=len(readings),
            direction=Direction.OUT,
            counterpart=readings[0].distributor,
            channel=channel,
        )
    )
    uow.flow_files.add_lines(
        FlowLine(
            direction=Direction.OUT,
            at=now,
            flow=file.flow,
            sha256=sha256,
            name=file.name,
            record=number,
            point=each.point,
            day=each.stated.day,
            what=LineKind.MESSAGE,
            outcome=TO_BE_SENT,
        )
        for number, each in enumerate(readings, 1)
    )


def _count(uow: UnitOfWork, answered: SelfReading, now: dt.datetime, *, counts: bool) -> Reading:
    """One more reading that cancels what the customer told, or puts it back."""
    assert answered.reading is not None
    origin = attrs.evolve(answered.reading.origin, sent_at=now)
    again = attrs.evolve(answered.reading, action=Action.REPLACE, origin=origin)
    cancelled = attrs.evolve(answered.reading, action=Action.CANCEL, values=(), origin=origin)
    made = again if counts else cancelled
    uow.measures.add(readings=(made,), curves=())
    uow.flow_files.add_lines((line_of(made, now),))
    return made
